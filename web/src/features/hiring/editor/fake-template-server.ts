import { ApiError, NetworkError, type Question, type Template } from "@/core/api";
import type { QuestionInput, TemplateInput } from "@/core/api/hiring";

/** Holds one template as the server would, refuses what it would refuse, and can lose answers. */
export class FakeTemplateServer {
  title = "Backend";
  questions: Question[] = [];
  calls: string[] = [];
  /** What happens to coming calls, one each: refused before, or done with the answer lost. */
  faults: ("unreachable" | "lost" | "refused")[] = [];
  private readonly answered = new Map<string, Question>();
  private nextId = 1;

  seed(...texts: string[]): Question[] {
    this.questions = texts.map((text) => this.question({ text, type: "video", timeLimit: null, thinkingTime: null, isRequired: true, options: [], allowMultiple: false, keyPoints: [] }));
    return this.questions;
  }

  template(): Template {
    return {
      id: "t",
      title: this.title,
      description: null,
      ownerId: "hr",
      companyId: null,
      status: "draft",
      settings: { totalTimeLimit: null, questionTimeLimit: 120, allowRetakes: false, maxRetakes: 0, shuffleQuestions: false, showProgress: true, mode: "recorded", language: "en", retentionDays: null, practice: false },
      questionsCount: this.questions.length,
      createdAt: "2026-11-21T00:00:00Z",
      updatedAt: "2026-11-21T00:00:00Z",
    };
  }

  texts(): string[] {
    return this.questions.map((question) => question.text);
  }

  updateTemplate = (_id: string, input: Partial<TemplateInput>) =>
    this.exchange("template", () => {
      if (input.title === "") throw new ApiError({ status: 422, code: "validation_error" });
      this.title = input.title ?? this.title;
      return this.template();
    });

  createQuestion = (_id: string, input: QuestionInput, key: string) =>
    this.exchange(`create ${input.text}`, () => {
      this.check(input);
      const before = this.answered.get(key);
      if (before) return before;
      const question = this.question(input);
      this.answered.set(key, question);
      this.questions = [...this.questions, question];
      return question;
    });

  updateQuestion = (_id: string, questionId: string, input: QuestionInput) =>
    this.exchange(`update ${input.text}`, () => {
      this.check(input);
      const question = { ...this.find(questionId), ...input, options: this.options(input) };
      this.questions = this.questions.map((other) => (other.id === questionId ? question : other));
      return question;
    });

  deleteQuestion = (_id: string, questionId: string) =>
    this.exchange("delete", () => {
      const gone = this.find(questionId);
      this.questions = this.questions.filter((question) => question !== gone);
    });

  reorderQuestions = (_id: string, ids: string[]) =>
    this.exchange("reorder", () => {
      if (ids.length !== this.questions.length) throw new ApiError({ status: 422, code: "validation_error" });
      this.questions = ids.map((id) => this.find(id));
      return this.questions;
    });

  private async exchange<T>(name: string, work: () => T): Promise<T> {
    this.calls.push(name);
    const fault = this.faults.shift();
    await Promise.resolve();
    if (fault === "unreachable") throw new NetworkError("unreachable");
    if (fault === "refused") throw new ApiError({ status: 403, code: "forbidden" });
    const result = work();
    if (fault === "lost") throw new NetworkError("timeout");
    return result;
  }

  private check(input: QuestionInput): void {
    if (input.text === "" || (input.type === "multiple_choice" && input.options.length < 2)) throw new ApiError({ status: 422, code: "validation_error" });
  }

  private find(id: string): Question {
    const question = this.questions.find((candidate) => candidate.id === id);
    if (!question) throw new ApiError({ status: 404, code: "question_not_found" });
    return question;
  }

  private question(input: QuestionInput): Question {
    return { ...input, id: `q${this.nextId++}`, templateId: "t", order: 0, createdAt: "", options: this.options(input) };
  }

  private options(input: QuestionInput) {
    return input.options.map((option) => ({ id: option.id ?? `o${this.nextId++}`, text: option.text }));
  }
}
