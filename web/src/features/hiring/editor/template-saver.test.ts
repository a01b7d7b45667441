import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { type Draft, draftOf, type DraftQuestion, moved, newOption, newQuestion } from "./draft";
import { FakeTemplateServer } from "./fake-template-server";
import { TemplateSaver } from "./template-saver";

let server: FakeTemplateServer;
let draft: Draft;
let saver: TemplateSaver;

beforeEach(() => {
  vi.useFakeTimers();
  server = new FakeTemplateServer();
  server.seed("one", "two", "three");
  draft = draftOf(server.template(), server.questions);
  saver = new TemplateSaver("t", server, draft);
});
afterEach(() => vi.useRealTimers());

function change(next: Partial<Draft>): void {
  draft = { ...draft, ...next };
  saver.change(draft);
}

const withText = (text: string): DraftQuestion => ({ ...newQuestion(), text });
const settle = () => vi.advanceTimersByTimeAsync(120_000);

describe("TemplateSaver", () => {
  it("makes the server's template equal the draft, in its order", async () => {
    const [one, , three] = draft.questions as [DraftQuestion, DraftQuestion, DraftQuestion];
    change({ title: "Frontend", questions: [withText("zero"), { ...three, text: "drei" }, one] });
    await settle();
    expect(server.title).toBe("Frontend");
    expect(server.texts()).toEqual(["zero", "drei", "one"]);
    expect(saver.getState()).toEqual({ status: "saved", lacking: { title: false, questions: 0 } });
  });

  it("isn't saved before the server has confirmed", async () => {
    change({ title: "Frontend" });
    expect(saver.getState().status).toBe("unsaved");
    const saving = saver.flush();
    expect(saver.getState().status).toBe("saving");
    await saving;
    expect(saver.getState().status).toBe("saved");
  });

  it("sends typing once, when it pauses", async () => {
    for (const title of ["F", "Fr", "Fro"]) {
      change({ title });
      await vi.advanceTimersByTimeAsync(300);
    }
    await settle();
    expect(server.calls).toEqual(["template"]);
    expect(server.title).toBe("Fro");
  });

  it("saves what was typed while it was saving", async () => {
    change({ title: "Fr" });
    const saving = saver.flush();
    change({ title: "Front" });
    await saving;
    expect(server.title).toBe("Front");
  });

  it("keeps a question without a text on the page only, and says so", async () => {
    const empty = newQuestion();
    change({ questions: [...draft.questions, empty] });
    await settle();
    expect(server.calls).toEqual([]);
    expect(saver.getState()).toEqual({ status: "saved", lacking: { title: false, questions: 1 } });
    expect(saver.hasUnsaved()).toBe(true);
    change({ questions: draft.questions.map((question) => (question === empty ? { ...empty, text: "four" } : question)) });
    await settle();
    expect(server.texts()).toEqual(["one", "two", "three", "four"]);
  });

  it("keeps the last title while the field is empty, and saves the rest", async () => {
    change({ title: " ", description: "About you" });
    await settle();
    expect(server.title).toBe("Backend");
    expect(saver.getState()).toEqual({ status: "saved", lacking: { title: true, questions: 0 } });
  });

  it("makes one question of a creation whose answer was lost, with the text written meanwhile", async () => {
    server.faults = ["lost"];
    const four = withText("fo");
    change({ questions: [...draft.questions, four] });
    await vi.advanceTimersByTimeAsync(700);
    expect(saver.getState()).toMatchObject({ status: "failed", again: true });
    change({ questions: draft.questions.map((question) => (question === four ? { ...four, text: "four" } : question)) });
    await settle();
    expect(server.texts()).toEqual(["one", "two", "three", "four"]);
  });

  it("goes on when a deletion's answer was lost", async () => {
    server.faults = ["lost"];
    change({ questions: draft.questions.slice(1) });
    await settle();
    expect(server.texts()).toEqual(["two", "three"]);
    expect(saver.getState().status).toBe("saved");
  });

  it("tries again by itself when the server can't be reached, and not when it refuses", async () => {
    server.faults = ["unreachable", "unreachable"];
    change({ title: "Frontend" });
    await settle();
    expect(server.title).toBe("Frontend");

    server.faults = ["refused"];
    change({ title: "Design" });
    await settle();
    expect(saver.getState()).toMatchObject({ status: "failed", again: false });
    expect(server.title).toBe("Frontend");
    await saver.flush();
    expect(server.title).toBe("Design");
  });

  it("brings a deleted question back where it was", async () => {
    const before = draft.questions;
    change({ questions: before.filter((_, index) => index !== 1) });
    await settle();
    expect(server.texts()).toEqual(["one", "three"]);
    change({ questions: before });
    await settle();
    expect(server.texts()).toEqual(["one", "two", "three"]);
  });

  it("sends a move as one reorder", async () => {
    change({ questions: moved(draft.questions, 2, 0) });
    await settle();
    expect(server.calls).toEqual(["reorder"]);
    expect(server.texts()).toEqual(["three", "one", "two"]);
  });

  it("keeps the ids of options that are there, so that answers go on pointing at them", async () => {
    const choice: DraftQuestion = { ...withText("Which?"), type: "multiple_choice", options: [{ ...newOption(), text: "a" }, { ...newOption(), text: "b" }, newOption()] };
    server.questions = [];
    saver = new TemplateSaver("t", server, { ...draft, questions: [] });
    change({ questions: [choice] });
    await settle();
    const made = server.questions[0]?.options ?? [];
    expect(made.map((option) => option.text)).toEqual(["a", "b"]);

    // As after opening the page again: the page knows the server's ids.
    draft = draftOf(server.template(), server.questions);
    saver = new TemplateSaver("t", server, draft);
    change({ questions: draft.questions.map((question) => ({ ...question, options: [...question.options.slice(1), { ...newOption(), text: "c" }] })) });
    await settle();
    const after = server.questions[0]?.options ?? [];
    expect(after.map((option) => option.text)).toEqual(["b", "c"]);
    expect(after[0]?.id).toBe(made[1]?.id);
  });

  it("sends what is unsaved when the page is left, and stops there", async () => {
    change({ title: "Frontend" });
    server.faults = ["lost"];
    await saver.dispose();
    expect(server.title).toBe("Frontend");
    await settle();
    expect(server.calls).toHaveLength(1);
  });
});
