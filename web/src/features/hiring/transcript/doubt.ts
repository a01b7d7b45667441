import type { TranscriptSegment } from "@/core/api";

/** Words below are underlined with dots; 0 is unstated. */
const LOW_CONFIDENCE = 0.5;

/** Whether a word was hard to hear and nobody has corrected its passage since. */
export function isDoubtful(segment: TranscriptSegment, word: TranscriptSegment["words"][number]): boolean {
  return segment.originalText === null && word.confidence > 0 && word.confidence < LOW_CONFIDENCE;
}
