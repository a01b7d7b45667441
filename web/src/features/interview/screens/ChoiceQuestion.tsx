import { type SyntheticEvent, useLayoutEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import type { QuestionOption } from "@/core/api";
import { Actions } from "@/ui/Actions";
import { Button } from "@/ui/Button";
import { FieldError } from "@/ui/Field";
import { Kbd } from "@/ui/Kbd";
import { StepHeading } from "@/ui/StepHeading";

import { keepDraft, readDraft } from "../draft";
import { Frame } from "../parts/Frame";
import { InterviewStatus } from "../parts/InterviewStatus";
import { SavedLine } from "../parts/SavedLine";
import { WaitingNote } from "../parts/WaitingNote";
import { allowsSeveral } from "../progress";
import { useInterview } from "../session-context";
import { useHandIn } from "../use-hand-in";
import type { QuestionProps } from "./QuestionScreen";

export function ChoiceQuestion({ index, onDone, onLater }: QuestionProps) {
  const { t } = useTranslation("interview");
  const interview = useInterview();
  const question = interview.questions[index];
  const questionId = question?.id ?? "";
  const options = question?.options ?? NO_OPTIONS;
  const several = question !== undefined && allowsSeveral(question);
  const { handIn, busy, waiting, error, setError } = useHandIn(questionId, "choice", onDone);
  const [chosen, setChosen] = useState(() => readDraft(interview.id, questionId).split(" ").filter(Boolean));

  const choose = (id: string): void => {
    const next = !several ? [id] : chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id];
    setChosen(next);
    keepDraft(interview.id, questionId, next.join(" "));
    setError("");
  };
  useDigitKeys(options.length, (at) => {
    const option = options[at];
    if (option) choose(option.id);
  });

  const submit = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    const [first] = chosen;
    if (first === undefined) {
      setError(t("choice.empty"));
      return;
    }
    if (await handIn(several ? JSON.stringify(chosen) : first)) keepDraft(interview.id, questionId, "");
  };

  return (
    <Frame company={interview.companyName} status={<InterviewStatus index={index} />} footer={<SavedLine />}>
      <StepHeading title={question?.text ?? ""} lang={interview.language} />
      <form className="flex flex-col gap-6" onSubmit={(event) => void submit(event)}>
        <fieldset className="flex flex-col gap-3" disabled={busy}>
          <legend className="mb-3 text-ink-soft">
            {several ? t("choice.several") : t("choice.one")}{" "}
            <span className="pointer-coarse:hidden">{t("choice.keys", { last: Math.min(9, options.length) })}</span>
          </legend>
          {options.map((option, at) => (
            <Option
              key={option.id}
              option={option}
              digit={at < 9 ? at + 1 : null}
              type={several ? "checkbox" : "radio"}
              lang={interview.language}
              checked={chosen.includes(option.id)}
              onChoose={() => choose(option.id)}
            />
          ))}
        </fieldset>
        {error === "" ? null : <FieldError>{error}</FieldError>}
        {waiting ? <WaitingNote /> : null}
        <Actions>
          <Button type="submit" variant="primary" size="lg" busy={busy}>
            {t("choice.submit")}
          </Button>
          <Button variant="quiet" size="lg" onClick={onLater}>
            {t("question.later")}
          </Button>
        </Actions>
      </form>
    </Frame>
  );
}

const NO_OPTIONS: QuestionOption[] = [];

function Option({
  option,
  digit,
  type,
  lang,
  checked,
  onChoose,
}: {
  option: QuestionOption;
  digit: number | null;
  type: "radio" | "checkbox";
  lang: string;
  checked: boolean;
  onChoose: () => void;
}) {
  return (
    <label
      className={`flex min-h-14 cursor-pointer items-center gap-3 rounded-md border px-4 py-3 transition-colors has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent ${checked ? "border-accent bg-accent-soft" : "border-line-strong bg-surface hover:bg-hover"}`}
    >
      <input
        type={type}
        name="choice"
        value={option.id}
        checked={checked}
        onChange={onChoose}
        className="size-[18px] shrink-0 accent-accent outline-none"
      />
      <span lang={lang} className="min-w-0 flex-1">
        {option.text}
      </span>
      {digit === null ? null : (
        <span aria-hidden className="pointer-coarse:hidden">
          <Kbd>{String(digit)}</Kbd>
        </span>
      )}
    </label>
  );
}

/** 1 to 9 choose, wherever the focus is, unless a modifier makes it the browser's own key. */
function useDigitKeys(count: number, onDigit: (at: number) => void): void {
  // From the first sight on: a key pressed at once counts.
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const at = Number(event.key) - 1;
      if (event.ctrlKey || event.metaKey || event.altKey || !Number.isInteger(at) || at < 0 || at >= count) return;
      event.preventDefault();
      onDigit(at);
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [count, onDigit]);
}
