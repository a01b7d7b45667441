/** Undo and redo over whole values. Edits of one field in one go are one step. */
export interface History<T> {
  past: T[];
  present: T;
  future: T[];
  /** The field of the last edit, and when. */
  last: { field: string; at: number } | null;
}

const ONE_GO_MS = 1_500;
const DEPTH = 200;

export function startHistory<T>(present: T): History<T> {
  return { past: [], present, future: [], last: null };
}

export function edit<T>(history: History<T>, present: T, field: string, at: number): History<T> {
  if (present === history.present) return history;
  const goesOn = history.last !== null && history.last.field === field && at - history.last.at < ONE_GO_MS;
  return {
    past: goesOn ? history.past : [...history.past, history.present].slice(-DEPTH),
    present,
    future: [],
    last: { field, at },
  };
}

export function undo<T>(history: History<T>): History<T> {
  const previous = history.past.at(-1);
  if (previous === undefined) return history;
  return { past: history.past.slice(0, -1), present: previous, future: [history.present, ...history.future], last: null };
}

export function redo<T>(history: History<T>): History<T> {
  const [next, ...future] = history.future;
  if (next === undefined) return history;
  return { past: [...history.past, history.present], present: next, future, last: null };
}
