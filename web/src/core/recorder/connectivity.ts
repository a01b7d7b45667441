/** `navigator.onLine` and its events; a fake in tests. */
export interface Connectivity {
  isOnline(): boolean;
  /** Returns the unsubscriber. */
  onChange(listener: () => void): () => void;
}

export const browserConnectivity: Connectivity = {
  isOnline: () => navigator.onLine,
  onChange: (listener) => {
    window.addEventListener("online", listener);
    window.addEventListener("offline", listener);
    return () => {
      window.removeEventListener("online", listener);
      window.removeEventListener("offline", listener);
    };
  },
};
