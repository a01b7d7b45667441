import type { Question, QuestionType, Template, TemplateSettings } from "@/core/api";
import type { QuestionInput, TemplateInput } from "@/core/api/hiring";
import { randomUuid } from "@/core/api";

/** A question on the page. `key` is the page's own and outlives deletion and undo. */
export interface DraftQuestion {
  key: string;
  text: string;
  type: QuestionType;
  /** Seconds; null takes the template's. */
  timeLimit: number | null;
  /** Seconds; null is none. */
  thinkingTime: number | null;
  isRequired: boolean;
  options: { key: string; text: string }[];
  allowMultiple: boolean;
  /** One point a line, as typed. */
  keyPoints: string;
}

/** All that the editor edits; a new value for every edit, so that undo is going back to an old one. */
export interface Draft {
  title: string;
  description: string;
  settings: TemplateSettings;
  questions: DraftQuestion[];
}

export function draftOf(template: Template, questions: Question[]): Draft {
  return {
    title: template.title,
    description: template.description ?? "",
    settings: template.settings,
    questions: questions.map((question) => ({
      key: question.id,
      text: question.text,
      type: question.type,
      timeLimit: question.timeLimit === 0 ? null : question.timeLimit,
      thinkingTime: question.thinkingTime === 0 ? null : question.thinkingTime,
      isRequired: question.isRequired,
      options: question.options.map((option) => ({ key: option.id, text: option.text })),
      allowMultiple: question.allowMultiple,
      keyPoints: (question.keyPoints ?? []).join("\n"),
    })),
  };
}

export function newQuestion(type: QuestionType = "video"): DraftQuestion {
  return { key: randomUuid(), text: "", type, timeLimit: null, thinkingTime: null, isRequired: true, options: [], allowMultiple: false, keyPoints: "" };
}

/** A suggested question, as one's own from here on. */
export function suggestedQuestion({ text, keyPoints }: { text: string; keyPoints: string[] }): DraftQuestion {
  return { ...newQuestion(), text, keyPoints: keyPoints.join("\n") };
}

export function copyOfQuestion(question: DraftQuestion): DraftQuestion {
  return { ...question, key: randomUuid(), options: question.options.map((option) => ({ ...option, key: randomUuid() })) };
}

export function newOption(): { key: string; text: string } {
  return { key: randomUuid(), text: "" };
}

/** What a question still lacks before the server takes it. */
export function lacks(question: DraftQuestion): "text" | "options" | null {
  if (question.text.trim() === "") return "text";
  if (question.type === "multiple_choice" && question.options.filter((option) => option.text.trim() !== "").length < 2) return "options";
  return null;
}

/**
 * The body of a question. `knownOptions` are the option ids that the server has: it keeps
 * those, so that answers go on pointing at them, and makes ids for the rest.
 */
export function questionInput(question: DraftQuestion, knownOptions: ReadonlySet<string> = new Set()): QuestionInput {
  return {
    text: question.text.trim(),
    type: question.type,
    timeLimit: question.timeLimit,
    thinkingTime: question.thinkingTime,
    isRequired: question.isRequired,
    options:
      question.type === "multiple_choice"
        ? question.options
            .filter((option) => option.text.trim() !== "")
            .map((option) => ({ ...(knownOptions.has(option.key) ? { id: option.key } : {}), text: option.text.trim() }))
        : [],
    allowMultiple: question.type === "multiple_choice" && question.allowMultiple,
    keyPoints: question.keyPoints
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== ""),
  };
}

export function templateInput(draft: Draft): TemplateInput {
  return { title: draft.title.trim(), description: draft.description.trim() === "" ? null : draft.description.trim(), settings: draft.settings };
}

export function moved<T>(items: readonly T[], from: number, to: number): T[] {
  const next = [...items];
  const [item] = next.splice(from, 1);
  if (item !== undefined) next.splice(to, 0, item);
  return next;
}
