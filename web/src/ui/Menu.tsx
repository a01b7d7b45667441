import type { LucideIcon } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { ReactElement, ReactNode } from "react";

import { classes } from "./classes";

const CONTENT = "z-40 min-w-48 rounded-md border bg-surface p-1 text-ink";
const ITEM =
  "flex min-h-9 cursor-default items-center gap-3 rounded-sm px-3 py-1.5 outline-none select-none " +
  "data-disabled:opacity-50 data-highlighted:bg-hover";

/** Not modal: a modal menu locks scrolling with a style element, which our CSP forbids. */
export function Menu({ trigger, children, align = "end" }: { trigger: ReactElement; children: ReactNode; align?: "start" | "end" }) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align={align} sideOffset={4} collisionPadding={8} className={CONTENT}>
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

interface MenuItemProps {
  icon?: LucideIcon;
  children: ReactNode;
  onSelect: () => void;
  disabled?: boolean;
  danger?: boolean;
}

export function MenuItem({ icon: Icon, children, onSelect, disabled, danger }: MenuItemProps) {
  return (
    <DropdownMenu.Item disabled={disabled ?? false} onSelect={onSelect} className={classes(ITEM, danger && "text-danger")}>
      {Icon ? <Icon aria-hidden size={16} strokeWidth={1.75} /> : null}
      {children}
    </DropdownMenu.Item>
  );
}

export function MenuSeparator() {
  return <DropdownMenu.Separator className="mx-2 my-1 border-t" />;
}

interface MenuChoiceProps<V extends string> {
  label: string;
  value: V;
  options: { value: V; label: string }[];
  onChange: (value: V) => void;
}

/** One of several, inside a menu. */
export function MenuChoice<V extends string>({ label, value, options, onChange }: MenuChoiceProps<V>) {
  return (
    <DropdownMenu.RadioGroup
      value={value}
      onValueChange={(next) => {
        const option = options.find((candidate) => candidate.value === next);
        if (option) onChange(option.value);
      }}
    >
      <DropdownMenu.Label className="px-3 pt-2 pb-1 text-sm text-ink-soft">{label}</DropdownMenu.Label>
      {options.map((option) => (
        <DropdownMenu.RadioItem key={option.value} value={option.value} className={classes(ITEM, "justify-between")}>
          {option.label}
          <DropdownMenu.ItemIndicator>
            <span aria-hidden className="block size-2 rounded-full bg-accent" />
          </DropdownMenu.ItemIndicator>
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}
