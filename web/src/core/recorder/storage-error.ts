export type StorageProblem = "storage_full" | "storage_failed";

/** This device could not keep a chunk. What was committed before stays. */
export class StorageError extends Error {
  readonly problem: StorageProblem;

  constructor(problem: StorageProblem, cause?: unknown) {
    super(
      problem === "storage_full"
        ? "This device has no room left to keep the recording."
        : "This browser could not keep the recording.",
      { cause },
    );
    this.name = "StorageError";
    this.problem = problem;
  }
}

/** Browsers differ in which object carries the quota error: the exception, or its cause. */
export function toStorageError(cause: unknown): StorageError {
  if (cause instanceof StorageError) return cause;
  const name = cause instanceof Error || cause instanceof DOMException ? cause.name : "";
  return new StorageError(
    name === "QuotaExceededError" || name === "NS_ERROR_DOM_QUOTA_REACHED" ? "storage_full" : "storage_failed",
    cause,
  );
}
