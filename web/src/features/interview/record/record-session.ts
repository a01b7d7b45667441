import {
  type CandidateRecord,
  type Client,
  createGuestClient,
  type GuestGrant,
  type HumanLook,
  isApiError,
  isTransient,
  type Receipt,
} from "@/core/api";
import { backoffMs, ChunkStore } from "@/core/recorder";

import { forgetDrafts } from "../draft";
import { insist, pause } from "../insist";
import { noteWithdrawal, settleWithdrawal } from "../pending-withdrawal";

export type RecordState =
  | { stage: "loading" }
  /** No answer; it is asked again by itself. */
  | { stage: "unreachable"; offline: boolean }
  | { stage: "signed_out" }
  /** Deleted, or never there: the answer is the same. */
  | { stage: "gone" }
  | { stage: "open"; record: CandidateRecord };

/** While the server is asked for something: whether it can't be reached, and that nobody wants it any more. */
export interface Asking {
  signal: AbortSignal;
  onWaiting: (waiting: boolean) => void;
}

/** While something is being deleted, the page follows it. */
const FOLLOW_EVERY_MS = 2000;

/** What is kept of one interview, and what its candidate may ask for. */
export class RecordSession {
  readonly #base: string;
  readonly #invitationId: string;
  readonly #closed = new AbortController();
  readonly #listeners = new Set<() => void>();
  #state: RecordState = { stage: "loading" };
  #client: Client<GuestGrant> | null = null;
  #holders: number | null = null;

  constructor(invitationId: string) {
    this.#invitationId = invitationId;
    this.#base = `/api/v1/invitations/${invitationId}`;
  }

  get state(): RecordState {
    return this.#state;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Loads at the first call; ends when nobody has held it again right after the release. */
  hold(): () => void {
    if (this.#holders === null) void this.#follow();
    this.#holders = (this.#holders ?? 0) + 1;
    return () => {
      this.#holders = (this.#holders ?? 1) - 1;
      setTimeout(() => {
        if (this.#holders === 0) this.#closed.abort();
      });
    };
  }

  async askHumanLook(text: string): Promise<void> {
    const look = await this.#post<HumanLook>("human-look", text === "" ? {} : { text });
    this.#show((record) => ({ ...record, humanLook: look }));
  }

  /** Tells the server, then forgets what this browser holds; a lost answer is asked again later. */
  async withdrawConsent({ onWaiting }: Asking): Promise<void> {
    noteWithdrawal(this.#invitationId);
    await this.#forgetHere();
    await insist(() => this.#signedIn().delete(`${this.#base}/consent`), {
      signal: this.#closed.signal,
      onWaiting,
    });
    settleWithdrawal(this.#invitationId);
    await this.#load();
    void this.#follow();
  }

  /** Asks for the deletion of everything, until there is an answer or the candidate thinks better of it. */
  async deleteEverything(asking: Asking): Promise<Receipt> {
    const receipt = await this.#post<Receipt>("deletion", { confirm: true }, asking);
    await this.#forgetHere().catch(() => undefined);
    forgetDrafts(this.#invitationId);
    settleWithdrawal(this.#invitationId);
    return receipt;
  }

  /** Loads until there is an answer, and again while a deletion is running. */
  async #follow(): Promise<void> {
    for (let failures = 0; !this.#isClosed(); ) {
      try {
        await this.#load();
        failures = 0;
        if (this.#state.stage !== "open" || this.#state.record.deletion?.status !== "running") return;
        await pause(FOLLOW_EVERY_MS, this.#closed.signal);
      } catch (error) {
        if (this.#isClosed()) return;
        if (!isTransient(error)) {
          this.#become({ stage: isApiError(error) && error.status === 401 ? "signed_out" : "gone" });
          return;
        }
        failures += 1;
        if (this.#state.stage !== "open") this.#become({ stage: "unreachable", offline: !navigator.onLine });
        await pause(backoffMs(failures, Math.random), this.#closed.signal);
      }
    }
  }

  async #load(): Promise<void> {
    if (this.#client === null) {
      const client = createGuestClient(this.#invitationId);
      if ((await client.refresh()) === null) {
        this.#become({ stage: "signed_out" });
        return;
      }
      this.#client = client;
    }
    const record = await this.#client.get<CandidateRecord>(`${this.#base}/record`, { signal: this.#closed.signal });
    this.#become({ stage: "open", record });
  }

  #post<T>(path: string, body: unknown, asking?: Asking): Promise<T> {
    return insist(
      (idempotencyKey) => this.#signedIn().post<T>(`${this.#base}/${path}`, body, { idempotencyKey }),
      {
        signal: asking ? AbortSignal.any([this.#closed.signal, asking.signal]) : this.#closed.signal,
        onWaiting: asking?.onWaiting ?? (() => undefined),
      },
    );
  }

  #signedIn(): Client<GuestGrant> {
    if (this.#client === null) throw new Error("nothing is loaded");
    return this.#client;
  }

  async #forgetHere(): Promise<void> {
    const store = await ChunkStore.open();
    try {
      await store.forgetInvitation(this.#invitationId);
    } finally {
      store.close();
    }
  }

  #show(change: (record: CandidateRecord) => CandidateRecord): void {
    if (this.#state.stage === "open") this.#become({ stage: "open", record: change(this.#state.record) });
  }

  /** A call, because it may change while something is awaited, which narrowing doesn't know. */
  #isClosed(): boolean {
    return this.#closed.signal.aborted;
  }

  #become(state: RecordState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
