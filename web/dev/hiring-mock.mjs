/**
 * The hiring team's part of the HTTP contract in memory, for work on the pages without a server.
 * Serves the built pages too, under the CSP of the real one. Never part of the build.
 *
 *   node dev/hiring-mock.mjs [--port 8000] [--dist dist] [--video answer.webm]
 *
 * Any password but `wrong` signs in. `POST /mock {"mode": ...}` sets the mood:
 * `full`, `empty`, `failing` (every read 503), `slow` (reads never answer), `offline-save` (writes 503).
 * `POST /mock {"reset": true}` starts over; `{"expireLinks": true}` ends all playback links.
 */
import { randomUUID } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { createReadStream } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { parseArgs } from "node:util";

import { soundOf } from "./hiring-mock-talk.mjs";
import { answer, world } from "./hiring-mock-world.mjs";

const { values: options } = parseArgs({
  options: {
    port: { type: "string", default: "8000" },
    dist: { type: "string", default: new URL("../dist", import.meta.url).pathname },
    video: { type: "string", default: "" },
  },
});

const CSP =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; " +
  "connect-src 'self'; font-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2", ".json": "application/json" };

function send(response, status, body, headers = {}) {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(body === undefined ? "" : JSON.stringify(body));
}

function fail(response, status, error, details) {
  send(response, status, { error, details, requestId: randomUUID() });
}

async function readBody(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  return text === "" ? {} : JSON.parse(text);
}

async function serveVideo(request, response, token) {
  if (world.endedLinks.has(token) || options.video === "") return fail(response, 403, "link_expired", "The link has expired.");
  const { size } = await stat(options.video);
  const range = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? "");
  const from = range ? Number(range[1]) : 0;
  const to = range && range[2] !== "" ? Number(range[2]) : size - 1;
  response.writeHead(range ? 206 : 200, {
    "content-type": options.video.endsWith(".mp4") ? "video/mp4" : "video/webm",
    "accept-ranges": "bytes",
    "content-length": to - from + 1,
    ...(range ? { "content-range": `bytes ${from}-${to}/${size}` } : {}),
  });
  createReadStream(options.video, { start: from, end: to }).pipe(response);
}

/** A browser seeks only in what it may have piece by piece. */
function serveSound(request, response, seconds) {
  const bytes = soundOf(seconds);
  const range = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? "");
  const from = range ? Number(range[1]) : 0;
  const to = range && range[2] !== "" ? Number(range[2]) : bytes.length - 1;
  response.writeHead(range ? 206 : 200, { "content-type": "audio/wav", "accept-ranges": "bytes", "content-length": to - from + 1, ...(range ? { "content-range": `bytes ${from}-${to}/${bytes.length}` } : {}) });
  response.end(bytes.subarray(from, to + 1));
}

async function servePage(url, response) {
  const path = normalize(url.pathname);
  const wanted = extname(path) === "" ? "/index.html" : path;
  try {
    const bytes = await readFile(join(options.dist, wanted));
    response.writeHead(200, { "content-type": TYPES[extname(wanted)] ?? "application/octet-stream", "content-security-policy": CSP });
    response.end(bytes);
  } catch {
    fail(response, 404, "not_found", "There is no such page.");
  }
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url, "http://mock.invalid");
  if (url.pathname === "/mock") {
    world.command(await readBody(request));
    return send(response, 200, { mode: world.mode });
  }
  if (url.pathname.startsWith("/mock-video/")) return serveVideo(request, response, url.pathname.split("/").at(-1));
  if (url.pathname.startsWith("/mock-sound/")) return serveSound(request, response, Number(url.pathname.split("/").at(-1)));
  if (!url.pathname.startsWith("/api/")) return servePage(url, response);
  const body = request.method === "GET" || request.method === "DELETE" ? {} : await readBody(request);
  const open = url.pathname.includes("/auth/") || url.pathname.endsWith("/config");
  if (!open && world.mode === "slow") return;
  if (!open && world.mode === "failing" && request.method === "GET") return fail(response, 503, "unavailable", "The database is restarting. Try again in a minute.");
  if (!open && world.mode === "offline-save" && request.method !== "GET") return fail(response, 503, "unavailable", "The database is restarting.");
  const result = answer(request.method, url, body, request.headers);
  if (result.error) return fail(response, result.status, result.error, result.details);
  return send(response, result.status, result.status === 204 ? undefined : result.body, result.headers);
});
server.listen(Number(options.port), "127.0.0.1", () => console.log(`http://127.0.0.1:${options.port}`));
