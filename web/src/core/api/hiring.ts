import type { Client } from "./client";
import type {
  DemoMail,
  DemoMailSummary,
  Invitation,
  InvitationForHr,
  InvitationStatus,
  Page,
  Playback,
  Question,
  Template,
  TemplateSettings,
  TemplateStatus,
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

    invitations: (query: ListQuery<InvitationStatus> & { templateId?: string | undefined }, signal?: AbortSignal) =>
      client.get<Page<Invitation>>(INVITATIONS, { query: { ...query }, ...withSignal(signal) }),
    ownInvitations: (signal?: AbortSignal) => client.get<Page<Invitation>>(`${INVITATIONS}/candidate`, withSignal(signal)),
    invitation: (id: string, signal?: AbortSignal) => client.get<InvitationForHr>(`${INVITATIONS}/${id}`, withSignal(signal)),
    invite: (input: InvitationInput, idempotencyKey: string) =>
      client.post<Invitation & { link: string }>(INVITATIONS, input, { idempotencyKey }),
    invitationLink: (id: string) => client.post<{ link: string }>(`${INVITATIONS}/${id}/link`),
    revokeInvitation: (id: string) => client.post<Invitation>(`${INVITATIONS}/${id}/revoke`),
    playback: (invitationId: string, responseId: string, signal?: AbortSignal) =>
      client.get<Playback>(`${INVITATIONS}/${invitationId}/responses/${responseId}/playback`, withSignal(signal)),
    /** Has a recording prepared again after it failed. */
    prepareAgain: (invitationId: string, responseId: string) =>
      client.post<Playback>(`${INVITATIONS}/${invitationId}/responses/${responseId}/playback`),

    demoMails: (signal?: AbortSignal) => client.get<Page<DemoMailSummary>>("/api/v1/demo/mails", { query: { pageSize: 50 }, ...withSignal(signal) }),
    demoMail: (id: string, signal?: AbortSignal) => client.get<DemoMail>(`/api/v1/demo/mails/${id}`, withSignal(signal)),
  };
}

export type HiringApi = ReturnType<typeof hiringApi>;

function withSignal(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal ? { signal } : {};
}
