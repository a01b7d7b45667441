import { afterEach, expect, it, vi } from "vitest";

import { RecordingTab } from "./recording-tab";

/** Web Locks for one name, as far as a recording tab uses them. */
class FakeLocks {
  #holder: { release: () => void; stolen: (error: Error) => void } | null = null;
  #queue: (() => void)[] = [];

  readonly request = ((_name: string, options: LockOptions, callback: LockGrantedCallback<unknown>) =>
    new Promise<unknown>((resolve, reject) => {
      const grant = (): void => {
        const holder = {
          release: () => {
            if (this.#holder !== holder) return;
            this.#holder = null;
            this.#queue.shift()?.();
          },
          stolen: reject,
        };
        this.#holder = holder;
        void Promise.resolve(callback({ name: _name, mode: "exclusive" })).then((value) => {
          holder.release();
          resolve(value);
        });
      };
      if (options.steal) {
        this.#holder?.stolen(new DOMException("stolen", "AbortError"));
        grant();
      } else if (!this.#holder) grant();
      else if (options.ifAvailable) resolve(callback(null));
      else {
        this.#queue.push(grant);
        options.signal?.addEventListener("abort", () => {
          this.#queue = this.#queue.filter((other) => other !== grant);
          reject(new DOMException("late", "TimeoutError"));
        });
      }
    })) as unknown as LockManager["request"];
}

const tabs: RecordingTab[] = [];
let interview = 0;

function open(locks: FakeLocks, letGo: () => Promise<void> = () => Promise.resolve()): RecordingTab {
  const tab = new RecordingTab(`interview-${interview}`, letGo, locks);
  tabs.push(tab);
  return tab;
}

afterEach(() => {
  interview += 1;
  for (const tab of tabs.splice(0)) tab.close();
});

it("one tab records; a second is told, and takes over once the first has committed all", async () => {
  const locks = new FakeLocks();
  let committed = false;
  const first = open(locks, async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    committed = true;
  });
  await first.claim();
  const second = open(locks);
  await second.claim();
  expect([first.state, second.state]).toEqual(["ours", "elsewhere"]);

  second.subscribe(() => {
    if (second.state === "ours") expect(committed).toBe(true);
  });
  await second.takeOver();
  expect([first.state, second.state]).toEqual(["taken_over", "ours"]);

  await first.takeOver();
  expect([first.state, second.state]).toEqual(["ours", "taken_over"]);
});

it("takes the lock by force from a tab that doesn't answer", async () => {
  const locks = new FakeLocks();
  vi.spyOn(AbortSignal, "timeout").mockImplementation(() => AbortSignal.abort());
  const first = open(locks, () => new Promise(() => undefined));
  await first.claim();
  const second = open(locks);
  vi.mocked(AbortSignal.timeout).mockImplementation(() => {
    const late = new AbortController();
    setTimeout(() => late.abort(), 10);
    return late.signal;
  });
  await second.takeOver();
  expect(second.state).toBe("ours");
});

it("frees the lock when it closes", async () => {
  const locks = new FakeLocks();
  const first = open(locks);
  await first.claim();
  first.close();
  await new Promise((resolve) => setTimeout(resolve));
  const second = open(locks);
  await second.claim();
  expect(second.state).toBe("ours");
});
