import { type SyntheticEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { Actions } from "@/ui/Actions";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { StepHeading } from "@/ui/StepHeading";
import { Textarea } from "@/ui/Textarea";

import { keepDraft, readDraft } from "../draft";
import { Frame } from "../parts/Frame";
import { InterviewStatus } from "../parts/InterviewStatus";
import { SavedLine } from "../parts/SavedLine";
import { WaitingNote } from "../parts/WaitingNote";
import { useInterview } from "../session-context";
import { useHandIn } from "../use-hand-in";
import type { QuestionProps } from "./QuestionScreen";

const LONGEST = 20_000;

export function TextQuestion({ index, onDone, onLater }: QuestionProps) {
  const { t } = useTranslation("interview");
  const interview = useInterview();
  const question = interview.questions[index];
  const questionId = question?.id ?? "";
  const { handIn, busy, waiting, error, setError } = useHandIn(questionId, "text", onDone);
  const [text, setText] = useState(() => readDraft(interview.id, questionId));
  const [kept, setKept] = useState(true);
  const countId = useId();

  const submit = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    if (text.trim() === "") {
      setError(t("text.empty"));
      return;
    }
    if (await handIn(text.trim())) keepDraft(interview.id, questionId, "");
  };

  return (
    <Frame
      company={interview.companyName}
      status={<InterviewStatus index={index} />}
      footer={text !== "" && kept ? <p className="text-sm text-ink-soft">{t("saved.draft")}</p> : <SavedLine />}
    >
      <StepHeading title={question?.text ?? ""} lang={interview.language} />
      <form className="flex flex-col gap-6" onSubmit={(event) => void submit(event)}>
        <Field
          label={t("text.label")}
          optional={question?.isRequired === false}
          error={error === "" ? undefined : error}
          hint={
            <span id={countId} className="tabular">
              {t("text.count", { count: text.length })}
            </span>
          }
        >
          {(control) => (
            <Textarea
              {...control}
              rows={8}
              className="min-h-48"
              maxLength={LONGEST}
              value={text}
              onChange={(event) => {
                setText(event.target.value);
                setKept(keepDraft(interview.id, questionId, event.target.value));
                setError("");
              }}
            />
          )}
        </Field>
        {waiting ? <WaitingNote /> : null}
        <Actions>
          <Button type="submit" variant="primary" size="lg" busy={busy}>
            {t("text.submit")}
          </Button>
          <Button variant="quiet" size="lg" onClick={onLater}>
            {t("question.later")}
          </Button>
        </Actions>
      </form>
    </Frame>
  );
}
