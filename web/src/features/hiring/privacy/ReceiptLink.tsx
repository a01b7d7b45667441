import { Check, Copy } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { copyText } from "@/core/copy-text";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { Input } from "@/ui/Input";

/** The receipt's address, for the person whose data it was. */
export function ReceiptLink({ link }: { link: string }) {
  const { t } = useTranslation("hiring");
  const inputRef = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);

  async function copy(): Promise<void> {
    const done = await copyText(link);
    if (!done) inputRef.current?.select();
    setCopied(done);
  }

  return (
    <Field label={t("deletion.linkLabel")} hint={t("deletion.linkHint")}>
      {(control) => (
        <div className="flex gap-2">
          <Input {...control} ref={inputRef} readOnly value={link} onFocus={(event) => event.target.select()} className="bg-transparent font-mono text-sm" />
          <Button onClick={() => void copy()}>
            {copied ? <Check aria-hidden size={16} className="text-accent" /> : <Copy aria-hidden size={16} />}
            <span aria-live="polite">{copied ? t("invite.copied") : t("invite.copy")}</span>
          </Button>
        </div>
      )}
    </Field>
  );
}
