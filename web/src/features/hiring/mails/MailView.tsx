import { useQuery } from "@tanstack/react-query";
import { ArrowLeft, Paperclip } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { formatDateTime } from "@/core/time";
import { ErrorState } from "@/ui/ErrorState";
import { Skeleton } from "@/ui/Skeleton";
import { useLocale } from "@/ui/use-locale";

import { keys, useHiring } from "../use-hiring";
import { flowed } from "./flowed";
import { splitLinks } from "./split-links";

/** The text of a mail; its HTML would bring styles that our CSP rightly refuses. */
export function MailView({ id }: { id: string }) {
  const { t } = useTranslation("hiring");
  const api = useHiring();
  const locale = useLocale();
  const mail = useQuery({ queryKey: keys.mail(id), queryFn: ({ signal }) => api.demoMail(id, signal), staleTime: Infinity });

  return (
    <article className="min-w-0">
      <Link to="/mails" className="mb-2 inline-flex min-h-10 items-center gap-2 text-sm text-ink-soft hover:text-ink lg:hidden">
        <ArrowLeft aria-hidden size={16} />
        {t("mails.back")}
      </Link>
      {mail.isPending ? <Skeleton className="h-80" /> : null}
      {mail.isError ? <ErrorState error={mail.error} onRetry={() => void mail.refetch()} /> : null}
      {mail.data ? (
        <div className="rounded-md border bg-surface">
          <header className="border-b px-5 py-4 sm:px-8">
            <h2 className="text-xl font-semibold">{mail.data.subject}</h2>
            <p className="mt-1 text-sm text-ink-soft">
              {t("mails.to", { to: mail.data.to })} · {formatDateTime(mail.data.sentAt, locale)}
            </p>
          </header>
          <div className="measure px-5 py-6 whitespace-pre-wrap sm:px-8">
            {splitLinks(flowed(mail.data.text)).map((part, index) =>
              part.href === null ? (
                part.text
              ) : (
                <a key={index} href={part.href} target="_blank" rel="noreferrer" className="break-all text-accent underline underline-offset-4">
                  {part.text}
                </a>
              ),
            )}
          </div>
          {mail.data.attachments.length > 0 ? (
            <ul aria-label={t("mails.attachments")} className="flex flex-wrap gap-2 border-t px-5 py-4 sm:px-8">
              {mail.data.attachments.map((attachment) => (
                <li key={attachment.filename} className="inline-flex items-center gap-2 rounded-md border px-3 py-1.5 text-sm">
                  <Paperclip aria-hidden size={14} />
                  {attachment.filename}
                  <span className="text-ink-soft tabular">
                    {new Intl.NumberFormat(locale, { style: "unit", unit: "kilobyte", maximumFractionDigits: 1 }).format(attachment.size / 1024)}
                  </span>
                </li>
              ))}
            </ul>
          ) : null}
        </div>
      ) : null}
    </article>
  );
}
