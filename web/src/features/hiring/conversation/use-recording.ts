import { useQuery } from "@tanstack/react-query";

import { type InvitationForHr, isApiError, type Playback } from "@/core/api";

import { nextLook } from "../review/next-look";
import { keys, useHiring } from "../use-hiring";

/** The last seconds of sound are put away once the conversation is over. */
const ARRIVES_WITHIN_MS = 120_000;
const POLL_MS = 5_000;

/** The sound of a conversation; null where none was kept. Polled while it is prepared, its links renewed before they end. */
export function useRecording({ id, completedAt }: Pick<InvitationForHr, "id" | "completedAt">, enabled: boolean) {
  const api = useHiring();
  return useQuery<Playback | null>({
    queryKey: keys.recording(id),
    queryFn: async ({ signal }) => {
      try {
        return await api.recording(id, signal);
      } catch (error) {
        if (isApiError(error, "recording_not_found")) return null;
        throw error;
      }
    },
    enabled,
    staleTime: 0,
    refetchInterval: ({ state: { data } }) => {
      if (data) return nextLook(data, Date.now());
      return data === null && completedAt !== null && Date.now() - Date.parse(completedAt) < ARRIVES_WITHIN_MS ? POLL_MS : false;
    },
    // Links end in hidden tabs too.
    refetchIntervalInBackground: true,
    refetchOnWindowFocus: false,
  });
}
