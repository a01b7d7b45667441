import {
  accessInvitation,
  type CandidateRecord,
  type Client,
  createGuestClient,
  type GuestGrant,
  type InvitationResponse,
  isApiError,
  isTransient,
  type Take,
} from "@/core/api";
import {
  ChunkStore,
  MediaInput,
  RecordingTab,
  type RefusalReason,
  StorageError,
  type StopReason,
  systemClock,
  Uploader,
} from "@/core/recorder";

import { forgetDrafts } from "./draft";
import { insist, pause } from "./insist";
import { isWithdrawalPending, noteWithdrawal, settleWithdrawal } from "./pending-withdrawal";
import type { Interview } from "./progress";

/** Opens the interview: by the link's token, or by the guest session this browser holds. */
export type Key = { linkToken: string } | { invitationId: string };

/** Why nothing is recorded any more, until the candidate chooses how to go on. */
export type Stopped =
  /** Camera and microphone are off; what follows for the recordings is being done, or asked. */
  | "stopping"
  /** Deleted here, too; the server is being told. */
  | "telling"
  | "withdrawn"
  /** On another device or tab, or by the hiring team on the candidate's wish. */
  | "withdrawn_elsewhere"
  | "text_changed"
  /** The server refused, or this device couldn't delete: it can be tried again. */
  | "failed";

export type SessionState =
  | { stage: "entering" }
  /** No answer; it is asked again by itself. */
  | { stage: "unreachable"; offline: boolean }
  /** Unknown, expired, revoked: the answer is the same on purpose. */
  | { stage: "link_invalid" }
  /** Deleted, or taken back, while it was open here. */
  | { stage: "closed" }
  | { stage: "signed_out" }
  | { stage: "storage_closed" }
  | { stage: "elsewhere"; interview: Interview; takenOver: boolean }
  | { stage: "open"; interview: Interview; stopped: Stopped | null };

/** How often an open page looks whether HR gave more time, or somebody withdrew or deleted. */
const LOOK_EVERY_MS = 60_000;

/** After a look that had no answer. */
const LOOK_SOON_MS = 5000;

/** Of a consent while an earlier recording is being deleted, a second apart. */
const MOST_TRIES = 20;

/** What the server says to uploads whose consent or take is gone. */
const CONSENT_MAY_BE_GONE: ReadonlySet<RefusalReason> = new Set(["consent_required", "diverged", "refused"]);

/** One candidate's interview in this tab: the talk with the server, the store, camera and uploader. */
export class CandidateSession {
  readonly input = new MediaInput();
  readonly #key: Key;
  readonly #closed = new AbortController();
  readonly #listeners = new Set<() => void>();
  #state: SessionState = { stage: "entering" };
  #invitationId = "";
  #client: Client<GuestGrant> | null = null;
  #store: ChunkStore | null = null;
  #uploader: Uploader | null = null;
  #tab: RecordingTab | null = null;
  #wasElsewhere = false;
  #holders: number | null = null;
  #lettingGo: (reason: StopReason) => Promise<void> = () => Promise.resolve();
  /** Counts what was changed here: an answer asked for before is older than that. */
  #changes = 0;
  #looking = false;
  #lookingSoon = false;

  constructor(key: Key) {
    this.#key = key;
  }

