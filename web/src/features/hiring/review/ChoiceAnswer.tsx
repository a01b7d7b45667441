import { Check } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { QuestionOption } from "@/core/api";
import { classes } from "@/ui/classes";

import { chosenOptions } from "./chosen-options";

/** All options, so that one sees what wasn't chosen too. */
export function ChoiceAnswer({ content, options }: { content: string | null; options: QuestionOption[] }) {
  const { t } = useTranslation("hiring");
  const chosen = chosenOptions(content, options);
  return (
    <ul aria-label={t("review.choiceAnswer")} className="flex flex-col gap-2">
      {options.map((option) => {
        const isChosen = chosen.ids.has(option.id);
        return (
          <li
            key={option.id}
            className={classes(
              "flex min-h-12 items-center gap-3 rounded-md border px-4 py-2",
              isChosen ? "border-accent bg-accent-soft font-medium" : "text-ink-soft",
            )}
          >
            <span className="grid size-5 shrink-0 place-items-center">
              {isChosen ? <Check aria-hidden size={18} className="text-accent" /> : null}
            </span>
            {option.text}
            {isChosen ? <span className="sr-only">({t("review.chosen")})</span> : null}
          </li>
        );
      })}
      {chosen.others.map((text) => (
        <li key={text} className="rounded-md border border-accent px-4 py-3">
          {t("review.unknownChoice", { text })}
        </li>
      ))}
    </ul>
  );
}
