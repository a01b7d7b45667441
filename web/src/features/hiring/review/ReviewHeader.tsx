import { ArrowLeft } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { Invitation, Review } from "@/core/api";
import { formatDate, formatDateTime } from "@/core/time";
import { useLocale } from "@/ui/use-locale";

import { DecisionMenu } from "../opinions/DecisionMenu";
import { ModeMark } from "../ModeMark";
import { InvitationStatusWord, isOpen } from "../StatusWords";
import { ReviewMenu } from "./ReviewMenu";

interface ReviewHeaderProps {
  invitation: Invitation;
  review: Review | undefined;
}

export function ReviewHeader({ invitation, review }: ReviewHeaderProps) {
  const { t } = useTranslation("hiring");
  const locale = useLocale();
  const deleted = typeof invitation.deletedAt === "string";
  const name = deleted ? t("deletion.nobody") : invitation.candidateName;

  useEffect(() => {
    document.title = `${name} · Parley`;
  }, [name]);

  const date = (iso: string, text: (when: string) => string) => (
    <time dateTime={iso} title={formatDateTime(iso, locale)}>
      {text(formatDate(iso, locale))}
    </time>
  );

  return (
    <header>
      <Link to="/invitations" className="inline-flex min-h-10 items-center gap-2 text-sm text-ink-soft hover:text-ink">
        <ArrowLeft aria-hidden size={16} />
        {t("review.back")}
      </Link>
      <div className="mt-1 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0 flex-1 basis-64">
          <h1 className="text-2xl font-semibold tracking-tight sm:text-3xl">{name}</h1>
          <p className="mt-1 text-ink-soft">
            {invitation.templateTitle}
            {deleted ? "" : ` · ${invitation.candidateEmail}`}
          </p>
          <p className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-ink-soft tabular">
            <InvitationStatusWord invitation={invitation} />
            <ModeMark mode={invitation.mode} />
            {date(invitation.createdAt, (when) => t("review.invited", { when }))}
            {invitation.completedAt ? date(invitation.completedAt, (when) => t("review.completed", { when })) : null}
            {invitation.failedAt === null ? null : date(invitation.failedAt, (when) => t("review.brokeOff", { when }))}
            {isOpen(invitation) && invitation.expiresAt ? date(invitation.expiresAt, (when) => t("review.due", { when })) : null}
            {invitation.extraTimePercent > 0 ? <span>{t("review.extraTime", { percent: invitation.extraTimePercent })}</span> : null}
          </p>
          {review ? <DecisionLine review={review} /> : null}
        </div>
        <div className="flex items-center gap-2">
          {review?.canDecide && invitation.status === "completed" ? <DecisionMenu review={review} name={invitation.candidateName} /> : null}
          <ReviewMenu invitation={invitation} owned={review?.canDecide ?? false} deleted={deleted} />
        </div>
      </div>
    </header>
  );
}

function DecisionLine({ review }: { review: Review }) {
  const { t } = useTranslation("hiring");
  const locale = useLocale();
  const { decision, reason, decidedBy, decidedAt } = review.decision;
  if (decision === null) return null;
  return (
    <p className="mt-2 text-sm">
      <span className="font-medium">{t(`decision.word.${decision}`)}</span>{" "}
      <span className="text-ink-soft">
        {t("decision.by", { who: decidedBy ?? "", when: decidedAt === null ? "" : formatDate(decidedAt, locale) })}
        {reason === null || reason === "" ? "" : ` “${reason}”`}
      </span>
    </p>
  );
}
