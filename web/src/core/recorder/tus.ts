/**
 * The tus 1.0 requests of an upload that grows while it is recorded, and what the answers mean.
 * No I/O here: the uploader sends what this builds. https://tus.io/protocols/resumable-upload
 */
import type { Bytes, SegmentRecord } from "./segment";

export const UPLOADS_PATH = "/api/v1/uploads";

export type RefusalReason =
  | "consent_required"
  | "upload_closed"
  | "upload_too_large"
  | "take_too_long"
  | "unsupported_media"
  | "signed_out"
  /** The server holds other bytes than this device committed, or lost acknowledged ones. */
  | "diverged"
  | "refused";

/** Why an upload has stopped for good. The bytes stay on this device. */
export interface Refusal {
  reason: RefusalReason;
  details: string;
}

export type Outcome =
  | { kind: "created"; uploadUrl: string; mediaUrl: string; existed: boolean }
  | { kind: "offset"; offset: number; length: number | null }
  | { kind: "offset_mismatch" }
  | { kind: "number_taken" }
  | { kind: "gone" }
  | { kind: "retry"; afterMs: number | null; reached: boolean }
  | { kind: "refused"; refusal: Refusal };

export interface TusRequest {
  url: string;
  init: RequestInit;
}

const TUS = { "Tus-Resumable": "1.0.0" };
const LOCKED_RETRY_MS = 1000;

/** `attempt` counts the times that the server has lost the upload: its old answer must not be repeated. */
export function creation(segment: SegmentRecord, attempt: number): TusRequest {
  const metadata = [
    ["takeId", segment.takeId],
    ["segment", String(segment.segment)],
    ["filetype", segment.mimeType],
    ["startedAt", new Date(segment.startedAt).toISOString()],
  ].map(([name, value]) => `${name} ${btoa(value ?? "")}`);
  return {
    url: UPLOADS_PATH,
    init: {
      method: "POST",
      headers: {
        ...TUS,
        "Upload-Defer-Length": "1",
        "Upload-Metadata": metadata.join(","),
        "Idempotency-Key": `${segment.segmentId}-${segment.segment}-${attempt}`,
      },
    },
  };
}

export function question(uploadUrl: string): TusRequest {
  return { url: uploadUrl, init: { method: "HEAD", headers: TUS } };
}

/** `length` stands on the last PATCH only, which may be empty. */
export async function append(
  uploadUrl: string,
  offset: number,
  bytes: Bytes,
  length: number | null,
): Promise<TusRequest> {
  const headers: Record<string, string> = {
    ...TUS,
    "Content-Type": "application/offset+octet-stream",
    "Upload-Offset": String(offset),
  };
  if (bytes.byteLength > 0) headers["Upload-Checksum"] = `sha256 ${await sha256(bytes)}`;
  if (length !== null) headers["Upload-Length"] = String(length);
  return { url: uploadUrl, init: { method: "PATCH", headers, body: bytes } };
}

export async function readOutcome(request: TusRequest, response: Response): Promise<Outcome> {
  const creating = request.init.method === "POST";
  if (response.ok) return creating ? await readCreated(response) : readOffset(response);
  const { error, details } = await readError(response);
  switch (response.status) {
    case 409:
      return creating ? { kind: "number_taken" } : { kind: "offset_mismatch" };
    case 404:
      return creating ? refused("refused", details) : { kind: "gone" };
    case 423:
      return { kind: "retry", afterMs: LOCKED_RETRY_MS, reached: true };
    case 460: // The bytes changed on the way: send them again.
    case 408:
    case 425:
    case 429:
      return { kind: "retry", afterMs: retryAfterMs(response), reached: true };
    case 401:
      return refused("signed_out", details);
    case 403:
      return refused(error === "consent_required" || error === "" ? "consent_required" : "refused", details);
    case 410:
      return refused("upload_closed", details);
    case 413:
      return refused(error === "take_too_long" ? "take_too_long" : "upload_too_large", details);
    case 415:
      return refused("unsupported_media", details);
    default:
      return response.status >= 500
        ? {
            kind: "retry",
            afterMs: retryAfterMs(response),
            reached: response.status !== 502 && response.status !== 504,
          }
        : refused("refused", details);
  }
}

export function refused(reason: RefusalReason, details: string): Outcome {
  return { kind: "refused", refusal: { reason, details } };
}

async function readCreated(response: Response): Promise<Outcome> {
  const body: unknown = await response.json().catch(() => null);
  const mediaUrl = stringField(body, "mediaUrl");
  const location = response.headers.get("Location");
  if (!location) return { kind: "retry", afterMs: null, reached: true };
  return { kind: "created", uploadUrl: samePath(location), mediaUrl, existed: response.status === 200 };
}

function readOffset(response: Response): Outcome {
  const offset = Number(response.headers.get("Upload-Offset") ?? NaN);
  // A proxy's cheerful 200 without the header proves nothing: nothing counts as acknowledged.
  if (!Number.isSafeInteger(offset) || offset < 0) return { kind: "retry", afterMs: null, reached: true };
  const length = response.headers.get("Upload-Length");
  return { kind: "offset", offset, length: length === null ? null : Number(length) };
}

async function readError(response: Response): Promise<{ error: string; details: string }> {
  const body: unknown = await response.json().catch(() => null); // HEAD has no body.
  return { error: stringField(body, "error"), details: stringField(body, "details") };
}

function stringField(body: unknown, name: string): string {
  if (typeof body !== "object" || body === null) return "";
  const value: unknown = Reflect.get(body, name);
  return typeof value === "string" ? value : "";
}

/** The token may only go to our own origin, so only the path of a Location is followed. */
function samePath(location: string): string {
  const url = new URL(location, "http://origin.invalid");
  return url.pathname + url.search;
}

function retryAfterMs(response: Response): number | null {
  const seconds = Number(response.headers.get("Retry-After") ?? NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
}

async function sha256(bytes: Bytes): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return btoa(String.fromCharCode(...digest));
}
