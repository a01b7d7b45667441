import { useTranslation } from "react-i18next";

import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";

export function NoMatch({ onShowAll }: { onShowAll: () => void }) {
  const { t } = useTranslation("hiring");
  return (
    <EmptyState title={t("list.noMatch")} action={<Button onClick={onShowAll}>{t("list.showAll")}</Button>}>
      {t("list.noMatchText")}
    </EmptyState>
  );
}
