import { useTranslation } from "react-i18next";

import { Centered } from "@/ui/Centered";
import { ButtonLink } from "@/ui/ButtonLink";

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <Centered title={t("notFound.title")} text={t("notFound.text")}>
      <ButtonLink to="/" variant="primary">
        {t("notFound.home")}
      </ButtonLink>
    </Centered>
  );
}
