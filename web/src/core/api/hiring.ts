import { type Client, queryString } from "./client";
import { errorFromResponse } from "./errors";
import { randomUuid } from "./ids";
import type {
  Analysis,
  AnalysisStatus,
  AuditEntry,
  Dashboard,
  Decision,
  DecisionSought,
  DecisionWord,
  DemoMail,
  DemoMailSummary,
  HumanLook,
  Invitation,
  InvitationForHr,
  InvitationStatus,
  Note,
  Page,
  Playback,
  Question,
  QuestionDraft,
  Rating,
  Receipt,
  Review,
  Template,
  TemplateSettings,
  TemplateStatus,
  Transcript,
  Waveform,
} from "./types";

const TEMPLATES = "/api/v1/templates";
const INVITATIONS = "/api/v1/invitations";

export interface ListQuery<Status extends string> {
  status?: Status | undefined;
  q?: string | undefined;
  page?: number | undefined;
  pageSize?: number | undefined;
}

export interface TemplateInput {
  title: string;
  description: string | null;
  settings: Partial<TemplateSettings>;
}

export type QuestionInput = Pick<Question, "text" | "type" | "timeLimit" | "thinkingTime" | "isRequired" | "allowMultiple"> & {
  /** An option without an id is new. */
  options: { id?: string; text: string }[];
  keyPoints: string[];
};

export interface InvitationInput {
  templateId: string;
  candidateEmail: string;
  candidateName: string;
  expiresAt?: string;
  candidateTimezone?: string;
}

export interface InvitationFilter {
  status?: InvitationStatus | undefined;
  q?: string | undefined;
  templateId?: string | undefined;
  decision?: DecisionSought | undefined;
  analysis?: AnalysisStatus | undefined;
  sort?: "created" | "completed" | "score" | undefined;
}

export interface NoteInput {
  text: string;
  questionId: string | null;
  atSeconds: number | null;
}

export interface Correction {
  revision: number;
  segments: { index: number; text: string }[];
}

export type ExportFormat = "json" | "csv";

