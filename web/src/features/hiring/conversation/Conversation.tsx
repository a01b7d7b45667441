import { ArrowDown } from "lucide-react";
import { useCallback, useEffect, useId, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { ConversationEntry, Question } from "@/core/api";
import { Button } from "@/ui/Button";
import { classes } from "@/ui/classes";

import type { Player } from "../review/player";
import type { NumberedSpan } from "../scores/spans";
import { search } from "../transcript/search";
import { TranscriptSearch } from "../transcript/TranscriptSearch";
import { rowAt, useSync } from "../transcript/use-sync";
import { WORDS } from "../transcript/word-classes";
import { indexWords } from "../transcript/word-index";
import type { Mark } from "../transcript/Words";
import { LineRow } from "./LineRow";
import { firstOf, type Group, groupsOf, linesOf, marksOf, placesOf } from "./lines";

interface ConversationProps {
  conversation: readonly ConversationEntry[];
  questions: readonly Question[];
  /** Of the person who was interviewed. */
  name: string;
  questionId: string;
  onChoose: (questionId: string) => void;
  player: Player;
  /** Whether there is sound to play. */
  playable: boolean;
  /** Of that question's score. */
  spans: readonly NumberedSpan[];
  activeSpan: number | null;
}

const NO_MARKS: Mark[] = [];

/** What both said, question by question, in step with the sound: a click on a word plays from there. */
export function Conversation({ conversation, questions, name, questionId, onChoose, player, playable, spans, activeSpan }: ConversationProps) {
  const { t } = useTranslation("hiring");
  const id = useId();
  const scrollerRef = useRef<HTMLDivElement>(null);
  const listRef = useRef<HTMLDivElement>(null);
  const [query, setQuery] = useState("");
  const [hitAt, setHitAt] = useState(0);
  /** The one line that Tab reaches; arrow keys go on from there. */
  const [reachable, setReachable] = useState(0);

  const lines = useMemo(() => linesOf(conversation), [conversation]);
  const groups = useMemo(() => groupsOf(lines), [lines]);
  const heard = useMemo(() => lines.map((line) => line.heard), [lines]);
  const shown = useMemo(() => lines.map((line) => line.shown), [lines]);
  const index = useMemo(() => indexWords(heard), [heard]);
  const { following, follow, lookAt, showSegment } = useSync({ player, index, segments: heard, listRef, scrollerRef });
  const hits = useMemo(() => search(shown, query), [shown, query]);
  const marks = useMemo(() => marksOf(lines, { questionId, spans, activeSpan }, hits, hitAt), [lines, questionId, spans, activeSpan, hits, hitAt]);

  const latest = useRef({ lines, spans, questionId });
  useEffect(() => {
    latest.current = { lines, spans, questionId };
  });
  useEffect(() => {
    const first = firstOf(latest.current.lines, questionId);
    if (first !== -1) lookAt(first);
  }, [questionId, lookAt]);
  useEffect(() => {
    const span = latest.current.spans.find((each) => each.number === activeSpan);
    const place = span && placesOf(latest.current.lines, latest.current.questionId, span)[0];
    // What is being heard stays in sight.
    if (place && !player.playing()) showSegment(place.segment);
  }, [activeSpan, player, showSegment]);

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

  return (
    <section aria-label={t("conversation.title")} className="relative flex min-h-0 flex-col">
      <TranscriptSearch
        query={query}
        count={hits.length}
        at={hitAt}
        onQuery={(next) => {
          setQuery(next);
          setHitAt(0);
          const first = search(shown, next)[0];
          if (first) lookAt(first.segment);
        }}
        onStep={(step) => goToHit(hitAt + step)}
      />
      <p id={`${id}-how`} className="sr-only">
        {t("conversation.how")}
      </p>
      <div ref={scrollerRef} tabIndex={playable ? undefined : 0} role="group" aria-label={t("conversation.title")} aria-describedby={playable ? `${id}-how` : undefined} className="relative mt-3 min-h-0 max-h-[max(24rem,70dvh)] flex-1 overflow-y-auto overscroll-contain lg:max-h-none">
        <div ref={listRef} className="flex flex-col gap-4">
          {groups.map((group) => (
            <section key={group.from} aria-labelledby={`${id}-${group.from}`}>
              <Heading id={`${id}-${group.from}`} group={group} first={group.from === 0} only={groups.length === 1} questions={questions} chosen={group.itemId === questionId} onChoose={onChoose} />
              <ol className={WORDS}>
                {group.lines.map((line, place) => (
                  <LineRow
                    key={line.entry.entryId}
                    line={line}
                    position={group.from + place}
                    who={group.lines[place - 1]?.entry.speaker === line.entry.speaker ? null : line.entry.speaker === "AI" ? t("conversation.ai") : name}
                    marks={marks.get(group.from + place) ?? NO_MARKS}
                    reachable={reachable === group.from + place}
                    last={group.from + place === lines.length - 1}
                    onPlay={playable ? play : null}
                    onReach={reach}
                  />
                ))}
              </ol>
            </section>
          ))}
        </div>
      </div>
      {following || !playable ? null : (
        <div className="pointer-events-none absolute inset-x-0 bottom-3 flex justify-center">
          <Button size="sm" className="pointer-events-auto" onClick={follow}>
            <ArrowDown aria-hidden size={16} />
            {t("transcript.follow")}
          </Button>
        </div>
      )}
    </section>
  );
}

interface HeadingProps {
  id: string;
  group: Group;
  first: boolean;
  /** Of a transcript that was handed in nobody knows which question a line belongs to. */
  only: boolean;
  questions: readonly Question[];
  chosen: boolean;
  onChoose: (questionId: string) => void;
}

/** Which question the lines below belong to; pressing it turns the page to that question. */
function Heading({ id, group, first, only, questions, chosen, onChoose }: HeadingProps) {
  const { t } = useTranslation("hiring");
  const at = questions.findIndex((question) => question.id === group.itemId);
  const question = questions[at];
  if (!question) {
    return (
      <h3 id={id} className={only ? "sr-only" : "sticky top-0 z-10 bg-ground py-1 pl-2 text-sm text-ink-soft"}>
        {t(only ? "conversation.title" : group.itemId !== null ? "conversation.between" : first ? "conversation.opening" : "conversation.closing")}
      </h3>
    );
  }
  return (
    <h3 id={id} className="sticky top-0 z-10 bg-ground text-sm">
      <button
        type="button"
        aria-current={chosen ? "step" : undefined}
        onClick={() => onChoose(question.id)}
        className={classes("flex min-h-8 w-full items-baseline gap-2 rounded-sm py-1 pl-2 text-left -outline-offset-2 hover:bg-hover", chosen ? "font-medium text-accent" : "text-ink-soft")}
      >
        <span className="tabular">{at + 1}</span>
        <span className="truncate">{question.text}</span>
      </button>
    </h3>
  );
}
