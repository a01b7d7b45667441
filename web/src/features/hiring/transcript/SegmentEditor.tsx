import { type KeyboardEvent, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { TranscriptSegment } from "@/core/api";
import { Button } from "@/ui/Button";
import { FieldError } from "@/ui/Field";
import { Textarea } from "@/ui/Textarea";

/** As the server holds it. */
const TEXT_MAX = 5000;

interface SegmentEditorProps {
  segment: TranscriptSegment;
  /** A sentence when it failed. */
  onSave: (text: string) => Promise<string | null>;
  onDone: () => void;
}

/** What was really said: Enter saves, Escape leaves it as it was. */
export function SegmentEditor({ segment, onSave, onDone }: SegmentEditorProps) {
  const { t } = useTranslation(["hiring", "ui"]);
  const ref = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(segment.text);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);

  useLayoutEffect(() => {
    ref.current?.focus();
    ref.current?.setSelectionRange(ref.current.value.length, ref.current.value.length);
  }, []);

  async function save(): Promise<void> {
    const right = text.trim().replace(/\s+/g, " ");
    if (busy) return;
    if (right === segment.text) {
      onDone();
      return;
    }
    setBusy(true);
    const failed = await onSave(right);
    setBusy(false);
    setFailure(failed);
    if (failed === null) onDone();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === "Enter" && !event.nativeEvent.isComposing) {
      event.preventDefault();
      void save();
    } else if (event.key === "Escape") {
      event.preventDefault();
      onDone();
    }
  }

  return (
    <div className="col-span-2 flex flex-col gap-2 py-1 pr-2">
      <Textarea
        ref={ref}
        rows={2}
        maxLength={TEXT_MAX}
        aria-label={t("transcript.correctLabel")}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {failure === null ? null : <FieldError>{failure}</FieldError>}
      <div className="flex flex-wrap items-center gap-2">
        <Button size="sm" variant="primary" busy={busy} onClick={() => void save()}>
          {t("transcript.save")}
        </Button>
        <Button size="sm" variant="quiet" onClick={onDone}>
          {t("ui:cancel")}
        </Button>
        <span className="text-sm text-ink-soft pointer-coarse:hidden">{t("transcript.correctHint")}</span>
      </div>
    </div>
  );
}
