import { createContext, useContext, useSyncExternalStore } from "react";

import type { CandidateSession } from "./candidate-session";
import type { Interview } from "./progress";

export const SessionContext = createContext<CandidateSession | null>(null);

export function useSession(): CandidateSession {
  const session = useContext(SessionContext);
  if (!session) throw new Error("useSession needs a SessionContext above it");
  return session;
}

/** Something with a state that is replaced, never changed. */
export interface Observable<S> {
  readonly state: S;
  subscribe: (listener: () => void) => () => void;
}

export function useObserved<S>(source: Observable<S>): S {
  return useSyncExternalStore(source.subscribe, () => source.state);
}

export function useInterview(): Interview {
  const session = useSession();
  useObserved(session);
  return session.interview;
}
