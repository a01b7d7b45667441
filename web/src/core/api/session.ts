import { type Client, createClient, type ClientOptions } from "./client";
import { NetworkError } from "./errors";
import type { Session, User } from "./types";

export type SessionState =
  | { status: "restoring" }
  /** The server didn't answer: nobody knows yet whether there is a session. */
  | { status: "unreachable"; error: NetworkError }
  | { status: "signedOut" }
  | { status: "signedIn"; user: User };

/** Who is signed in, as a store that pages subscribe to. */
export interface AccountSession {
  client: Client<Session>;
  getState(): SessionState;
  subscribe(listener: () => void): () => void;
  /** Once at start, and again on the person's wish after `unreachable`. */
  restore(): Promise<void>;
  signIn(credentials: { email: string; password: string }): Promise<User>;
  register(account: { email: string; password: string; name: string }): Promise<User>;
  signOut(): Promise<void>;
}

export function createAccountSession(options: Pick<ClientOptions<Session>, "fetch" | "baseUrl"> = {}): AccountSession {
  let state: SessionState = { status: "restoring" };
  let restoring: Promise<void> | null = null;
  const listeners = new Set<() => void>();

  function become(next: SessionState): void {
    state = next;
    for (const listener of listeners) listener();
  }

  const client = createClient<Session>({
    ...options,
    onGrant: (grant) => {
      if (grant === null) become({ status: "signedOut" });
      // A renewed token is no news to the pages as long as the person is the same.
      else if (state.status !== "signedIn" || state.user.userId !== grant.user.userId) {
        become({ status: "signedIn", user: grant.user });
      }
    },
  });

  async function enter(path: string, body: unknown): Promise<User> {
    const session = await client.post<Session>(path, body, { auth: false });
    client.setGrant(session);
    return session.user;
  }

  return {
    client,
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    restore() {
      restoring ??= (async () => {
        try {
          become({ status: "restoring" });
          if ((await client.refresh()) === null) become({ status: "signedOut" });
        } catch (error) {
          become({ status: "unreachable", error: error instanceof NetworkError ? error : new NetworkError("unreachable", { cause: error }) });
        } finally {
          restoring = null;
        }
      })();
      return restoring;
    },
    signIn: (credentials) => enter("/api/v1/auth/login", credentials),
    register: (account) => enter("/api/v1/auth/register", account),
    async signOut() {
      try {
        await client.post("/api/v1/auth/logout");
      } finally {
        client.clearGrant();
        if (state.status !== "signedOut") become({ status: "signedOut" });
      }
    },
  };
}
