import { useEffect, useState } from "react";

import { MediaInput } from "@/core/recorder";
import type { TalkProps } from "@/ui/talk";

import { CheckScreen } from "./CheckScreen";
import { ConversationScreen } from "./ConversationScreen";

/** First the microphone, then the conversation. Whoever leads here decides what comes after. */
export function Talk(talk: TalkProps) {
  const [input] = useState(() => MediaInput.microphoneOnly());
  const [entered, setEntered] = useState<"speaking" | "writing" | null>(null);
  useEffect(() => () => input.close(), [input]);
  return entered === null ? (
    <CheckScreen talk={talk} input={input} onContinue={setEntered} />
  ) : (
    <ConversationScreen talk={talk} input={input} writing={entered === "writing"} />
  );
}
