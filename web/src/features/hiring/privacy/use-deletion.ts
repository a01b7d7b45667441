import { useQuery } from "@tanstack/react-query";

import { keys, useHiring } from "../use-hiring";

/** Most deletions take a second or two. */
const POLL_MS = 1_500;

/** The receipt of an interview's deletion, looked at again until it is done. */
export function useDeletion(invitationId: string, enabled = true) {
  const api = useHiring();
  return useQuery({
    queryKey: keys.deletion(invitationId),
    queryFn: ({ signal }) => api.deletion(invitationId, signal),
    enabled,
    refetchInterval: (query) => (query.state.data?.status === "running" ? POLL_MS : false),
  });
}
