import { QueryClientProvider } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Outlet } from "react-router";

import { createAccountSession } from "@/core/api";
import { SessionContext, useSessionState } from "@/ui/session";

import { createQueryClient } from "./query-client";

/** Pages that know accounts. Candidates with a link never come here, so nothing asks for their account. */
export function AccountLayout() {
  const [session] = useState(() => createAccountSession());

  useEffect(() => {
    if (session.getState().status === "restoring") void session.restore();
  }, [session]);

  return (
    <SessionContext value={session}>
      <OwnCache />
    </SessionContext>
  );
}

/** What one person was shown, the next who signs in here mustn't find. */
function OwnCache() {
  const state = useSessionState();
  const person = state.status === "signedIn" ? state.user.userId : "";
  return <Cache key={person} />;
}

function Cache() {
  const [queryClient] = useState(createQueryClient);
  return (
    <QueryClientProvider client={queryClient}>
      <Outlet />
    </QueryClientProvider>
  );
}
