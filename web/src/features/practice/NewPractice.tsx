import { useQuery } from "@tanstack/react-query";
import { type SyntheticEvent, useState } from "react";
import { useTranslation } from "react-i18next";

import type { InterviewSession, PracticePlan } from "@/core/api";
import { LANGUAGES, languageOf } from "@/core/language";
import { Button } from "@/ui/Button";
import { useErrorText } from "@/ui/error-text";
import { Field, FieldError } from "@/ui/Field";
import { RadioGroup } from "@/ui/RadioGroup";
import { Select } from "@/ui/Select";
import { Textarea } from "@/ui/Textarea";
import { useLocale } from "@/ui/use-locale";

import { nameOfLanguage } from "./name-of-language";
import { keys, MOST_DESCRIPTION, MOST_QUESTIONS, QUESTIONS, SECONDS_PER_QUESTION, usePractice } from "./use-practice";
import { useStart } from "./use-start";

type From = "description" | "plan";

/** A job description, or a ready set of questions; how many, and in which language. */
export function NewPractice({ model }: { model: InterviewSession | null }) {
  const { t } = useTranslation("practice");
  const { i18n } = useTranslation();
  const locale = useLocale();
  const errorText = useErrorText();
  const api = usePractice();
  const plans = useQuery({ queryKey: keys.plans, queryFn: ({ signal }) => api.plans(signal) });
  const start = useStart();
  const offered = plans.data?.items ?? [];
  const [from, setFrom] = useState<From>(model?.template_id ? "plan" : "description");
  const [description, setDescription] = useState(model?.job_description ?? "");
  const [chosen, setChosen] = useState<string | null>(null);
  const [count, setCount] = useState(model?.job_description ? model.total_questions : QUESTIONS);
  const [language, setLanguage] = useState<string>(languageOf(model?.language) ?? languageOf(i18n.language) ?? LANGUAGES[0]);
  const [error, setError] = useState("");
  // One practises again with the same plan, where it is still offered.
  const former = model?.template_id ?? null;
  const plan = offered.find(({ id }) => id === (chosen ?? former)) ?? null;
  const gone = former !== null && plans.isSuccess && !offered.some(({ id }) => id === former);

  const job = description.trim();
  const missing = ((): string => {
    if (from === "plan") return plan ? "" : t("new.chooseRequired");
    if (job === "") return t("new.pasteRequired");
    return job.length > MOST_DESCRIPTION ? t("new.pasteLong", { most: MOST_DESCRIPTION }) : "";
  })();
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    setError(missing);
    if (missing !== "") return;
    start.mutate(from === "plan" && plan ? { template_id: plan.id } : { job_description: job, total_questions: count, language });
  };

  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-6 rounded-lg border bg-surface p-4 sm:p-6">
      <h2 className="text-xl font-semibold">{t("new.title")}</h2>
      <RadioGroup
        legend={t("new.from")}
        value={from}
        onChange={(value) => {
          setFrom(value);
          setError("");
        }}
        options={[
          { value: "description", label: t("new.description"), hint: t("new.descriptionHint") },
          { value: "plan", label: t("new.plan"), hint: t("new.planHint") },
        ]}
      />
      {from === "description" ? (
        <>
          <Field label={t("new.paste")} hint={t("new.pasteHint", { most: MOST_DESCRIPTION.toLocaleString(locale) })} error={error || undefined} required>
            {(control) => (
              <Textarea
                {...control}
                rows={6}
                value={description}
                onChange={(event) => {
                  setDescription(event.target.value);
                  setError("");
                }}
                className="max-h-96"
              />
            )}
          </Field>
          <div className="grid gap-6 sm:grid-cols-2">
            <Field label={t("new.count")}>
              {(control) => (
                <Select {...control} value={count} onChange={(event) => setCount(Number(event.target.value))}>
                  {Array.from({ length: MOST_QUESTIONS }, (_, index) => index + 1).map((each) => (
                    <option key={each} value={each}>
                      {t("new.countMinutes", { count: each, minutes: Math.ceil((each * SECONDS_PER_QUESTION) / 60) })}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
            <Field label={t("new.language")}>
              {(control) => (
                <Select {...control} value={language} onChange={(event) => setLanguage(event.target.value)}>
                  {LANGUAGES.map((each) => (
                    <option key={each} value={each}>
                      {nameOfLanguage(each, locale)}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          </div>
        </>
      ) : (
        <Plans
          plans={plans.data ? offered : null}
          failed={plans.isError}
          gone={gone}
          chosen={plan?.id ?? null}
          error={error}
          onChoose={(id) => {
            setChosen(id);
            setError("");
          }}
        />
      )}
      {start.isError ? <FieldError>{errorText(start.error)}</FieldError> : null}
      <div className="flex flex-col gap-2">
        <div>
          <Button type="submit" variant="primary" size="lg" busy={start.isPending || start.isSuccess}>
            {t("new.start")}
          </Button>
        </div>
        <p className="text-sm text-ink-soft">{t("new.startHint")}</p>
      </div>
    </form>
  );
}

function Plans({
  plans,
  failed,
  gone,
  chosen,
  error,
  onChoose,
}: {
  plans: PracticePlan[] | null;
  failed: boolean;
  /** The one that was chosen before isn't among them any more. */
  gone: boolean;
  chosen: string | null;
  error: string;
  onChoose: (id: string) => void;
}) {
  const { t } = useTranslation("practice");
  const locale = useLocale();
  if (failed) return <FieldError>{t("new.plansFailed")}</FieldError>;
  if (plans?.length === 0) return <p className="text-ink-soft">{t("new.noPlans")}</p>;
  return (
    <div className="flex flex-col gap-2">
      {gone ? <p className="text-ink-soft">{t("new.planGone")}</p> : null}
      <RadioGroup
        legend={t("new.choose")}
        value={chosen}
        onChange={onChoose}
        options={(plans ?? []).map((plan) => ({
          value: plan.id,
          label: plan.title,
          hint: t("new.planDetails", { count: plan.total_questions, minutes: plan.minutes, language: nameOfLanguage(plan.language, locale) }),
        }))}
      />
      {error === "" ? null : <FieldError>{error}</FieldError>}
    </div>
  );
}
