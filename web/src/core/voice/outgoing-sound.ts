/** What one is still to say, and what may not have arrived. */
interface Chunk {
  bytes: Uint8Array<ArrayBuffer>;
  /** The heartbeat whose answer says that it arrived; null while it wasn't sent. */
  confirmedBy: number | null;
}

/**
 * The microphone's sound on its way: kept until the server has surely had it, so that a lost
 * connection costs no words. A socket's bytes arrive in order: the answer to a heartbeat says that
 * all sound sent before it did, too.
 */
export class OutgoingSound {
  readonly #most: number;
  #chunks: Chunk[] = [];
  #overflowed = false;

  /** `mostChunks` are kept at most. */
  constructor(mostChunks: number) {
    this.#most = mostChunks;
  }

  /** Whether something was dropped since the queue was last empty. */
  get overflowed(): boolean {
    return this.#overflowed;
  }

  get waiting(): number {
    return this.#chunks.filter((chunk) => chunk.confirmedBy === null).length;
  }

  /**
   * Keeps what was just said. When there is no more room the new is dropped: what is kept stays
   * whole, and the page says that it no longer listens.
   */
  add(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#chunks.length >= this.#most) {
      this.#overflowed = true;
      return;
    }
    this.#chunks.push({ bytes, confirmedBy: null });
  }

  /** The next one to send; it counts as arrived once heartbeat `number` is answered. */
  next(number: number): Uint8Array<ArrayBuffer> | null {
    const chunk = this.#chunks.find((each) => each.confirmedBy === null);
    if (!chunk) return null;
    chunk.confirmedBy = number;
    return chunk.bytes;
  }

  /** Heartbeat `number` was answered. */
  arrived(number: number): void {
    this.#chunks = this.#chunks.filter((chunk) => chunk.confirmedBy === null || chunk.confirmedBy > number);
    if (this.#chunks.length === 0) this.#overflowed = false;
  }

  /** The connection is gone, and with it whatever wasn't confirmed: all of that is sent again. */
  lost(): void {
    for (const chunk of this.#chunks) chunk.confirmedBy = null;
  }

  clear(): void {
    this.#chunks = [];
    this.#overflowed = false;
  }
}
