import { useTranslation } from "react-i18next";

import { classes } from "@/ui/classes";

interface StatusFilterProps<S extends string> {
  value: S | undefined;
  options: { value: S; label: string }[];
  onChange: (value: S | "") => void;
}

/** All, or one status: a row of words. */
export function StatusFilter<S extends string>({ value, options, onChange }: StatusFilterProps<S>) {
  const { t } = useTranslation("hiring");
  const choices: { value: S | ""; label: string }[] = [{ value: "", label: t("list.all") }, ...options];
  return (
    <div role="group" aria-label={t("list.status")} className="-mx-1 flex max-w-full gap-1 overflow-x-auto px-1 py-1">
      {choices.map((choice) => {
        const active = choice.value === (value ?? "");
        return (
          <button
            key={choice.value}
            type="button"
            aria-pressed={active}
            onClick={() => onChange(choice.value)}
            className={classes(
              "min-h-8 rounded-md px-2.5 text-sm font-medium whitespace-nowrap transition-colors",
              active ? "bg-accent-soft text-accent" : "text-ink-soft hover:bg-hover hover:text-ink",
            )}
          >
            {choice.label}
          </button>
        );
      })}
    </div>
  );
}
