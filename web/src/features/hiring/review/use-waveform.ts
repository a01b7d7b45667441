import { useQuery } from "@tanstack/react-query";

import type { Waveform } from "@/core/api";

import { keys, useHiring } from "../use-hiring";

/** Null until it is there, and when it can't be had: the position is drawn as a plain line then. */
export function useWaveform(invitationId: string, responseId: string, url: string | null): Waveform | null {
  const api = useHiring();
  const waveform = useQuery({
    queryKey: keys.waveform(invitationId, responseId),
    queryFn: ({ signal }) => api.waveform(url ?? "", signal),
    enabled: url !== null,
    // Links are renewed, loudness stays.
    staleTime: Infinity,
  });
  return waveform.data ?? null;
}
