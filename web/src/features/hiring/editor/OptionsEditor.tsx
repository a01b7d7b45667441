import { Plus, X } from "lucide-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/ui/Button";
import { IconButton } from "@/ui/IconButton";
import { Input } from "@/ui/Input";

import { type DraftQuestion, newOption } from "./draft";

interface OptionsEditorProps {
  options: DraftQuestion["options"];
  onChange: (options: DraftQuestion["options"]) => void;
}

/** Enter in the last option adds another. */
export function OptionsEditor({ options, onChange }: OptionsEditorProps) {
  const { t } = useTranslation("hiring");
  const listRef = useRef<HTMLUListElement>(null);

  function add(): void {
    onChange([...options, newOption()]);
    requestAnimationFrame(() => listRef.current?.querySelector<HTMLInputElement>("li:last-child input")?.focus());
  }

  return (
    <fieldset>
      <legend className="mb-1.5 font-medium">{t("editor.options")}</legend>
      <ul ref={listRef} className="flex flex-col gap-2">
        {options.map((option, index) => (
          <li key={option.key} className="flex items-center gap-2">
            <span aria-hidden className="size-4 shrink-0 rounded-full border border-line-strong" />
            <Input
              aria-label={t("editor.option", { number: index + 1 })}
              placeholder={t("editor.option", { number: index + 1 })}
              value={option.text}
              onChange={(event) => onChange(options.map((other) => (other === option ? { ...option, text: event.target.value } : other)))}
              onKeyDown={(event) => {
                if (event.key === "Enter" && !event.nativeEvent.isComposing && index === options.length - 1) {
                  event.preventDefault();
                  add();
                }
              }}
            />
            <IconButton
              icon={X}
              label={t("editor.removeOption", { number: index + 1 })}
              disabled={options.length <= 2}
              onClick={() => onChange(options.filter((other) => other !== option))}
            />
          </li>
        ))}
      </ul>
      <Button variant="quiet" size="sm" className="mt-2 -ml-3 text-accent" onClick={add}>
        <Plus aria-hidden size={16} />
        {t("editor.addOption")}
      </Button>
    </fieldset>
  );
}
