import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import type { Caption } from "@/core/voice";

/** So close to the end counts as being there. */
const NEAR_PX = 48;

/** Both sides' words, the newest at the bottom. Screen readers are told what the AI said once it is final. */
export function Captions({ captions, language }: { captions: readonly Caption[]; language: string }) {
  const { t } = useTranslation("voice");
  const box = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const follow = (): void => {
    const element = box.current;
    if (element && following.current) element.scrollTop = element.scrollHeight;
  };
  useEffect(follow, [captions]);
  useEffect(() => {
    // The field to write in, or a banner, takes room away: the newest stays in sight.
    if (!box.current || typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(follow);
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  const last = captions.at(-1)?.id;
  return (
    <>
      <div
        ref={box}
        // A region that scrolls must be reachable by keyboard.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolls by arrow keys
        tabIndex={0}
        role="region"
        aria-label={t("captions.label")}
        onScroll={({ currentTarget: element }) => {
          following.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
        }}
        className="voice-captions min-h-0 flex-1 overflow-y-auto rounded-md pt-10"
      >
        {captions.length === 0 ? <p className="text-center text-ink-soft">{t("captions.empty")}</p> : null}
        <ul className="mx-auto flex max-w-2xl flex-col gap-4 pb-2">
          {captions.map((caption) => (
            <li key={caption.id} className={caption.id === last ? "text-ink" : "text-ink-soft"}>
              <span className={`block text-sm ${caption.speaker === "AI" ? "text-accent" : "text-ink-soft"}`}>
                {t(caption.speaker === "AI" ? "captions.ai" : "captions.you")}
              </span>
              <span lang={language} className={caption.id === last ? "text-lg" : ""}>
                {caption.text}
                {caption.final || /[.…?!]$/.test(caption.text) ? "" : "…"}
              </span>
            </li>
          ))}
        </ul>
      </div>
      <div role="log" aria-live="polite" aria-label={t("captions.ai")} lang={language} className="sr-only">
        {captions
          .filter(({ speaker, final }) => speaker === "AI" && final)
          .slice(-3)
          .map(({ id, text }) => (
            <p key={id}>{text}</p>
          ))}
      </div>
    </>
  );
}
