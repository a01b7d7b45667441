import type { ReactNode } from "react";

import type { VoiceAccess } from "@/core/voice";

/** What the screens of a talk (features/voice) are told by whoever leads to them. */
export interface TalkProps {
  access: VoiceAccess;
  /** What the interview is for. */
  title: string;
  /** Who interviews; null when one practises alone. */
  company: string | null;
  /** Of the conversation, BCP 47. */
  language: string;
  /** Must be done before anybody can talk; rejects with what the person is told. */
  begin?: () => Promise<void>;
  /** Beside the title: a menu, say. */
  aside?: ReactNode;
  /** `ended` here and now, as it should; or found `closed`: the server knows why. */
  onOver: (how: "ended" | "closed") => void;
}
