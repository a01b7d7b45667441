import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { NotebookPen, Plus } from "lucide-react";
import { useCallback, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Template, TemplateStatus } from "@/core/api";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { useErrorText } from "@/ui/error-text";
import { ErrorState } from "@/ui/ErrorState";
import { FieldError } from "@/ui/Field";
import { Page } from "@/ui/Page";

import { KeyHints } from "../list/KeyHints";
import { ListSkeleton } from "../list/ListSkeleton";
import { NoMatch } from "../list/NoMatch";
import { Pager } from "../list/Pager";
import { SearchInput } from "../list/SearchInput";
import { StatusFilter } from "../list/StatusFilter";
import { oneOf, useListAddress } from "../list/use-list-address";
import { useListKeys } from "../list/use-list-keys";
import { keys, useHiring } from "../use-hiring";
import { ArchiveDialog } from "./ArchiveDialog";
import { TemplateRow } from "./TemplateRow";
import { useTemplateActions, useWaitingDeletions } from "./use-template-actions";

const STATUSES: TemplateStatus[] = ["draft", "published", "archived"];

export function TemplatesPage() {
  const { t } = useTranslation("hiring");
  const api = useHiring();
  const actions = useTemplateActions();
  const errorText = useErrorText();
  const waiting = useWaitingDeletions();
  const address = useListAddress();
  const listRef = useRef<HTMLUListElement>(null);
  const searchRef = useRef<HTMLInputElement>(null);
  const [archiving, setArchiving] = useState<Template | null>(null);

  const status = oneOf(address.get("status"), STATUSES);
  const q = address.get("q");
  const query = { status, q, page: address.page, pageSize: 50 };
  const list = useQuery({
    queryKey: [...keys.templates, query],
    queryFn: ({ signal }) => api.templates(query, signal),
    placeholderData: keepPreviousData,
  });

  const create = useMutation({ mutationFn: actions.create });
  const duplicate = useMutation({ mutationFn: actions.duplicate });
  const { mutate: createNow, isPending: creating } = create;
  const onNew = useCallback(() => {
    if (!creating) createNow();
  }, [createNow, creating]);
  useListKeys(listRef, { onNew, searchRef });

  const items = list.data?.items.filter((template) => !waiting.has(template.id)) ?? [];
  const filtered = q !== "" || status !== undefined;
  const failure = create.error ?? duplicate.error;
  const newButton = (
    <Button variant="primary" busy={creating} onClick={onNew}>
      <Plus aria-hidden size={18} />
      {t("templates.new")}
    </Button>
  );
  const teaches = list.isSuccess && items.length === 0 && !filtered;

  return (
    <Page title={t("templates.title")} lead={t("templates.lead")} actions={teaches ? null : newButton}>
      {failure ? (
        <div className="mb-4">
          <FieldError>{errorText(failure)}</FieldError>
        </div>
      ) : null}
      {teaches ? (
        <EmptyState icon={NotebookPen} title={t("templates.emptyTitle")} action={newButton}>
          {t("templates.empty")}
        </EmptyState>
      ) : (
        <>
          <div className="mb-4 flex flex-wrap items-center gap-x-4 gap-y-2">
            <SearchInput ref={searchRef} label={t("templates.searchLabel")} value={q} onChange={(value) => address.change({ q: value })} />
            <StatusFilter
              value={status}
              options={STATUSES.map((value) => ({ value, label: t(`templateStatus.${value}`) }))}
              onChange={(value) => address.change({ status: value })}
            />
          </div>
          {list.isPending ? <ListSkeleton /> : null}
          {list.isError ? <ErrorState error={list.error} busy={list.isFetching} onRetry={() => void list.refetch()} /> : null}
          {list.isSuccess && items.length === 0 ? <NoMatch onShowAll={() => address.change({ q: "", status: "" })} /> : null}
          {items.length > 0 && list.isSuccess ? (
            <>
              <ul ref={listRef} aria-busy={list.isPlaceholderData} className="divide-y rounded-md border bg-surface">
                {items.map((template) => (
                  <TemplateRow
                    key={template.id}
                    template={template}
                    onDuplicate={() => duplicate.mutate(template)}
                    onArchive={() => setArchiving(template)}
                    onDelete={() => actions.remove(template)}
                  />
                ))}
              </ul>
              <Pager page={list.data} onPage={(page) => address.change({ page: String(page) })} />
              <KeyHints
                hints={[
                  { keys: ["↑", "↓"], does: t("templates.keyMove") },
                  { keys: ["↵"], does: t("templates.keyOpen") },
                  { keys: ["/"], does: t("templates.keySearch") },
                  { keys: ["n"], does: t("templates.keyNew") },
                ]}
              />
            </>
          ) : null}
        </>
      )}
      <ArchiveDialog template={archiving} onClose={() => setArchiving(null)} />
    </Page>
  );
}
