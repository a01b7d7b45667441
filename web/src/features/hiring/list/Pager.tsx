import { ChevronLeft, ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Page } from "@/core/api";
import { IconButton } from "@/ui/IconButton";

/** Only when there is more than one page. */
export function Pager({ page, onPage }: { page: Omit<Page<unknown>, "items">; onPage: (page: number) => void }) {
  const { t } = useTranslation("hiring");
  const pages = Math.ceil(page.total / page.pageSize);
  if (pages <= 1) return null;
  const from = (page.page - 1) * page.pageSize + 1;
  return (
    <div className="mt-4 flex items-center justify-end gap-2 text-sm text-ink-soft tabular">
      {t("list.range", { from, to: Math.min(page.total, from + page.pageSize - 1), total: page.total })}
      <IconButton icon={ChevronLeft} label={t("list.previous")} disabled={page.page <= 1} onClick={() => onPage(page.page - 1)} />
      <IconButton icon={ChevronRight} label={t("list.next")} disabled={page.page >= pages} onClick={() => onPage(page.page + 1)} />
    </div>
  );
}
