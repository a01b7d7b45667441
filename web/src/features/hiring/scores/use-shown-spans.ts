import { useMemo } from "react";

import type { ScoreSpan } from "@/core/api";

import { numbered, type NumberedSpan } from "./spans";

const NO_SPANS: NumberedSpan[] = [];

/** Until I judged by myself, nothing points at what the model found. */
export function useShownSpans(spans: readonly ScoreSpan[] | undefined, shown: boolean): NumberedSpan[] {
  return useMemo(() => (shown && spans ? numbered(spans) : NO_SPANS), [shown, spans]);
}
