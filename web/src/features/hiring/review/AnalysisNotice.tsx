import { useTranslation } from "react-i18next";

import type { InvitationForHr, Review } from "@/core/api";
import { Button } from "@/ui/Button";
import { ButtonLink } from "@/ui/ButtonLink";
import { useErrorText } from "@/ui/error-text";
import { FieldError } from "@/ui/Field";
import { ProgressBar } from "@/ui/Progress";

import { useReasonText } from "../scores/use-reason-text";
import { useInviteAgain } from "../use-invite-again";
import { useAnalysisActions } from "./use-review";

/** Reasons whose sentences speak of one question and its answer. */
const ABOUT_ONE_ANSWER: ReadonlySet<string> = new Set(["not_answered", "empty", "copied_question", "keywords_only", "off_topic", "uncertain", "not_scored"]);

/** How far the way from recording to scores is, while there is something to say about it. */
export function AnalysisNotice({ review, invitation }: { review: Review; invitation: InvitationForHr }) {
  const { t } = useTranslation("hiring");
  const errorText = useErrorText();
  const live = review.mode === "voice";
  const reasonText = useReasonText(live);
  const { scoreAgain } = useAnalysisActions(review.invitationId);
  const { analysis } = review;
  if (invitation.failedAt !== null) return <BrokeOff invitation={invitation} />;
  if (analysis.status === "none" || analysis.status === "ready") return null;
  if (analysis.status === "processing") {
    const text = t(analysis.stage === "scores" ? "analysis.scores" : "analysis.transcripts");
    return (
      <div role="status" className="mt-6 flex flex-wrap items-center gap-x-6 gap-y-2 rounded-md border bg-surface px-4 py-3">
        <p>
          {text} <span className="text-ink-soft">{t(live ? "conversation.stay" : "analysis.stay")}</span>
        </p>
        <ProgressBar value={analysis.progress} label={text} className="ml-auto w-40 max-w-full" />
      </div>
    );
  }
  const withheld = analysis.status === "withheld";
  return (
    <div role="status" className="mt-6 flex flex-wrap items-start justify-between gap-x-6 gap-y-3 rounded-md border bg-surface px-4 py-3">
      <div className="min-w-0 flex-1 basis-72">
        <p className="font-medium">{t(withheld ? "analysis.withheld" : "analysis.failed")}</p>
        <p className="measure text-ink-soft">{withheld && ABOUT_ONE_ANSWER.has(analysis.reason ?? "") ? t("analysis.tooLittle") : reasonText(analysis.reason, withheld ? "withheld" : "failed")}</p>
        {scoreAgain.error ? <FieldError>{errorText(scoreAgain.error)}</FieldError> : null}
      </div>
      <Button size="sm" busy={scoreAgain.isPending} onClick={() => scoreAgain.mutate()}>
        {t("analysis.again")}
      </Button>
    </div>
  );
}

/** What broke off is talked through anew, or not at all: there is nothing to score again. */
function BrokeOff({ invitation }: { invitation: InvitationForHr }) {
  const { t } = useTranslation("hiring");
  const reasonText = useReasonText(true);
  const again = useInviteAgain(invitation);
  return (
    <div role="status" className="mt-6 flex flex-wrap items-center justify-between gap-x-6 gap-y-3 rounded-md border bg-surface px-4 py-3">
      <div className="min-w-0 flex-1 basis-72">
        <p className="font-medium">{t("conversation.brokeOff")}</p>
        <p className="measure text-ink-soft">{invitation.followedBy === null ? reasonText("interview_failed", "failed") : t("invitations.brokeOffAgain")}</p>
      </div>
      {invitation.followedBy === null ? (
        <Button variant="primary" busy={again.isPending} onClick={again.go}>
          {t("again.action")}
        </Button>
      ) : (
        <ButtonLink to={`/invitations/${invitation.followedBy}`}>{t("again.gone")}</ButtonLink>
      )}
    </div>
  );
}