/** The calls of hiring, for one client. `signal` cancels a read that nobody waits for any more. */
export function hiringApi(client: Client) {
  const question = (templateId: string, questionId: string) => `${TEMPLATES}/${templateId}/questions/${questionId}`;
  return {
    templates: (query: ListQuery<TemplateStatus>, signal?: AbortSignal) =>
      client.get<Page<Template>>(TEMPLATES, { query: { ...query }, ...withSignal(signal) }),
    template: (id: string, signal?: AbortSignal) => client.get<Template>(`${TEMPLATES}/${id}`, withSignal(signal)),
    createTemplate: (input: Partial<TemplateInput> & { title: string }) => client.post<Template>(TEMPLATES, input),
    updateTemplate: (id: string, input: Partial<TemplateInput>) => client.put<Template>(`${TEMPLATES}/${id}`, input),
    deleteTemplate: (id: string) => client.delete(`${TEMPLATES}/${id}`),
    publishTemplate: (id: string) => client.post<Template>(`${TEMPLATES}/${id}/publish`),
    archiveTemplate: (id: string) => client.post<Template>(`${TEMPLATES}/${id}/archive`),
    duplicateTemplate: (id: string) => client.post<Template>(`${TEMPLATES}/${id}/duplicate`),

    questions: (templateId: string, signal?: AbortSignal) =>
      client.get<Question[]>(`${TEMPLATES}/${templateId}/questions`, withSignal(signal)),
    createQuestion: (templateId: string, input: QuestionInput & { order?: number }, idempotencyKey: string) =>
      client.post<Question>(`${TEMPLATES}/${templateId}/questions`, input, { idempotencyKey }),
    updateQuestion: (templateId: string, questionId: string, input: QuestionInput) =>
      client.put<Question>(question(templateId, questionId), input),
    deleteQuestion: (templateId: string, questionId: string) => client.delete(question(templateId, questionId)),
    reorderQuestions: (templateId: string, questionIds: string[]) =>
      client.put<Question[]>(`${TEMPLATES}/${templateId}/questions/reorder`, { questionIds }),

    /** Suggestions only; a model may think for a while. */
    draftQuestions: (from: { jobDescription: string } | { pdf: Blob }, language: string, questions: number) =>
      draftQuestions(client, from, language, questions),

    invitations: (query: ListQuery<InvitationStatus> & InvitationFilter, signal?: AbortSignal) =>
      client.get<Page<Invitation>>(INVITATIONS, { query: { ...query }, ...withSignal(signal) }),
    ownInvitations: (signal?: AbortSignal) => client.get<Page<Invitation>>(`${INVITATIONS}/candidate`, withSignal(signal)),
    invitation: (id: string, signal?: AbortSignal) => client.get<InvitationForHr>(`${INVITATIONS}/${id}`, withSignal(signal)),
    invite: (input: InvitationInput, idempotencyKey: string) =>
      client.post<Invitation & { link: string }>(INVITATIONS, input, { idempotencyKey }),
    invitationLink: (id: string) => client.post<{ link: string }>(`${INVITATIONS}/${id}/link`),
    /** For a conversation that broke off; asked again it gives back the one that it made. */
    inviteAgain: (id: string) => client.post<Invitation & { link: string }>(`${INVITATIONS}/${id}/again`, {}),
    revokeInvitation: (id: string) => client.post<Invitation>(`${INVITATIONS}/${id}/revoke`),
    playback: (invitationId: string, responseId: string, signal?: AbortSignal) =>
      client.get<Playback>(`${INVITATIONS}/${invitationId}/responses/${responseId}/playback`, withSignal(signal)),
    /** Has a recording prepared again after it failed. */
    prepareAgain: (invitationId: string, responseId: string) =>
      client.post<Playback>(`${INVITATIONS}/${invitationId}/responses/${responseId}/playback`),
    /** Of a conversation, with the links to hear it by: whoever asks is written down as having heard it. */
    recording: (id: string, signal?: AbortSignal) => client.get<Playback>(`${INVITATIONS}/${id}/recording`, withSignal(signal)),
    prepareRecordingAgain: (id: string) => client.post<Playback>(`${INVITATIONS}/${id}/recording`),

    review: (id: string, signal?: AbortSignal) => client.get<Review>(`${INVITATIONS}/${id}/review`, withSignal(signal)),
    rate: (id: string, rating: Pick<Rating, "overall" | "questions">) => client.put<Rating>(`${INVITATIONS}/${id}/review/rating`, rating),
    addNote: (id: string, note: NoteInput) => client.post<Note>(`${INVITATIONS}/${id}/review/notes`, note),
    changeNote: (id: string, noteId: string, text: string) => client.patch<Note>(`${INVITATIONS}/${id}/review/notes/${noteId}`, { text }),
    deleteNote: (id: string, noteId: string) => client.delete(`${INVITATIONS}/${id}/review/notes/${noteId}`),
    /** `seenAt` is the `decidedAt` of the decision that was seen: another by now is a conflict. */
    decide: (id: string, decision: { decision: DecisionWord | null; reason: string | null; seenAt: string | null }) =>
      client.put<Decision>(`${INVITATIONS}/${id}/review/decision`, decision),
    correctTranscript: (id: string, responseId: string, correction: Correction) =>
      client.put<Transcript>(`${INVITATIONS}/${id}/responses/${responseId}/transcript`, correction),
    transcribeAgain: (id: string, responseId: string) => client.post<Transcript>(`${INVITATIONS}/${id}/responses/${responseId}/transcript`),
    scoreAgain: (id: string) => client.post<Analysis>(`${INVITATIONS}/${id}/analysis`),
    /** A signed link; its JSON never changes. */
    waveform: (url: string, signal?: AbortSignal) => client.get<Waveform>(url, withSignal(signal)),
    exportOne: (id: string, format: ExportFormat) => client.file(`${INVITATIONS}/${id}/export`, { query: { format } }),
    exportList: (format: ExportFormat, query: InvitationFilter) => client.file(`${INVITATIONS}/export`, { query: { format, ...query } }),
    dashboard: (templateId: string, signal?: AbortSignal) =>
      client.get<Dashboard>(`${INVITATIONS}/dashboard`, { query: { templateId }, ...withSignal(signal) }),
    audit: (id: string, page: number, signal?: AbortSignal) =>
      client.get<Page<AuditEntry>>(`${INVITATIONS}/${id}/audit`, { query: { page, pageSize: 20 }, ...withSignal(signal) }),
    extend: (id: string, more: { expiresAt?: string; extraTimePercent?: number }) => client.post<Invitation>(`${INVITATIONS}/${id}/extend`, more),
    remind: (id: string) => client.post<Invitation>(`${INVITATIONS}/${id}/remind`),
    answerHumanLook: (id: string, text: string) => client.post<HumanLook>(`${INVITATIONS}/${id}/human-look/answer`, { text }),
    deleteEvidence: (id: string) => client.post<Receipt>(`${INVITATIONS}/${id}/deletion`, { confirm: true }),
    deletion: (id: string, signal?: AbortSignal) => client.get<Receipt>(`${INVITATIONS}/${id}/deletion`, withSignal(signal)),

    demoMails: (signal?: AbortSignal) => client.get<Page<DemoMailSummary>>("/api/v1/demo/mails", { query: { pageSize: 50 }, ...withSignal(signal) }),
    demoMail: (id: string, signal?: AbortSignal) => client.get<DemoMail>(`/api/v1/demo/mails/${id}`, withSignal(signal)),
  };
}

export type HiringApi = ReturnType<typeof hiringApi>;

function withSignal(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal ? { signal } : {};
}

/** A drafting model has 60 s (PARLEY_BRAIN); a little more for the way. */
const DRAFT_TIMEOUT_MS = 75_000;

async function draftQuestions(
  client: Client,
  from: { jobDescription: string } | { pdf: Blob },
  language: string,
  questions: number,
): Promise<QuestionDraft> {
  const path = "/api/ai/drafts";
  if ("jobDescription" in from)
    return client.post(path, { ...from, language, questions }, { timeoutMs: DRAFT_TIMEOUT_MS });
  const headers = { "Content-Type": "application/pdf", "Idempotency-Key": randomUuid() };
  const init = { method: "POST", headers, body: from.pdf };
  const response = await client.send(path + queryString({ language, questions }), init, { timeoutMs: DRAFT_TIMEOUT_MS });
  if (!response.ok) throw await errorFromResponse(response);
  return (await response.json()) as QuestionDraft;
}
