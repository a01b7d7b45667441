import { CircleCheck, Hourglass } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { Receipt } from "@/core/api";
import { copyText } from "@/core/copy-text";
import { Actions } from "@/ui/Actions";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { Input } from "@/ui/Input";
import { StepHeading } from "@/ui/StepHeading";

import { asText, useReceiptWords } from "./receipt-words";
import { Section } from "./Section";

/** How far a deletion is; when it is done, what went and what stays. `address` shows it again. */
export function ReceiptView({ receipt, waiting, address }: { receipt: Receipt; waiting: boolean; address?: string }) {
  const { t } = useTranslation("record");
  const words = useReceiptWords(receipt);
  const done = receipt.status === "done";
  const Icon = done ? CircleCheck : Hourglass;
  return (
    <>
      <Icon aria-hidden size={48} strokeWidth={1.25} className="text-accent" />
      <StepHeading title={words.title} />
      <p role="status" className="measure text-lg text-ink-soft">
        {done ? t("receipt.done") : waiting ? t("receipt.waiting") : t("receipt.running", { parts: words.waitingFor })}
      </p>
      <dl className="divide-y border-t">
        {words.facts.map(([term, fact]) => (
          <Item key={term} term={term}>
            {fact}
          </Item>
        ))}
      </dl>
      <Section title={t("receipt.removed")}>
        {words.removed.length === 0 ? (
          <p className="text-ink-soft">{done ? t("receipt.nothing") : t("receipt.so_far")}</p>
        ) : (
          <ul className="list-disc pl-5">
            {words.removed.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        )}
      </Section>
      <KeptList receipt={receipt} />
      {done ? <Keep receipt={receipt} address={address} /> : null}
    </>
  );
}

function Item({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="grid gap-x-6 gap-y-1 py-3 sm:grid-cols-[11rem_1fr]">
      <dt className="font-medium">{term}</dt>
      <dd className="tabular min-w-0 text-ink-soft [overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}

function KeptList({ receipt }: { receipt: Receipt }) {
  const { t } = useTranslation("record");
  const { kept } = useReceiptWords(receipt);
  if (receipt.status === "running" && kept.length === 0) return null;
  return (
    <Section title={t("receipt.kept")}>
      {kept.length === 0 ? <p className="text-ink-soft">{t("receipt.nothingKept")}</p> : null}
      <ul className="flex flex-col gap-4 empty:hidden">
        {kept.map(({ what, why, until, lang }) => (
          <li key={`${what} ${why}`} className="measure flex flex-col">
            <span lang={lang} className="font-medium">
              {what}
            </span>
            <span lang={lang} className="text-ink-soft">
              {why}
            </span>
            <span className="text-sm text-ink-soft">{until}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Keep({ receipt, address }: { receipt: Receipt; address: string | undefined }) {
  const { t } = useTranslation("record");
  const words = useReceiptWords(receipt);
  const [copied, setCopied] = useState<boolean | null>(null);
  const download = (): void => {
    const url = URL.createObjectURL(new Blob([asText(words, address)], { type: "text/plain;charset=utf-8" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = `${t("receipt.file")}-${receipt.id}.txt`;
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <div className="flex flex-col gap-3 print:hidden">
      <Section title={t("receipt.keep")}>
        {address === undefined ? null : (
          <>
            <p className="measure text-ink-soft">{t("receipt.keepText")}</p>
            <Field label={t("receipt.link")}>
              {(control) => (
                <Input {...control} readOnly value={address} onFocus={(event) => event.target.select()} />
              )}
            </Field>
          </>
        )}
        <Actions>
          {address === undefined ? null : (
            <Button variant="primary" size="lg" onClick={() => void copyText(address).then(setCopied)}>
              {t("receipt.copy")}
            </Button>
          )}
          <Button size="lg" onClick={download}>
            {t("receipt.download")}
          </Button>
          <Button size="lg" onClick={() => window.print()}>
            {t("receipt.print")}
          </Button>
        </Actions>
        <p role="status" className="text-ink-soft">
          {copied === null ? "" : copied ? t("receipt.copied") : t("receipt.copyFailed")}
        </p>
      </Section>
    </div>
  );
}
