import { useEffect, useRef, useState } from "react";

import { type VoiceAccess, VoiceSession, type VoiceView } from "@/core/voice";
import type { MediaInput } from "@/core/recorder";

/**
 * The talk for as long as its screen is shown: null until it begins, in the moment after the first
 * paint (realtime-session.md, 4: initializing, connecting, live, ending).
 */
export function useInterviewSocket(access: VoiceAccess, microphone: MediaInput): { session: VoiceSession; view: VoiceView } | null {
  const [shown, setShown] = useState<{ session: VoiceSession; view: VoiceView } | null>(null);
  // Only who has the interview may change it: a new object with the same person and interview is no reason to reconnect.
  const entry = useRef({ access, microphone });
  useEffect(() => {
    const session = new VoiceSession(entry.current.access, entry.current.microphone);
    const show = (): void => setShown({ session, view: session.state });
    const release = session.subscribe(show);
    show();
    void session.start();
    return () => {
      release();
      session.close();
    };
  }, [access.interviewId]);
  return shown;
}
