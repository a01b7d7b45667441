/** The wire's types by the pages' names: the one place where generated ones are named. */
import type { components } from "@/generated/api";

type Schemas = components["schemas"];

// The document says "string" where the contract lists words: narrowed here, and nowhere else.
export type Role = "admin" | "hr" | "interviewer" | "candidate";
export type User = Omit<Schemas["UserView"], "role"> & { role: Role };
export type Session = Omit<Schemas["SessionView"], "user"> & { user: User };

export interface Page<T> {
  items: T[];
  page: number;
  pageSize: number;
  total: number;
}

export type ServerConfig = Omit<Schemas["Config"], "demoAccounts"> & { demoAccounts: { email: string; role: Role }[] };

export type TemplateStatus = Schemas["TemplateStatus"];
export type QuestionType = Schemas["QuestionType"];
export type InvitationStatus = Schemas["InvitationStatus"];
export type ResponseType = Schemas["ResponseType"];

/** Limits in seconds, the total in minutes; null or 0 is none. */
export type TemplateSettings = Schemas["SettingsOut"];
export type Template = Schemas["TemplateOut"];
export type QuestionOption = Schemas["OptionOut"];
/** `keyPoints` only for the hiring team. */
export type Question = Schemas["CandidateQuestion"] & Partial<Pick<Schemas["QuestionOut"], "keyPoints">>;

export type Invitation = Schemas["InvitationOut"];
export type InvitationForHr = Schemas["TeamInvitationOut"];
export type InvitationForCandidate = Schemas["CandidateInvitationOut"];
export type InvitationResponse = Schemas["ResponseOut"];
export type Take = Schemas["TakeOut"];
export type Consent = Schemas["ConsentOut"];
/** Answer of `POST /api/v1/invitations/access`. */
export type GuestAccess = Omit<Schemas["AccessOut"], "invitation"> & { invitation: Invitation };

/** `progress` is 0..1; the links are signed and end at `expiresAt`. */
export type Playback = Omit<Schemas["PlaybackOut"], "status"> & { status: "processing" | "ready" | "failed" };

/** By hand: `/api/v1/demo` stands in a demo workspace only, so not in the document. */
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
