import { useTranslation } from "react-i18next";

import { formatDateTime, formatRelative } from "@/core/time";
import { Actions } from "@/ui/Actions";
import { Button } from "@/ui/Button";
import { StepHeading } from "@/ui/StepHeading";

import { Frame } from "../parts/Frame";
import { liveMinutes } from "../progress";
import { firstName, Item } from "../screens/WelcomeScreen";
import { useInterview } from "../session-context";
import { useLocale } from "../use-locale";

export function LiveWelcomeScreen({ onContinue }: { onContinue: () => void }) {
  const { t } = useTranslation("interview");
  const { t: tLive } = useTranslation("live");
  const locale = useLocale();
  const interview = useInterview();
  const { companyName: company, expiresAt } = interview;
  const role = interview.template.title;
  return (
    <Frame company={company}>
      <StepHeading title={t("welcome.title", { name: firstName(interview.candidateName) })} />
      <p className="measure text-lg text-ink-soft">
        {company ? tLive("lead", { company, role }) : tLive("leadNoCompany", { role })}
      </p>
      <dl className="divide-y border-y">
        <Item term={t("welcome.how")}>{tLive("howText", { count: interview.questionsCount })}</Item>
        <Item term={t("welcome.long")}>{tLive("longText", { minutes: liveMinutes(interview) })}</Item>
        {interview.extraTimePercent > 0 ? (
          <Item term={t("extraTime.title")}>{tLive("extraTime", { percent: interview.extraTimePercent })}</Item>
        ) : null}
        <Item term={t("welcome.until")}>
          {t("welcome.untilText", { date: formatDateTime(expiresAt, locale), relative: formatRelative(expiresAt, locale) })}
        </Item>
        <Item term={tLive("write")}>{tLive("writeText")}</Item>
        <Item term={t("welcome.who")}>{company ? t("welcome.whoText", { company }) : t("welcome.whoNoCompany")}</Item>
        <Item term={t("welcome.model")}>{tLive("modelText")}</Item>
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
