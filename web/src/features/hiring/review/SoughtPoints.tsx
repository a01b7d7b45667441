import { useTranslation } from "react-i18next";

import type { Question } from "@/core/api";

/** What the team looks for in an answer, until it stands with the score. */
export function SoughtPoints({ question }: { question: Question }) {
  const { t } = useTranslation("hiring");
  const points = question.keyPoints ?? [];
  if (points.length === 0) return null;
  return (
    <section>
      <h3 className="text-sm font-medium">{t("review.keyPoints")}</h3>
      <ul className="mt-1 list-disc pl-5 text-sm text-ink-soft marker:text-line-strong">
        {points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
    </section>
  );
}
