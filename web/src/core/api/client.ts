import { ApiError, errorFromResponse, NetworkError } from "./errors";
import { randomUuid } from "./ids";

const REFRESH_PATH = "/api/v1/auth/refresh";
const DEFAULT_TIMEOUT_MS = 20_000;
/** A token this close to its end is renewed before it is used. */
const RENEW_BEFORE_MS = 20_000;
/** A refresh answered so means that there is no such session. */
const REFUSALS = new Set([401, 403, 404]);

/** What the client keeps of a sign-in: it lives in memory only, never in storage. */
export interface Grant {
  accessToken: string;
  /** Seconds. */
  expiresIn: number;
}

export interface ClientOptions<G extends Grant> {
  /** Empty for the same origin. */
  baseUrl?: string;
  fetch?: typeof globalThis.fetch;
  now?: () => number;
  timeoutMs?: number;
  /** What to ask the refresh cookies for, in order; an account alone (`{}`) unless given. */
  refreshBodies?: readonly Record<string, string>[];
  /** A grant that isn't wanted counts as none. */
  accepts?: (grant: G) => boolean;
  /** Called with every new grant, and with null when the session is over. */
  onGrant?: (grant: G | null) => void;
}

export interface RequestOptions {
  query?: Record<string, string | number | boolean | null | undefined>;
  body?: unknown;
  signal?: AbortSignal;
  timeoutMs?: number;
  /** Given by callers that repeat a POST themselves; otherwise one is made. */
  idempotencyKey?: string;
  /** False for calls that need no token and must not refresh (sign-in). */
  auth?: boolean;
}

export interface Client<G extends Grant = Grant> {
  get<T>(path: string, options?: RequestOptions): Promise<T>;
  post<T>(path: string, body?: unknown, options?: RequestOptions): Promise<T>;
  put<T>(path: string, body?: unknown, options?: RequestOptions): Promise<T>;
  patch<T>(path: string, body?: unknown, options?: RequestOptions): Promise<T>;
  /** A file, with the name that the server gives it (empty for none). */
  file(path: string, options?: RequestOptions): Promise<{ blob: Blob; name: string }>;
  delete(path: string, options?: RequestOptions): Promise<void>;
  /** Raw exchange with token and one refresh, for uploads; the status is the caller's to judge. */
  send(path: string, init: RequestInit, options?: Pick<RequestOptions, "timeoutMs">): Promise<Response>;
  /** Renews the token through the refresh cookie; null when there is no session. */
  refresh(): Promise<G | null>;
  setGrant(grant: G): void;
  clearGrant(): void;
  hasToken(): boolean;
}

