import { useEffect, useState } from "react";
import { Outlet } from "react-router";

import { createAccountSession } from "@/core/api";
import { SessionContext } from "@/ui/session";

/** Pages that know accounts. Candidates with a link never come here, so nothing asks for their account. */
export function AccountLayout() {
  const [session] = useState(() => createAccountSession());

  useEffect(() => {
    if (session.getState().status === "restoring") void session.restore();
  }, [session]);

  return (
    <SessionContext value={session}>
      <Outlet />
    </SessionContext>
  );
}
