import { useTranslation } from "react-i18next";

import type { AnswerScore, Review } from "@/core/api";

import { ScorePanel } from "../scores/ScorePanel";
import { type NumberedSpan, timesOf } from "../scores/spans";
import type { Player } from "./player";

interface ScoreSectionProps {
  score: AnswerScore;
  review: Review;
  shown: boolean;
  onShow: () => void;
  player: Player;
  spans: readonly NumberedSpan[];
  activeSpan: number | null;
  onActiveSpan: (span: number | null) => void;
}

/** The model's score of the answer that is looked at; its places play in the player beside it. */
export function ScoreSection({ score, review, player, ...panel }: ScoreSectionProps) {
  const { t } = useTranslation("hiring");
  return (
    <div>
      <h3 className="mb-3 text-lg font-semibold">{t("score.title")}</h3>
      <ScorePanel
        {...panel}
        score={score}
        whole={review.score}
        live={review.mode === "voice"}
        onPlaySpan={(span) => {
          const times = timesOf(span);
          if (times) player.playSpan(times.start, times.end);
        }}
      />
    </div>
  );
}
