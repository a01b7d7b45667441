import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Tabs } from "@/ui/Tabs";

export function SidePanel({ preview, settings }: { preview: ReactNode; settings: ReactNode }) {
  const { t } = useTranslation("hiring");
  return (
    <Tabs
      label={t("editor.side")}
      tabs={[
        { value: "settings", label: t("editor.settings"), content: settings },
        { value: "preview", label: t("editor.preview"), content: preview },
      ]}
    />
  );
}
