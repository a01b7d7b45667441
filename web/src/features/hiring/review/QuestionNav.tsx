import { ListChecks, type LucideIcon, TextQuote, Video } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { InvitationResponse, Question, QuestionType } from "@/core/api";
import { formatClock } from "@/core/time";
import { classes } from "@/ui/classes";

const ICONS: Record<QuestionType, LucideIcon> = { video: Video, text: TextQuote, multiple_choice: ListChecks };

interface QuestionNavProps {
  questions: Question[];
  responses: ReadonlyMap<string, InvitationResponse>;
  current: string;
  onChoose: (questionId: string) => void;
}

/** All questions with what came back for each. */
export function QuestionNav({ questions, responses, current, onChoose }: QuestionNavProps) {
  const { t } = useTranslation("hiring");
  return (
    <nav aria-label={t("review.questions")}>
      <ol className="overflow-hidden rounded-md border bg-surface">
        {questions.map((question, index) => {
          const response = responses.get(question.id);
          const Icon = ICONS[question.type];
          const active = question.id === current;
          return (
            <li key={question.id} className="border-b last:border-b-0">
              <button
                type="button"
                aria-current={active ? "step" : undefined}
                onClick={() => onChoose(question.id)}
                className={classes(
                  "grid min-h-14 w-full grid-cols-[1.25rem_minmax(0,1fr)_auto] items-center gap-3 px-4 py-2 text-left -outline-offset-2 transition-colors",
                  active ? "bg-accent-soft" : "hover:bg-hover",
                )}
              >
                <span className={classes("text-sm tabular", active ? "text-accent" : "text-ink-soft")}>{index + 1}</span>
                <span className={classes("line-clamp-2 text-sm", response ? "text-ink" : "text-ink-soft")}>{question.text}</span>
                <span className="flex items-center gap-2 text-sm text-ink-soft tabular">
                  {response ? (
                    <>
                      {response.duration === null ? <span className="sr-only">{t(`questionType.${question.type}`)}</span> : formatClock(response.duration)}
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
