import { useTranslation } from "react-i18next";

import { ProgressDots } from "@/ui/Progress";
import { TimeText } from "@/ui/TimeText";

import { recordingLeft } from "../progress";
import { useInterview } from "../session-context";

/** Which question it is and how much time is left, where the template shows it. */
export function InterviewStatus({ index }: { index?: number }) {
  const { t } = useTranslation("interview");
  const interview = useInterview();
  const left = recordingLeft(interview);
  const total = interview.questions.length;
  const { showProgress } = interview.template.settings;
  return (
    <div className="flex flex-wrap items-center gap-x-6 gap-y-1 text-sm">
      {left === null ? null : <TimeText label={t("header.timeLeft")} seconds={left} />}
      {showProgress ? (
        <div className="flex items-center gap-3">
          {index === undefined ? null : <span>{t("header.question", { number: index + 1, total })}</span>}
          <ProgressDots done={interview.responses.length} total={total} />
        </div>
      ) : null}
    </div>
  );
}
