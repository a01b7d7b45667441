/** The server answered, and the answer is an error: `{error, details, requestId}`. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  /** snake_case code, `unknown_error` when the body had none. */
  readonly code: string;
  /** A sentence a person can act on; empty when the body had none. */
  readonly details: string;
  readonly requestId: string | null;
  /** Seconds, from Retry-After. */
  readonly retryAfter: number | null;

  constructor(init: {
    status: number;
    code: string;
    details?: string;
    requestId?: string | null;
    retryAfter?: number | null;
  }) {
    super(`${init.status} ${init.code}`);
    this.status = init.status;
    this.code = init.code;
    this.details = init.details ?? "";
    this.requestId = init.requestId ?? null;
    this.retryAfter = init.retryAfter ?? null;
  }
}

/** No answer came: the network is down, the server unreachable, or it took too long. */
export class NetworkError extends Error {
  override readonly name = "NetworkError";
  readonly reason: "unreachable" | "timeout";

  constructor(reason: "unreachable" | "timeout", options?: ErrorOptions) {
    super(reason === "timeout" ? "The server took too long to answer." : "The server can't be reached.", options);
    this.reason = reason;
  }
}

export function isApiError(error: unknown, code?: string): error is ApiError {
  return error instanceof ApiError && (code === undefined || error.code === code);
}

/** Worth asking again without a change: no answer, a busy server, or too many requests. */
export function isTransient(error: unknown): boolean {
  if (error instanceof NetworkError) return true;
  return error instanceof ApiError && (error.status === 429 || error.status >= 500);
}

/** Retry-After is seconds or an HTTP date (RFC 9110, 10.2.3). */
export function parseRetryAfter(header: string | null, now: number): number | null {
  if (header === null || header.trim() === "") return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - now) / 1000));
}

export async function errorFromResponse(response: Response): Promise<ApiError> {
  let body: unknown;
  try {
    body = await response.json();
  } catch {
    body = null;
  }
  const text = (key: string): string | null => {
    if (typeof body !== "object" || body === null) return null;
    const value: unknown = Reflect.get(body, key);
    return typeof value === "string" ? value : null;
  };
  return new ApiError({
    status: response.status,
    code: text("error") ?? "unknown_error",
    details: text("details") ?? "",
    requestId: text("requestId") ?? response.headers.get("x-request-id"),
    retryAfter: parseRetryAfter(response.headers.get("retry-after"), Date.now()),
  });
}
