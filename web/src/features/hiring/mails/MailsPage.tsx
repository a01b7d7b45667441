import { useQuery } from "@tanstack/react-query";
import { Inbox } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";

import { isApiError } from "@/core/api";
import { formatDateTime, formatRelative } from "@/core/time";
import { classes } from "@/ui/classes";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { Page } from "@/ui/Page";
import { useLocale } from "@/ui/use-locale";

import { ListSkeleton } from "../list/ListSkeleton";
import { keys, useHiring } from "../use-hiring";
import { MailView } from "./MailView";

/** What would have been sent, newest first. */
export function MailsPage() {
  const { t } = useTranslation("hiring");
  const api = useHiring();
  const locale = useLocale();
  const [search] = useSearchParams();
  const chosen = search.get("mail");
  const mails = useQuery({ queryKey: keys.mails, queryFn: ({ signal }) => api.demoMails(signal), refetchInterval: 5_000 });

  return (
    <Page title={t("mails.title")} lead={t("mails.lead")} width="wide">
      {mails.isPending ? <ListSkeleton /> : null}
      {mails.isError && !mails.data ? (
        isApiError(mails.error) && mails.error.status === 404 ? (
          <EmptyState icon={Inbox} title={t("mails.offTitle")}>
            {t("mails.off")}
          </EmptyState>
        ) : (
          <ErrorState error={mails.error} busy={mails.isFetching} onRetry={() => void mails.refetch()} />
        )
      ) : null}
      {mails.data?.items.length === 0 ? (
        <EmptyState icon={Inbox} title={t("mails.emptyTitle")}>
          {t("mails.empty")}
        </EmptyState>
      ) : null}
      {mails.data && mails.data.items.length > 0 ? (
        <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-8 lg:grid-cols-[22rem_minmax(0,1fr)]">
          <ul className={classes("divide-y rounded-md border bg-surface", chosen !== null && "hidden lg:block")}>
            {mails.data.items.map((mail) => (
              <li key={mail.id}>
                <Link
                  to={`/mails?mail=${encodeURIComponent(mail.id)}`}
                  aria-current={mail.id === chosen ? "true" : undefined}
                  className={classes("block px-4 py-3 -outline-offset-2 transition-colors", mail.id === chosen ? "bg-accent-soft" : "hover:bg-hover")}
                >
                  <span className="block truncate font-medium">{mail.subject}</span>
                  <span className="flex justify-between gap-4 text-sm text-ink-soft">
                    <span className="truncate">{mail.to}</span>
                    <time dateTime={mail.sentAt} title={formatDateTime(mail.sentAt, locale)} className="shrink-0">
                      {formatRelative(mail.sentAt, locale)}
                    </time>
                  </span>
                </Link>
              </li>
            ))}
          </ul>
          {chosen === null ? (
            <p className="hidden rounded-md border border-dashed border-line-strong px-4 py-16 text-center text-ink-soft lg:block">{t("mails.choose")}</p>
          ) : (
            <MailView id={chosen} />
          )}
        </div>
      ) : null}
    </Page>
  );
}
