import { createContext, useContext } from "react";

import { useObserved } from "@/ui/use-observed";

import type { CandidateSession } from "./candidate-session";
import type { Interview } from "./progress";

export const SessionContext = createContext<CandidateSession | null>(null);

export function useSession(): CandidateSession {
  const session = useContext(SessionContext);
  if (!session) throw new Error("useSession needs a SessionContext above it");
  return session;
}

export function useInterview(): Interview {
  const session = useSession();
  useObserved(session);
  return session.interview;
}
