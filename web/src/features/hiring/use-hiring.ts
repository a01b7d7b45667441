import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { hiringApi, type HiringApi } from "@/core/api/hiring";
import { useClient } from "@/ui/session";

export function useHiring(): HiringApi {
  const client = useClient();
  return useMemo(() => hiringApi(client), [client]);
}

/** As many as one page of them holds. */
export function useAllTemplates() {
  const api = useHiring();
  const query = { pageSize: 100 };
  return useQuery({ queryKey: [...keys.templates, query], queryFn: ({ signal }) => api.templates(query, signal) });
}

/** Keys of the query cache. What begins alike goes stale together. */
export const keys = {
  templates: ["templates"] as const,
  template: (id: string) => ["template", id] as const,
  questions: (id: string) => ["template", id, "questions"] as const,
  invitations: ["invitations"] as const,
  dashboard: ["invitations", "dashboard"] as const,
  invitation: (id: string) => ["invitation", id] as const,
  review: (id: string) => ["review", id] as const,
  audit: (id: string) => ["audit", id] as const,
  deletion: (id: string) => ["deletion", id] as const,
  playback: (invitationId: string, responseId: string) => ["playback", invitationId, responseId] as const,
  recording: (invitationId: string) => ["recording", invitationId] as const,
  waveform: (invitationId: string, responseId: string) => ["waveform", invitationId, responseId] as const,
  mails: ["mails"] as const,
  mail: (id: string) => ["mails", id] as const,
};
