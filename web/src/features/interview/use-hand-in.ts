import { useState } from "react";

import { useErrorText } from "@/ui/error-text";

import { useSession } from "./session-context";

/** Handing in a written or chosen answer: goes on trying while the network is away. */
export function useHandIn(questionId: string, type: "text" | "choice", onDone: () => void) {
  const session = useSession();
  const errorText = useErrorText();
  const [busy, setBusy] = useState(false);
  const [waiting, setWaiting] = useState(false);
  const [error, setError] = useState("");
  const handIn = async (content: string): Promise<boolean> => {
    setBusy(true);
    setError("");
    try {
      await session.respond({ questionId, type, content }, setWaiting);
      onDone();
      return true;
    } catch (failure) {
      setError(errorText(failure));
      setBusy(false);
      return false;
    }
  };
  return { handIn, busy, waiting, error, setError };
}
