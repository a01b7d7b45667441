/**
 * Bodies of `/api/v1/interviews`, by hand after docs/plan.md: to be replaced by the generated ones
 * (core/api/types.ts) as soon as openapi.json has them.
 */
import type { ScoreStatus } from "./types";

export type LiveStatus = "pending" | "in_progress" | "completed" | "cancelled" | "failed";

export interface PracticePlan {
  id: string;
  title: string;
  language: string;
  total_questions: number;
  minutes: number;
}

/** A plan, or a job description to make questions from. */
export type PracticeStart = ({ template_id: string } | { job_description: string }) & {
  total_questions?: number;
  language?: string;
};

export interface StartedInterview {
  id: string;
  mode: string;
  status: LiveStatus;
  total_questions: number;
  websocket_url: string;
}

export interface PastInterview {
  id: string;
  mode: string;
  status: LiveStatus;
  title: string;
  job_description: string;
  language: string;
  purpose: "hiring" | "practice" | "demo";
  total_questions: number;
  current_question: number;
  /** 0..100 */
  progress: number;
  created_at: string;
  started_at: string | null;
  completed_at: string | null;
  end_reason: string | null;
  planned_seconds: number;
  limit_seconds: number;
  /** Of the limit; null unless in progress. */
  seconds_left: number | null;
  overall_score: number | null;
}

export interface InterviewSession extends Omit<PastInterview, "overall_score"> {
  /** Asked so far. */
  questions: { id: string; text: string }[];
  /** To keep the sound; the talk takes place without, too. Null for an invitation: hiring asks for that one. */
  consent: { version: string; text: string[]; given_at: string | null } | null;
}

/** Seconds since the interview began: of the recording, too. */
export interface SpokenWord {
  text: string;
  start: number;
  end: number;
}

export interface TranscriptEntry {
  entry_id: string;
  speaker: "USER" | "AI";
  text: string;
  start: number;
  end: number;
  item_id: string | null;
  move: string;
  provenance: "heard" | "typed" | "client" | "model";
  /** The AI was interrupted here. */
  cut: boolean;
  words: SpokenWord[];
}

/** What a score rests on: `quote` stands in the entry. */
export interface EntrySpan {
  start: number | null;
  end: number | null;
  quote: string;
  reason: string;
  /** Index into the key points. */
  key_point: number | null;
  entry_id: string | null;
}

export interface PracticeAnswer {
  item_id: string;
  question: string;
  category: string;
  status: ScoreStatus;
  reason: string | null;
  score: number | null;
  relevance: number | null;
  clarity: number | null;
  depth: number | null;
  feedback: string | null;
  went_well: string[];
  to_try: string[];
  /** `covered` 0..1. */
  key_points: { text: string; covered: number }[];
  spans: EntrySpan[];
  measures: { name: string; value: number; unit: string; low: number | null; high: number | null }[];
}

export interface PracticeScore {
  status: ScoreStatus;
  reason: string | null;
  technical: number | null;
  communication: number | null;
  overall: number | null;
  feedback: string | null;
  /** The recogniser was a makeshift: the words may be wrong. */
  demo_quality: boolean;
  insights: { category: string; description: string; impact: number }[];
  making: { scorer: string; version: string; model: string | null; made_at: string } | null;
}

export interface ConversationRecording {
  status: "processing" | "ready" | "failed";
  /** 0..1 */
  progress: number;
  playback_url: string | null;
  audio_url: string | null;
  waveform_url: string | null;
  duration_seconds: number | null;
}

export interface InterviewResult {
  id: string;
  status: LiveStatus;
  title: string;
  purpose: "practice" | "demo";
  started_at: string | null;
  completed_at: string | null;
  duration_seconds: number | null;
  end_reason: "user_initiated" | "ai_ended" | "timeout" | null;
  score: PracticeScore;
  answers: PracticeAnswer[];
  transcript: TranscriptEntry[];
  recording: ConversationRecording | null;
}

