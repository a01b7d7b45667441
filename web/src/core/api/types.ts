/**
 * The shapes of docs/plan.md, by hand until the server writes web/openapi.json.
 * Then each of these becomes an alias of `components["schemas"][...]` from `@/generated/api`:
 * nothing else in the pages names the wire's types.
 */

export type Role = "admin" | "hr" | "interviewer" | "candidate";

export interface User {
  userId: string;
  email: string;
  name: string;
  role: Role;
}

export interface Session {
  accessToken: string;
  tokenType: "Bearer";
  /** Seconds. */
  expiresIn: number;
  user: User;
}

export interface Page<T> {
  items: T[];
  page: number;
  pageSize: number;
  total: number;
}

export interface ServerConfig {
  version: string;
  demo: boolean;
  registrationOpen: boolean;
  secureContextNeeded: boolean;
  demoAccounts: { email: string; role: Role }[];
}

export type TemplateStatus = "draft" | "published" | "archived";
export type QuestionType = "video" | "text" | "multiple_choice";
export type InvitationStatus = "pending" | "started" | "completed" | "expired";
export type ResponseType = "video" | "text" | "choice";

export interface TemplateSettings {
  /** Minutes; null or 0 is none. */
  totalTimeLimit: number | null;
  /** Seconds; null or 0 is none. */
  questionTimeLimit: number | null;
  allowRetakes: boolean;
  maxRetakes: number;
  shuffleQuestions: boolean;
  showProgress: boolean;
  mode: "recorded" | "voice" | "room" | "guided";
}

export interface Template {
  id: string;
  title: string;
  description: string | null;
  ownerId: string;
  companyId: string | null;
  status: TemplateStatus;
  settings: TemplateSettings;
  questionsCount: number;
  createdAt: string;
  updatedAt: string;
}

export interface QuestionOption {
  id: string;
  text: string;
}

export interface Question {
  id: string;
  templateId: string;
  text: string;
  type: QuestionType;
  /** From 1. */
  order: number;
  /** Seconds; null or 0 is none. */
  timeLimit: number | null;
  /** Seconds; null or 0 is none. */
  thinkingTime: number | null;
  isRequired: boolean;
  options: QuestionOption[];
  /** Absent for candidates. */
  keyPoints?: string[];
  createdAt: string;
}

export interface Invitation {
  id: string;
  templateId: string;
  templateTitle: string;
  candidateId: string;
  candidateEmail: string;
  candidateName: string;
  hrId: string;
  status: InvitationStatus;
  startedAt: string | null;
  completedAt: string | null;
  expiresAt: string | null;
  revokedAt: string | null;
  createdAt: string;
  questionsCount: number;
  answeredCount: number;
}

export interface InvitationResponse {
  id: string;
  invitationId: string;
  questionId: string;
  type: ResponseType;
  content: string | null;
  mediaUrl: string | null;
  /** Seconds. */
  duration: number | null;
  submittedAt: string;
  createdAt: string;
}

export interface Take {
  takeId: string;
  questionId: string;
  startedAt: string;
  mediaLimitSeconds: number | null;
  retakesLeft: number;
  recordedSeconds: number;
  nextSegment: number;
  submitted: boolean;
}

export interface Consent {
  version: string;
  text: string[];
  givenAt: string | null;
}

export interface InvitationForHr extends Invitation {
  questions: Question[];
  responses: InvitationResponse[];
}

export interface InvitationForCandidate extends Invitation {
  template: Pick<Template, "id" | "title" | "description" | "settings">;
  questions: Question[];
  responses: InvitationResponse[];
  takes: Take[];
  consent: Consent;
  companyName: string | null;
}

/** Answer of `POST /api/v1/invitations/access`. */
export interface GuestAccess {
  accessToken: string;
  tokenType: "Bearer";
  expiresIn: number;
  invitation: Invitation;
}

export interface Playback {
  status: "processing" | "ready" | "failed";
  /** 0..1 */
  progress: number;
  playbackUrl: string | null;
  posterUrl: string | null;
  downloadUrl: string | null;
  durationSeconds: number | null;
  gaps: { atSeconds: number; missingSeconds: number }[];
  expiresAt: string | null;
}

export interface DemoMailSummary {
  id: string;
  to: string;
  subject: string;
  sentAt: string;
}

export interface DemoMail extends DemoMailSummary {
  text: string;
  html: string | null;
  attachments: { filename: string; contentType: string; size: number }[];
}
