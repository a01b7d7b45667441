import type { TranscriptSegment } from "@/core/api";

import { isDoubtful } from "./doubt";
import type { WordRange } from "./word-index";

export type Mark = WordRange & { kind: "evidence" | "caution" | "active" | "hit" | "hit-now" };

const STRENGTH: Mark["kind"][] = ["hit-now", "active", "hit", "caution", "evidence"];

function strongest(marks: readonly Mark[], word: number): Mark["kind"] | undefined {
  return STRENGTH.find((kind) => marks.some((mark) => mark.kind === kind && mark.from <= word && word <= mark.to));
}

/** The words of an utterance, each findable by its number, with what stands out among them. */
export function Words({ segment, marks }: { segment: TranscriptSegment; marks: readonly Mark[] }) {
  return segment.words.map((word, number) => {
    const mark = marks.length === 0 ? undefined : strongest(marks, number);
    return (
      <Word
        key={number}
        text={word.text}
        number={number}
        low={isDoubtful(segment, word)}
        mark={mark}
        runsOn={mark !== undefined && strongest(marks, number + 1) === mark}
      />
    );
  });
}

/** Where a mark runs on to the next word, the space is marked too: a stretch has no holes. */
function Word({ text, number, low, mark, runsOn }: { text: string; number: number; low: boolean; mark: Mark["kind"] | undefined; runsOn: boolean }) {
  return (
    <>
      <span data-word={number} data-low={low || undefined} data-mark={mark}>
        {runsOn ? `${text} ` : text}
      </span>
      {runsOn ? null : " "}
    </>
  );
}