export function createClient<G extends Grant = Grant>(options: ClientOptions<G> = {}): Client<G> {
  const baseUrl = options.baseUrl ?? "";
  const now = options.now ?? Date.now;
  // Looked up at each call, so that a test's or a tracer's replacement counts.
  const doFetch: typeof globalThis.fetch = (input, init) => (options.fetch ?? globalThis.fetch)(input, init);

  let token: string | null = null;
  let expiresAt = 0;
  let refreshing: Promise<G | null> | null = null;

  function setGrant(grant: G): void {
    token = grant.accessToken;
    expiresAt = now() + grant.expiresIn * 1000;
    options.onGrant?.(grant);
  }

  function clearGrant(): void {
    const had = token !== null;
    token = null;
    expiresAt = 0;
    if (had) options.onGrant?.(null);
  }

  async function exchange(path: string, init: RequestInit, timeoutMs: number): Promise<Response> {
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), timeoutMs);
    const outer = init.signal ?? null;
    const forward = () => timeout.abort();
    outer?.addEventListener("abort", forward, { once: true });
    if (outer?.aborted) timeout.abort();
    try {
      return await doFetch(baseUrl + path, { credentials: "same-origin", ...init, signal: timeout.signal });
    } catch (cause) {
      if (outer?.aborted) throw cause;
      throw new NetworkError(timeout.signal.aborted ? "timeout" : "unreachable", { cause });
    } finally {
      clearTimeout(timer);
      outer?.removeEventListener("abort", forward);
    }
  }

  async function refreshOnce(): Promise<G | null> {
    for (const body of options.refreshBodies ?? [{}]) {
      const init = { method: "POST", headers: jsonHeaders(), body: JSON.stringify(body) };
      const response = await exchange(REFRESH_PATH, init, DEFAULT_TIMEOUT_MS);
      if (REFUSALS.has(response.status)) continue;
      if (!response.ok) throw await errorFromResponse(response);
      const grant = (await response.json()) as G;
      if (options.accepts && !options.accepts(grant)) continue;
      setGrant(grant);
      return grant;
    }
    clearGrant();
    return null;
  }

  function refresh(): Promise<G | null> {
    // The cookie is rotated at each use: two tabs at once would look like a stolen one.
    refreshing ??= acrossTabs(refreshOnce).finally(() => {
      refreshing = null;
    });
    return refreshing;
  }

  async function send(path: string, init: RequestInit, sendOptions: { timeoutMs?: number; auth?: boolean } = {}): Promise<Response> {
    const timeoutMs = sendOptions.timeoutMs ?? options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    if (sendOptions.auth === false) return exchange(path, init, timeoutMs);
    if (token !== null && now() > expiresAt - RENEW_BEFORE_MS) await refresh();
    const used = token;
    const response = await exchange(path, withToken(init, used), timeoutMs);
    if (response.status !== 401) return response;
    // Another call may have renewed the token while this one was under way.
    if (token === used && (await refresh()) === null) return response;
    return exchange(path, withToken(init, token), timeoutMs);
  }

  async function request(method: string, path: string, requestOptions: RequestOptions): Promise<Response> {
    const headers = jsonHeaders();
    if (method === "POST") headers.set("Idempotency-Key", requestOptions.idempotencyKey ?? randomUuid());
    const init: RequestInit = { method, headers };
    if (requestOptions.body !== undefined) init.body = JSON.stringify(requestOptions.body);
    if (requestOptions.signal) init.signal = requestOptions.signal;
    const response = await send(path + queryString(requestOptions.query), init, {
      ...(requestOptions.timeoutMs === undefined ? {} : { timeoutMs: requestOptions.timeoutMs }),
      ...(requestOptions.auth === undefined ? {} : { auth: requestOptions.auth }),
    });
    if (!response.ok) throw await errorFromResponse(response);
    return response;
  }

  async function json<T>(method: string, path: string, requestOptions: RequestOptions): Promise<T> {
    const response = await request(method, path, requestOptions);
    if (response.status === 204) return undefined as T;
    try {
      return (await response.json()) as T;
    } catch (cause) {
      // A proxy's page instead of an answer, or a connection cut in mid-body.
      if (requestOptions.signal?.aborted) throw cause;
      throw new ApiError({ status: response.status, code: "unreadable_answer" });
    }
  }

  return {
    get: (path, requestOptions = {}) => json("GET", path, requestOptions),
    post: (path, body, requestOptions = {}) => json("POST", path, { ...requestOptions, body: body ?? {} }),
    put: (path, body, requestOptions = {}) => json("PUT", path, { ...requestOptions, body: body ?? {} }),
    patch: (path, body, requestOptions = {}) => json("PATCH", path, { ...requestOptions, body: body ?? {} }),
    file: async (path, requestOptions = {}) => {
      const response = await request("GET", path, requestOptions);
      return { blob: await response.blob(), name: /filename="?([^";]+)"?/.exec(response.headers.get("content-disposition") ?? "")?.[1] ?? "" };
    },
    delete: async (path, requestOptions = {}) => {
      await request("DELETE", path, requestOptions);
    },
    send,
    refresh,
    setGrant,
    clearGrant,
    hasToken: () => token !== null,
  };
}

function jsonHeaders(): Headers {
  return new Headers({ "Content-Type": "application/json", Accept: "application/json" });
}

function withToken(init: RequestInit, token: string | null): RequestInit {
  if (token === null) return init;
  const headers = new Headers(init.headers);
  headers.set("Authorization", `Bearer ${token}`);
  return { ...init, headers };
}

export function queryString(query: RequestOptions["query"]): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== null && value !== undefined && value !== "") params.set(key, String(value));
  }
  const text = params.toString();
  return text === "" ? "" : `?${text}`;
}

async function acrossTabs<T>(work: () => Promise<T>): Promise<T> {
  // Web Locks exist in secure contexts only; elsewhere one tab at a time is hoped for.
  const locks = typeof navigator === "undefined" ? undefined : (navigator as { locks?: LockManager }).locks;
  if (!locks) return work();
  let result: { value: T } | undefined;
  await locks.request("parley.refresh", async () => {
    result = { value: await work() };
  });
  if (!result) throw new NetworkError("unreachable");
  return result.value;
}
