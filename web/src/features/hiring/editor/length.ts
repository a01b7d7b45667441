import type { Draft } from "./draft";

/** The longest that answering can take, in seconds; null when something has no limit. */
export function answeringSeconds(draft: Pick<Draft, "settings" | "questions">): number | null {
  const total = draft.settings.totalTimeLimit ? draft.settings.totalTimeLimit * 60 : null;
  let sum = 0;
  for (const question of draft.questions) {
    const limit = question.timeLimit ?? draft.settings.questionTimeLimit;
    if (!limit) return total;
    sum += limit + (question.thinkingTime ?? 0);
  }
  return total === null ? sum : Math.min(total, sum);
}
