import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { AuditEntry } from "@/core/api";
import { formatDateTime } from "@/core/time";
import { Dialog } from "@/ui/Dialog";
import { ErrorState } from "@/ui/ErrorState";
import { Skeleton } from "@/ui/Skeleton";
import { useLocale } from "@/ui/use-locale";

import { Pager } from "../list/Pager";
import { keys, useHiring } from "../use-hiring";
import { useActionText } from "./use-action-text";
import { useDetailText } from "./use-detail-text";

const HASH_SHOWN = 8;
/** What the server calls the candidate, whose name the log doesn't keep. */
const CANDIDATE = "candidate";

/** Who did what when: it can only grow, and each entry carries a mark of all before it. */
export function AuditDialog({ invitationId, onClose }: { invitationId: string; onClose: () => void }) {
  const { t } = useTranslation("hiring");
  const api = useHiring();
  const [page, setPage] = useState(1);
  const log = useQuery({
    queryKey: [...keys.audit(invitationId), page],
    queryFn: ({ signal }) => api.audit(invitationId, page, signal),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  return (
    <Dialog open onClose={onClose} title={t("audit.title")}>
      <p className="text-sm text-ink-soft">{t("audit.lead")}</p>
      {log.isPending ? (
        <div className="mt-4 flex flex-col gap-3">
          <Skeleton className="h-10" />
          <Skeleton className="h-10" />
          <Skeleton className="h-10" />
        </div>
      ) : null}
      {log.isError && !log.data ? <ErrorState error={log.error} busy={log.isFetching} onRetry={() => void log.refetch()} /> : null}
      {log.data?.items.length === 0 ? <p className="mt-4">{t("audit.empty")}</p> : null}
      {log.data && log.data.items.length > 0 ? (
        <>
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a list longer than the dialog scrolls, by keyboard too */}
          <ol tabIndex={0} aria-label={t("audit.title")} className="mt-4 divide-y">
            {log.data.items.map((entry) => (
              <Entry key={entry.position} entry={entry} />
            ))}
          </ol>
          <Pager page={log.data} onPage={setPage} />
        </>
      ) : null}
    </Dialog>
  );
}

function Entry({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation("hiring");
  const locale = useLocale();
  const actionText = useActionText();
  const details = useDetailText()(entry.details);
  return (
    <li className="py-2.5">
      <p className="flex items-baseline justify-between gap-4">
        <span>
          <span className="font-medium">{entry.actorId === null ? t("audit.system") : entry.actorName === CANDIDATE ? t("audit.candidate") : entry.actorName}</span> {actionText(entry.action)}
        </span>
        <span className="font-mono text-sm text-ink-soft" title={t("audit.hash", { hash: entry.hash })}>
          {entry.hash.slice(0, HASH_SHOWN)}
        </span>
      </p>
      <p className="mt-0.5 flex flex-wrap gap-x-3 text-sm text-ink-soft tabular">
        <time dateTime={entry.at}>{formatDateTime(entry.at, locale)}</time>
        {details === "" ? null : <span>{details}</span>}
      </p>
    </li>
  );
}
