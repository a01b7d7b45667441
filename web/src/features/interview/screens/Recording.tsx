import { useTranslation } from "react-i18next";

import type { Take } from "@/core/api";
import type { TakeRecorder } from "@/core/recorder";
import { formatClock } from "@/core/time";
import { Actions } from "@/ui/Actions";
import { Announcement } from "@/ui/Announcement";
import { Button } from "@/ui/Button";
import { Note } from "@/ui/Note";
import { TimeText } from "@/ui/TimeText";
import { useAwake } from "@/ui/use-awake";
import { useObserved } from "@/ui/use-observed";

import { ExtraTime } from "../parts/ExtraTime";
import { LiveStage } from "../parts/LiveStage";
import { RecordingMark } from "../parts/RecordingMark";
import { useArrival } from "../use-arrival";
import { useWasHidden } from "../use-video-answer";

/** The answer is being recorded, and saved while it is. */
export function Recording({ recorder, take, onStop }: { recorder: TakeRecorder; take: Take; onStop: () => void }) {
  const { t } = useTranslation("interview");
  const state = useObserved(recorder);
  const recordedSeconds = state.phase === "idle" ? 0 : state.recordedMs / 1000;
  const left = take.mediaLimitSeconds === null ? null : take.mediaLimitSeconds - recordedSeconds;
  const wasHidden = useWasHidden(true);
  const arrival = useArrival<HTMLHeadingElement>();
  useAwake(true);
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[1fr_16rem]">
      <div className="flex flex-col gap-4">
        <h2 ref={arrival} tabIndex={-1} className="sr-only">
          {t("question.recordingNow")}
        </h2>
        <LiveStage>
          {state.phase === "recording" || state.phase === "stopping" ? (
            <RecordingMark time={formatClock(recordedSeconds)} />
          ) : null}
          {state.phase === "starting" ? (
            <p className="rounded-full bg-stage/80 px-3 py-1 text-on-stage">{t("question.opening")}</p>
          ) : null}
        </LiveStage>
        <Actions>
          <Button variant="primary" size="lg" busy={state.phase === "stopping"} onClick={onStop}>
            {t("question.stop")}
          </Button>
        </Actions>
      </div>
      <aside className="order-first flex flex-wrap items-baseline gap-x-6 gap-y-2 lg:order-none lg:flex-col lg:gap-4 lg:pt-2">
        {left === null ? (
          <p className="text-ink-soft">{t("question.noLimit")}</p>
        ) : (
          <TimeText large label={t("question.answerLeft")} seconds={left} />
        )}
        <ExtraTime />
        <p className="text-ink-soft">
          {take.retakesLeft > 0 ? t("question.retakes", { count: take.retakesLeft }) : t("question.noRetakes")}
        </p>
        {wasHidden ? <Note>{t("question.hidden")}</Note> : null}
      </aside>
      <Announcement
        text={
          left !== null && left <= 15
            ? t("question.secondsLeft")
            : left !== null && left <= 60 && take.mediaLimitSeconds !== null && take.mediaLimitSeconds > 90
              ? t("question.minuteLeft")
              : state.phase === "recording"
                ? t("question.recordingStarted")
                : ""
        }
      />
    </div>
  );
}
