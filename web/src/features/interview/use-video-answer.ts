import { useEffect, useState } from "react";

import type { Question } from "@/core/api";

import { useSession } from "./session-context";
import { VideoAnswer } from "./video-answer";

/** The answer to one question for as long as its screen is shown. */
export function useVideoAnswer(question: Question): VideoAnswer {
  const session = useSession();
  const [answer] = useState(() => new VideoAnswer(session, question));
  useEffect(() => {
    void answer.look();
    const release = session.onLetGo((reason) => answer.letGo(reason));
    const flush = (): void => answer.flush();
    const hidden = (): void => {
      if (document.visibilityState === "hidden") answer.flush();
    };
    const leave = (event: BeforeUnloadEvent): void => {
      if (answer.state.phase.name !== "recording") return;
      answer.flush(); // While the browser asks, the last second is committed.
      event.preventDefault();
    };
    window.addEventListener("pagehide", flush);
    document.addEventListener("visibilitychange", hidden);
    window.addEventListener("beforeunload", leave);
    return () => {
      release();
      window.removeEventListener("pagehide", flush);
      document.removeEventListener("visibilitychange", hidden);
      window.removeEventListener("beforeunload", leave);
    };
  }, [answer, session]);
  return answer;
}

/** Whether the page was hidden at some time while `active`. */
export function useWasHidden(active: boolean): boolean {
  const [hidden, setHidden] = useState(false);
  useEffect(() => {
    if (!active) return;
    const look = (): void => {
      if (document.visibilityState === "hidden") setHidden(true);
    };
    document.addEventListener("visibilitychange", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      setHidden(false);
    };
  }, [active]);
  return hidden;
}
