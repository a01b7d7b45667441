import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { PastInterview } from "@/core/api";
import { formatDateTime } from "@/core/time";
import { Button } from "@/ui/Button";
import { ButtonLink } from "@/ui/ButtonLink";
import { ErrorState } from "@/ui/ErrorState";
import { Skeleton } from "@/ui/Skeleton";
import { useLocale } from "@/ui/use-locale";
import { VisuallyHidden } from "@/ui/VisuallyHidden";

import { keys, usePractice } from "./use-practice";

/** One's own, the newest first. */
export function PastInterviews() {
  const { t } = useTranslation("practice");
  const api = usePractice();
  const past = useInfiniteQuery({
    queryKey: keys.past,
    queryFn: ({ pageParam, signal }) => api.past(pageParam, signal),
    initialPageParam: 1,
    getNextPageParam: ({ page, pageSize, total }) => (page * pageSize < total ? page + 1 : null),
  });
  // Invitations have their own place.
  const items = (past.data?.pages ?? []).flatMap(({ items }) => items).filter(({ purpose }) => purpose !== "hiring");
  return (
    <section aria-labelledby="past">
      <h2 id="past" className="mb-4 text-xl font-semibold">
        {t("past.title")}
      </h2>
      {past.isPending ? <Skeleton className="h-20 w-full" /> : null}
      {past.isError ? <ErrorState error={past.error} busy={past.isFetching} onRetry={() => void past.refetch()} /> : null}
      {past.isSuccess && items.length === 0 ? <p className="text-ink-soft">{t("past.empty")}</p> : null}
      <ul className="divide-y border-y empty:border-0">
        {items.map((interview) => (
          <Past key={interview.id} interview={interview} />
        ))}
      </ul>
      {past.hasNextPage ? (
        <div className="mt-4">
          <Button busy={past.isFetchingNextPage} onClick={() => void past.fetchNextPage()}>
            {t("past.more")}
          </Button>
        </div>
      ) : null}
    </section>
  );
}

function Past({ interview }: { interview: PastInterview }) {
  const { t } = useTranslation("practice");
  const locale = useLocale();
  const { id, status, title, created_at, started_at, overall_score: score } = interview;
  const over = status === "completed";
  const open = status === "pending" || status === "in_progress";
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-4">
      <div className="min-w-0 flex-1 basis-56">
        {over ? (
          <Link to={`/practice/results/${id}`} className="font-medium hover:underline">
            {title}
          </Link>
        ) : (
          <p className="font-medium">{title}</p>
        )}
        <p className="text-sm text-ink-soft">{formatDateTime(started_at ?? created_at, locale)}</p>
      </div>
      <p className="tabular text-ink-soft">
        {over ? (score === null ? t("past.noScore") : t("past.ofHundred", { score: Math.round(score) })) : t(STATES[status])}
      </p>
      {open ? (
        <ButtonLink size="sm" to={`/voice/${id}`}>
          {t(status === "pending" ? "past.begin" : "past.resume")}
          <VisuallyHidden>: {title}</VisuallyHidden>
        </ButtonLink>
      ) : null}
      {over ? (
        <ButtonLink size="sm" to={`/practice/results/${id}`}>
          {t("past.open")}
          <VisuallyHidden>: {title}</VisuallyHidden>
        </ButtonLink>
      ) : null}
    </li>
  );
}

const STATES = {
  pending: "past.pending",
  in_progress: "past.started",
  completed: "past.noScore",
  cancelled: "past.cancelled",
  failed: "past.failed",
} as const;
