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

/** Limits in seconds, the total in minutes; null or 0 is none. `retentionDays` null: kept until deleted by hand. */
export type TemplateSettings = Schemas["SettingsOut"];
/** Of interviews. */
export type Language = Schemas["Language"];
export type Template = Schemas["TemplateOut"];
export type QuestionOption = Schemas["OptionOut"];
/** `keyPoints` only for the hiring team. */
export type Question = Schemas["CandidateQuestion"] & Partial<Pick<Schemas["QuestionOut"], "keyPoints">>;

/** `analysis`, `overallScore` and `decision` are null for the candidate. */
export type Invitation = Schemas["InvitationOut"];
export type InvitationForHr = Schemas["TeamInvitationOut"];
export type InvitationForCandidate = Schemas["CandidateInvitationOut"];
export type InvitationResponse = Schemas["ResponseOut"];
export type Take = Schemas["TakeOut"];
export type Consent = Schemas["ConsentOut"];
/** Answer of `POST /api/v1/invitations/access`. */
export type GuestAccess = Omit<Schemas["AccessOut"], "invitation"> & { invitation: Invitation };

/** `progress` is 0..1; the links are signed and end at `expiresAt`. */
export type Playback = Omit<Schemas["PlaybackOut"], "status"> & {
  status: "processing" | "ready" | "failed";
  audioUrl: string | null;
  waveformUrl: string | null;
};

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

// The review, and privacy. Words that the document leaves open are narrowed here (docs of
// contracts/scoring.py and contracts/speech.py); numbers are null where there is nothing to tell.

/** Times in seconds of the playback; confidence 0..1, 0 is unstated. */
export type TranscriptWord = Schemas["WordOut"];
export type TranscriptSegment = Schemas["SegmentOut"];
export type Transcript = Omit<Schemas["TranscriptOut"], "status" | "quality"> & {
  status: "processing" | "ready" | "failed";
  quality: "full" | "demo";
};

/** A place that a score rests on; seconds are null in a written answer. */
export type ScoreSpan = Schemas["SpanOut"];
/** `covered` 0..1. */
export type ScoredKeyPoint = Schemas["KeyPointOut"];
/** A figure of how something was said; the sane range is open where a bound is null. */
export type ScoreMeasure = Schemas["MeasureOut"];
export type ScoreStatus = "scored" | "pending" | "withheld" | "failed";
/** Numbers 0..100, null unless scored; `reason` is a code. */
export type AnswerScore = Omit<Schemas["AnswerScoreOut"], "status"> & { status: ScoreStatus };
export type ScoreMaking = Schemas["MakingOut"];
export type InterviewScore = Omit<Schemas["ScoreOut"], "status"> & { status: ScoreStatus };
export type AnswerReview = Omit<Schemas["AnswerReviewOut"], "transcript" | "score"> & { transcript: Transcript | null; score: AnswerScore | null };

export type AnalysisStatus = Schemas["Analysis"];
export type Analysis = Schemas["AnalysisOut"];
/** 1..5; null and absent: not rated. */
export type Rating = Schemas["RatingOut"];
export type Note = Schemas["NoteOut"];
export type DecisionWord = Schemas["Decision"];
/** By what a list is narrowed; none: those that nobody decided about. */
export type DecisionSought = Schemas["Sought"];
export type Decision = Schemas["DecisionOut"];
export type HumanLook = Schemas["HumanLookOut"];
/** What one of the two said in a conversation; seconds of its recording. */
export type ConversationEntry = Schemas["EntryOut"];
/** `others` are null until my own rating is given. */
export type Review = Omit<Schemas["ReviewOut"], "answers" | "score" | "recording"> & {
  answers: AnswerReview[];
  score: InterviewScore | null;
  recording: Playback | null;
};

/** `days` are the last 30 (UTC), the oldest first. */
export type Dashboard = Schemas["DashboardOut"];
export type AuditEntry = Schemas["AuditOut"];
/** What a deletion did; nothing personal. `receiptLink` is told once. */
export type Receipt = Omit<Schemas["ReceiptOut"], "status" | "scope" | "cause"> & {
  status: "running" | "done";
  scope: "recordings" | "evidence" | "person";
  cause: "candidate" | "team" | "withdrawal" | "retention";
};

/** The loudness of a recording: peaks 0..255. */
export interface Waveform {
  peaksPerSecond: number;
  peaks: number[];
}

/** The candidate's own page: no numbers, those are the team's. */
export interface CandidateRecord {
  invitationId: string;
  templateTitle: string;
  consents: ConsentRecord[];
  answers: RecordedAnswer[];
  seen: { action: string; who: string; at: string }[];
  scoring: ScoringRecord[];
  humanLook: HumanLook | null;
  /** When it is deleted by itself. */
  deleteAfter: string | null;
  deletion: Receipt | null;
}

export interface ConsentRecord {
  version: string;
  text: string[];
  givenAt: string;
  withdrawnAt: string | null;
}

export interface RecordedAnswer {
  questionId: string;
  question: string;
  type: string;
  durationSeconds: number | null;
  submittedAt: string;
  transcribedBy: string | null;
  transcriptText: string | null;
}

export interface ScoringRecord {
  scorer: string;
  version: string;
  model: string | null;
  madeAt: string;
  status: string;
}

/** Of `POST /api/ai/drafts`; `source` is a model's name or `competency bank`. */
export type QuestionDraft = Schemas["DraftOut"];
