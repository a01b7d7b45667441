import { expect, it } from "vitest";

import { edit, redo, startHistory, undo } from "./history";

it("takes the typing in one field for one step, and another field for another", () => {
  let history = startHistory("");
  history = edit(history, "a", "title", 0);
  history = edit(history, "ab", "title", 500);
  history = edit(history, "ab!", "description", 900);
  expect(undo(history).present).toBe("ab");
  expect(undo(undo(history)).present).toBe("");
  expect(undo(undo(undo(history))).present).toBe("");
});

it("begins a new step after a pause", () => {
  let history = startHistory("");
  history = edit(history, "a", "title", 0);
  history = edit(history, "ab", "title", 10_000);
  expect(undo(history).present).toBe("a");
});

it("redoes what was undone until something else is edited", () => {
  let history = edit(startHistory("a"), "b", "x", 0);
  history = undo(history);
  expect(redo(history).present).toBe("b");
  history = edit(history, "c", "x", 100);
  expect(redo(history).present).toBe("c");
  expect(undo(history).present).toBe("a");
});

it("makes typing after an undo its own step", () => {
  let history = edit(startHistory("a"), "ab", "title", 0);
  history = edit(undo(history), "ac", "title", 100);
  expect(undo(history).present).toBe("a");
});
