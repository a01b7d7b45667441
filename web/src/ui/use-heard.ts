import { useCallback, useState } from "react";

/** True once speech was heard. */
export function useHeard(): { heard: boolean; hear: () => void } {
  const [heard, setHeard] = useState(false);
  return { heard, hear: useCallback(() => setHeard(true), []) };
}
