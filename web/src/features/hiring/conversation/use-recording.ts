import { useQuery } from "@tanstack/react-query";

import type { Playback } from "@/core/api";

import { nextLook } from "../review/next-look";
import { keys, useHiring } from "../use-hiring";

/**
 * The links by which a conversation is heard, asked for once somebody listens: whoever asks is
 * written down as having heard it. Renewed before they end.
 */
export function useRecording(id: string, wanted: boolean) {
  const api = useHiring();
  return useQuery<Playback>({
    queryKey: keys.recording(id),
    queryFn: ({ signal }) => api.recording(id, signal),
    enabled: wanted,
    staleTime: 0,
    refetchInterval: ({ state: { data } }) => (data ? nextLook(data, Date.now()) : false),
    // Links end in hidden tabs too.
    refetchIntervalInBackground: true,
    refetchOnWindowFocus: false,
  });
}
