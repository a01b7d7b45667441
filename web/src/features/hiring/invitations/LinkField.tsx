import { Check, Copy } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { copyText } from "@/core/copy-text";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { Input } from "@/ui/Input";

/** A personal link to copy; by hand where the browser forbids it. */
export function LinkField({ name, link }: { name: string; link: string }) {
  const { t } = useTranslation("hiring");
  const inputRef = useRef<HTMLInputElement>(null);
  const [result, setResult] = useState<"copied" | "refused" | null>(null);

  useEffect(() => {
    if (result !== "copied") return;
    const timer = setTimeout(() => setResult(null), 3_000);
    return () => clearTimeout(timer);
  }, [result]);

  async function copy(): Promise<void> {
    const copied = await copyText(link);
    if (!copied) inputRef.current?.select();
    setResult(copied ? "copied" : "refused");
  }

  return (
    <Field label={t("invite.linkLabel")} hint={result === "refused" ? t("invite.copyFailed") : t("invite.linkHint", { name })}>
      {(control) => (
        <div className="flex gap-2">
          <Input {...control} ref={inputRef} readOnly value={link} onFocus={(event) => event.target.select()} className="bg-transparent font-mono text-sm" />
          <Button onClick={() => void copy()}>
            {result === "copied" ? <Check aria-hidden size={16} className="text-accent" /> : <Copy aria-hidden size={16} />}
            <span aria-live="polite">{result === "copied" ? t("invite.copied") : t("invite.copy")}</span>
          </Button>
        </div>
      )}
    </Field>
  );
}
