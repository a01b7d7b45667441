import type { Question, Take } from "@/core/api";
import { isApiError } from "@/core/api";
import { recordingOptions, type RecorderState, type StopReason, systemClock, TakeRecorder } from "@/core/recorder";

import type { CandidateSession } from "./candidate-session";
import { openTakeOf, responseTo, retakesAllowed } from "./progress";

export type AnswerProblem = "cannot_record" | "consent_required" | "retakes_exhausted" | "refused";

export type VideoPhase =
  /** Thinking: nothing is recorded yet. */
  | { name: "ready" }
  /** A part was recorded on an earlier visit. */
  | { name: "resume"; take: Take; recordedSeconds: number }
  | { name: "opening" }
  | { name: "recording"; take: Take; recorder: TakeRecorder }
  | {
      name: "review";
      take: Take;
      recordings: readonly Blob[];
      recordedSeconds: number;
      earlierSeconds: number;
      reason: StopReason;
    }
  | { name: "sending"; take: Take; share: number }
  | { name: "problem"; problem: AnswerProblem; details: string }
  | { name: "answered" };

export interface VideoState {
  phase: VideoPhase;
  /** The server hasn't answered yet; it is asked again by itself. */
  waiting: boolean;
}

/** Answering one question by video, from thinking to handing in. */
export class VideoAnswer {
  readonly #session: CandidateSession;
  readonly #question: Question;
  readonly #listeners = new Set<() => void>();
  #state: VideoState = { phase: { name: "ready" }, waiting: false };
  #unsubscribe: () => void = () => undefined;
  #over = false;

  constructor(session: CandidateSession, question: Question) {
    this.#session = session;
    this.#question = question;
  }

