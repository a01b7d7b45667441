import { useMemo } from "react";

import { type PracticeApi, practiceApi } from "@/core/api/practice";
import { useClient } from "@/ui/session";

export function usePractice(): PracticeApi {
  const client = useClient();
  return useMemo(() => practiceApi(client), [client]);
}

export const keys = {
  plans: ["interviews", "plans"],
  past: ["interviews", "past"],
  session: (id: string) => ["interview", id],
  result: (id: string) => ["interviews", "result", id],
} as const;

/** What the server takes (interviews.ports.Settings). */
export const MOST_DESCRIPTION = 20_000;
export const MOST_QUESTIONS = 15;
export const QUESTIONS = 5;
/** Planned for one where no plan says otherwise. */
export const SECONDS_PER_QUESTION = 150;
