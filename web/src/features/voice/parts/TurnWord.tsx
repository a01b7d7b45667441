import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import type { VoiceView } from "@/core/voice";

/** A beginning that takes longer is explained. */
const LONG_MS = 12_000;

/** What the shape shows, in words. */
export function TurnWord({ view, muted, writing, ending }: { view: VoiceView; muted: boolean; writing: boolean; ending: boolean }) {
  const { t } = useTranslation("voice");
  const getting = view.state === "initializing" || view.state === "connecting";
  const long = useLong(getting);
  const word = ((): string => {
    if (ending) return t("turn.finishing");
    if (getting) return t("turn.getting");
    if (!view.connected) return t("turn.away");
    if (view.turn !== "listening") return t(`turn.${view.turn}`);
    if (writing) return t("turn.writing");
    if (muted) return t("turn.muted");
    return t(view.patient ? "turn.patient" : "turn.listening");
  })();
  const hint = getting && long ? t("turn.gettingLong") : view.turn === "speaking" && !writing && !muted && view.captions.length < 3 ? t("turn.interruptHint") : "";
  return (
    <>
      <p className="text-lg font-medium" data-turn={view.turn}>
        {word}
      </p>
      <p role="status" className="min-h-6 text-center text-sm text-ink-soft">
        {hint}
      </p>
    </>
  );
}

function useLong(waiting: boolean): boolean {
  const [long, setLong] = useState(false);
  useEffect(() => {
    if (!waiting) return;
    const timer = setTimeout(() => setLong(true), LONG_MS);
    return () => {
      clearTimeout(timer);
      setLong(false);
    };
  }, [waiting]);
  return long;
}
