import {
  accessInvitation,
  type Client,
  createGuestClient,
  type GuestGrant,
  type InvitationResponse,
  isApiError,
  isTransient,
  type Take,
} from "@/core/api";
import { ChunkStore, MediaInput, RecordingTab, StorageError, systemClock, Uploader } from "@/core/recorder";

import { insist, pause } from "./insist";
import type { Interview } from "./progress";

/** Opens the interview: by the link's token, or by the guest session this browser holds. */
export type Key = { linkToken: string } | { invitationId: string };

export type SessionState =
  | { stage: "entering" }
  /** No answer; it is asked again by itself. */
  | { stage: "unreachable"; offline: boolean }
  /** Unknown, expired, revoked: the answer is the same on purpose. */
  | { stage: "link_invalid" }
  | { stage: "signed_out" }
  | { stage: "storage_closed" }
  | { stage: "elsewhere"; interview: Interview; takenOver: boolean }
  | { stage: "open"; interview: Interview };

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
  #lettingGo: () => Promise<void> = () => Promise.resolve();

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
    this.#show(await this.#get());
  }

  async giveConsent(onWaiting: (waiting: boolean) => void): Promise<void> {
    const { id, consent } = this.interview;
    await this.#post(`${id}/consent`, { version: consent.version, accepted: true }, onWaiting);
    this.#uploader?.retryRefused();
    await this.refresh();
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
  onLetGo(letGo: () => Promise<void>): () => void {
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
    const interview = await this.#get();
    this.#store ??= await ChunkStore.open();
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
      const client = this.#required();
      const { store } = this;
      await store.finishLeftovers(interview.id);
      this.#uploader = new Uploader({
        store,
        invitationId: interview.id,
        clock: systemClock,
        fetch: (url, init) => client.send(url, init, { timeoutMs: 60_000 }),
      });
      this.#uploader.start();
      this.#become({ stage: "open", interview });
      // What another tab did meanwhile.
      if (this.#wasElsewhere) await this.refresh().catch(() => undefined);
    } else if (this.#tab?.state !== "waiting") {
      this.#wasElsewhere = true;
      this.#become({ stage: "elsewhere", interview, takenOver: this.#tab?.state === "taken_over" });
    }
  }

  async #letGo(): Promise<void> {
    await this.#lettingGo();
    this.input.close();
    await this.#uploader?.stop();
    this.#uploader = null;
  }

  #get(): Promise<Interview> {
    return this.#required().get<Interview>(`/api/v1/invitations/${this.#invitationId}`, {
      signal: this.#closed.signal,
    });
  }

  #post<T>(path: string, body: unknown, onWaiting: (waiting: boolean) => void): Promise<T> {
    return insist(
      (idempotencyKey) => this.#required().post<T>(`/api/v1/invitations/${path}`, body, { idempotencyKey }),
      {
        signal: this.#closed.signal,
        onWaiting,
      },
    );
  }

  #required(): Client<GuestGrant> {
    if (!this.#client) throw new SignedOut();
    return this.#client;
  }

  #isClosed(): boolean {
    return this.#closed.signal.aborted;
  }

  #show(interview: Interview): void {
    if (this.#state.stage === "open") this.#become({ stage: "open", interview });
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
