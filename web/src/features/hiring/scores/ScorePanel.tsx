import { Eye } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { AnswerScore, InterviewScore } from "@/core/api";
import { Button } from "@/ui/Button";
import { useLocale } from "@/ui/use-locale";

import { Flags } from "./Flags";
import { KeyPoints } from "./KeyPoints";
import { Making } from "./Making";
import { ScoreBar } from "./ScoreBar";
import { SpanList } from "./SpanList";
import type { NumberedSpan } from "./spans";
import { useReasonText } from "./use-reason-text";

interface ScorePanelProps {
  score: AnswerScore | null;
  whole: InterviewScore | null;
  /** My own judgement comes first. */
  shown: boolean;
  onShow: () => void;
  spans: readonly NumberedSpan[];
  activeSpan: number | null;
  onActiveSpan: (span: number | null) => void;
  onPlaySpan: (span: NumberedSpan) => void;
  /** Of a conversation: nothing there is watched, and its words aren't corrected. */
  live?: boolean;
}

/** What the model makes of one answer, with what that rests on. */
export function ScorePanel({ score, whole, shown, onShow, spans, activeSpan, onActiveSpan, onPlaySpan, live = false }: ScorePanelProps) {
  const { t } = useTranslation("hiring");
  const reasonText = useReasonText(live);
  const english = useLocale().startsWith("en");
  const [making, setMaking] = useState(false);
  if (!score) return null;
  // What has no figure can't sway, and may need something done.
  if (!shown && score.status === "scored") {
    return (
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 rounded-md border border-dashed border-line-strong px-4 py-3">
        <p className="text-sm text-ink-soft">{t("score.hidden")}</p>
        <Button size="sm" onClick={onShow}>
          <Eye aria-hidden size={16} />
          {t("score.show")}
        </Button>
      </div>
    );
  }
  // Without a figure the reason says it all. Parley's own scorer writes English, and only what also stands below.
  const says = score.feedback !== "" && score.status === "scored" && (english || whole?.making?.scorer !== "offline");
  return (
    <section aria-label={t("score.title")} className="flex flex-col gap-5">
      {score.status === "scored" && score.score !== null ? (
        <div className="flex flex-wrap items-center gap-x-8 gap-y-3">
          <p className="flex items-baseline gap-2">
            <span className="text-3xl font-semibold tracking-tight tabular">{Math.round(score.score)}</span>
            <span className="text-sm text-ink-soft">{t("score.ofHundred")}</span>
          </p>
          <ul className="grid min-w-0 flex-1 basis-64 gap-x-6 gap-y-1.5 sm:grid-cols-3">
            <ScoreBar label={t("score.relevance")} value={score.relevance} />
            <ScoreBar label={t("score.clarity")} value={score.clarity} />
            <ScoreBar label={t("score.depth")} value={score.depth} />
          </ul>
        </div>
      ) : (
        <div>
          <p className="font-medium">{t(`score.status.${score.status}`)}</p>
          <p className="mt-1 measure text-ink-soft">{reasonText(score.reason, score.status)}</p>
        </div>
      )}
      <Flags flags={score.flags} />
      {says ? <p className="measure text-ink-soft">{score.feedback}</p> : null}
      {score.keyPoints.length > 0 ? <KeyPoints points={score.keyPoints} /> : null}
      {spans.length > 0 ? <SpanList spans={spans} keyPoints={score.keyPoints} active={activeSpan} onActive={onActiveSpan} onPlay={onPlaySpan} /> : null}
      <div>
        <button
          type="button"
          aria-expanded={making}
          onClick={() => setMaking(!making)}
          className="min-h-8 rounded-sm text-sm font-medium text-accent underline-offset-4 hover:underline"
        >
          {t("score.how")}
        </button>
        {making ? <Making making={whole?.making ?? null} measures={score.measures} confidence={score.confidence} /> : null}
      </div>
    </section>
  );
}
