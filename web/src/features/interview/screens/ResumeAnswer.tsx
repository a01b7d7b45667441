import { useTranslation } from "react-i18next";

import type { Take } from "@/core/api";
import { formatClock } from "@/core/time";
import { Actions } from "@/ui/Actions";
import { Button } from "@/ui/Button";
import { useObserved } from "@/ui/use-observed";

import { DeviceProblemNote } from "../parts/DeviceProblemNote";
import { LiveStage } from "../parts/LiveStage";
import { useSession } from "../session-context";
import type { VideoAnswer } from "../video-answer";

/** A part was recorded on an earlier visit: go on, start again, or hand in what is there. */
export function ResumeAnswer({
  answer,
  take,
  recordedSeconds,
}: {
  answer: VideoAnswer;
  take: Take;
  recordedSeconds: number;
}) {
  const { t } = useTranslation("interview");
  const { input } = useSession();
  const state = useObserved(input);
  const full = take.mediaLimitSeconds !== null && recordedSeconds >= take.mediaLimitSeconds - 1;
  const left = t("question.retakes", { count: take.retakesLeft });
  return (
    <section className="flex max-w-2xl flex-col gap-4">
      <h2 className="text-xl font-medium">
        {recordedSeconds < 1 ? t("resume.titleBegun") : t("resume.title", { time: formatClock(recordedSeconds) })}
      </h2>
      <p className="text-ink-soft">{full ? t("resume.full") : t("resume.lead")}</p>
      {state.phase === "problem" ? <DeviceProblemNote problem={state.problem} /> : null}
      {state.phase === "open" ? (
        <div className="max-w-md">
          <LiveStage />
        </div>
      ) : null}
      <Actions>
        {state.phase !== "open" && !full ? (
          <Button variant="primary" size="lg" busy={state.phase === "opening"} onClick={() => void input.open()}>
            {t("check.open")}
          </Button>
        ) : null}
        {state.phase === "open" && !full ? (
          <Button variant="primary" size="lg" onClick={() => void answer.start()}>
            {t("resume.go")}
          </Button>
        ) : null}
        {take.retakesLeft > 0 && state.phase === "open" ? (
          <Button size="lg" onClick={() => void answer.startAgain()}>
            {t("resume.again", { left })}
          </Button>
        ) : null}
        <Button variant={full ? "primary" : "secondary"} size="lg" onClick={() => void answer.submit()}>
          {t("resume.submit")}
        </Button>
      </Actions>
    </section>
  );
}
