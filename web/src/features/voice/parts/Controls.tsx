import { Hourglass, Keyboard, type LucideIcon, Mic, MicOff, PhoneOff } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { classes } from "@/ui/classes";

export interface ControlsProps {
  /** Whether anything here listens. */
  canSpeak: boolean;
  muted: boolean;
  writing: boolean;
  /** Nothing goes through at the moment. */
  away: boolean;
  onMute: () => void;
  onThinking: () => void;
  onWrite: () => void;
  onEnd: () => void;
}

/** Everything one can do, in one bar; m and t on a keyboard. */
export function Controls({ canSpeak, muted, writing, away, onMute, onThinking, onWrite, onEnd }: ControlsProps) {
  const { t } = useTranslation("voice");
  return (
    <div role="group" aria-label={t("controls.label")} className="flex flex-wrap items-stretch justify-center gap-2 sm:gap-3">
      {canSpeak && !writing ? (
        <>
          <Control icon={muted ? MicOff : Mic} hint="m" pressed={muted} onClick={onMute}>
            {t(muted ? "controls.unmute" : "controls.mute")}
          </Control>
          <Control icon={Hourglass} disabled={away} onClick={onThinking}>
            {t("controls.thinking")}
          </Control>
        </>
      ) : null}
      {canSpeak ? (
        <Control icon={writing ? Mic : Keyboard} hint="t" onClick={onWrite}>
          {t(writing ? "controls.speak" : "controls.write")}
        </Control>
      ) : null}
      <Control icon={PhoneOff} danger onClick={onEnd}>
        {t("controls.end")}
      </Control>
    </div>
  );
}

function Control({
  icon: Icon,
  hint,
  pressed,
  disabled,
  danger,
  onClick,
  children,
}: {
  icon: LucideIcon;
  /** The key that does the same. */
  hint?: string;
  pressed?: boolean;
  disabled?: boolean;
  danger?: boolean;
  onClick: () => void;
  children: ReactNode;
}) {
  return (
    <button
      type="button"
      aria-keyshortcuts={hint}
      aria-disabled={disabled}
      data-pressed={pressed}
      onClick={disabled ? undefined : onClick}
      className={classes(
        "inline-flex min-h-14 max-w-36 min-w-18 flex-1 basis-18 flex-col items-center justify-center gap-1 rounded-md border px-2 py-2 text-sm leading-tight font-medium transition-colors",
        "aria-disabled:cursor-not-allowed aria-disabled:opacity-55",
        pressed ? "border-accent bg-accent-soft text-accent" : "bg-surface hover:bg-hover",
        danger ? "text-danger" : "",
      )}
    >
      <Icon aria-hidden size={20} strokeWidth={1.75} />
      <span className="text-center text-balance">
        {children}
        {hint ? (
          <kbd aria-hidden className="ml-1 hidden font-sans font-normal text-ink-soft sm:inline">
            ({hint})
          </kbd>
        ) : null}
      </span>
    </button>
  );
}
