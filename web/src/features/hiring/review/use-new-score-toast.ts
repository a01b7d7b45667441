import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import type { Review } from "@/core/api";
import { useToast } from "@/ui/Toast";

/** A correction leads to a new score a little later: it is announced, as nobody watches for it. */
export function useNewScoreToast(review: Review | undefined): void {
  const { t } = useTranslation("hiring");
  const toast = useToast();
  const seen = useRef<number | null>(null);
  const settled = review?.score && review.score.status !== "pending" ? review.score.number : null;
  useEffect(() => {
    if (settled === null) return;
    if (seen.current !== null && settled > seen.current) toast({ text: t("score.renewed") });
    seen.current = settled;
  }, [settled, t, toast]);
}
