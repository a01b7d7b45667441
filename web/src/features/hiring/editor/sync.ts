import type { QuestionInput, TemplateInput } from "@/core/api/hiring";

import { type Draft, type DraftQuestion, lacks, questionInput, templateInput } from "./draft";

/** What the server is known to hold: each entry was acknowledged. */
export interface Held {
  template: TemplateInput;
  /** In the server's order. */
  questions: HeldQuestion[];
}

export interface HeldQuestion {
  key: string;
  id: string;
  /** As `fingerprint` of what was sent. */
  print: string;
  /** Ids of its options that the server made or took. */
  optionIds: ReadonlySet<string>;
}

export type Operation =
  | { kind: "template"; input: TemplateInput }
  | { kind: "delete"; question: HeldQuestion }
  | { kind: "update"; question: HeldQuestion; input: QuestionInput; print: string }
  | { kind: "create"; draft: DraftQuestion; input: QuestionInput; print: string }
  | { kind: "reorder"; keys: string[]; ids: string[] };

export function fingerprint(question: DraftQuestion): string {
  return JSON.stringify(questionInput(question));
}

export function heldOf(draft: Draft): Held {
  return {
    template: templateInput(draft),
    questions: draft.questions.map((question) => ({
      key: question.key,
      id: question.key,
      print: fingerprint(question),
      optionIds: new Set(question.options.map((option) => option.key)),
    })),
  };
}

/**
 * The next call that brings the server nearer to the draft, or null when there is none.
 * What the server would refuse (no title, no text, one option) waits; see `waiting`.
 */
export function nextOperation(held: Held, draft: Draft): Operation | null {
  const input = templateInput(draft);
  const wanted = input.title === "" ? { ...input, title: held.template.title } : input;
  if (JSON.stringify(wanted) !== JSON.stringify(held.template)) return { kind: "template", input: wanted };

  const kept = new Map(draft.questions.map((question) => [question.key, question]));
  const gone = held.questions.find((question) => !kept.has(question.key));
  if (gone) return { kind: "delete", question: gone };

  const known = new Map(held.questions.map((question) => [question.key, question]));
  for (const question of draft.questions) {
    if (lacks(question) !== null) continue;
    const there = known.get(question.key);
    const print = fingerprint(question);
    if (!there) return { kind: "create", draft: question, input: questionInput(question), print };
    if (there.print !== print) return { kind: "update", question: there, input: questionInput(question, there.optionIds), print };
  }

  const order = draft.questions.flatMap((question) => known.get(question.key) ?? []);
  if (order.some((question, index) => held.questions[index] !== question)) {
    return { kind: "reorder", keys: order.map((question) => question.key), ids: order.map((question) => question.id) };
  }
  return null;
}

/** What stands on the page and can't be kept yet. */
export function waiting(held: Held, draft: Draft): { title: boolean; questions: number } {
  const known = new Map(held.questions.map((question) => [question.key, question.print]));
  return {
    title: draft.title.trim() === "",
    questions: draft.questions.filter((question) => lacks(question) !== null && known.get(question.key) !== fingerprint(question)).length,
  };
}
