import { useTranslation } from "react-i18next";

import type { Rating, Review } from "@/core/api";
import { useErrorText } from "@/ui/error-text";
import { FieldError } from "@/ui/Field";
import { Stars, StarsShown } from "@/ui/Stars";

import { showsAnswerScore, showsOverallScore } from "../review/reveal";
import { useRate } from "../review/use-review";

interface RatingCardProps {
  review: Review;
  questionId: string;
  /** Whether this question has an answer to rate. */
  answered: boolean;
  /** I asked for the model's score before rating. */
  asked: boolean;
}

/** My own judgement, first; then the model's beside it, smaller, and what colleagues think. */
export function RatingCard({ review, questionId, answered, asked }: RatingCardProps) {
  const { t } = useTranslation("hiring");
  const errorText = useErrorText();
  const { rate, mine, error } = useRate(review.invitationId, review.mine);
  const labelOf = (stars: number) => t("rating.stars", { count: stars });
  const ofAnswer = review.answers.find((answer) => answer.questionId === questionId)?.score?.score ?? null;
  const whole = review.score?.overall ?? null;
  const answerModel = ofAnswer !== null && showsAnswerScore(mine, questionId, asked) ? ofAnswer : null;
  const wholeModel = whole !== null && showsOverallScore(mine, asked) ? whole : null;
  const beside = (answered && answerModel !== null) || wholeModel !== null;
  const rated = mine !== null && (mine.overall !== null || Object.keys(mine.questions).length > 0);
  return (
    <section className="rounded-md border bg-surface px-4 py-3">
      <div className="flex items-baseline justify-between gap-4">
        <h2 className="font-medium">{t("rating.title")}</h2>
        {rated ? (
          <button
            type="button"
            onClick={() => {
              rate({ questionId, value: null });
              rate({ overall: null });
            }}
            className="min-h-6 rounded-sm text-sm text-ink-soft underline-offset-4 hover:text-ink hover:underline"
          >
            {t("rating.clear")}
          </button>
        ) : null}
      </div>
      <div className="mt-1 flex flex-col">
        {answered ? (
          <Line model={answerModel} beside={beside}>
            <Stars legend={t("rating.answer")} value={mine?.questions[questionId] ?? null} labelOf={labelOf} onChange={(value) => rate({ questionId, value })} />
          </Line>
        ) : null}
        <Line model={wholeModel} beside={beside}>
          <Stars legend={t("rating.overall")} value={mine?.overall ?? null} labelOf={labelOf} onChange={(value) => rate({ overall: value })} />
        </Line>
      </div>
      {error ? <FieldError>{errorText(error)}</FieldError> : null}
      <Others review={review} questionId={questionId} />
    </section>
  );
}

/** `beside`: some line has the model's figure, so that all leave room for it. */
function Line({ model, beside, children }: { model: number | null; beside: boolean; children: React.ReactNode }) {
  const { t } = useTranslation("hiring");
  return (
    <div className="flex flex-wrap items-center gap-x-4">
      <div className="min-w-0 flex-1">{children}</div>
      {beside ? <span className="min-w-20 text-right text-sm text-ink-soft tabular">{model === null ? "" : t("rating.model", { score: Math.round(model) })}</span> : null}
    </div>
  );
}

/** Colleagues' ratings come once I gave mine (the server holds them back until then). */
function Others({ review, questionId }: { review: Review; questionId: string }) {
  const { t } = useTranslation("hiring");
  if (review.others === null) {
    return review.othersCount > 0 ? <p className="mt-1 text-sm text-ink-soft">{t("rating.othersHidden", { count: review.othersCount })}</p> : null;
  }
  if (review.others.length === 0) return null;
  return (
    <ul className="mt-2 flex flex-col gap-1 border-t pt-2 text-sm">
      {review.others.map((other) => (
        <Other key={other.userId} rating={other} questionId={questionId} />
      ))}
    </ul>
  );
}

function Other({ rating, questionId }: { rating: Rating; questionId: string }) {
  const { t } = useTranslation("hiring");
  const ofAnswer = rating.questions[questionId];
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
      <span className="text-ink-soft">{rating.name}</span>
      <span className="flex flex-wrap items-center gap-x-4">
        {ofAnswer === undefined ? null : (
          <span className="flex items-center gap-2 text-ink-soft">
            {t("rating.answerShort")} <StarsShown value={ofAnswer} label={t("rating.stars", { count: ofAnswer })} />
          </span>
        )}
        {rating.overall === null ? null : (
          <span className="flex items-center gap-2 text-ink-soft">
            {t("rating.overallShort")} <StarsShown value={rating.overall} label={t("rating.stars", { count: rating.overall })} />
          </span>
        )}
      </span>
    </li>
  );
}
