import { useTranslation } from "react-i18next";

import type { PracticeAnswer, PracticeScore } from "@/core/api";
import { Note } from "@/ui/Note";

import { Bar } from "./Bar";
import { useWholeReasonText } from "./use-reason-text";

/** The figures of the whole interview, or kindly why there are none. */
export function ScoreSummary({ score, answers }: { score: PracticeScore; answers: readonly PracticeAnswer[] }) {
  const { t } = useTranslation("practice");
  const reasonText = useWholeReasonText();
  const scored = score.status === "scored" && score.overall !== null;
  const rated = answers.filter(({ score: figure }) => figure !== null).length;
  return (
    <section className="flex flex-col gap-4">
      {scored ? (
        <div className="grid gap-6 rounded-lg border bg-surface p-5 sm:grid-cols-[auto_1fr] sm:items-center sm:gap-10 sm:p-6">
          <p className="flex items-baseline gap-2">
            <span className="sr-only">{t("result.overall")}</span>
            <span className="text-5xl font-semibold tabular">{Math.round(score.overall ?? 0)}</span>
            <span className="text-ink-soft">{t("result.ofHundred")}</span>
          </p>
          <ul className="flex flex-col gap-3">
            <Bar label={t("result.technical")} value={score.technical} />
            <Bar label={t("result.communication")} value={score.communication} />
          </ul>
        </div>
      ) : (
        <div role="status" className="rounded-lg border bg-surface p-5 sm:p-6">
          <h2 className="text-xl font-semibold">{t(score.status === "pending" ? "result.pendingTitle" : score.status === "failed" ? "result.failedTitle" : "result.withheldTitle")}</h2>
          <p className="measure mt-1 text-ink-soft">
            {score.status === "pending" && score.reason === null
              ? t("result.pending")
              : score.status === "failed"
                ? t("result.failed")
                : reasonText(score.reason)}
          </p>
        </div>
      )}
      {scored && rated < answers.length ? <p className="measure">{t("result.rated", { rated, total: answers.length })}</p> : null}
      {score.demo_quality ? <Note>{t("result.demo")}</Note> : null}
      {score.making ? (
        <details className="text-ink-soft">
          <summary className="w-fit text-accent underline underline-offset-4">{t("result.how")}</summary>
          <p className="measure pt-2">
            {score.making.model === null ? t("result.howOffline") : t("result.howModel", { model: score.making.model })} {t("result.howWarning")}
          </p>
        </details>
      ) : null}
    </section>
  );
}
