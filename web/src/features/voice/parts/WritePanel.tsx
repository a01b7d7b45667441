import { SendHorizontal } from "lucide-react";
import { type KeyboardEvent, useId, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { MOST_TYPED } from "@/core/voice";
import { IconButton } from "@/ui/IconButton";
import { Textarea } from "@/ui/Textarea";

/** How often the interviewer is told that somebody is still writing. */
const TELL_EVERY_MS = 15_000;

/** From here on the room left is said. */
const SAY_ROOM_BELOW = 500;

/** Answers in writing instead of speaking. */
export function WritePanel({
  microphone,
  away,
  onWriting,
  onSend,
}: {
  /** There is one, and it is off meanwhile. */
  microphone: boolean;
  away: boolean;
  /** At the first letter, and now and then: nobody is hurried who writes. */
  onWriting: () => void;
  onSend: (text: string) => void;
}) {
  const { t } = useTranslation("voice");
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState("");
  const [waiting, setWaiting] = useState(false);
  const told = useRef(-Infinity);
  // Before it is seen: what is typed at once lands in it.
  useLayoutEffect(() => field.current?.focus(), []);
  const left = MOST_TYPED - text.length;
  const send = (): void => {
    if (text.trim() === "") return;
    onSend(text.trim());
    setText("");
    told.current = -Infinity;
    setWaiting(away);
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <div className="mx-auto flex w-full max-w-2xl flex-col gap-1">
      <label htmlFor={id} className="sr-only">
        {t("write.label")}
      </label>
      <div className="flex items-end gap-2">
        <Textarea
          ref={field}
          id={id}
          rows={2}
          maxLength={MOST_TYPED}
          value={text}
          placeholder={t("write.label")}
          aria-describedby={`${id}-hint`}
          onChange={(event) => {
            setText(event.target.value);
            if (event.timeStamp - told.current < TELL_EVERY_MS) return;
            told.current = event.timeStamp;
            onWriting();
          }}
          onKeyDown={onKeyDown}
          className="max-h-40"
        />
        <IconButton icon={SendHorizontal} label={t("write.send")} onClick={send} disabled={text.trim() === ""} className="size-12 bg-accent text-on-accent hover:not-disabled:bg-accent-hover hover:not-disabled:text-on-accent" />
      </div>
      <p id={`${id}-hint`} className="text-sm text-ink-soft">
        {left < SAY_ROOM_BELOW ? t("write.left", { count: left }) : t("write.hint")} {microphone ? t("write.micOff") : ""}
      </p>
      <p role="status" className="text-sm">
        {waiting && away ? t("write.waiting") : ""}
      </p>
    </div>
  );
}
