import type { Client } from "./client";
import type { InterviewResult, InterviewSession, PracticePlan, PracticeStart, StartedInterview, PastInterview } from "./practice-types";
import type { Page } from "./types";

const INTERVIEWS = "/api/v1/interviews";

/** Live interviews of the person who is signed in. */
export function practiceApi(client: Client) {
  const one = (id: string): string => `${INTERVIEWS}/${encodeURIComponent(id)}`;
  return {
    plans: (signal?: AbortSignal) => client.get<Page<PracticePlan>>(`${INTERVIEWS}/plans`, { query: { pageSize: 50 }, ...withSignal(signal) }),
    past: (page: number, signal?: AbortSignal) =>
      client.get<Page<PastInterview>>(INTERVIEWS, { query: { page, pageSize: 20 }, ...withSignal(signal) }),
    /** `idempotencyKey` once for each wish, so that a click twice makes one interview. */
    start: (wish: PracticeStart, idempotencyKey: string) =>
      client.post<StartedInterview>(`${INTERVIEWS}/start`, { mode: "voice", ...wish }, { idempotencyKey }),
    session: (id: string, signal?: AbortSignal) => client.get<InterviewSession>(one(id), withSignal(signal)),
    result: (id: string, signal?: AbortSignal) => client.get<InterviewResult>(`${one(id)}/result`, withSignal(signal)),
    keepSound: (id: string, version: string) => client.post<unknown>(`${one(id)}/consent`, { version }),
    dropSound: (id: string) => client.delete(`${one(id)}/consent`),
    /** Ends one whose page is gone for good. */
    complete: (id: string) => client.post<unknown>(`${one(id)}/complete`),
    delete: (id: string) => client.delete(one(id)),
  };
}

export type PracticeApi = ReturnType<typeof practiceApi>;

function withSignal(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal ? { signal } : {};
}
