import { useTranslation } from "react-i18next";

import type { Receipt } from "@/core/api";
import { formatDate, formatDateTime } from "@/core/time";
import { Badge } from "@/ui/Badge";
import { useLocale } from "@/ui/use-locale";

type Words = Partial<Record<string, string>>;

/** What a deletion did: what went, what stays and why, and who still has to answer. */
export function ReceiptView({ receipt }: { receipt: Receipt }) {
  // The same words that the candidate reads.
  const { t } = useTranslation(["hiring", "record"]);
  const locale = useLocale();
  const number = new Intl.NumberFormat(locale);
  const removedWords: Words = t("record:receipt.words", { returnObjects: true });
  const keptWords: Words = t("record:receipt.keptWhat", { returnObjects: true });
  const reasons: Words = t("record:receipt.keptWhy", { returnObjects: true });
  const parts: Words = t("record:receipt.parts", { returnObjects: true });
  const removed = receipt.removed.filter(({ count }) => count > 0);
  return (
    <div className="flex flex-col gap-6">
      <div>
        <Badge tone={receipt.status === "done" ? "accent" : "ink"} mark={receipt.status === "done" ? "full" : "half"}>
          {t(`receipt.status.${receipt.status}`)}
        </Badge>
        <p className="mt-2 text-ink-soft">
          {t(`receipt.cause.${receipt.cause}`)} {t(`receipt.scope.${receipt.scope}`)}
        </p>
        {receipt.status === "running" && receipt.waitingFor.length > 0 ? (
          <p role="status" className="mt-2 text-sm text-ink-soft">
            {t("receipt.waiting", { parts: new Intl.ListFormat(locale, { type: "conjunction" }).format(receipt.waitingFor.map((part) => (part === "identity" ? t("receipt.access") : (parts[part] ?? part)))) })}
          </p>
        ) : null}
      </div>
      <section>
        <h3 className="font-medium">{t("receipt.removed")}</h3>
        {removed.length === 0 ? (
          <p className="mt-1 text-ink-soft">{t("receipt.removedNothing")}</p>
        ) : (
          <ul className="mt-2 flex flex-col divide-y tabular">
            {removed.map(({ what, count }) => (
              <li key={what} className="flex justify-between gap-4 py-1.5">
                <span>{removedWords[what] ?? what.replaceAll("_", " ")}</span>
                <span>{number.format(count)}</span>
              </li>
            ))}
          </ul>
        )}
      </section>
      <section>
        <h3 className="font-medium">{t("receipt.kept")}</h3>
        {receipt.kept.length === 0 ? (
          <p className="mt-1 text-ink-soft">{t("receipt.keptNothing")}</p>
        ) : (
          <ul className="mt-2 flex flex-col divide-y">
            {receipt.kept.map((kept) => (
              <li key={kept.what} className="py-2">
                <p>{keptWords[kept.what] ?? kept.what.replaceAll("_", " ")}</p>
                <p className="text-sm text-ink-soft tabular">
                  {reasons[kept.why] ?? kept.why} {kept.until === null ? t("receipt.noEnd") : t("receipt.until", { when: formatDate(kept.until, locale) })}
                </p>
              </li>
            ))}
          </ul>
        )}
      </section>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1 border-t pt-4 text-sm tabular">
        <dt className="text-ink-soft">{t("receipt.askedAt")}</dt>
        <dd>{formatDateTime(receipt.askedAt, locale)}</dd>
        {receipt.doneAt === null ? null : (
          <>
            <dt className="text-ink-soft">{t("receipt.doneAt")}</dt>
            <dd>{formatDateTime(receipt.doneAt, locale)}</dd>
          </>
        )}
        <dt className="text-ink-soft">{t("receipt.number")}</dt>
        <dd className="font-mono break-all">{receipt.id}</dd>
      </dl>
    </div>
  );
}
