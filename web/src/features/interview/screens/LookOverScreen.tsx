import { CircleCheck, Circle } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Actions } from "@/ui/Actions";
import { Button } from "@/ui/Button";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { useErrorText } from "@/ui/error-text";
import { FieldError } from "@/ui/Field";
import { StepHeading } from "@/ui/StepHeading";

import { Frame } from "../parts/Frame";
import { InterviewStatus } from "../parts/InterviewStatus";
import { SavedLine } from "../parts/SavedLine";
import { WaitingNote } from "../parts/WaitingNote";
import { isAnswerable, isAnswered, openTakeOf } from "../progress";
import { useInterview, useSession } from "../session-context";
import { useLocale } from "../use-locale";

/** Every question with or without its answer, and the last step. */
export function LookOverScreen({ onAnswer }: { onAnswer: (index: number) => void }) {
  const { t } = useTranslation("interview");
  const locale = useLocale();
  const session = useSession();
  const interview = useInterview();
  const errorText = useErrorText();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [waiting, setWaiting] = useState(false);
  const [error, setError] = useState("");

  const numbered = interview.questions.map((question, index) => ({
    question,
    index,
    answered: isAnswered(interview, question),
  }));
  const open = numbered.filter(({ answered }) => !answered);
  const required = open.filter(({ question }) => question.isRequired);
  const firstRequired = required.find(({ question }) => isAnswerable(interview, question)) ?? required[0];
  const list = (some: typeof open): string =>
    new Intl.ListFormat(locale).format(some.map(({ index }) => String(index + 1)));

  const complete = async (): Promise<void> => {
    setBusy(true);
    setError("");
    try {
      await session.complete(setWaiting);
    } catch (failure) {
      setError(errorText(failure));
      await session.refresh().catch(() => undefined);
    }
    setBusy(false);
    setAsking(false);
  };

  return (
    <Frame company={interview.companyName} status={<InterviewStatus />} footer={<SavedLine />}>
      <StepHeading title={t("lookover.title")} />
      <p className="measure text-ink-soft">
        {open.length === 0
          ? t("lookover.allDone")
          : required.length > 0
            ? t("lookover.missing", { count: required.length, numbers: list(required) })
            : t("lookover.lead")}
      </p>
      <ol className="divide-y border-y">
        {numbered.map(({ question, index, answered }) => (
          <li key={question.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-4 sm:flex-nowrap">
            {answered ? (
              <CircleCheck aria-hidden size={20} className="shrink-0 text-accent" />
            ) : (
              <Circle aria-hidden size={20} className="shrink-0 text-ink-soft" />
            )}
            <div className="min-w-0 flex-1">
              <p className="line-clamp-2">
                {index + 1}. <span lang={interview.language}>{question.text}</span>
              </p>
              <p className={`text-sm ${answered ? "text-accent" : "text-ink-soft"}`}>
                {answered
                  ? t("lookover.answered")
                  : (openTakeOf(interview, question.id)?.recordedSeconds ?? 0) > 0
                    ? t("lookover.begun")
                    : !isAnswerable(interview, question)
                      ? t("lookover.needsConsent")
                      : question.isRequired
                        ? t("lookover.openRequired")
                        : t("lookover.open")}
              </p>
            </div>
            {answered || index === firstRequired?.index ? null : (
              <Button
                size="sm"
                aria-label={t("lookover.answerThis", { number: index + 1 })}
                onClick={() => onAnswer(index)}
              >
                {t("lookover.answer")}
              </Button>
            )}
          </li>
        ))}
      </ol>
      {waiting ? <WaitingNote /> : null}
      {error === "" ? null : <FieldError>{error}</FieldError>}
      <Actions>
        {firstRequired ? (
          <Button variant="primary" size="lg" onClick={() => onAnswer(firstRequired.index)}>
            {t("lookover.answerThis", { number: firstRequired.index + 1 })}
          </Button>
        ) : (
          <Button
            variant="primary"
            size="lg"
            busy={busy}
            onClick={() => {
              if (open.length > 0) setAsking(true);
              else void complete();
            }}
          >
            {t("lookover.complete")}
          </Button>
        )}
      </Actions>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        onConfirm={() => void complete()}
        title={t("lookover.confirmTitle")}
        action={t("lookover.complete")}
        busy={busy}
      >
        <p>{t("lookover.confirm", { count: open.length, numbers: list(open) })}</p>
      </ConfirmDialog>
    </Frame>
  );
}
