import { useMutation } from "@tanstack/react-query";
import { Clock } from "lucide-react";
import { type SyntheticEvent, useState } from "react";
import { useTranslation } from "react-i18next";

import { formatClock } from "@/core/time";
import { Button } from "@/ui/Button";
import { classes } from "@/ui/classes";
import { useErrorText } from "@/ui/error-text";
import { FieldError } from "@/ui/Field";
import { Textarea } from "@/ui/Textarea";

import type { Player } from "../review/player";

/** As the server holds it. */
const NOTE_MAX = 5000;

interface NewNoteProps {
  player: Player | null;
  onAdd: (text: string, atSeconds: number | null) => Promise<void>;
}

/** A note, at the moment that was heard when its writing began unless one says otherwise. */
export function NewNote({ player, onAdd }: NewNoteProps) {
  const { t } = useTranslation("hiring");
  const errorText = useErrorText();
  const [text, setText] = useState("");
  const [moment, setMoment] = useState<number | null>(null);
  const [timed, setTimed] = useState(true);
  const add = useMutation({
    mutationFn: () => onAdd(text.trim(), timed ? moment : null),
    onSuccess: () => {
      setText("");
      setMoment(null);
    },
  });

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    if (text.trim() !== "" && !add.isPending) add.mutate();
  }

  return (
    <form onSubmit={submit} className="mt-2 flex flex-col gap-2">
      <Textarea
        rows={2}
        maxLength={NOTE_MAX}
        aria-label={t("notes.label")}
        placeholder={t("notes.placeholder")}
        value={text}
        onChange={(event) => {
          // A note from the very beginning is about the answer, not about its first second.
          if (text === "" && player) setMoment(player.time() > 0 ? player.time() : null);
          setText(event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit(event);
        }}
      />
      {add.error ? <FieldError>{errorText(add.error)}</FieldError> : null}
      {text.trim() === "" ? null : (
        <div className="flex flex-wrap items-center gap-2">
          <Button type="submit" size="sm" variant="primary" busy={add.isPending}>
            {t("notes.add")}
          </Button>
          {moment === null ? null : (
            <button
              type="button"
              aria-pressed={timed}
              onClick={() => setTimed(!timed)}
              className={classes(
                "inline-flex min-h-8 items-center gap-1.5 rounded-md px-2.5 text-sm tabular transition-colors",
                timed ? "bg-accent-soft text-accent" : "text-ink-soft line-through hover:bg-hover",
              )}
            >
              <Clock aria-hidden size={14} />
              {t("notes.at", { at: formatClock(moment) })}
            </button>
          )}
        </div>
      )}
    </form>
  );
}
