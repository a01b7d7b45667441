import { ListChecks, type LucideIcon, MessageCircle, TextQuote, Video } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { AnswerReview, InvitationResponse, Question, QuestionType } from "@/core/api";
import { formatClock } from "@/core/time";
import { classes } from "@/ui/classes";

const ICONS: Record<QuestionType, LucideIcon> = { video: Video, text: TextQuote, multiple_choice: ListChecks };

interface QuestionNavProps {
  questions: Question[];
  responses: ReadonlyMap<string, InvitationResponse>;
  /** Of a conversation: the questions about which the person said something. */
  spoken?: ReadonlySet<string | null> | null;
  scores: readonly AnswerReview[];
  /** Whether the model's score may show: my own judgement comes first. */
  shows: (questionId: string) => boolean;
  current: string;
  onChoose: (questionId: string) => void;
}

/** All questions with what came back for each. */
export function QuestionNav({ questions, responses, spoken = null, scores, shows, current, onChoose }: QuestionNavProps) {
  const { t } = useTranslation("hiring");
  return (
    <nav aria-label={t("review.questions")}>
      <ol className="overflow-hidden rounded-md border bg-surface">
        {questions.map((question, index) => {
          const response = responses.get(question.id);
          const answered = spoken === null ? response !== undefined : spoken.has(question.id);
          const Icon = spoken === null ? ICONS[question.type] : MessageCircle;
          const active = question.id === current;
          return (
            <li key={question.id} className="border-b last:border-b-0">
              <button
                type="button"
                aria-current={active ? "step" : undefined}
                onClick={() => onChoose(question.id)}
                className={classes(
                  "grid min-h-12 w-full grid-cols-[1.25rem_minmax(0,1fr)_auto] items-center gap-3 px-4 py-2 text-left -outline-offset-2 transition-colors",
                  active ? "bg-accent-soft" : "hover:bg-hover",
                )}
              >
                <span className={classes("text-sm tabular", active ? "text-accent" : "text-ink-soft")}>{index + 1}</span>
                <span className={classes("line-clamp-2 text-sm", answered ? "text-ink" : "text-ink-soft")}>{question.text}</span>
                <span className="flex items-center gap-2 text-sm text-ink-soft tabular">
                  {answered ? (
                    <>
                      {shows(question.id) ? <AnswerScoreMark answer={scores.find((each) => each.questionId === question.id)} /> : null}
                      {response ? <Given question={question} response={response} /> : null}
                      <Icon aria-hidden size={16} strokeWidth={1.75} />
                    </>
                  ) : (
                    t("review.notAnswered")
                  )}
                </span>
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

function Given({ question, response }: { question: Question; response: InvitationResponse }) {
  const { t } = useTranslation("hiring");
  if (response.duration !== null) return formatClock(response.duration);
  return <span className="sr-only">{t(`questionType.${question.type}`)}</span>;
}

/** The figure with three small bars (relevance, clarity, depth), or the word why there is none. */
function AnswerScoreMark({ answer }: { answer: AnswerReview | undefined }) {
  const { t } = useTranslation("hiring");
  const score = answer?.score;
  // Choices aren't scored, and what isn't answered says so already.
  if (!score || score.reason === "not_scored" || score.reason === "not_answered") return null;
  if (score.status !== "scored" || score.score === null) return <span className="whitespace-nowrap">{t(`score.statusWord.${score.status}`)}</span>;
  const parts = [score.relevance, score.clarity, score.depth].map((part) => part ?? 0);
  return (
    <span className="flex items-center gap-2 border-r pr-3">
      <svg aria-hidden viewBox="0 0 14 14" className="size-3.5 text-accent">
        {parts.map((part, at) => (
          <rect key={at} x={at * 5} width="4" y={14 - Math.max(1, (part / 100) * 14)} height={Math.max(1, (part / 100) * 14)} fill="currentColor" />
        ))}
      </svg>
      <span className="sr-only">{t("score.title")} </span>
      <span className="min-w-6 text-right font-semibold text-ink">{Math.round(score.score)}</span>
    </span>
  );
}
