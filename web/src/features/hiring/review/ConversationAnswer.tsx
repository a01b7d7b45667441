import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { ConversationEntry, Playback, Review } from "@/core/api";
import { formatClock } from "@/core/time";
import { classes } from "@/ui/classes";

import type { Player } from "./player";

/** What was said about one question of a conversation, with its times, and the sound where it was kept. */
export function ConversationAnswer({ review, questionId, player }: { review: Review; questionId: string; player: Player }) {
  const { t } = useTranslation("hiring");
  const [all, setAll] = useState(false);
  const { conversation, recording } = review;
  if (conversation === null) return <p className="text-ink-soft">{t("conversation.away")}</p>;
  const shown = all ? conversation : conversation.filter(({ itemId }) => itemId === questionId);
  const playable = recording?.status === "ready";
  return (
    <div className="flex flex-col gap-5">
      <Sound recording={recording} player={player} />
      {shown.length === 0 ? <p className="text-ink-soft">{t("conversation.nothing")}</p> : null}
      <ol className="flex flex-col gap-4">
        {shown.map((entry) => (
          <Entry key={entry.entryId} entry={entry} onPlay={playable ? () => player.playFrom(entry.start) : null} />
        ))}
      </ol>
      <button type="button" aria-pressed={all} onClick={() => setAll(!all)} className="w-fit min-h-8 text-accent underline underline-offset-4 pointer-coarse:min-h-11">
        {t(all ? "conversation.showQuestion" : "conversation.showAll")}
      </button>
    </div>
  );
}

function Entry({ entry, onPlay }: { entry: ConversationEntry; onPlay: (() => void) | null }) {
  const { t } = useTranslation("hiring");
  const time = formatClock(entry.start);
  const notes = [entry.provenance === "typed" ? t("conversation.typed") : "", entry.cut ? t("conversation.cut") : ""].filter(Boolean);
  return (
    <li className="grid grid-cols-[3.5rem_minmax(0,1fr)] gap-x-3">
      {onPlay ? (
        <button
          type="button"
          aria-label={t("conversation.playFrom", { time })}
          onClick={onPlay}
          className="-mt-1 h-fit min-h-8 rounded-sm px-1 text-left text-sm text-accent tabular hover:bg-hover pointer-coarse:min-h-11"
        >
          {time}
        </button>
      ) : (
        <span className="pt-0.5 text-sm text-ink-soft tabular">{time}</span>
      )}
      <div className="measure">
        <p className={classes("text-sm", entry.speaker === "AI" ? "text-accent" : "text-ink-soft")}>
          {t(entry.speaker === "AI" ? "conversation.ai" : "conversation.person")}
          {notes.length === 0 ? "" : ` · ${notes.join(", ")}`}
        </p>
        <p className={entry.speaker === "AI" ? "text-ink-soft" : ""}>{entry.text}</p>
      </div>
    </li>
  );
}

function Sound({ recording, player }: { recording: Playback | null; player: Player }) {
  const { t } = useTranslation("hiring");
  if (recording === null) return <p className="text-sm text-ink-soft">{t("conversation.noSound")}</p>;
  const source = recording.audioUrl ?? recording.playbackUrl;
  if (recording.status === "ready" && source) return <Audio source={source} player={player} />;
  return <p className="text-sm text-ink-soft">{t(recording.status === "failed" ? "conversation.failed" : "conversation.preparing")}</p>;
}

/** Each answer of the server has new links; the one that plays is kept until it fails. */
function Audio({ source, player }: { source: string; player: Player }) {
  const { t } = useTranslation("hiring");
  const ref = useRef<HTMLAudioElement>(null);
  const [used, setUsed] = useState(source);
  useEffect(() => (ref.current ? player.attach(ref.current) : undefined), [player]);
  // eslint-disable-next-line jsx-a11y/media-has-caption -- what is said stands beside it
  return <audio ref={ref} controls preload="metadata" src={used} onError={() => setUsed(source)} aria-label={t("conversation.listen")} className="w-full" />;
}
