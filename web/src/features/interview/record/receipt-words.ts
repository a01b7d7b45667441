import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";

import type { Receipt } from "@/core/api";
import { formatDateTime } from "@/core/time";

import { useLocale } from "../use-locale";

/** A receipt as a person reads it, on the page and in the file. */
export interface ReceiptWords {
  title: string;
  /** The parts of the system that have not answered yet, as a list in a sentence. */
  waitingFor: string;
  facts: [term: string, fact: string][];
  removedTitle: string;
  removed: string[];
  keptTitle: string;
  kept: KeptWords[];
}

/** `lang` where a part of the system said it in its own words. */
export interface KeptWords {
  what: string;
  why: string;
  until: string;
  lang: "en" | undefined;
}

const PARTS = ["hiring", "identity", "media", "notifications", "scoring", "speech"] as const;

export function useReceiptWords(receipt: Receipt): ReceiptWords {
  const { t } = useTranslation("record");
  const locale = useLocale();
  return receiptWords(receipt, t, locale);
}

export function receiptWords(receipt: Receipt, t: TFunction<"record">, locale: string): ReceiptWords {
  const date = (iso: string): string => formatDateTime(iso, locale);
  const { status, scope, cause, doneAt } = receipt;
  const parts = PARTS.filter((part) => receipt.waitingFor.includes(part)).map((part) => t(`receipt.parts.${part}`));
  const number = new Intl.NumberFormat(locale);
  return {
    title: t(scope === "recordings" ? `receipt.title.${status}Recordings` : `receipt.title.${status}`),
    waitingFor: new Intl.ListFormat(locale).format(parts),
    facts: [
      [t("receipt.number"), receipt.id],
      [t("receipt.cause"), t(`receipt.causes.${cause}`)],
      [t("receipt.asked"), date(receipt.askedAt)],
      ...(doneAt === null ? [] : [[t("receipt.finished"), date(doneAt)] satisfies [string, string]]),
    ],
    removedTitle: t("receipt.removed"),
    removed: inOrder(receipt.removed, Object.keys(words(t, "receipt.words"))).map(({ what, count }) => `${wordFor(what, t)}: ${number.format(count)}`),
    keptTitle: t("receipt.kept"),
    kept: receipt.kept.map(({ what, why, until }) => {
      const [whats, whys] = [words(t, "receipt.keptWhat"), words(t, "receipt.keptWhy")];
      return {
        what: whats[what] ?? what,
        why: whys[why] ?? why,
        until: until === null ? t("receipt.untilUnknown") : t("receipt.until", { date: date(until) }),
        lang: what in whats && why in whys ? undefined : "en",
      };
    }),
  };
}

/** What matters most to people first, as the words stand; what has none comes last. */
function inOrder(removed: Receipt["removed"], order: readonly string[]): Receipt["removed"] {
  const place = (what: string): number => (order.includes(what) ? order.indexOf(what) : order.length);
  return removed.toSorted((one, other) => place(one.what) - place(other.what));
}

/** Each part of the system counts what it had by a word of its own; an unknown one is shown as it is. */
function wordFor(what: string, t: TFunction<"record">): string {
  return words(t, "receipt.words")[what] ?? what.replaceAll("_", " ");
}

function words(
  t: TFunction<"record">,
  of: "receipt.words" | "receipt.keptWhat" | "receipt.keptWhy",
): Partial<Record<string, string>> {
  return t(of, { returnObjects: true });
}

/** For the file: lines of plain text. */
export function asText(words: ReceiptWords, address: string | undefined): string {
  const list = (lines: string[]): string[] => lines.map((line) => `- ${line}`);
  return [
    words.title,
    "",
    ...words.facts.map(([term, fact]) => `${term}: ${fact}`),
    "",
    words.removedTitle,
    ...list(words.removed),
    "",
    words.keptTitle,
    ...list(words.kept.map(({ what, why, until }) => [what, why, until].join("\n  "))),
    "",
    address ?? "",
    "",
  ].join("\n");
}
