import { createContext, useContext, useSyncExternalStore } from "react";

import type { AccountSession, Client, SessionState } from "@/core/api";

/** Given by app/account; features read it through the hooks below. */
export const SessionContext = createContext<AccountSession | null>(null);

export function useAccountSession(): AccountSession {
  const session = useContext(SessionContext);
  if (!session) throw new Error("useAccountSession needs a SessionContext above it");
  return session;
}

export function useSessionState(): SessionState {
  const session = useAccountSession();
  return useSyncExternalStore(session.subscribe, session.getState);
}

/** The client of the signed-in account. */
export function useClient(): Client {
  return useAccountSession().client;
}
