import { expect, it, vi } from "vitest";

import { createAccountSession } from "./session";

const person = (userId: string) => ({ userId, email: `${userId}@example.org`, name: userId, role: "hr" });
const session = (userId: string) => ({ accessToken: userId, tokenType: "Bearer", expiresIn: 600, user: person(userId) });
const json = (status: number, body: unknown) => Promise.resolve(new Response(JSON.stringify(body), { status }));

it("knows after restoring who is signed in", async () => {
  const account = createAccountSession({ fetch: () => json(200, session("ana")) });
  expect(account.getState().status).toBe("restoring");
  await account.restore();
  expect(account.getState()).toMatchObject({ status: "signedIn", user: { userId: "ana" } });
});

it("doesn't take an unreachable server for a sign-out", async () => {
  const account = createAccountSession({ fetch: () => Promise.reject(new TypeError("fetch failed")) });
  await account.restore();
  expect(account.getState().status).toBe("unreachable");
});

it("doesn't wake the pages when only the token is new", async () => {
  const account = createAccountSession({ fetch: () => json(200, session("ana")) });
  await account.restore();
  const listener = vi.fn();
  account.subscribe(listener);
  await account.client.refresh();
  expect(listener).not.toHaveBeenCalled();
});

it("signs out here even when the server can't be told", async () => {
  let reachable = true;
  const account = createAccountSession({ fetch: () => (reachable ? json(200, session("ana")) : Promise.reject(new TypeError("fetch failed"))) });
  await account.restore();
  reachable = false;
  await expect(account.signOut()).rejects.toThrow();
  expect(account.getState().status).toBe("signedOut");
  expect(account.client.hasToken()).toBe(false);
});
