import { type SyntheticEvent, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { HumanLook as Look } from "@/core/api";
import { formatDateTime } from "@/core/time";
import { Button } from "@/ui/Button";
import { useErrorText } from "@/ui/error-text";
import { Field } from "@/ui/Field";
import { Textarea } from "@/ui/Textarea";

import { useLocale } from "../use-locale";
import { Section } from "./Section";

/** As the server takes it. */
const LONGEST = 2000;

/** Asking that a person looks at the answers again, and what they said. */
export function HumanLook({ look, onAsk }: { look: Look | null; onAsk: (text: string) => Promise<void> }) {
  const { t } = useTranslation("record");
  const [writing, setWriting] = useState(false);
  const [sent, setSent] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const status = useRef<HTMLParagraphElement>(null);
  const wasWriting = useRef(false);
  const again = look?.answer !== null; // Never asked, or answered.
  useLayoutEffect(() => {
    // The form is gone: the focus goes where one is led on.
    if (wasWriting.current && !writing) (opener.current ?? status.current)?.focus();
    wasWriting.current = writing;
  }, [writing]);
  return (
    <Section title={t("look.title")}>
      {look === null ? <p className="measure text-ink-soft">{t("look.lead")}</p> : <Asked look={look} />}
      <p ref={status} role="status" tabIndex={-1} className={sent ? "text-accent outline-none" : "sr-only"}>
        {sent ? t("look.sent") : ""}
      </p>
      {again && !writing ? (
        <div>
          <Button ref={opener} size="lg" onClick={() => setWriting(true)}>
            {t("look.open")}
          </Button>
        </div>
      ) : null}
      {again && writing ? (
        <Asking
          onAsk={async (text) => {
            await onAsk(text);
            setWriting(false);
            setSent(true);
          }}
          onCancel={() => setWriting(false)}
        />
      ) : null}
    </Section>
  );
}

function Asked({ look }: { look: Look }) {
  const { t } = useTranslation("record");
  const locale = useLocale();
  const answered = look.answeredAt === null ? "" : formatDateTime(look.answeredAt, locale);
  return (
    <div className="flex flex-col gap-2">
      <p>{t("look.asked", { date: formatDateTime(look.askedAt, locale) })}</p>
      {look.text ? <blockquote className="measure border-l-2 pl-4 whitespace-pre-line">{look.text}</blockquote> : null}
      {look.answer === null ? (
        <p className="text-ink-soft">{t("look.waiting")}</p>
      ) : (
        <>
          <p>
            {look.answeredBy === null
              ? t("look.answeredSomebody", { date: answered })
              : t("look.answered", { name: look.answeredBy, date: answered })}
          </p>
          <blockquote className="measure border-l-2 border-accent pl-4 whitespace-pre-line">{look.answer}</blockquote>
        </>
      )}
    </div>
  );
}

function Asking({ onAsk, onCancel }: { onAsk: (text: string) => Promise<void>; onCancel: () => void }) {
  const { t } = useTranslation("record");
  const { t: tUi } = useTranslation("ui");
  const errorText = useErrorText();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const submit = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    if (text.trim().length > LONGEST) {
      setError(t("look.tooLong", { max: LONGEST }));
      field.current?.focus();
      return;
    }
    setBusy(true);
    setError("");
    try {
      await onAsk(text.trim());
    } catch (failure) {
      setError(errorText(failure));
      setBusy(false);
    }
  };
  return (
    <form className="flex flex-col gap-3" onSubmit={(event) => void submit(event)}>
      <Field
        optional
        label={t("look.label")}
        hint={t("look.hint")}
        error={error === "" ? undefined : error}
      >
        {(control) => (
          <Textarea
            {...control}
            ref={(element) => {
              if (field.current === null) element?.focus(); // It has just been opened.
              field.current = element;
            }}
            className="min-h-28"
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setError("");
            }}
          />
        )}
      </Field>
      <div className="flex flex-wrap gap-3">
        <Button type="submit" variant="primary" size="lg" busy={busy}>
          {t("look.submit")}
        </Button>
        <Button variant="quiet" size="lg" onClick={onCancel}>
          {tUi("cancel")}
        </Button>
      </div>
    </form>
  );
}
