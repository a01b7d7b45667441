import { ApiError, type Client, errorFromResponse } from "../api";

/** The procedures of an interview that answer with a token for its socket. */
type Procedure = "interview.generateWorkerToken" | "interview.resumeWorkerToken";

const PENDING: readonly Procedure[] = ["interview.generateWorkerToken", "interview.resumeWorkerToken"];
const BEGUN: readonly Procedure[] = PENDING.toReversed();

/** The interview is over, or was never open to this person. */
export class InterviewClosed extends Error {
  override readonly name = "InterviewClosed";
}

/**
 * Tokens for the voice socket, five minutes each: one procedure while the interview is pending, the
 * other once it has begun (realtime-session.md, 3.1; settled.md). What it is now the server knows
 * best, so the other one is asked when the first says BAD_REQUEST.
 */
export function tokenSource(client: Pick<Client, "send">, interviewId: string, begun = false): () => Promise<string> {
  let order = begun ? BEGUN : PENDING;
  return async () => {
    for (const procedure of order) {
      try {
        const token = await call(client, procedure, interviewId);
        // What begins now will have begun when a token is needed again.
        order = BEGUN;
        return token;
      } catch (error) {
        if (!(error instanceof ApiError) || !SAYS_NO.has(error.status)) throw error;
        if (error.status === 404) break;
      }
    }
    throw new InterviewClosed();
  };
}

/** Not in that state, and not to be seen by this person. */
const SAYS_NO: ReadonlySet<number> = new Set([400, 404, 409]);

/** One mutation of tRPC v11 without batching or transformer: JSON in, `{result: {data}}` out. */
async function call(client: Pick<Client, "send">, procedure: Procedure, interviewId: string): Promise<string> {
  const response = await client.send(`/trpc/${procedure}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ interviewId }),
  });
  if (!response.ok) throw await errorFromResponse(response);
  const { result } = (await response.json()) as { result: { data: { token: string } } };
  return result.data.token;
}
