import { useEffect } from "react";

import { preferredLanguage, rememberInterview } from "@/core/language";
import { speak } from "@/ui/speak";
import { useObserved } from "@/ui/use-observed";

import type { CandidateSession } from "./candidate-session";

/** The pages speak the interview's language, unless the person chose another. */
export function useInterviewLanguage(session: CandidateSession): void {
  const state = useObserved(session);
  const language = "interview" in state ? state.interview.language : null;
  useEffect(() => {
    if (language === null) return;
    rememberInterview(language);
    void speak(preferredLanguage(language));
  }, [language]);
}
