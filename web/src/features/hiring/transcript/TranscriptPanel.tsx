import { useTranslation } from "react-i18next";

import type { AnswerReview, Transcript } from "@/core/api";
import { Button } from "@/ui/Button";
import { useErrorText } from "@/ui/error-text";
import { FieldError } from "@/ui/Field";
import { ProgressBar } from "@/ui/Progress";

import type { Player } from "../review/player";
import { useAnalysisActions } from "../review/use-review";
import type { NumberedSpan } from "../scores/spans";
import { TranscriptView } from "./TranscriptView";

interface TranscriptPanelProps {
  invitationId: string;
  answer: AnswerReview;
  player: Player;
  spans: readonly NumberedSpan[];
  activeSpan: number | null;
}

/** The words of a recorded answer in all their states. */
export function TranscriptPanel({ invitationId, answer, player, spans, activeSpan }: TranscriptPanelProps) {
  const { t } = useTranslation("hiring");
  const { transcript, responseId } = answer;
  if (!transcript || !responseId) return <p className="text-ink-soft">{t("transcript.none")}</p>;
  switch (transcript.status) {
    case "processing":
      return <Progress transcript={transcript} />;
    case "failed":
      return <Failed invitationId={invitationId} responseId={responseId} transcript={transcript} />;
    case "ready":
      if (transcript.segments.length === 0) return <p className="text-ink-soft">{t("transcript.silent")}</p>;
      return (
        <TranscriptView
          invitationId={invitationId}
          responseId={responseId}
          transcript={transcript}
          player={player}
          spans={spans}
          activeSpan={activeSpan}
        />
      );
  }
}

const STAGES = ["waiting", "listening", "transcribing"] as const;

function Progress({ transcript }: { transcript: Transcript }) {
  const { t } = useTranslation("hiring");
  const stage = STAGES.find((each) => each === transcript.stage) ?? "waiting";
  return (
    <div role="status" className="flex flex-col gap-3">
      <p>{t(`transcript.stage.${stage}`)}</p>
      <ProgressBar value={transcript.progress} label={t("transcript.title")} className="max-w-72" />
      <p className="text-sm text-ink-soft">{t("transcript.processingText")}</p>
    </div>
  );
}

const FAILURES = ["no_sound_track", "language_unavailable", "engine_unavailable", "engine_died", "unreadable"] as const;

function Failed({ invitationId, responseId, transcript }: { invitationId: string; responseId: string; transcript: Transcript }) {
  const { t } = useTranslation("hiring");
  const errorText = useErrorText();
  const { transcribeAgain } = useAnalysisActions(invitationId);
  const reason = FAILURES.find((each) => each === transcript.error) ?? "other";
  return (
    <div role="status" className="flex flex-col items-start gap-3">
      <p className="measure">{t(`transcript.failure.${reason}`)}</p>
      <Button size="sm" busy={transcribeAgain.isPending} onClick={() => transcribeAgain.mutate(responseId)}>
        {t("transcript.again")}
      </Button>
      {transcribeAgain.error ? <FieldError>{errorText(transcribeAgain.error)}</FieldError> : null}
    </div>
  );
}
