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
export type TemplateSettings = Schemas["SettingsOut"] & {
  /** BCP 47. */
  language: string;
  /** 1 to 3650; null: kept until deleted by hand. */
  retentionDays: number | null;
};
export type Template = Omit<Schemas["TemplateOut"], "settings"> & { settings: TemplateSettings };
export type QuestionOption = Schemas["OptionOut"];
/** `keyPoints` only for the hiring team. */
export type Question = Schemas["CandidateQuestion"] & Partial<Pick<Schemas["QuestionOut"], "keyPoints">>;

/** `analysis`, `overallScore` and `decision` are null for the candidate. */
interface InvitationFindings {
  analysis: AnalysisStatus | null;
  overallScore: number | null;
  decision: DecisionWord | null;
  extraTimePercent: number;
  deletedAt: string | null;
  remindedAt: string | null;
  language: string;
}

export type Invitation = Schemas["InvitationOut"] & InvitationFindings;
export type InvitationForHr = Schemas["TeamInvitationOut"] & InvitationFindings;
export type InvitationForCandidate = Schemas["CandidateInvitationOut"] & InvitationFindings;
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
export interface TranscriptWord {
  text: string;
  start: number;
  end: number;
  confidence: number;
}

export interface TranscriptSegment {
  index: number;
  start: number;
  end: number;
  text: string;
  confidence: number;
  words: TranscriptWord[];
  /** As heard, where a person corrected it. */
  originalText: string | null;
}

export interface Transcript {
  status: "processing" | "ready" | "failed";
  progress: number;
  stage: string | null;
  error: string | null;
  language: string;
  engine: string;
  quality: "full" | "demo";
  confidence: number;
  durationSeconds: number;
  revision: number;
  correctedBy: string | null;
  correctedAt: string | null;
  segments: TranscriptSegment[];
}

/** A place that a score rests on; seconds are null in a written answer. */
export interface ScoreSpan {
  start: number | null;
  end: number | null;
  startChar: number;
  endChar: number;
  quote: string;
  reason: string;
  keyPoint: number | null;
}

/** `covered` 0..1. */
export interface ScoredKeyPoint {
  text: string;
  covered: number;
}

/** A figure of how something was said; the sane range is open where a bound is null. */
export interface ScoreMeasure {
  name: string;
  value: number;
  unit: string;
  low: number | null;
  high: number | null;
}

export type ScoreStatus = "scored" | "pending" | "withheld" | "failed";

/** Numbers 0..100, null unless scored; `reason` is a code. */
export interface AnswerScore {
  status: ScoreStatus;
  reason: string | null;
  score: number | null;
  relevance: number | null;
  clarity: number | null;
  depth: number | null;
  confidence: number;
  keywords: string[];
  feedback: string;
  keyPoints: ScoredKeyPoint[];
  spans: ScoreSpan[];
  measures: ScoreMeasure[];
  flags: string[];
}

export interface ScoreInsight {
  category: string;
  description: string;
  impact: number;
}

export interface ScoreMaking {
  scorer: string;
  version: string;
  model: string | null;
  promptHash: string | null;
  repeats: number;
  spread: number;
  madeAt: string;
}

export interface InterviewScore {
  number: number;
  status: ScoreStatus;
  reason: string | null;
  technical: number | null;
  communication: number | null;
  overall: number | null;
  feedback: string;
  insights: ScoreInsight[];
  making: ScoreMaking | null;
  demoQuality: boolean;
}

export interface AnswerReview {
  questionId: string;
  responseId: string | null;
  transcript: Transcript | null;
  score: AnswerScore | null;
}

export type AnalysisStatus = "none" | "processing" | "ready" | "withheld" | "failed";

export interface Analysis {
  status: AnalysisStatus;
  stage: string | null;
  progress: number;
  reason: string | null;
}

/** 1..5; null and absent: not rated. */
export interface Rating {
  userId: string;
  name: string;
  overall: number | null;
  questions: Record<string, number>;
  updatedAt: string;
}

export interface Note {
  id: string;
  authorId: string;
  authorName: string;
  text: string;
  questionId: string | null;
  atSeconds: number | null;
  createdAt: string;
  updatedAt: string;
}

export type DecisionWord = "advance" | "hold" | "reject";

export interface Decision {
  decision: DecisionWord | null;
  reason: string | null;
  decidedBy: string | null;
  decidedAt: string | null;
}

export interface HumanLook {
  text: string | null;
  askedAt: string;
  answer: string | null;
  answeredBy: string | null;
  answeredAt: string | null;
}

/** `others` are null until my own rating is given. */
export interface Review {
  invitationId: string;
  analysis: Analysis;
  answers: AnswerReview[];
  score: InterviewScore | null;
  mine: Rating | null;
  others: Rating[] | null;
  othersCount: number;
  notes: Note[];
  decision: Decision;
  humanLook: HumanLook | null;
  canDecide: boolean;
}

export interface Dashboard {
  funnel: { invited: number; started: number; completed: number; analysed: number; decided: number; expired: number };
  decisions: Record<DecisionWord, number>;
  toReview: number;
  dueSoon: number;
  /** The last 30 days (UTC), the oldest first. */
  days: { day: string; invited: number; completed: number }[];
  templates: {
    templateId: string;
    title: string;
    invited: number;
    started: number;
    completed: number;
    expired: number;
    medianMinutes: number | null;
  }[];
}

export interface AuditEntry {
  position: number;
  at: string;
  action: string;
  actorId: string | null;
  actorName: string;
  details: Record<string, string>;
  hash: string;
}

/** What a deletion did; nothing personal. `receiptLink` is told once. */
export interface Receipt {
  id: string;
  status: "running" | "done";
  scope: "recordings" | "evidence" | "person";
  cause: "candidate" | "team" | "withdrawal" | "retention";
  askedAt: string;
  doneAt: string | null;
  waitingFor: string[];
  removed: { what: string; count: number }[];
  kept: { what: string; why: string; until: string | null }[];
  receiptLink: string | null;
}

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
