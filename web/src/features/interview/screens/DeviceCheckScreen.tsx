import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { hasRoomFor } from "@/core/recorder";
import { Actions } from "@/ui/Actions";
import { Button } from "@/ui/Button";
import { LevelBar } from "@/ui/LevelBar";
import { Note } from "@/ui/Note";
import { StepHeading } from "@/ui/StepHeading";
import { useHeard } from "@/ui/use-heard";
import { useObserved } from "@/ui/use-observed";

import { CameraView } from "../parts/CameraView";
import { DevicePickers } from "../parts/DevicePickers";
import { DeviceProblemNote } from "../parts/DeviceProblemNote";
import { Frame } from "../parts/Frame";
import { Recordings } from "../parts/Recordings";
import { nextQuestion } from "../progress";
import { useInterview, useSession } from "../session-context";
import { useTrial } from "../trial";
import { useArrival } from "../use-arrival";
import { firstName } from "./WelcomeScreen";

const TRIAL_MS = 3000;
/** A long answer, recorded wholly offline, should fit. */
const ROOM_SECONDS = 600;

export function DeviceCheckScreen({ onContinue }: { onContinue: () => void }) {
  const { t } = useTranslation("interview");
  const { input } = useSession();
  const interview = useInterview();
  const state = useObserved(input);
  const hopeless = state.phase === "problem" && (state.problem === "insecure" || state.problem === "unsupported");
  const back = interview.status === "started";
  const name = firstName(interview.candidateName);
  const leadBack = t("check.leadBack", { number: (nextQuestion(interview) ?? 0) + 1 });
  return (
    <Frame company={interview.companyName}>
      <StepHeading title={back ? t("check.titleBack", { name }) : t("check.title")} />
      {state.phase === "open" ? (
        <OpenInput stream={state.stream} silent={state.silent} onContinue={onContinue} />
      ) : (
        <>
          <p className="measure text-ink-soft">
            {back ? `${leadBack} ` : null}
            {t("check.lead")}
          </p>
          {state.phase === "problem" ? <DeviceProblemNote problem={state.problem} /> : null}
          {state.phase === "lost" ? <Note tone="danger">{t(`lost.${state.device}`)}</Note> : null}
          {state.phase === "problem" ? null : <CameraView stream={null} label={t("check.camera")} />}
          {hopeless ? null : (
            <Actions>
              <Button variant="primary" size="lg" busy={state.phase === "opening"} onClick={() => void input.open()}>
                {state.phase === "problem" ? t("tryAgain") : t("check.open")}
              </Button>
            </Actions>
          )}
          <p role="status" className="text-ink-soft">
            {state.phase === "opening" ? t("check.opening") : ""}
          </p>
        </>
      )}
    </Frame>
  );
}

function OpenInput({
  stream,
  silent,
  onContinue,
}: {
  stream: MediaStream;
  silent: "camera" | "microphone" | null;
  onContinue: () => void;
}) {
  const { t } = useTranslation("interview");
  const { input } = useSession();
  const trial = useTrial(input, TRIAL_MS);
  const { recorder, recordings } = useObserved(trial);
  const { heard, hear } = useHeard();
  const full = useLittleRoom();
  const arrival = useArrival<HTMLParagraphElement>();
  const watchingArrival = useArrival<HTMLHeadingElement>();
  const recording = recorder.phase !== "idle" && recorder.phase !== "stopped";
  const watching = recorder.phase === "stopped" && recordings.length > 0;
  return (
    <>
      {watching ? (
        <Recordings recordings={recordings} label={t("check.watch")} />
      ) : (
        <CameraView stream={stream} label={t("check.camera")}>
          <div className="absolute inset-x-0 bottom-0 flex items-center gap-3 bg-stage/70 px-4 py-3">
            <LevelBar stream={stream} onHeard={hear} />
            <p ref={arrival} role="status" tabIndex={-1} className="outline-none">
              {recording ? t("check.recording") : heard ? t("check.heard") : t("check.say")}
            </p>
          </div>
        </CameraView>
      )}
      {silent ? <Note tone="danger">{t(`problem.silent_${silent}`)}</Note> : null}
      {full ? <Note>{t("check.room")}</Note> : null}
      {watching ? (
        <h2 ref={watchingArrival} tabIndex={-1} className="text-lg font-medium outline-none">
          {t("check.watch")}
        </h2>
      ) : null}
      <Actions>
        {watching ? (
          <>
            <Button variant="primary" size="lg" onClick={onContinue}>
              {t("check.good")}
            </Button>
            <Button size="lg" onClick={() => trial.reset()}>
              {t("check.again")}
            </Button>
          </>
        ) : (
          <>
            <Button variant="primary" size="lg" busy={recording} onClick={() => trial.start()}>
              {t("check.record")}
            </Button>
            <Button variant="quiet" size="lg" disabled={recording} onClick={onContinue}>
              {t("check.skip")}
            </Button>
          </>
        )}
      </Actions>
      {watching ? null : <DevicePickers input={input} stream={stream} disabled={recording} />}
    </>
  );
}

function useLittleRoom(): boolean {
  const [little, setLittle] = useState(false);
  useEffect(() => {
    void hasRoomFor(ROOM_SECONDS).then((room) => setLittle(!room));
  }, []);
  return little;
}
