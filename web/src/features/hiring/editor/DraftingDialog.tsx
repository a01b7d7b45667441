import { useMutation } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import type { QuestionDraft } from "@/core/api";
import { Button } from "@/ui/Button";
import { Checkbox } from "@/ui/Checkbox";
import { Dialog } from "@/ui/Dialog";
import { useErrorText } from "@/ui/error-text";
import { Field, FieldError } from "@/ui/Field";
import { Select } from "@/ui/Select";
import { Textarea } from "@/ui/Textarea";

import { useHiring } from "../use-hiring";
import { type DraftQuestion, suggestedQuestion } from "./draft";

/** What the server takes (interviewer.ports.Settings, service.drafting). */
const MOST_BYTES = 5_000_000;
const MOST_CHARACTERS = 20_000;
const MOST_QUESTIONS = 15;
const QUESTIONS = 6;
/** What the server calls its own questions. */
const BANK = "competency bank";

interface DraftingDialogProps {
  open: boolean;
  language: string;
  onClose: () => void;
  onAdd: (questions: DraftQuestion[]) => void;
}

/** Questions suggested for a job description: pasted or a PDF in, what one chooses out. */
export function DraftingDialog(props: DraftingDialogProps) {
  return props.open ? <Drafting {...props} /> : null;
}

function Drafting({ language, onClose, onAdd }: DraftingDialogProps) {
  const { t } = useTranslation("hiring");
  const api = useHiring();
  const errorText = useErrorText();
  const [text, setText] = useState("");
  const [pdf, setPdf] = useState<File | null>(null);
  const [count, setCount] = useState(QUESTIONS);
  const [error, setError] = useState("");
  const [left, setLeft] = useState<ReadonlySet<number>>(new Set());
  const drafting = useMutation({
    mutationFn: () => api.draftQuestions(pdf ? { pdf } : { jobDescription: text.trim() }, language, count),
    onSuccess: () => setLeft(new Set()),
  });
  const draft = drafting.data;
  const chosen = draft?.questions.filter((_, index) => !left.has(index)) ?? [];

  const make = (): void => {
    if (!pdf && text.trim() === "") setError(t("drafting.required"));
    else drafting.mutate();
  };
  const choose = (file: File | undefined): void => {
    if (!file) return;
    const wrong = file.type !== "application/pdf" ? t("drafting.notPdf") : file.size > MOST_BYTES ? t("drafting.tooLarge", { most: MOST_BYTES / 1e6 }) : "";
    setError(wrong);
    setPdf(wrong === "" ? file : null);
  };
  const add = (): void => {
    onAdd(chosen.map(suggestedQuestion));
    onClose();
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={t("drafting.title")}
      footer={
        draft ? (
          <>
            <Button key="again" onClick={() => drafting.reset()}>{t("drafting.again")}</Button>
            <Button variant="primary" disabled={chosen.length === 0} onClick={add}>
              {t("drafting.add", { count: chosen.length })}
            </Button>
          </>
        ) : (
          <Button key="make" variant="primary" busy={drafting.isPending} onClick={make}>
            {t("drafting.make")}
          </Button>
        )
      }
    >
      {draft ? (
        <Suggestions
          draft={draft}
          left={left}
          onToggle={(index) => setLeft((now) => (now.has(index) ? new Set([...now].filter((each) => each !== index)) : new Set([...now, index])))}
        />
      ) : (
        <div className="flex flex-col gap-5">
          <p className="text-ink-soft">{t("drafting.lead")}</p>
          {pdf ? (
            <p className="flex flex-wrap items-center gap-3">
              {t("drafting.fileChosen", { name: pdf.name })}
              <Button size="sm" onClick={() => setPdf(null)}>
                {t("drafting.fileRemove")}
              </Button>
            </p>
          ) : (
            <>
              <Field label={t("drafting.paste")} hint={t("drafting.pasteHint")}>
                {(control) => (
                  <Textarea
                    {...control}
                    rows={6}
                    maxLength={MOST_CHARACTERS}
                    value={text}
                    onChange={(event) => {
                      setText(event.target.value);
                      setError("");
                    }}
                    className="max-h-64"
                  />
                )}
              </Field>
              <PdfField onChoose={choose} />
            </>
          )}
          <Field label={t("drafting.count")}>
            {(control) => (
              <Select {...control} value={count} onChange={(event) => setCount(Number(event.target.value))} className="max-w-40">
                {Array.from({ length: MOST_QUESTIONS }, (_, index) => index + 1).map((each) => (
                  <option key={each} value={each}>
                    {each}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          {error === "" ? null : <FieldError>{error}</FieldError>}
          {drafting.isError ? <FieldError>{errorText(drafting.error)}</FieldError> : null}
          <p role="status" className="text-sm text-ink-soft">
            {drafting.isPending ? t("drafting.making") : ""}
          </p>
        </div>
      )}
    </Dialog>
  );
}

function PdfField({ onChoose }: { onChoose: (file: File | undefined) => void }) {
  const { t } = useTranslation("hiring");
  const id = useId();
  return (
    <div>
      <label
        htmlFor={id}
        className="inline-flex min-h-10 cursor-pointer items-center rounded-md border border-line-strong bg-surface px-4 font-medium hover:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent pointer-coarse:min-h-11"
      >
        {t("drafting.file")}
        <input id={id} type="file" accept="application/pdf" className="sr-only" onChange={(event) => onChoose(event.target.files?.[0])} />
      </label>
    </div>
  );
}

function Suggestions({ draft, left, onToggle }: { draft: QuestionDraft; left: ReadonlySet<number>; onToggle: (index: number) => void }) {
  const { t } = useTranslation("hiring");
  if (draft.questions.length === 0) return <p>{t("drafting.none")}</p>;
  return (
    <fieldset className="flex flex-col gap-4">
      <legend className="mb-1 font-medium">{t("drafting.chosen")}</legend>
      <p className="text-sm text-ink-soft">
        {draft.source === BANK ? t("drafting.bySource.bank") : t("drafting.bySource.model", { source: draft.source })}
      </p>
      {draft.questions.map((question, index) => (
        <div key={index} className="flex flex-col gap-1 border-t pt-4">
          <Checkbox label={question.text} checked={!left.has(index)} onChange={() => onToggle(index)} />
          {question.keyPoints.length === 0 ? null : (
            <p className="pl-8 text-sm text-ink-soft">{t("drafting.points", { points: question.keyPoints.join("; ") })}</p>
          )}
        </div>
      ))}
    </fieldset>
  );
}
