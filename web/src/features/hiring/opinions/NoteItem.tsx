import { useMutation } from "@tanstack/react-query";
import { Ellipsis, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Note } from "@/core/api";
import { formatClock, formatDateTime, formatRelative } from "@/core/time";
import { Button } from "@/ui/Button";
import { useErrorText } from "@/ui/error-text";
import { FieldError } from "@/ui/Field";
import { IconButton } from "@/ui/IconButton";
import { Menu, MenuItem } from "@/ui/Menu";
import { Textarea } from "@/ui/Textarea";
import { useLocale } from "@/ui/use-locale";

interface NoteItemProps {
  note: Note;
  own: boolean;
  /** Of another question that it belongs to. */
  number: number | null;
  onJump: () => void;
  onSave: (text: string) => Promise<void>;
  onDelete: () => void;
}

export function NoteItem({ note, own, number, onJump, onSave, onDelete }: NoteItemProps) {
  const { t } = useTranslation("hiring");
  const locale = useLocale();
  const [editing, setEditing] = useState(false);
  const place = [number === null ? "" : t("notes.question", { number }), note.atSeconds === null ? "" : formatClock(note.atSeconds)].filter(Boolean).join(" · ");
  return (
    <li className="py-2.5">
      <div className="flex items-start justify-between gap-2">
        <p className="flex min-h-8 min-w-0 flex-wrap items-center gap-x-2 text-sm text-ink-soft">
          {place === "" ? null : (
            <button type="button" onClick={onJump} className="rounded-sm font-medium text-accent underline-offset-4 tabular hover:underline">
              {place}
            </button>
          )}
          <span>{note.authorName}</span>
          <time dateTime={note.createdAt} title={formatDateTime(note.createdAt, locale)}>
            {formatRelative(note.createdAt, locale)}
          </time>
        </p>
        {own && !editing ? (
          <Menu trigger={<IconButton icon={Ellipsis} label={t("notes.more")} tooltip={false} className="size-8" />}>
            <MenuItem icon={Pencil} onSelect={() => setEditing(true)}>
              {t("notes.edit")}
            </MenuItem>
            <MenuItem icon={Trash2} onSelect={onDelete}>
              {t("notes.delete")}
            </MenuItem>
          </Menu>
        ) : null}
      </div>
      {editing ? <NoteEditor text={note.text} onSave={onSave} onDone={() => setEditing(false)} /> : <p className="measure whitespace-pre-wrap">{note.text}</p>}
    </li>
  );
}

function NoteEditor({ text: before, onSave, onDone }: { text: string; onSave: (text: string) => Promise<void>; onDone: () => void }) {
  const { t } = useTranslation(["hiring", "ui"]);
  const errorText = useErrorText();
  const [text, setText] = useState(before);
  const save = useMutation({ mutationFn: () => onSave(text.trim()), onSuccess: onDone });
  return (
    <form
      className="mt-1 flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== "" && !save.isPending) save.mutate();
      }}
    >
      <Textarea
        rows={2}
        aria-label={t("notes.label")}
        value={text}
        // eslint-disable-next-line jsx-a11y/no-autofocus -- the person has just asked to write here
        autoFocus
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") onDone();
        }}
      />
      {save.error ? <FieldError>{errorText(save.error)}</FieldError> : null}
      <div className="flex gap-2">
        <Button type="submit" size="sm" variant="primary" busy={save.isPending}>
          {t("notes.save")}
        </Button>
        <Button size="sm" variant="quiet" onClick={onDone}>
          {t("ui:cancel")}
        </Button>
      </div>
    </form>
  );
}
