import { expect, it } from "vitest";

import { ApiError } from "../api";
import { InterviewClosed, tokenSource } from "./token";

/** The two procedures of a server that knows whether the interview has begun. */
function server(status: "PENDING" | "IN_PROGRESS" | "COMPLETED" | "STRANGE") {
  const calls: string[] = [];
  const it = { status, calls, send };
  function send(path: string, init: RequestInit): Promise<Response> {
    calls.push(path);
    expect(init.body).toBe('{"interviewId":"i1"}');
    const wanted = path === "/trpc/interview.generateWorkerToken" ? "PENDING" : "IN_PROGRESS";
    if (it.status === "STRANGE") return Promise.resolve(new Response("{}", { status: 503 }));
    const error = { message: "not in that state", code: -32_600, data: { code: "BAD_REQUEST", httpStatus: 400 } };
    return Promise.resolve(
      it.status === wanted
        ? Response.json({ result: { data: { token: `for ${it.status}` } } })
        : Response.json({ error }, { status: 400 }),
    );
  }
  return it;
}

it("gets the first token while the interview is pending, and resumes once it has begun", async () => {
  const asked = server("PENDING");
  const token = tokenSource(asked, "i1");
  expect(await token()).toBe("for PENDING");
  asked.status = "IN_PROGRESS";
  expect(await token()).toBe("for IN_PROGRESS");
  expect(asked.calls).toEqual(["/trpc/interview.generateWorkerToken", "/trpc/interview.resumeWorkerToken"]);
});

it("asks for the right one first where it is known to have begun", async () => {
  const asked = server("IN_PROGRESS");
  await tokenSource(asked, "i1", true)();
  expect(asked.calls).toEqual(["/trpc/interview.resumeWorkerToken"]);
});

it("resumes an interview that began on another device, or before this page was loaded", async () => {
  expect(await tokenSource(server("IN_PROGRESS"), "i1")()).toBe("for IN_PROGRESS");
});

it("asks again for a first token when the engine couldn't begin", async () => {
  const asked = server("PENDING");
  const token = tokenSource(asked, "i1");
  await token();
  expect(await token()).toBe("for PENDING");
});

it("says that the interview is closed when neither procedure gives one", async () => {
  await expect(tokenSource(server("COMPLETED"), "i1")()).rejects.toThrow(InterviewClosed);
});

it("doesn't take a server in trouble for a closed interview", async () => {
  await expect(tokenSource(server("STRANGE"), "i1")()).rejects.toThrow(ApiError);
});
