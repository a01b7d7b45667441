import { useQuery, useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useParams } from "react-router";
import { useTranslation } from "react-i18next";

import type { InvitationForHr, Review } from "@/core/api";
import { ButtonLink } from "@/ui/ButtonLink";
import { ErrorState } from "@/ui/ErrorState";
import { Skeleton } from "@/ui/Skeleton";

import { LiveBoard } from "../conversation/LiveBoard";
import { awaitsSound, isGoing } from "../conversation/standing";
import { DeletedReview } from "../privacy/DeletedReview";
import { isOpen } from "../StatusWords";
import { keys, useHiring } from "../use-hiring";
import { ReviewBoard } from "./ReviewBoard";
import { ReviewHeader } from "./ReviewHeader";
import { useReview } from "./use-review";

/** A candidate may be answering while this is open. */
const REFRESH_MS = 15_000;

export function ReviewPage() {
  const { t } = useTranslation("hiring");
  const { id = "" } = useParams();
  const api = useHiring();
  const invitation = useQuery({
    queryKey: keys.invitation(id),
    queryFn: ({ signal }) => api.invitation(id, signal),
    refetchInterval: ({ state: { data } }) => (data !== undefined && isOpen(data) ? REFRESH_MS : false),
  });
  const deleted = typeof invitation.data?.deletedAt === "string";
  const review = useReview(id, invitation.data !== undefined && !deleted, (known) => invitation.data !== undefined && (isGoing(invitation.data) || awaitsSound(invitation.data, known, Date.now())));
  useWhenOver(id, invitation.data);

  if (invitation.data) {
    return (
      <div className="mx-auto w-full max-w-7xl px-4 pt-4 pb-16 sm:px-6 sm:pt-6">
        <ReviewHeader invitation={invitation.data} review={deleted ? undefined : review.data} />
        {deleted ? <DeletedReview invitation={invitation.data} /> : <Board invitation={invitation.data} review={review} />}
      </div>
    );
  }
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

/** How it was taken decides what there is to see. */
function Board({ invitation, review }: { invitation: InvitationForHr; review: UseQueryResult<Review> }) {
  const Kind = invitation.mode === "voice" ? LiveBoard : ReviewBoard;
  return <Kind invitation={invitation} review={review} />;
}

/** An interview that ends, or breaks off, while this is open has a review to be asked for anew. */
function useWhenOver(id: string, invitation: InvitationForHr | undefined): void {
  const queries = useQueryClient();
  const open = invitation !== undefined && isOpen(invitation);
  const before = useRef(open);
  useEffect(() => {
    if (before.current && !open) void queries.invalidateQueries({ queryKey: keys.review(id) });
    before.current = open;
  }, [id, queries, open]);
}

function ReviewSkeleton() {
  const { t } = useTranslation("ui");
  return (
    <div role="status" aria-label={t("loading")} className="mx-auto max-w-7xl px-4 py-8 sm:px-6">
      <Skeleton className="h-9 w-64" />
      <Skeleton className="mt-3 h-5 w-96 max-w-full" />
      <div className="mt-8 grid gap-10 lg:grid-cols-2">
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
