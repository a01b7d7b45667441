import { lazy, useState } from "react";

import { useObserved } from "@/ui/use-observed";

import { type Interview, isAnswerable, isAnswered, isLive, needsCamera, nextQuestion } from "./progress";
import { useInterview, useSession } from "./session-context";
import { BeginScreen } from "./screens/BeginScreen";
import { ConsentScreen } from "./screens/ConsentScreen";
import { DeviceCheckScreen } from "./screens/DeviceCheckScreen";
import { DoneScreen } from "./screens/DoneScreen";
import { ExpiredScreen } from "./screens/ExpiredScreen";
import { PracticeScreen } from "./screens/PracticeScreen";
import { QuestionScreen } from "./screens/QuestionScreen";
import { StoppedScreen } from "./screens/StoppedScreen";
import { WelcomeScreen } from "./screens/WelcomeScreen";

/** Not needed for the first paint, but fetched at once: later the network may be away. */
const fetchLookOver = (): Promise<typeof import("./screens/LookOverScreen")> => import("./screens/LookOverScreen");
const early = fetchLookOver().catch(() => null);
const LookOverScreen = lazy(async () => ({ default: ((await early) ?? (await fetchLookOver())).LookOverScreen }));

/** Only for who was invited to a talk. */
const LiveFlow = lazy(async () => ({ default: (await import("./live/LiveFlow")).LiveFlow }));
const BrokeOffScreen = lazy(async () => ({ default: (await import("./live/BrokeOffScreen")).BrokeOffScreen }));

type Step =
  { name: "welcome" | "consent" | "check" | "practice" | "begin" | "lookover" } | { name: "question"; index: number };

/** Where somebody who opens the link stands: nothing is asked twice. */
export function firstStep(interview: Interview): Step {
  if (interview.status === "pending") {
    if (interview.consent.givenAt === null) return { name: "welcome" };
    return { name: needsCamera(interview) ? "check" : "begin" };
  }
  if (interview.consent.givenAt === null) return { name: "consent" };
  const index = nextQuestion(interview);
  if (index === null) return { name: "lookover" };
  return needsCamera(interview) ? { name: "check" } : { name: "question", index };
}

function afterQuestion(interview: Interview, index: number): Step {
  const next = nextQuestion(interview, index);
  return next === null ? { name: "lookover" } : { name: "question", index: next };
}

/** The next thing to do, past consent and camera. */
function wayOn(interview: Interview): Step {
  if (interview.status === "pending") return { name: "begin" };
  const index = nextQuestion(interview);
  return index === null ? { name: "lookover" } : { name: "question", index };
}

/** The steps in their order, one on the screen at a time. */
export function Flow() {
  const session = useSession();
  const state = useObserved(session);
  const interview = useInterview();
  const [step, setStep] = useState(() => firstStep(interview));

  if (state.stage === "open" && state.stopped !== null) {
    const goOn = (next: Step): void => {
      setStep(next);
      session.goOn();
    };
    return (
      <StoppedScreen
        stopped={state.stopped}
        onRead={() => goOn({ name: "consent" })}
        onWritten={() => goOn(wayOn(session.interview))}
      />
    );
  }
  if (interview.failedAt !== null) return <BrokeOffScreen />;
  if (interview.status === "completed") return <DoneScreen />;
  if (interview.status === "expired") return <ExpiredScreen />;
  if (isLive(interview)) return <LiveFlow />;
  switch (step.name) {
    case "welcome":
      return <WelcomeScreen onContinue={() => setStep({ name: "consent" })} />;
    case "consent":
      return (
        <ConsentScreen
          onGiven={(given) => setStep(firstStep(given))}
          onWritten={() => setStep(wayOn(interview))}
          onBack={interview.status === "pending" ? () => setStep({ name: "welcome" }) : null}
        />
      );
    case "check":
      return (
        <DeviceCheckScreen
          onContinue={() =>
            setStep(
              interview.status === "pending"
                ? { name: "practice" }
                : { name: "question", index: nextQuestion(interview) ?? 0 },
            )
          }
        />
      );
    case "practice":
      return <PracticeScreen onContinue={() => setStep({ name: "begin" })} />;
    case "begin":
      return <BeginScreen onBegun={(begun) => setStep(wayOn(begun))} />;
    case "question": {
      const question = interview.questions[step.index];
      // Chosen from the list of all questions: this one needs the consent first.
      if (question && !isAnswered(interview, question) && !isAnswerable(interview, question))
        return (
          <ConsentScreen
            onGiven={() => setStep({ name: "check" })}
            onWritten={() => setStep({ name: "lookover" })}
            onBack={() => setStep({ name: "lookover" })}
          />
        );
      return (
        <QuestionScreen
          key={step.index}
          index={step.index}
          onDone={(now) => setStep(afterQuestion(now, step.index))}
          onLater={() => setStep(afterQuestion(interview, step.index))}
        />
      );
    }
    case "lookover":
      return <LookOverScreen onAnswer={(index) => setStep({ name: "question", index })} />;
  }
}
