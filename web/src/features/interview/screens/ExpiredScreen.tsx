import { useTranslation } from "react-i18next";

import { formatDateTime } from "@/core/time";
import { StepHeading } from "@/ui/StepHeading";

import { Frame } from "../parts/Frame";
import { useInterview } from "../session-context";
import { useLocale } from "../use-locale";

export function ExpiredScreen() {
  const { t } = useTranslation("interview");
  const locale = useLocale();
  const { companyName, expiresAt, revokedAt } = useInterview();
  const ended = revokedAt ?? expiresAt;
  return (
    <Frame company={companyName}>
      <StepHeading title={t("expired.title")} />
      <p className="measure text-ink-soft">{t("expired.text", { date: formatDateTime(ended, locale) })}</p>
    </Frame>
  );
}
