import { ArrowDown } from "lucide-react";
import { useCallback, useEffect, useId, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { isApiError, type Transcript } from "@/core/api";
import { formatDate } from "@/core/time";
import { Button } from "@/ui/Button";
import { useErrorText } from "@/ui/error-text";
import { useToast } from "@/ui/Toast";
import { useLocale } from "@/ui/use-locale";

import type { Player } from "../review/player";
import { useAnalysisActions } from "../review/use-review";
import { isCaution, type NumberedSpan, timesOf } from "../scores/spans";
import { isDoubtful } from "./doubt";
import { type Hit, search } from "./search";
import { Segment } from "./Segment";
import { TranscriptSearch } from "./TranscriptSearch";
import { rowAt, useSync } from "./use-sync";
import { WORDS } from "./word-classes";
import { indexWords, wordsWithin } from "./word-index";
import type { Mark } from "./Words";

interface TranscriptViewProps {
  invitationId: string;
  responseId: string;
  transcript: Transcript;
  player: Player;
  spans: readonly NumberedSpan[];
  activeSpan: number | null;
}

const NO_MARKS: Mark[] = [];

/** The words, in step with the player: a click on one plays from there. */
export function TranscriptView({ invitationId, responseId, transcript, player, spans, activeSpan }: TranscriptViewProps) {
  const { t } = useTranslation("hiring");
  const id = useId();
  const scrollerRef = useRef<HTMLDivElement>(null);
  const listRef = useRef<HTMLOListElement>(null);
  const { segments } = transcript;
  const [query, setQuery] = useState("");
  const [hitAt, setHitAt] = useState(0);
  const [editing, setEditing] = useState<number | null>(null);
  /** The one segment that Tab reaches; arrow keys go on from there. */
  const [reachable, setReachable] = useState(0);

  const index = useMemo(() => indexWords(segments), [segments]);
  const { following, follow, lookAt } = useSync({ player, index, segments, listRef, scrollerRef });
  const hits = useMemo(() => search(segments, query), [segments, query]);
  const marks = useMarks(segments, spans, activeSpan, hits, hitAt);
  const save = useCorrection(invitationId, responseId, transcript);

  const goToHit = (next: number) => {
    const wrapped = hits.length === 0 ? 0 : (next + hits.length) % hits.length;
    setHitAt(wrapped);
    const hit = hits[wrapped];
    if (hit) lookAt(hit.segment);
  };
  const play = useCallback(
    (seconds: number) => {
      follow();
      player.playFrom(seconds);
    },
    [follow, player],
  );
  const reach = useCallback((position: number) => {
    setReachable(position);
    rowAt(listRef.current, position)?.querySelector<HTMLElement>("[data-time]")?.focus();
  }, []);
  const onDone = useCallback(
    (position: number) => {
      setEditing(null);
      // Once the row is a row again.
      requestAnimationFrame(() => reach(position));
    },
    [reach],
  );
  const onEdit = useCallback((position: number) => {
    setReachable(position);
    setEditing(position);
  }, []);

  return (
    <div className="relative">
      <TranscriptSearch
        query={query}
        count={hits.length}
        at={hitAt}
        onQuery={(next) => {
          setQuery(next);
          setHitAt(0);
          const first = search(segments, next)[0];
          if (first) lookAt(first.segment);
        }}
        onStep={(step) => goToHit(hitAt + step)}
      />
      <p id={`${id}-how`} className="sr-only">
        {t("transcript.how")}
      </p>
      <div ref={scrollerRef} className="relative -mx-3 mt-3 max-h-[max(20rem,calc(100dvh-16rem))] overflow-y-auto overscroll-contain">
        <ol
          ref={listRef}
          aria-label={t("transcript.title")}
          aria-describedby={`${id}-how`}
          className={WORDS}
        >
          {segments.map((segment, position) => (
            <Segment
              key={segment.index}
              segment={segment}
              position={position}
              marks={marks.get(position) ?? NO_MARKS}
              editing={editing === position}
              reachable={reachable === position}
              last={position === segments.length - 1}
              onPlay={play}
              onReach={reach}
              onEdit={onEdit}
              onDone={onDone}
              onSave={save}
            />
          ))}
        </ol>
      </div>
      <Provenance transcript={transcript} />
      {following ? null : (
        <div className="pointer-events-none absolute inset-x-0 bottom-12 flex justify-center">
          <Button size="sm" className="pointer-events-auto" onClick={follow}>
            <ArrowDown aria-hidden size={16} />
            {t("transcript.follow")}
          </Button>
        </div>
      )}
    </div>
  );
}

/** Who heard it, who corrected it, and how far to trust it. */
function Provenance({ transcript }: { transcript: Transcript }) {
  const { t } = useTranslation("hiring");
  const locale = useLocale();
  const { engine, quality, correctedBy, correctedAt } = transcript;
  const doubtful = transcript.segments.some((segment) => segment.words.some((word) => isDoubtful(segment, word)));
  return (
    <p className="mt-3 text-sm text-ink-soft">
      {quality === "demo" ? `${t("transcript.demo")} ` : ""}
      {engine === "" ? "" : `${t("transcript.made", { engine })} `}
      {correctedBy === null || correctedAt === null ? "" : `${t("transcript.correctedBy", { who: correctedBy, when: formatDate(correctedAt, locale) })} `}
      {doubtful ? t("transcript.low") : ""}
    </p>
  );
}

/** Which words of which segment stand out, and how; only segments whose marks change are rendered. */
function useMarks(
  segments: Transcript["segments"],
  spans: readonly NumberedSpan[],
  activeSpan: number | null,
  hits: readonly Hit[],
  hitAt: number,
): ReadonlyMap<number, Mark[]> {
  return useMemo(() => {
    const marks = new Map<number, Mark[]>();
    const add = (position: number, mark: Mark) => marks.set(position, [...(marks.get(position) ?? []), mark]);
    for (const span of spans) {
      const times = timesOf(span);
      if (!times) continue;
      segments.forEach((segment, position) => {
        const range = wordsWithin(segment, times.start, times.end);
        const kind = isCaution(span) ? "caution" : "evidence";
        if (range) add(position, { ...range, kind: span.number === activeSpan ? "active" : kind });
      });
    }
    hits.forEach((hit, at) => add(hit.segment, { from: hit.from, to: hit.to, kind: at === hitAt ? "hit-now" : "hit" }));
    return marks;
  }, [segments, spans, activeSpan, hits, hitAt]);
}

/** Saves one segment's words; resolves to a sentence when that failed. */
function useCorrection(invitationId: string, responseId: string, transcript: Transcript) {
  const { t } = useTranslation("hiring");
  const toast = useToast();
  const errorText = useErrorText();
  const { correct, refresh } = useAnalysisActions(invitationId);
  const { mutateAsync } = correct;
  const { revision } = transcript;
  const latest = useRef({ errorText, toast, refresh, t });
  useEffect(() => {
    latest.current = { errorText, toast, refresh, t };
  });
  return useCallback(
    async (segment: number, text: string): Promise<string | null> => {
      try {
        await mutateAsync({ responseId, correction: { revision, segments: [{ index: segment, text }] } });
        latest.current.toast({ text: latest.current.t("transcript.corrected") });
        return null;
      } catch (error) {
        if (isApiError(error, "transcript_changed")) {
          await latest.current.refresh();
          return latest.current.t("transcript.conflict");
        }
        return latest.current.errorText(error);
      }
    },
    [mutateAsync, responseId, revision],
  );
}
