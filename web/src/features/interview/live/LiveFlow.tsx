import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { Message } from "../parts/Message";
import { PrivacyMenu } from "../parts/PrivacyMenu";
import { useInterview, useSession } from "../session-context";
import { DoneScreen } from "../screens/DoneScreen";
import { useTalk } from "../talk-context";
import { LiveConsentScreen } from "./LiveConsentScreen";
import { LiveWelcomeScreen } from "./LiveWelcomeScreen";

type Step = "welcome" | "consent" | "talk" | "done" | "closed";

/** An interview by talking with the AI: what happens, whether the sound is kept, then the talk. */
export function LiveFlow() {
  const { t: tLive } = useTranslation("live");
  const session = useSession();
  const interview = useInterview();
  const talk = useTalk();
  const [step, setStep] = useState<Step>(() => (interview.status === "pending" ? "welcome" : "talk"));
  const { id } = interview;
  // As it stood when this page was opened: what begins here has not begun.
  const [begun] = useState(interview.status === "started");
  const access = useMemo(() => ({ interviewId: id, client: session.client, begun, lastQuestion: null }), [id, session, begun]);
  const begin = useCallback(async () => {
    if (session.interview.status === "pending") await session.begin(() => undefined);
  }, [session]);
  const onOver = useCallback(
    (how: "ended" | "closed") => {
      setStep(how === "ended" ? "done" : "closed");
      void session.refresh().catch(() => undefined);
    },
    [session],
  );
  switch (step) {
    case "welcome":
      return <LiveWelcomeScreen onContinue={() => setStep("consent")} />;
    case "consent":
      return <LiveConsentScreen onDone={() => setStep("talk")} onBack={() => setStep("welcome")} />;
    case "talk":
      return talk({
        access,
        title: interview.template.title,
        company: interview.companyName,
        language: interview.language,
        begin,
        aside: <PrivacyMenu />,
        onOver,
      });
    case "done":
      return <DoneScreen />;
    case "closed":
      return <Message title={tLive("closed.title")} texts={[tLive("closed.text")]} />;
  }
}
