const COVERED = 0.66;
const PARTLY = 0.33;

/** A word for 0..1: more figures than that would claim what nobody measured. */
export function coverageOf(covered: number): "covered" | "partly" | "missing" {
  if (covered >= COVERED) return "covered";
  return covered >= PARTLY ? "partly" : "missing";
}
