import { useSyncExternalStore } from "react";

/** Something with a state that is replaced, never changed. */
export interface Observable<S> {
  readonly state: S;
  subscribe: (listener: () => void) => () => void;
}

export function useObserved<S>(source: Observable<S>): S {
  return useSyncExternalStore(source.subscribe, () => source.state);
}
