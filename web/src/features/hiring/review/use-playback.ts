import { useQuery } from "@tanstack/react-query";

import type { Playback } from "@/core/api";

import { keys, useHiring } from "../use-hiring";
import { nextLook } from "./next-look";

/** Where an answer can be watched: polled while it is prepared, its links renewed before they end. */
export function usePlayback(invitationId: string, responseId: string) {
  const api = useHiring();
  return useQuery<Playback>({
    queryKey: keys.playback(invitationId, responseId),
    queryFn: ({ signal }) => api.playback(invitationId, responseId, signal),
    staleTime: 0,
    refetchInterval: (query) => (query.state.data ? nextLook(query.state.data, Date.now()) : false),
    // Links end in hidden tabs too.
    refetchIntervalInBackground: true,
    refetchOnWindowFocus: false,
  });
}