  get state(): VideoState {
    return this.#state;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Looks whether an earlier visit left something; also what has not reached the server yet. */
  async look(): Promise<void> {
    const take = openTakeOf(this.#session.interview, this.#question.id);
    if (!take) return;
    const recordedSeconds = await this.#recordedSeconds(take);
    if ((recordedSeconds > 0 || take.nextSegment > 0) && this.#state.phase.name === "ready")
      this.#enter({ name: "resume", take, recordedSeconds });
  }

  /** Begins, or goes on with, the open take. */
  start(): Promise<void> {
    return this.#record(false);
  }

  /** Begins anew, which uses up a retake. */
  startAgain(): Promise<void> {
    return this.#record(true);
  }

  async stop(): Promise<void> {
    if (this.#state.phase.name === "recording") await this.#state.phase.recorder.stop();
  }

  /** Before another tab records, the page goes, or consent is withdrawn: ends the recording. */
  async letGo(reason: StopReason = "taken_over"): Promise<void> {
    this.#over = true;
    this.#unsubscribe();
    if (this.#state.phase.name === "recording") await this.#state.phase.recorder.stop(reason);
  }

  flush(): void {
    if (this.#state.phase.name === "recording") this.#state.phase.recorder.flush();
  }

  async submit(): Promise<void> {
    const { phase } = this.#state;
    if (phase.name !== "review" && phase.name !== "resume") return;
    await this.#send(phase.take);
  }

  /** Nobody looks any more. */
  close(): void {
    this.#unsubscribe();
    this.#listeners.clear();
  }

  async #record(retake: boolean): Promise<void> {
    const options = recordingOptions();
    if (!options) {
      this.#enter({ name: "problem", problem: "cannot_record", details: "" });
      return;
    }
    const given = retake ? this.#takeInHand() : null;
    this.#enter({ name: "opening" });
    try {
      const take = await this.#session.openTake(this.#question.id, retake, this.#waiting);
      // The server takes no more of the one before, and nobody wants it any more.
      if (given && given.takeId !== take.takeId) await this.#session.store.forgetTake(given.takeId);
      await this.#run(take, options);
    } catch (error) {
      if (isApiError(error, "response_already_submitted")) {
        await this.#session.refresh();
        this.#enter({ name: "answered" });
      } else this.#fail(error);
    }
  }

  async #run(take: Take, options: MediaRecorderOptions): Promise<void> {
    const { store, uploader, input, interview } = this.#session;
    const here = await store.segmentsOfTake(take.takeId);
    const earlierSeconds = await this.#recordedSeconds(take);
    if (this.#over) return; // Let go while the take was being opened.
    const recorder = new TakeRecorder({
      sink: store,
      input,
      clock: systemClock,
      options,
      take: { invitationId: interview.id, questionId: this.#question.id, takeId: take.takeId },
      firstSegment: Math.max(take.nextSegment, ...here.map((record) => record.segment + 1)),
      recordedMsBefore: earlierSeconds * 1000,
      mediaLimitMs: take.mediaLimitSeconds === null ? null : take.mediaLimitSeconds * 1000,
      onCommitted: () => uploader.wake(),
    });
    this.#enter({ name: "recording", take, recorder });
    recorder.start();
    await recorder.finished;
    const state: RecorderState = recorder.state;
    if (state.phase !== "stopped") return;
    const asked = state.reason === "asked" || state.reason === "limit";
    if (asked && retakesAllowed(this.#session.interview) === 0) {
      await this.#send(take);
      return;
    }
    this.#enter({
      name: "review",
      take,
      recordings: recorder.recordings,
      recordedSeconds: state.recordedMs / 1000,
      earlierSeconds,
      reason: state.reason,
    });
  }

  async #send(take: Take): Promise<void> {
    this.#enter({ name: "sending", take, share: 0 });
    try {
      await this.#arrival(take);
      const answer = { questionId: this.#question.id, type: "video", mediaUrl: take.mediaUrl } as const;
      await this.#session.respond(answer, this.#waiting);
      await this.#session.store.forgetCompleted(take.takeId);
      this.#enter({ name: "answered" });
    } catch (error) {
      // Perhaps because another device has handed it in.
      await this.#session.refresh().catch(() => undefined);
      if (responseTo(this.#session.interview, this.#question.id)) this.#enter({ name: "answered" });
      else this.#fail(error);
    }
  }

  /** Waits until the server holds the take whole, however long the network is away. */
  #arrival(take: Take): Promise<void> {
    const { uploader } = this.#session;
    return new Promise((resolve, reject) => {
      const check = async (): Promise<void> => {
        const progress = await uploader.progressOf(take.takeId);
        if (progress.complete) {
          this.#unsubscribe();
          resolve();
        } else if ((await uploader.refusalOf(take.takeId))?.reason === "upload_closed") {
          this.#unsubscribe();
          reject(new Error("closed"));
        } else {
          const share = progress.committedBytes === 0 ? 0 : progress.acknowledgedBytes / progress.committedBytes;
          this.#enter({ name: "sending", take, share });
        }
      };
      this.#unsubscribe();
      this.#unsubscribe = uploader.subscribe(() => void check().catch(reject));
      void check().catch(reject);
    });
  }

  /** The server counts what reached it; this device may hold more. */
  async #recordedSeconds(take: Take): Promise<number> {
    const here = await this.#session.uploader.progressOf(take.takeId);
    return Math.max(take.recordedSeconds, here.committedSeconds);
  }

  #takeInHand(): Take | null {
    const { phase } = this.#state;
    return phase.name === "review" || phase.name === "resume" ? phase.take : null;
  }

  #fail(error: unknown): void {
    const known = ["consent_required", "retakes_exhausted"] as const;
    this.#enter({
      name: "problem",
      problem: known.find((code) => isApiError(error, code)) ?? "refused",
      details: isApiError(error) ? error.details : "",
    });
  }

  readonly #waiting = (waiting: boolean): void => this.#become({ ...this.#state, waiting });

  #enter(phase: VideoPhase): void {
    this.#become({ phase, waiting: false });
  }

  #become(state: VideoState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
