import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { Dashboard } from "@/core/api";

import { ModeMark } from "../ModeMark";
import { useAllTemplates } from "../use-hiring";

/** Each template's figures; the title leads to its invitations. */
export function TemplateTable({ templates }: { templates: Dashboard["templates"] }) {
  const { t } = useTranslation("hiring");
  const modes = new Map(useAllTemplates().data?.items.map(({ id, settings }) => [id, settings.mode]));
  const minutes = (value: number) => (value < 1 ? t("dashboard.underAMinute") : t("dashboard.minutes", { count: Math.round(value) }));
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a table wider than a phone scrolls, by keyboard too
    <div role="region" aria-label={t("dashboard.templates")} tabIndex={0} className="mt-2 overflow-x-auto">
      <table className="w-full min-w-[34rem] tabular">
        <thead>
          <tr className="border-b text-sm text-ink-soft">
            <th scope="col" className="py-2 pr-4 text-left font-normal">
              {t("dashboard.template")}
            </th>
            {(["invited", "started", "completed", "median"] as const).map((column) => (
              <th key={column} scope="col" className="py-2 pl-4 text-right font-normal whitespace-nowrap">
                {t(`dashboard.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {templates.map((template) => (
            <tr key={template.templateId} className="border-b last:border-b-0">
              <th scope="row" className="max-w-0 min-w-48 py-2.5 pr-4 text-left font-normal sm:w-1/2">
                <span className="flex items-center gap-2">
                  <Link to={`/invitations?template=${template.templateId}`} className="truncate underline-offset-4 hover:underline">
                    {template.title}
                  </Link>
                  <ModeMark mode={modes.get(template.templateId)} short />
                </span>
              </th>
              <td className="py-2.5 pl-4 text-right">{template.invited}</td>
              <td className="py-2.5 pl-4 text-right">{template.started}</td>
              <td className="py-2.5 pl-4 text-right">{template.completed}</td>
              <td className="py-2.5 pl-4 text-right text-ink-soft">
                {template.medianMinutes === null ? t("dashboard.noMedian") : minutes(template.medianMinutes)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
