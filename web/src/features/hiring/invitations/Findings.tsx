import { useTranslation } from "react-i18next";

import type { Invitation } from "@/core/api";

/** What came of it: the decision, and the score or why there is none. Quiet: a list ranks nobody. */
export function Findings({ invitation }: { invitation: Pick<Invitation, "failedAt" | "analysis" | "overallScore" | "decision"> }) {
  const { t } = useTranslation("hiring");
  const { analysis, overallScore, decision, failedAt } = invitation;
  const found =
    analysis === "ready" && overallScore !== null
      ? t("invitations.score", { score: Math.round(overallScore) })
      : analysis === null || analysis === "none" || failedAt !== null
        ? ""
        : t(`analysis.word.${analysis}`);
  return (
    <>
      {decision === null ? null : <span className="block font-medium">{t(`decision.word.${decision}`)}</span>}
      {found === "" ? null : <span className="block text-ink-soft tabular">{found}</span>}
    </>
  );
}
