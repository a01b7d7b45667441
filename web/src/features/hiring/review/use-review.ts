import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import type { Rating, Review, Transcript } from "@/core/api";
import type { Correction } from "@/core/api/hiring";
import { useSessionState } from "@/ui/session";

import { keys, useHiring } from "../use-hiring";

/** While transcripts and scores are made; not in hidden tabs, and not once it is settled. */
const POLL_MS = 3_000;
/** While the two talk, what they say comes along; then their sound. */
const GOING_MS = 5_000;

/** `going`: whether more of a conversation than is known by now will come. */
export function useReview(id: string, enabled: boolean, going: (known: Review | undefined) => boolean) {
  const api = useHiring();
  return useQuery({
    queryKey: keys.review(id),
    queryFn: ({ signal }) => api.review(id, signal),
    enabled,
    refetchInterval: ({ state: { data } }) => (data?.analysis.status === "processing" ? POLL_MS : going(data) ? GOING_MS : false),
  });
}

export function changeReview(queries: QueryClient, id: string, change: (review: Review) => Review): void {
  queries.setQueryData<Review>(keys.review(id), (review) => review && change(review));
}

/** The lists show analysis, score and decision too. */
export function useRefreshLists(): () => void {
  const queries = useQueryClient();
  return () => void queries.invalidateQueries({ queryKey: keys.invitations });
}

/** My rating, shown at once; calls go out one after another, each with all that I rated. */
export function useRate(id: string, held: Rating | null) {
  // Cache changes reach the page a moment later: a radio mustn't jump back meanwhile.
  const [pressed, setPressed] = useState<{ before: Rating | null; rating: Rating } | null>(null);
  const api = useHiring();
  const queries = useQueryClient();
  const session = useSessionState();
  const me = session.status === "signedIn" ? session.user : null;
  const save = useMutation({
    mutationKey: ["rate", id],
    scope: { id: `rating ${id}` },
    mutationFn: (rating: Pick<Rating, "overall" | "questions">) => api.rate(id, rating),
    // Also tells what colleagues think, now that I said what I do; or what is kept after a failure.
    // Not while another rating waits: what the server has then is older than what is shown.
    onSettled: () => (queries.isMutating({ mutationKey: ["rate", id] }) === 1 ? queries.invalidateQueries({ queryKey: keys.review(id) }) : undefined),
  });

  function rate(change: { overall: number | null } | { questionId: string; value: number | null }): void {
    const before = queries.getQueryData<Review>(keys.review(id))?.mine;
    const questions = new Map(Object.entries(before?.questions ?? {}));
    let overall = before?.overall ?? null;
    if ("overall" in change) overall = change.overall;
    else if (change.value === null) questions.delete(change.questionId);
    else questions.set(change.questionId, change.value);
    const next = { overall, questions: Object.fromEntries(questions) };
    void queries.cancelQueries({ queryKey: keys.review(id) });
    const rating: Rating = { userId: me?.userId ?? "", name: me?.name ?? "", updatedAt: new Date().toISOString(), ...next };
    setPressed({ before: held, rating });
    changeReview(queries, id, (review) => ({ ...review, mine: rating }));
    save.mutate(next);
  }

  const mine = pressed !== null && pressed.before === held && save.isPending ? pressed.rating : held;
  return { rate, mine, error: save.error };
}

/** What can be asked of the analysis again. */
export function useAnalysisActions(id: string) {
  const api = useHiring();
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: keys.review(id) });
  const put = (responseId: string, transcript: Transcript) =>
    changeReview(queries, id, (review) => ({
      ...review,
      answers: review.answers.map((answer) => (answer.responseId === responseId ? { ...answer, transcript } : answer)),
    }));

  const scoreAgain = useMutation({
    mutationFn: () => api.scoreAgain(id),
    onSuccess: async (analysis) => {
      changeReview(queries, id, (review) => ({ ...review, analysis }));
      await refresh();
    },
  });
  const transcribeAgain = useMutation({
    mutationFn: (responseId: string) => api.transcribeAgain(id, responseId),
    onSuccess: async (transcript, responseId) => {
      put(responseId, transcript);
      await refresh();
    },
  });
  const correct = useMutation({
    mutationFn: ({ responseId, correction }: { responseId: string; correction: Correction }) => api.correctTranscript(id, responseId, correction),
    onSuccess: async (transcript, { responseId }) => {
      put(responseId, transcript);
      await refresh();
    },
  });
  return { scoreAgain, transcribeAgain, correct, refresh };
}
