import { useTranslation } from "react-i18next";

import { useInterview } from "../session-context";

/** Said where a limit is shown that HR has widened for this person. */
export function ExtraTime() {
  const { t } = useTranslation("interview");
  const { extraTimePercent } = useInterview();
  return extraTimePercent > 0 ? <p className="font-medium text-accent">{t("extraTime.title")}</p> : null;
}
