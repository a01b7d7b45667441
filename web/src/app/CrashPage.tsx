import { useTranslation } from "react-i18next";

import { Button } from "@/ui/Button";
import { Centered } from "@/ui/Centered";

export function CrashPage() {
  const { t } = useTranslation();
  return (
    <Centered title={t("crash.title")} text={t("crash.text")}>
      <Button variant="primary" onClick={() => window.location.reload()}>
        {t("crash.reload")}
      </Button>
    </Centered>
  );
}
