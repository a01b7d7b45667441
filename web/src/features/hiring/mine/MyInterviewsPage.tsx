import { useQuery } from "@tanstack/react-query";
import { Mail } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Invitation } from "@/core/api";
import { ButtonLink } from "@/ui/ButtonLink";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { Page } from "@/ui/Page";
import { ProgressDots } from "@/ui/Progress";
import { VisuallyHidden } from "@/ui/VisuallyHidden";

import { Deadline } from "../invitations/Deadline";
import { ListSkeleton } from "../list/ListSkeleton";
import { ModeMark } from "../ModeMark";
import { InvitationStatusWord, isOpen } from "../StatusWords";
import { keys, useHiring } from "../use-hiring";

/** What a candidate with an account was invited to. */
export function MyInterviewsPage() {
  const { t } = useTranslation("hiring");
  const api = useHiring();
  const list = useQuery({ queryKey: [...keys.invitations, "own"], queryFn: ({ signal }) => api.ownInvitations(signal) });
  return (
    <Page title={t("mine.title")} lead={t("mine.lead")}>
      {list.isPending ? <ListSkeleton rows={3} /> : null}
      {list.isError ? <ErrorState error={list.error} busy={list.isFetching} onRetry={() => void list.refetch()} /> : null}
      {list.data?.items.length === 0 ? (
        <EmptyState icon={Mail} title={t("mine.emptyTitle")}>
          {t("mine.empty")}
        </EmptyState>
      ) : null}
      {list.data && list.data.items.length > 0 ? (
        <ul className="flex flex-col gap-3">
          {list.data.items.map((invitation) => (
            <Interview key={invitation.id} invitation={invitation} />
          ))}
        </ul>
      ) : null}
    </Page>
  );
}

function closingWords({ status, failedAt, followedBy }: Invitation) {
  if (failedAt !== null) return followedBy === null ? "mine.brokeOff" : "mine.invitedAgain";
  return status === "completed" ? "mine.finished" : "mine.closed";
}

function Interview({ invitation }: { invitation: Invitation }) {
  const { t } = useTranslation("hiring");
  const { t: tApp } = useTranslation("app");
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-8 gap-y-4 rounded-md border bg-surface px-5 py-5">
      <div className="flex min-w-0 flex-1 basis-64 flex-col gap-1.5">
        <h2 className="text-lg font-semibold">{invitation.templateTitle}</h2>
        <div className="flex flex-wrap items-center gap-x-5 gap-y-1 text-sm text-ink-soft">
          <InvitationStatusWord invitation={invitation} />
          <ModeMark mode={invitation.mode} />
          <ProgressDots done={invitation.answeredCount} total={invitation.questionsCount} />
          <Deadline invitation={invitation} inline />
        </div>
      </div>
      {isOpen(invitation) ? (
        <ButtonLink variant="primary" to={`/i/${invitation.id}`}>
          {t(invitation.status === "started" ? "mine.resume" : "mine.start")}
        </ButtonLink>
      ) : (
        <p className="measure text-ink-soft">{t(closingWords(invitation))}</p>
      )}
      {invitation.status === "pending" || invitation.deletedAt ? null : (
        <ButtonLink variant="quiet" to={`/i/${invitation.id}/record`}>
          {tApp("ownData")}
          <VisuallyHidden>: {invitation.templateTitle}</VisuallyHidden>
        </ButtonLink>
      )}
    </li>
  );
}
