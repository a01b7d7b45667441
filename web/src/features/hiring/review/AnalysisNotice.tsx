import { useTranslation } from "react-i18next";

import type { Review } from "@/core/api";
import { Button } from "@/ui/Button";
import { useErrorText } from "@/ui/error-text";
import { FieldError } from "@/ui/Field";
import { ProgressBar } from "@/ui/Progress";

import { BROKE_OFF } from "../conversation/standing";
import { useReasonText } from "../scores/use-reason-text";
import { useAnalysisActions } from "./use-review";

/** Reasons whose sentences speak of one question and its answer. */
const ABOUT_ONE_ANSWER: ReadonlySet<string> = new Set(["not_answered", "empty", "copied_question", "keywords_only", "off_topic", "uncertain", "not_scored"]);

/** How far the way from recording to scores is, while there is something to say about it. */
export function AnalysisNotice({ review }: { review: Review }) {
  const { t } = useTranslation("hiring");
  const errorText = useErrorText();
  const live = review.mode === "voice";
  const reasonText = useReasonText(live);
  const { scoreAgain } = useAnalysisActions(review.invitationId);
  const { analysis } = review;
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
  // What broke off is talked through anew, or not at all: there is nothing to score again.
  const again = analysis.reason !== BROKE_OFF;
  return (
    <div role="status" className="mt-6 flex flex-wrap items-start justify-between gap-x-6 gap-y-3 rounded-md border bg-surface px-4 py-3">
      <div className="min-w-0 flex-1 basis-72">
        <p className="font-medium">{t(again ? (withheld ? "analysis.withheld" : "analysis.failed") : "conversation.brokeOff")}</p>
        <p className="measure text-ink-soft">{withheld && ABOUT_ONE_ANSWER.has(analysis.reason ?? "") ? t("analysis.tooLittle") : reasonText(analysis.reason, withheld ? "withheld" : "failed")}</p>
        {scoreAgain.error ? <FieldError>{errorText(scoreAgain.error)}</FieldError> : null}
      </div>
      {again ? (
        <Button size="sm" busy={scoreAgain.isPending} onClick={() => scoreAgain.mutate()}>
          {t("analysis.again")}
        </Button>
      ) : null}
    </div>
  );
}
