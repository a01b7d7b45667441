import { describe, expect, it, vi } from "vitest";

import { createClient, type Grant } from "./client";
import { ApiError, NetworkError } from "./errors";

interface Call {
  method: string;
  path: string;
  headers: Headers;
  body: unknown;
}

/** A server that answers by function, and remembers what it was asked. */
function fakeServer(answer: (call: Call, index: number) => Response | Promise<Response>) {
  const calls: Call[] = [];
  const fetch = vi.fn(async (input: RequestInfo | URL, init?: RequestInit) => {
    const call: Call = {
      method: init?.method ?? "GET",
      path: input instanceof Request ? input.url : input.toString(),
      headers: new Headers(init?.headers),
      body: typeof init?.body === "string" ? (JSON.parse(init.body) as unknown) : undefined,
    };
    calls.push(call);
    init?.signal?.throwIfAborted();
    return Promise.race([
      Promise.resolve(answer(call, calls.length - 1)),
      new Promise<never>((_, reject) => {
        init?.signal?.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
      }),
    ]);
  });
  return { fetch, calls, refreshes: () => calls.filter((call) => call.path.endsWith("/auth/refresh")) };
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...headers } });
const grant = (accessToken: string): Grant => ({ accessToken, expiresIn: 600 });

describe("createClient", () => {
  it("renews the token once for calls that were refused together, and repeats each", async () => {
    const server = fakeServer((call) => {
      if (call.path.endsWith("/auth/refresh")) return json(200, grant("new"));
      return call.headers.get("authorization") === "Bearer new" ? json(200, { ok: true }) : json(401, { error: "unauthenticated" });
    });
    const client = createClient({ fetch: server.fetch });
    client.setGrant(grant("old"));
    await expect(Promise.all([client.get("/a"), client.get("/b"), client.get("/c")])).resolves.toEqual([{ ok: true }, { ok: true }, { ok: true }]);
    expect(server.refreshes()).toHaveLength(1);
  });

  it("keeps the idempotency key of a POST that is repeated with a new token", async () => {
    const server = fakeServer((call) => {
      if (call.path.endsWith("/auth/refresh")) return json(200, grant("new"));
      return call.headers.get("authorization") === "Bearer new" ? json(201, {}) : json(401, {});
    });
    const client = createClient({ fetch: server.fetch });
    client.setGrant(grant("old"));
    await client.post("/things", { a: 1 });
    const keys = server.calls.filter((call) => call.path === "/things").map((call) => call.headers.get("idempotency-key"));
    expect(keys).toHaveLength(2);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(keys[1]).toBe(keys[0]);
  });

  it("gives two POSTs different keys, and GETs none", async () => {
    const server = fakeServer(() => json(200, {}));
    const client = createClient({ fetch: server.fetch });
    await client.post("/a");
    await client.post("/a");
    await client.get("/a");
    const keys = server.calls.map((call) => call.headers.get("idempotency-key"));
    expect(keys[0]).not.toBe(keys[1]);
    expect(keys[2]).toBeNull();
  });

  it("ends the session, and says so, when the refresh is refused", async () => {
    const onGrant = vi.fn();
    const server = fakeServer(() => json(401, { error: "invalid_refresh_token", details: "Sign in again." }));
    const client = createClient({ fetch: server.fetch, onGrant });
    client.setGrant(grant("old"));
    await expect(client.get("/a")).rejects.toMatchObject({ status: 401 });
    expect(onGrant).toHaveBeenLastCalledWith(null);
    expect(client.hasToken()).toBe(false);
    expect(server.calls).toHaveLength(2);
  });

  it("keeps the session when the server can't be reached for a refresh", async () => {
    const server = fakeServer((call) => (call.path.endsWith("/auth/refresh") ? Promise.reject(new TypeError("fetch failed")) : json(401, {})));
    const client = createClient({ fetch: server.fetch });
    client.setGrant(grant("old"));
    await expect(client.get("/a")).rejects.toBeInstanceOf(NetworkError);
    expect(client.hasToken()).toBe(true);
  });

  it("renews a token that is about to end before it uses it", async () => {
    let now = 0;
    const server = fakeServer((call) => (call.path.endsWith("/auth/refresh") ? json(200, grant("new")) : json(200, {})));
    const client = createClient({ fetch: server.fetch, now: () => now });
    client.setGrant(grant("old"));
    now = 590_000;
    await client.get("/a");
    expect(server.calls.map((call) => [call.path, call.headers.get("authorization")])).toEqual([
      ["/api/v1/auth/refresh", null],
      ["/a", "Bearer new"],
    ]);
  });

  it("tries the refresh cookies in order and leaves a grant that isn't wanted", async () => {
    const server = fakeServer((call) => {
      if (!call.path.endsWith("/auth/refresh")) return json(401, {});
      return JSON.stringify(call.body) === "{}" ? json(200, grant("hr")) : json(401, {});
    });
    const client = createClient({ fetch: server.fetch, refreshBodies: [{ invitationId: "i" }, {}], accepts: (given) => given.accessToken !== "hr" });
    await expect(client.refresh()).resolves.toBeNull();
    expect(server.refreshes().map((call) => call.body)).toEqual([{ invitationId: "i" }, {}]);
    expect(client.hasToken()).toBe(false);
  });

  it("sends no token and doesn't refresh where no account is asked for", async () => {
    const server = fakeServer(() => json(401, { error: "invalid_credentials" }));
    const client = createClient({ fetch: server.fetch });
    client.setGrant(grant("old"));
    await expect(client.post("/login", {}, { auth: false })).rejects.toMatchObject({ code: "invalid_credentials" });
    expect(server.calls).toHaveLength(1);
    expect(server.calls[0]?.headers.has("authorization")).toBe(false);
  });

  it("turns the server's error body into an ApiError", async () => {
    const server = fakeServer(() => json(429, { error: "too_many_attempts", details: "Wait a minute.", requestId: "r1" }, { "retry-after": "30" }));
    const error: unknown = await createClient({ fetch: server.fetch }).get("/a").catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 429, code: "too_many_attempts", details: "Wait a minute.", requestId: "r1", retryAfter: 30 });
  });

  it("doesn't trust a body that isn't the server's", async () => {
    const server = fakeServer((_, index) => new Response("<html>Bad gateway</html>", { status: index === 0 ? 502 : 200 }));
    const client = createClient({ fetch: server.fetch });
    await expect(client.get("/a")).rejects.toMatchObject({ status: 502, code: "unknown_error" });
    await expect(client.get("/a")).rejects.toMatchObject({ status: 200, code: "unreadable_answer" });
  });

  it("tells silence from a dead network", async () => {
    vi.useFakeTimers();
    try {
      const server = fakeServer(() => new Promise<Response>(() => undefined));
      const asked = expect(createClient({ fetch: server.fetch, timeoutMs: 5_000 }).get("/a")).rejects.toMatchObject({ name: "NetworkError", reason: "timeout" });
      await vi.advanceTimersByTimeAsync(5_000);
      await asked;
    } finally {
      vi.useRealTimers();
    }
    const dead = createClient({ fetch: () => Promise.reject(new TypeError("fetch failed")) });
    await expect(dead.get("/a")).rejects.toMatchObject({ name: "NetworkError", reason: "unreachable" });
  });

  it("passes a caller's own abort through as what it is", async () => {
    const server = fakeServer(() => new Promise<Response>(() => undefined));
    const abort = new AbortController();
    const asked = expect(createClient({ fetch: server.fetch }).get("/a", { signal: abort.signal })).rejects.toMatchObject({ name: "AbortError" });
    abort.abort();
    await asked;
  });

  it("leaves empty values out of the query", async () => {
    const server = fakeServer(() => json(200, {}));
    await createClient({ fetch: server.fetch }).get("/a", { query: { q: "", status: undefined, page: 2, name: "a b&c" } });
    expect(server.calls[0]?.path).toBe("/a?page=2&name=a+b%26c");
  });
});
