/**
 * Calls procedures with @trpc/client and tells on standard output what came of each.
 * argv[2]: {url, link: "single" | "batch", headers, groups: [[{procedure, type, input}]]}
 * The calls of a group are made at once, so that a batch link sends them in one request.
 */
import { createTRPCUntypedClient, httpBatchLink, httpLink, TRPCClientError } from "@trpc/client";

const ask = JSON.parse(process.argv[2]);
const requests = [];

/** The client's own fetch, watched. */
async function watched(url, options) {
  const response = await fetch(url, options);
  const { pathname, search } = new URL(url);
  requests.push({ method: options.method, path: pathname, batch: search.includes("batch=1"), status: response.status });
  return response;
}

const link = (ask.link === "batch" ? httpBatchLink : httpLink)({
  url: ask.url,
  fetch: watched,
  headers: ask.headers,
});
const client = createTRPCUntypedClient({ links: [link] });

async function call({ procedure, type, input }) {
  try {
    return { data: await client[type](procedure, input) };
  } catch (error) {
    if (!(error instanceof TRPCClientError) || !error.data) throw error;
    return { error: { message: error.message, ...error.data, number: error.shape.code } };
  }
}

const outcomes = [];
for (const group of ask.groups) outcomes.push(await Promise.all(group.map(call)));
console.log(JSON.stringify({ requests, outcomes }));
