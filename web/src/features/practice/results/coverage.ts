/** As in the server's advice (interviews/domain/advice.py). */
const COVERED = 0.6;
const TOUCHED = 0.3;

/** A figure between 0 and 1 in a word. */
export function coverageOf(covered: number): "covered" | "partly" | "missing" {
  return covered >= COVERED ? "covered" : covered >= TOUCHED ? "partly" : "missing";
}
