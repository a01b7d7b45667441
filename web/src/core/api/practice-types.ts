/** Bodies of `/api/v1/interviews` by the pages' names; words that the document leaves open are narrowed. */
import type { components } from "@/generated/api";

import type { ScoreStatus } from "./types";

type Schemas = components["schemas"];

export type LiveStatus = "pending" | "in_progress" | "completed" | "cancelled" | "failed";

export type PracticePlan = Schemas["PlanOut"];

/** A plan, or a job description to make questions from. */
export type PracticeStart = ({ template_id: string } | { job_description: string }) & {
  total_questions?: number;
  language?: string;
};

export type StartedInterview = Omit<Schemas["LiveStartedOut"], "status"> & { status: LiveStatus };
/** `progress` 0..100. */
export type PastInterview = Omit<Schemas["ListedOut"], "status"> & { status: LiveStatus };
export type InterviewSession = Omit<Schemas["DetailOut"], "status"> & { status: LiveStatus };

/** Seconds since the interview began: of the recording, too. */
export type TranscriptEntry = Schemas["LiveEntryOut"];
/** What a score rests on: `quote` stands in the entry; `key_point` is an index into the key points. */
export type EntrySpan = Schemas["LiveSpanOut"];
export type PracticeAnswer = Omit<Schemas["AnswerOut"], "status"> & { status: ScoreStatus };
export type PracticeScore = Omit<Schemas["LiveScoreOut"], "status"> & { status: ScoreStatus };
/** `progress` 0..1. */
export type ConversationRecording = Omit<Schemas["RecordingOut"], "status"> & { status: "processing" | "ready" | "failed" };

export type InterviewResult = Omit<Schemas["ResultOut"], "status" | "score" | "answers" | "recording"> & {
  status: LiveStatus;
  score: PracticeScore;
  answers: PracticeAnswer[];
  recording: ConversationRecording | null;
};
