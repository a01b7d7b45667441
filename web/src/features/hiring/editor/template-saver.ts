import { isApiError, isTransient, type Question, randomUuid } from "@/core/api";
import type { HiringApi, QuestionInput } from "@/core/api/hiring";

import type { Draft } from "./draft";
import { type Held, heldOf, type HeldQuestion, nextOperation, type Operation, waiting } from "./sync";

export type SaveState =
  /** All that can be kept is kept by the server; `lacking` says what can't yet. */
  | { status: "saved"; lacking: { title: boolean; questions: number } }
  | { status: "unsaved" }
  | { status: "saving" }
  /** `again` tells that it will be tried again without being asked. */
  | { status: "failed"; error: unknown; again: boolean };

type Calls = Pick<HiringApi, "updateTemplate" | "createQuestion" | "updateQuestion" | "deleteQuestion" | "reorderQuestions">;

const IDLE_MS = 600;
const RETRY_MS = [2_000, 5_000, 10_000, 30_000];

/** Keeps the server's template at the draft: one call after another, the newest draft always. */
export class TemplateSaver {
  private held: Held;
  private draft: Draft;
  private state: SaveState;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<void> | null = null;
  private failures = 0;
  private readonly listeners = new Set<() => void>();
  /** A creation whose answer was lost is repeated as it was: same key, same body, one question. */
  private readonly creations = new Map<string, { idempotencyKey: string; input: QuestionInput; print: string }>();

  constructor(
    private readonly templateId: string,
    private readonly api: Calls,
    draft: Draft,
  ) {
    this.draft = draft;
    this.held = heldOf(draft);
    this.state = { status: "saved", lacking: waiting(this.held, draft) };
  }

  getState = (): SaveState => this.state;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  change(draft: Draft): void {
    this.draft = draft;
    if (this.running) return;
    if (nextOperation(this.held, draft) === null) {
      clearTimeout(this.timer);
      this.become({ status: "saved", lacking: waiting(this.held, draft) });
      return;
    }
    this.become({ status: "unsaved" });
    this.schedule(IDLE_MS);
  }

  /** Saves what can be saved, now; resolves when it is done or has failed. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.running ??= this.run().finally(() => {
      this.running = null;
    });
    await this.running;
  }

  /** True when leaving now would lose something. */
  hasUnsaved(): boolean {
    return this.state.status !== "saved" || this.state.lacking.questions > 0;
  }

  /** What is unsaved is still sent; only repeating ends with the page. */
  async dispose(): Promise<void> {
    clearTimeout(this.timer);
    if (this.running) await this.running;
    else if (this.state.status === "unsaved") await this.flush();
    clearTimeout(this.timer);
  }

  private async run(): Promise<void> {
    try {
      for (let next = nextOperation(this.held, this.draft); next !== null; next = nextOperation(this.held, this.draft)) {
        this.become({ status: "saving" });
        await this.perform(next);
      }
      this.failures = 0;
      this.become({ status: "saved", lacking: waiting(this.held, this.draft) });
    } catch (error) {
      const again = isTransient(error);
      this.become({ status: "failed", error, again });
      if (again) this.schedule(RETRY_MS[Math.min(this.failures++, RETRY_MS.length - 1)] ?? IDLE_MS);
    }
  }

  private async perform(operation: Operation): Promise<void> {
    switch (operation.kind) {
      case "template":
        await this.api.updateTemplate(this.templateId, operation.input);
        this.held = { ...this.held, template: operation.input };
        return;
      case "delete":
        try {
          await this.api.deleteQuestion(this.templateId, operation.question.id);
        } catch (error) {
          // A deletion whose answer was lost.
          if (!isApiError(error) || error.status !== 404) throw error;
        }
        this.keep(this.held.questions.filter((question) => question !== operation.question));
        return;
      case "update": {
        const question = await this.api.updateQuestion(this.templateId, operation.question.id, operation.input);
        const held = heldQuestion(operation.question.key, question, operation.print, operation.question.optionIds);
        this.keep(this.held.questions.map((other) => (other === operation.question ? held : other)));
        return;
      }
      case "create": {
        const { key } = operation.draft;
        const creation = this.creations.get(key) ?? { idempotencyKey: randomUuid(), input: operation.input, print: operation.print };
        this.creations.set(key, creation);
        let question: Question;
        try {
          question = await this.api.createQuestion(this.templateId, creation.input, creation.idempotencyKey);
        } catch (error) {
          if (!isTransient(error)) this.creations.delete(key);
          throw error;
        }
        this.creations.delete(key);
        this.keep([...this.held.questions, heldQuestion(key, question, creation.print, new Set())]);
        return;
      }
      case "reorder": {
        await this.api.reorderQuestions(this.templateId, operation.ids);
        const place = new Map(operation.keys.map((key, index) => [key, index]));
        this.keep([...this.held.questions].sort((a, b) => (place.get(a.key) ?? 0) - (place.get(b.key) ?? 0)));
        return;
      }
    }
  }

  private keep(questions: HeldQuestion[]): void {
    this.held = { ...this.held, questions };
  }

  private schedule(milliseconds: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), milliseconds);
  }

  private become(state: SaveState): void {
    this.state = state;
    for (const listener of this.listeners) listener();
  }
}

/** Options that the server made ids for keep the page's keys; only ids the page knows are sent again. */
function heldQuestion(key: string, question: Question, print: string, known: ReadonlySet<string>): HeldQuestion {
  const there = new Set(question.options.map((option) => option.id));
  return { key, id: question.id, print, optionIds: new Set([...known].filter((id) => there.has(id))) };
}
