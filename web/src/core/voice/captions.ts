/** One turn of the conversation as it is shown. */
export interface Caption {
  id: number;
  speaker: "USER" | "AI";
  text: string;
  /** The words won't change any more. */
  final: boolean;
}

/** What of a long conversation stays on the screen's list. */
export const MOST_CAPTIONS = 200;

/**
 * Adds one TranscriptUpdate. One that isn't final has the whole text of that speaker's segment so
 * far, so it replaces the one before it; the final one settles it.
 */
export function withUpdate(
  captions: readonly Caption[],
  update: { speaker: string; text: string; isFinal: boolean },
): readonly Caption[] {
  if (update.speaker !== "USER" && update.speaker !== "AI") return captions;
  const speaker = update.speaker;
  const text = update.text.trim();
  const open = captions.findLastIndex((caption) => caption.speaker === speaker && !caption.final);
  if (open >= 0) {
    // Nothing was said after all: a cough.
    if (text === "") return captions.filter((_, index) => index !== open);
    return captions.map((caption, index) => (index === open ? { ...caption, text, final: update.isFinal } : caption));
  }
  if (text === "") return captions;
  const added: Caption = { id: (captions.at(-1)?.id ?? 0) + 1, speaker, text, final: update.isFinal };
  return [...captions, added].slice(-MOST_CAPTIONS);
}
