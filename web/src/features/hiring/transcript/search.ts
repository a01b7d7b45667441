import type { TranscriptSegment } from "@/core/api";

import type { WordRange } from "./word-index";

export interface Hit extends WordRange {
  /** Position of the segment in the list. */
  segment: number;
}

/** Case, accents and punctuation don't matter to who searches. */
function plain(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s]+/gu, "");
}

/** Places where the words of the query stand one after another, the last as it begins. */
export function search(segments: readonly TranscriptSegment[], query: string): Hit[] {
  const wanted = plain(query).split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return [];
  const hits: Hit[] = [];
  segments.forEach((segment, position) => {
    const words = segment.words.map((word) => plain(word.text));
    for (let from = 0; from + wanted.length <= words.length; from++) {
      const fits = wanted.every((each, at) => {
        const word = words[from + at] ?? "";
        if (wanted.length === 1) return word.includes(each);
        return at === wanted.length - 1 ? word.startsWith(each) : at === 0 ? word.endsWith(each) : word === each;
      });
      if (fits) hits.push({ segment: position, from, to: from + wanted.length - 1 });
    }
  });
  return hits;
}
