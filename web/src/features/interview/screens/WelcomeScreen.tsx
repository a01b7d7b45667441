import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { formatDateTime, formatRelative } from "@/core/time";
import { Actions } from "@/ui/Actions";
import { Button } from "@/ui/Button";
import { StepHeading } from "@/ui/StepHeading";

import { Frame } from "../parts/Frame";
import { expectedMinutes, inMinutes, totalMinutes } from "../progress";
import { useInterview } from "../session-context";
import { useLocale } from "../use-locale";

export function WelcomeScreen({ onContinue }: { onContinue: () => void }) {
  const { t } = useTranslation("interview");
  const locale = useLocale();
  const interview = useInterview();
  const { companyName: company, expiresAt } = interview;
  const role = interview.template.title;
  const total = totalMinutes(interview);
  const limit = total === null ? null : inMinutes(total, locale);
  const minutes = expectedMinutes(interview);
  return (
    <Frame company={company}>
      <StepHeading title={t("welcome.title", { name: firstName(interview.candidateName) })} />
      <p className="measure text-lg text-ink-soft">
        {company ? t("welcome.lead", { company, role }) : t("welcome.leadNoCompany", { role })}
      </p>
      <dl className="divide-y border-y">
        <Item term={t("welcome.how")}>{t("welcome.howText", { count: interview.questions.length })}</Item>
        <Item term={t("welcome.long")}>
          {limit === null ? t("welcome.longText", { minutes }) : t("welcome.longLimited", { minutes, limit })}
        </Item>
        {interview.extraTimePercent > 0 ? (
          <Item term={t("extraTime.title")}>{t("extraTime.text", { percent: interview.extraTimePercent })}</Item>
        ) : null}
        <Item term={t("welcome.until")}>
          {t("welcome.untilText", {
            date: formatDateTime(expiresAt, locale),
            relative: formatRelative(expiresAt, locale),
          })}
        </Item>
        <Item term={t("welcome.who")}>{company ? t("welcome.whoText", { company }) : t("welcome.whoNoCompany")}</Item>
        <Item term={t("welcome.model")}>{t("welcome.modelText")}</Item>
        <Item term={t("welcome.help")}>{t("welcome.helpText")}</Item>
      </dl>
      <Actions>
        <Button variant="primary" size="lg" onClick={onContinue}>
          {t("welcome.action")}
        </Button>
      </Actions>
    </Frame>
  );
}

export function Item({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="grid gap-x-6 gap-y-1 py-4 sm:grid-cols-[11rem_1fr]">
      <dt className="font-medium">{term}</dt>
      <dd className="text-ink-soft">{children}</dd>
    </div>
  );
}

export function firstName(name: string): string {
  return name.trim().split(/\s+/)[0] ?? name;
}
