import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { MediaInput } from "@/core/recorder";
import { Actions } from "@/ui/Actions";
import { Button } from "@/ui/Button";
import { useErrorText } from "@/ui/error-text";
import { FieldError } from "@/ui/Field";
import { LevelBar } from "@/ui/LevelBar";
import { Note } from "@/ui/Note";
import { StepHeading } from "@/ui/StepHeading";
import type { TalkProps } from "@/ui/talk";
import { useHeard } from "@/ui/use-heard";
import { useObserved } from "@/ui/use-observed";

import { MicrophonePicker } from "./parts/MicrophonePicker";
import { MicrophoneProblem } from "./parts/MicrophoneProblem";
import { TalkFrame } from "./parts/TalkFrame";
import { ToneTest } from "./parts/ToneTest";

/** Microphone and loudspeaker, before anybody says anything. */
export function CheckScreen({
  talk,
  input,
  onContinue,
}: {
  talk: TalkProps;
  input: MediaInput;
  onContinue: (how: "speaking" | "writing") => void;
}) {
  const { t } = useTranslation("voice");
  const errorText = useErrorText();
  const state = useObserved(input);
  const hopeless = state.phase === "problem" && (state.problem === "insecure" || state.problem === "unsupported");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const go = async (how: "speaking" | "writing"): Promise<void> => {
    setBusy(true);
    setError("");
    try {
      await talk.begin?.();
    } catch (failure) {
      setError(errorText(failure));
      setBusy(false);
      return;
    }
    if (how === "writing") input.close();
    onContinue(how);
  };
  return (
    <TalkFrame name={talk.company} aside={talk.aside}>
      <StepHeading title={t(talk.access.begun ? "check.titleBack" : "check.title")} />
      {state.phase === "open" ? (
        <Speaking input={input} stream={state.stream} silent={state.silent !== null} />
      ) : (
        <>
          <p className="measure text-ink-soft">{t(talk.access.begun ? "check.leadBack" : "check.lead")}</p>
          {state.phase === "problem" ? <MicrophoneProblem problem={state.problem} /> : null}
          {state.phase === "lost" ? <Note tone="danger">{t("problem.lost")}</Note> : null}
        </>
      )}
      {error === "" ? null : <FieldError>{error}</FieldError>}
      <Actions>
        {state.phase === "open" ? (
          <Button variant="primary" size="lg" busy={busy} onClick={() => void go("speaking")}>
            {t(talk.access.begun ? "check.goBack" : "check.go")}
          </Button>
        ) : hopeless ? null : (
          <Button variant="primary" size="lg" busy={state.phase === "opening"} onClick={() => void input.open()}>
            {t(state.phase === "problem" ? "check.tryAgain" : "check.open")}
          </Button>
        )}
        <Button variant={hopeless ? "primary" : "quiet"} size="lg" onClick={() => void go("writing")}>
          {t("check.write")}
        </Button>
      </Actions>
      <p role="status" className="text-ink-soft">
        {state.phase === "opening" ? t("check.opening") : ""}
      </p>
    </TalkFrame>
  );
}

function Speaking({ input, stream, silent }: { input: MediaInput; stream: MediaStream; silent: boolean }) {
  const { t } = useTranslation("voice");
  const { heard, hear } = useHeard();
  return (
    <>
      <div className="flex items-center gap-4 rounded-lg border bg-surface px-5 py-6 text-accent">
        <LevelBar stream={stream} onHeard={hear} />
        <p role="status" className="text-ink">
          {t(heard ? "check.heard" : "check.say")}
        </p>
      </div>
      {silent ? <Note tone="danger">{t("problem.silent")}</Note> : null}
      <MicrophonePicker input={input} stream={stream} />
      <ToneTest />
    </>
  );
}