  get state(): SessionState {
    return this.#state;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get interview(): Interview {
    if (this.#state.stage !== "open" && this.#state.stage !== "elsewhere") throw new Error("the interview isn't open");
    return this.#state.interview;
  }

  get store(): ChunkStore {
    if (!this.#store) throw new Error("the interview isn't open");
    return this.#store;
  }

  get uploader(): Uploader {
    if (!this.#uploader) throw new Error("the interview isn't open");
    return this.#uploader;
  }

  /** Speaks for this candidate; also to where a talk gets its tokens. */
  get client(): Client<GuestGrant> {
    return this.#required();
  }

  get signal(): AbortSignal {
    return this.#closed.signal;
  }

  /** Enters at the first call; closes when nobody has held it again right after the release. */
  hold(): () => void {
    if (this.#holders === null) void this.#enter();
    this.#holders = (this.#holders ?? 0) + 1;
    return () => {
      this.#holders = (this.#holders ?? 1) - 1;
      setTimeout(() => {
        if (this.#holders === 0) this.#close();
      });
    };
  }

  async #enter(): Promise<void> {
    for (let tries = 0; !this.#isClosed(); tries += 1) {
      try {
        await this.#enterOnce();
        return;
      } catch (error) {
        if (this.#isClosed()) return;
        if (!isTransient(error)) {
          this.#become(stageOf(error));
          return;
        }
        this.#become({ stage: "unreachable", offline: !navigator.onLine });
        await pause(Math.min(10_000, 1000 * 2 ** tries), this.#closed.signal);
      }
    }
  }

  /** Records here from now on; the other tab keeps what it has and stops. */
  async takeOver(): Promise<void> {
    await this.#tab?.takeOver();
  }

  async refresh(): Promise<void> {
    await this.#take(await this.#get());
  }

  async giveConsent(onWaiting: (waiting: boolean) => void): Promise<void> {
    const { id, consent } = this.interview;
    await this.#onceDeleted(() => this.#post(`${id}/consent`, { version: consent.version, accepted: true }, onWaiting));
    this.#uploader?.retryRefused();
    await this.refresh();
  }

  /**
   * Stops recording at once, deletes what this device holds of it, then tells the server. How far
   * that is stands in the state (`stopped`); a page that closes meanwhile tells it at its next visit.
   */
  async withdrawConsent(onWaiting: (waiting: boolean) => void): Promise<void> {
    const { interview } = this;
    noteWithdrawal(interview.id);
    const forgetting = this.#forgetRecordings(interview.id);
    this.#become({ stage: "open", interview, stopped: "stopping" });
    try {
      await forgetting;
      this.#become({ stage: "open", interview, stopped: "telling" });
      await this.#tellWithdrawal(interview.id, onWaiting);
      this.#become({ stage: "open", interview: await this.#get(), stopped: "withdrawn" });
    } catch (error) {
      if (!this.#isClosed()) this.#failed(error, { stage: "open", interview, stopped: "failed" });
    }
  }

  /** The candidate has read that recording has stopped, and chose how to go on. */
  goOn(): void {
    this.#become({ stage: "open", interview: this.interview, stopped: null });
  }

  async begin(onWaiting: (waiting: boolean) => void): Promise<void> {
    try {
      await this.#post(`${this.interview.id}/start`, {}, onWaiting);
    } catch (error) {
      // Begun on another device, or by a request whose answer was lost.
      if (!isApiError(error, "invitation_already_started")) throw error;
    }
    await this.refresh();
  }

  openTake(questionId: string, retake: boolean, onWaiting: (waiting: boolean) => void): Promise<Take> {
    return this.#post<Take>(`${this.interview.id}/questions/${questionId}/takes`, retake ? { retake } : {}, onWaiting);
  }

  async respond(
    answer: { questionId: string } & (
      { type: "video"; mediaUrl: string } | { type: "text" | "choice"; content: string }
    ),
    onWaiting: (waiting: boolean) => void,
  ): Promise<void> {
    try {
      const made = await this.#post<InvitationResponse>(`${this.interview.id}/responses`, answer, onWaiting);
      this.#changes += 1;
      this.#show({ ...this.interview, responses: [...this.interview.responses, made] });
    } catch (error) {
      if (!isApiError(error, "response_already_submitted")) throw error;
      await this.refresh();
    }
  }

  async complete(onWaiting: (waiting: boolean) => void): Promise<void> {
    try {
      await this.#post(`${this.interview.id}/complete`, {}, onWaiting);
    } catch (error) {
      if (!isApiError(error, "invitation_already_completed")) throw error;
    }
    await this.refresh();
  }

  /** What must be finished before another tab may record. One at a time. */
  onLetGo(letGo: (reason: StopReason) => Promise<void>): () => void {
    this.#lettingGo = letGo;
    return () => {
      if (this.#lettingGo === letGo) this.#lettingGo = () => Promise.resolve();
    };
  }

  #close(): void {
    this.#closed.abort();
    const store = this.#store;
    void (async () => {
      await this.#letGo().catch(() => undefined);
      this.#tab?.close();
      store?.close();
    })();
  }

  async #enterOnce(): Promise<void> {
    if (!this.#client) this.#client = await this.#signIn();
    this.#store ??= await ChunkStore.open();
    if (isWithdrawalPending(this.#invitationId)) {
      await this.#store.forgetInvitation(this.#invitationId);
      await this.#client.delete(`/api/v1/invitations/${this.#invitationId}/consent`);
      settleWithdrawal(this.#invitationId);
    }
    const interview = await this.#get();
    if (!this.#tab) {
      this.#tab = new RecordingTab(interview.id, () => this.#letGo());
      this.#tab.subscribe(() => void this.#tabChanged());
    }
    this.#state = { stage: "elsewhere", interview, takenOver: false };
    await this.#tab.claim();
  }

  async #signIn(): Promise<Client<GuestGrant>> {
    const onGrant = (grant: GuestGrant | null): void => {
      if (grant !== null) return;
      void this.#letGo(); // What is being recorded is committed before its screen goes.
      this.#become({ stage: "signed_out" });
    };
    if ("invitationId" in this.#key) {
      this.#invitationId = this.#key.invitationId;
      const client = createGuestClient(this.#invitationId, { onGrant });
      if ((await client.refresh()) === null) throw new SignedOut();
      return client;
    }
    const { client, access } = await accessInvitation(this.#key.linkToken, { onGrant });
    this.#invitationId = access.invitation.id;
    // The token is as good as a password: it leaves the address bar and the history at once.
    window.history.replaceState(window.history.state, "", `/i/${access.invitation.id}`);
    return client;
  }

  async #tabChanged(): Promise<void> {
    if (this.#closed.signal.aborted) return;
    const { interview } = this;
    if (this.#tab?.state === "ours") {
      await this.store.finishLeftovers(interview.id);
      this.#startUploading(interview.id);
      this.#become({ stage: "open", interview, stopped: null });
      this.#keepLooking();
      // What another tab did meanwhile.
      if (this.#wasElsewhere) await this.refresh().catch(() => undefined);
    } else if (this.#tab?.state !== "waiting") {
      this.#wasElsewhere = true;
      this.#become({ stage: "elsewhere", interview, takenOver: this.#tab?.state === "taken_over" });
    }
  }

  async #letGo(): Promise<void> {
    await this.#lettingGo("taken_over");
    this.input.close();
    await this.#uploader?.stop();
    this.#uploader = null;
  }

  #startUploading(invitationId: string): void {
    const client = this.#required();
    const uploader = new Uploader({
      store: this.store,
      invitationId,
      clock: systemClock,
      fetch: (url, init) => client.send(url, init, { timeoutMs: 60_000 }),
    });
    uploader.subscribe(() => {
      const reason = uploader.state.refusal?.reason;
      if (uploader === this.#uploader && reason !== undefined && CONSENT_MAY_BE_GONE.has(reason)) void this.#look();
    });
    this.#uploader = uploader;
    uploader.start();
  }

  /** Camera and microphone go off in this very moment; then nothing recorded stays here. */
  async #forgetRecordings(invitationId: string): Promise<void> {
    await this.#stopRecording();
    await this.#uploader?.stop();
    await this.store.forgetInvitation(invitationId);
    this.#startUploading(invitationId);
  }

  async #stopRecording(): Promise<void> {
    const stopped = this.#lettingGo("withdrawn");
    this.input.close();
    await stopped;
  }

  async #tellWithdrawal(invitationId: string, onWaiting: (waiting: boolean) => void): Promise<void> {
    await insist(() => this.#required().delete(`/api/v1/invitations/${invitationId}/consent`), {
      signal: this.#closed.signal,
      onWaiting,
    });
    this.#changes += 1;
    settleWithdrawal(invitationId);
  }

  /** While the page is open and looked at: more time, a withdrawal or a deletion made elsewhere. */
  #keepLooking(): void {
    if (this.#looking) return;
    this.#looking = true;
    const look = (): void => {
      if (document.visibilityState === "visible") void this.#look();
    };
    const timer = setInterval(look, LOOK_EVERY_MS);
    document.addEventListener("visibilitychange", look);
    window.addEventListener("online", look);
    this.#closed.signal.addEventListener("abort", () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
      window.removeEventListener("online", look);
    });
  }

  async #look(): Promise<void> {
    const changes = this.#changes;
    try {
      const interview = await this.#get();
      if (changes === this.#changes) await this.#take(interview);
    } catch (error) {
      if (isApiError(error) && (error.status === 404 || error.status === 410)) await this.#shut();
      // Anything else says nothing about the interview; the next look will.
      else if (isTransient(error)) this.#lookSoon();
    }
  }

  /** After a look without an answer: what was refused meanwhile mustn't wait for a minute. */
  #lookSoon(): void {
    if (this.#lookingSoon || this.#isClosed()) return;
    this.#lookingSoon = true;
    void pause(LOOK_SOON_MS, this.#closed.signal).then(() => {
      this.#lookingSoon = false;
      if (!this.#isClosed()) void this.#look();
    });
  }

  /** Shows what the server says; where consent is gone since, nothing more is recorded. */
  async #take(interview: Interview): Promise<void> {
    const state = this.#state;
    if (state.stage !== "open") return;
    const lost = state.interview.consent.givenAt !== null && interview.consent.givenAt === null;
    if (!lost || state.stopped !== null) {
      this.#show(interview);
      return;
    }
    const stopping = this.#stopRecording();
    this.#become({ stage: "open", interview, stopped: "stopping" });
    await stopping;
    const withdrawn = await this.#wasWithdrawn(interview.id);
    if (this.#isClosed()) return;
    try {
      if (withdrawn) await this.#forgetRecordings(interview.id);
      this.#become({ stage: "open", interview, stopped: withdrawn ? "withdrawn_elsewhere" : "text_changed" });
    } catch {
      this.#become({ stage: "open", interview, stopped: "failed" });
    }
  }

  /** A text that the operator changed needs a new consent, too, but then what was said is kept. */
  async #wasWithdrawn(invitationId: string): Promise<boolean> {
    const path = `/api/v1/invitations/${invitationId}/record`;
    const { signal } = this.#closed;
    const asking = insist(() => this.#required().get<CandidateRecord>(path, { signal }), {
      signal,
      onWaiting: () => undefined,
    });
    const record = await asking.catch(() => null);
    const latest = record?.consents.toSorted((a, b) => a.givenAt.localeCompare(b.givenAt)).at(-1);
    return latest !== undefined && latest.withdrawnAt !== null;
  }

  /** The interview is no more: what this device holds of it goes, too. */
  async #shut(): Promise<void> {
    if (this.#state.stage !== "open") return;
    const stopping = this.#stopRecording();
    this.#become({ stage: "closed" });
    await stopping.catch(() => undefined);
    await this.#uploader?.stop();
    await this.#store?.forgetInvitation(this.#invitationId).catch(() => undefined);
    forgetDrafts(this.#invitationId);
  }

  #failed(error: unknown, otherwise: SessionState): void {
    const gone = isApiError(error) && error.status === 404;
    this.#become(gone ? { stage: "closed" } : otherwise);
  }

  #get(): Promise<Interview> {
    return this.#required().get<Interview>(`/api/v1/invitations/${this.#invitationId}`, {
      signal: this.#closed.signal,
    });
  }

  #post<T>(path: string, body: unknown, onWaiting: (waiting: boolean) => void): Promise<T> {
    this.#changes += 1;
    return insist(
      (idempotencyKey) => this.#required().post<T>(`/api/v1/invitations/${path}`, body, { idempotencyKey }),
      {
        signal: this.#closed.signal,
        onWaiting,
      },
    );
  }

  /** A consent right after a withdrawal waits until what was recorded under the old one is gone. */
  async #onceDeleted<T>(ask: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await ask();
      } catch (error) {
        if (!isApiError(error, "erasure_running") || tries === MOST_TRIES || this.#isClosed()) throw error;
        await pause(1000, this.#closed.signal);
      }
    }
  }

  #required(): Client<GuestGrant> {
    if (!this.#client) throw new SignedOut();
    return this.#client;
  }

  #isClosed(): boolean {
    return this.#closed.signal.aborted;
  }

  #show(interview: Interview): void {
    if (this.#state.stage === "open") this.#become({ ...this.#state, interview });
  }

  #become(state: SessionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

class SignedOut extends Error {}

function stageOf(error: unknown): SessionState {
  if (error instanceof SignedOut) return { stage: "signed_out" };
  if (error instanceof StorageError) return { stage: "storage_closed" };
  return { stage: "link_invalid" };
}
