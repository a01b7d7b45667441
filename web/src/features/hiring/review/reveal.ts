import type { Rating } from "@/core/api";

/**
 * One's own judgement comes first (design/pages.md): the model's score of an answer shows once I
 * rated that answer or the whole, or asked to see it.
 */
export function showsAnswerScore(mine: Rating | null, questionId: string, asked: boolean): boolean {
  return asked || showsOverallScore(mine, asked) || mine?.questions[questionId] !== undefined;
}

export function showsOverallScore(mine: Rating | null, asked: boolean): boolean {
  return asked || (mine !== null && mine.overall !== null);
}
