import { useTranslation } from "react-i18next";

import { Select } from "@/ui/Select";

import { useAllTemplates } from "../use-hiring";

/** Only templates that people can have been invited with. */
export function TemplateFilter({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation("hiring");
  const templates = useAllTemplates();
  const invited = templates.data?.items.filter((template) => template.status !== "draft") ?? [];
  return (
    <Select
      aria-label={t("invitations.templateFilter")}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className="w-full sm:w-44"
    >
      <option value="">{t("invitations.allTemplates")}</option>
      {invited.map((template) => (
        <option key={template.id} value={template.id}>
          {template.title}
        </option>
      ))}
    </Select>
  );
}
