import { useMutation, useQueryClient } from "@tanstack/react-query";
import { UserRoundSearch } from "lucide-react";
import { type SyntheticEvent, useState } from "react";
import { useTranslation } from "react-i18next";

import type { HumanLook } from "@/core/api";
import { formatDate } from "@/core/time";
import { Button } from "@/ui/Button";
import { useErrorText } from "@/ui/error-text";
import { Field } from "@/ui/Field";
import { Textarea } from "@/ui/Textarea";
import { useLocale } from "@/ui/use-locale";

import { changeReview } from "../review/use-review";
import { useHiring } from "../use-hiring";

/** As the server holds it. */
const ANSWER_MAX = 2000;

/** The candidate asked that a person looks at the scores: what they wrote, and our answer. */
export function HumanLookCard({ invitationId, look, name }: { invitationId: string; look: HumanLook; name: string }) {
  const { t } = useTranslation("hiring");
  const locale = useLocale();
  return (
    <section className="mt-6 flex gap-4 rounded-md border border-accent bg-accent-soft px-4 py-4">
      <UserRoundSearch aria-hidden size={20} strokeWidth={1.75} className="mt-0.5 shrink-0 text-accent" />
      <div className="min-w-0 flex-1">
        <h2 className="font-medium">{t("humanLook.title", { name })}</h2>
        <p className="mt-0.5 text-sm text-ink-soft">{t("humanLook.asked", { when: formatDate(look.askedAt, locale) })}</p>
        {look.text === null || look.text === "" ? null : <blockquote className="mt-2 measure border-l-2 border-accent pl-3 whitespace-pre-wrap">{look.text}</blockquote>}
        {look.answer === null ? (
          <AnswerForm invitationId={invitationId} name={name} />
        ) : (
          <div className="mt-3">
            <p className="text-sm text-ink-soft">
              {t("humanLook.answered", { who: look.answeredBy ?? "", when: look.answeredAt === null ? "" : formatDate(look.answeredAt, locale) })}
            </p>
            <p className="mt-1 measure whitespace-pre-wrap">{look.answer}</p>
          </div>
        )}
      </div>
    </section>
  );
}

function AnswerForm({ invitationId, name }: { invitationId: string; name: string }) {
  const { t } = useTranslation(["hiring", "ui"]);
  const api = useHiring();
  const queries = useQueryClient();
  const errorText = useErrorText();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const answer = useMutation({
    mutationFn: () => api.answerHumanLook(invitationId, text.trim()),
    onSuccess: (look) => changeReview(queries, invitationId, (review) => ({ ...review, humanLook: look })),
  });
  if (!open) {
    return (
      <Button size="sm" className="mt-3" onClick={() => setOpen(true)}>
        {t("humanLook.answer")}
      </Button>
    );
  }

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    if (text.trim() !== "" && !answer.isPending) answer.mutate();
  }

  return (
    <form onSubmit={submit} className="mt-3 flex flex-col gap-3">
      <Field label={t("humanLook.label")} hint={t("humanLook.hint", { name })} error={answer.error ? errorText(answer.error) : undefined}>
        {(control) => <Textarea {...control} rows={4} maxLength={ANSWER_MAX} value={text} onChange={(event) => setText(event.target.value)} />}
      </Field>
      <div className="flex gap-2">
        <Button type="submit" size="sm" variant="primary" disabled={text.trim() === ""} busy={answer.isPending}>
          {t("humanLook.send")}
        </Button>
        <Button size="sm" variant="quiet" onClick={() => setOpen(false)}>
          {t("ui:cancel")}
        </Button>
      </div>
    </form>
  );
}
