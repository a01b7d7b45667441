import { useQuery } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams, useSearchParams } from "react-router";

import type { InvitationForHr } from "@/core/api";
import { ButtonLink } from "@/ui/ButtonLink";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { Skeleton } from "@/ui/Skeleton";

import { KeyHints } from "../list/KeyHints";
import { keys, useHiring } from "../use-hiring";
import { AnswerView } from "./AnswerView";
import { QuestionNav } from "./QuestionNav";
import { QuestionSteps } from "./QuestionSteps";
import { ReviewHeader } from "./ReviewHeader";
import { useReviewKeys } from "./use-review-keys";

/** A candidate may be answering while this is open. */
const REFRESH_MS = 15_000;

export function ReviewPage() {
  const { t } = useTranslation("hiring");
  const { id = "" } = useParams();
  const api = useHiring();
  const invitation = useQuery({
    queryKey: keys.invitation(id),
    queryFn: ({ signal }) => api.invitation(id, signal),
    refetchInterval: (query) => (query.state.data?.status === "started" || query.state.data?.status === "pending" ? REFRESH_MS : false),
  });

  if (invitation.data) return <Review invitation={invitation.data} />;
  if (invitation.isError) {
    return (
      <ErrorState
        error={invitation.error}
        busy={invitation.isFetching}
        onRetry={() => void invitation.refetch()}
        action={<ButtonLink to="/invitations">{t("review.back")}</ButtonLink>}
      />
    );
  }
  return <ReviewSkeleton />;
}

function Review({ invitation }: { invitation: InvitationForHr }) {
  const { t } = useTranslation("hiring");
  const [search, setSearch] = useSearchParams();
  const questions = [...invitation.questions].sort((a, b) => a.order - b.order);
  const responses = new Map(invitation.responses.map((response) => [response.questionId, response]));
  // The first answered question, chosen once: answers that come in later don't move the view.
  const [first] = useState(() => questions.findIndex((question) => responses.has(question.id)));
  const chosen = questions.findIndex((question) => question.id === search.get("question"));
  const index = chosen !== -1 ? chosen : Math.max(0, first);
  const question = questions[index];

  const choose = useCallback(
    (questionId: string | undefined) => {
      if (questionId !== undefined) setSearch({ question: questionId }, { replace: true });
    },
    [setSearch],
  );
  const previous = questions[index - 1]?.id;
  const next = questions[index + 1]?.id;
  useReviewKeys({ onPrevious: () => choose(previous), onNext: () => choose(next) });

  const untouched = invitation.status === "pending" && invitation.responses.length === 0;
  return (
    <div className="mx-auto w-full max-w-7xl px-4 pt-4 pb-16 sm:px-6 sm:pt-6">
      <ReviewHeader invitation={invitation} />
      {untouched || !question ? (
        <EmptyState title={t("review.notStartedTitle")}>{t("review.notStarted", { name: invitation.candidateName })}</EmptyState>
      ) : (
        <div className="mt-6 grid grid-cols-[minmax(0,1fr)] items-start gap-8 lg:mt-8 lg:grid-cols-[minmax(0,1fr)_22rem] lg:gap-10">
          <article className="min-w-0">
            <QuestionSteps
              index={index}
              total={questions.length}
              onPrevious={previous === undefined ? undefined : () => choose(previous)}
              onNext={next === undefined ? undefined : () => choose(next)}
            />
            <h2 className="mt-2 mb-5 measure text-xl font-semibold whitespace-pre-wrap sm:text-2xl">{question.text}</h2>
            <AnswerView key={question.id} invitation={invitation} question={question} response={responses.get(question.id)} />
          </article>
          <aside className="min-w-0">
            <QuestionNav questions={questions} responses={responses} current={question.id} onChoose={choose} />
            <KeyHints
              hints={[
                { keys: ["Space"], does: t("review.keyPlay") },
                { keys: ["←", "→"], does: t("review.keySeek") },
                { keys: ["<", ">"], does: t("review.keySpeed") },
                { keys: ["p", "n"], does: t("review.keyQuestion") },
              ]}
            />
          </aside>
        </div>
      )}
    </div>
  );
}

function ReviewSkeleton() {
  const { t } = useTranslation("ui");
  return (
    <div role="status" aria-label={t("loading")} className="mx-auto max-w-7xl px-4 py-8 sm:px-6">
      <Skeleton className="h-9 w-64" />
      <Skeleton className="mt-3 h-5 w-96 max-w-full" />
      <div className="mt-8 grid gap-10 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <Skeleton className="aspect-video w-full" />
        <div className="flex flex-col gap-3">
          <Skeleton className="h-14" />
          <Skeleton className="h-14" />
          <Skeleton className="h-14" />
        </div>
      </div>
    </div>
  );
}
