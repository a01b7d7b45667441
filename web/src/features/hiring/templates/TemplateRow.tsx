import { Archive, Copy, Ellipsis, Eye, Send, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";

import type { Template } from "@/core/api";
import { formatDateTime, formatRelative } from "@/core/time";
import { IconButton } from "@/ui/IconButton";
import { Menu, MenuItem, MenuSeparator } from "@/ui/Menu";
import { useLocale } from "@/ui/use-locale";

import { ModeMark } from "../ModeMark";
import { TemplateStatusWord } from "../StatusWords";

interface TemplateRowProps {
  template: Template;
  onDuplicate: () => void;
  onArchive: () => void;
  onDelete: () => void;
}

/** One line: what it is, how far it is, when it was touched. */
export function TemplateRow({ template, onDuplicate, onArchive, onDelete }: TemplateRowProps) {
  const { t } = useTranslation("hiring");
  const navigate = useNavigate();
  const locale = useLocale();
  return (
    <li className="relative flex items-center gap-2 pr-2 transition-colors first:rounded-t-md last:rounded-b-md hover:bg-hover">
      <Link
        data-row
        to={`/templates/${template.id}`}
        className="grid min-h-16 min-w-0 flex-1 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-6 gap-y-0.5 rounded-md py-3 pl-4 -outline-offset-2 md:grid-cols-[minmax(0,1fr)_7rem_6rem_12rem]"
      >
        <span className="flex min-w-0 items-center gap-2">
          <span className="truncate font-medium">{template.title}</span>
          <ModeMark mode={template.settings.mode} short />
        </span>
        <span className="row-span-2 justify-self-end md:row-auto md:justify-self-start">
          <TemplateStatusWord status={template.status} />
        </span>
        <span className="text-sm text-ink-soft tabular">{t("templates.questions", { count: template.questionsCount })}</span>
        <time dateTime={template.updatedAt} title={formatDateTime(template.updatedAt, locale)} className="hidden truncate text-sm text-ink-soft md:inline">
          {t("templates.edited", { when: formatRelative(template.updatedAt, locale) })}
        </time>
      </Link>
      <Menu trigger={<IconButton icon={Ellipsis} label={t("list.more", { name: template.title })} tooltip={false} />}>
        <MenuItem icon={Eye} onSelect={() => void navigate(`/templates/${template.id}/preview`)}>
          {t("templates.preview")}
        </MenuItem>
        {template.status === "published" ? (
          <MenuItem icon={Send} onSelect={() => void navigate(`/invitations?invite=${template.id}`)}>
            {t("templates.invite")}
          </MenuItem>
        ) : null}
        <MenuItem icon={Copy} onSelect={onDuplicate}>
          {t("templates.duplicate")}
        </MenuItem>
        {template.status === "archived" ? null : (
          <MenuItem icon={Archive} onSelect={onArchive}>
            {t("templates.archive")}
          </MenuItem>
        )}
        <MenuSeparator />
        <MenuItem icon={Trash2} danger onSelect={onDelete}>
          {t("templates.delete")}
        </MenuItem>
      </Menu>
    </li>
  );
}
