import { useTranslation } from "react-i18next";

import { formatClock } from "@/core/time";
import { Actions } from "@/ui/Actions";
import { Button } from "@/ui/Button";
import { LevelBar } from "@/ui/LevelBar";
import { StepHeading } from "@/ui/StepHeading";
import { useObserved } from "@/ui/use-observed";

import { CameraView } from "../parts/CameraView";
import { Frame } from "../parts/Frame";
import { RecordingMark } from "../parts/RecordingMark";
import { Recordings } from "../parts/Recordings";
import { useInterview, useSession } from "../session-context";
import { useTrial } from "../trial";
import { useArrival } from "../use-arrival";

const PRACTICE_MS = 60_000;

export function PracticeScreen({ onContinue }: { onContinue: () => void }) {
  const { t } = useTranslation("interview");
  const { input } = useSession();
  const { companyName } = useInterview();
  const camera = useObserved(input);
  const trial = useTrial(input, PRACTICE_MS);
  const { recorder, recordings } = useObserved(trial);
  const arrival = useArrival<HTMLParagraphElement>();
  const stream = camera.phase === "open" ? camera.stream : null;
  const recording = recorder.phase !== "idle" && recorder.phase !== "stopped";
  const watching = recorder.phase === "stopped" && recordings.length > 0;
  return (
    <Frame company={companyName}>
      <StepHeading title={t("practice.title")} />
      <p key={watching ? "watching" : String(recording)} ref={arrival} tabIndex={-1} className="measure text-ink-soft outline-none">
        {watching ? t("practice.watch") : recording ? t("practice.recording") : t("practice.lead")}
      </p>
      {watching ? null : <p className="text-xl font-medium">{t("practice.question")}</p>}
      {watching ? (
        <Recordings recordings={recordings} label={t("practice.watch")} />
      ) : (
        <CameraView stream={stream} label={t("check.camera")}>
          <div className="absolute inset-x-0 bottom-0 flex items-center justify-between gap-3 bg-stage/70 px-4 py-3">
            {stream ? <LevelBar stream={stream} /> : <span />}
            {recorder.phase === "recording" ? <RecordingMark time={formatClock(recorder.recordedMs / 1000)} /> : null}
          </div>
        </CameraView>
      )}
      <Actions>
        {watching ? (
          <>
            <Button variant="primary" size="lg" onClick={onContinue}>
              {t("practice.done")}
            </Button>
            <Button size="lg" onClick={() => trial.reset()}>
              {t("practice.again")}
            </Button>
          </>
        ) : recording ? (
          <Button variant="primary" size="lg" onClick={() => void trial.stop()}>
            {t("practice.stop")}
          </Button>
        ) : (
          <>
            <Button variant="primary" size="lg" onClick={() => trial.start()}>
              {t("practice.start")}
            </Button>
            <Button variant="quiet" size="lg" onClick={onContinue}>
              {t("practice.skip")}
            </Button>
          </>
        )}
      </Actions>
    </Frame>
  );
}
