/** Our upload endpoint in memory, with the faults a network and a server can have. */
export type Fault =
  | "none"
  /** The request never arrives. */
  | "lost_request"
  /** The server does it; the answer never arrives. */
  | "lost_answer"
  /** Half of the body arrives and is kept; then the connection breaks. */
  | "half_body"
  | "locked"
  | "unavailable"
  | "corrupted"
  /** The same PATCH is delivered a second time, as by a retrying proxy. */
  | "delivered_twice";

export interface FakeUpload {
  id: string;
  takeId: string;
  segment: number;
  bytes: number[];
  length: number | null;
}

export class FakeTusServer {
  readonly uploads: FakeUpload[] = [];
  readonly requests: string[] = [];
  /** Consulted for each request; `none` when it runs out. */
  faults: Fault[] = [];
  /** An error answered to every request, such as [403, 'consent_required']. */
  refusing: [status: number, error: string] | null = null;
  offline = false;

  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const method = init.method ?? "GET";
    this.requests.push(method);
    if (this.offline) throw new TypeError("Failed to fetch");
    const fault = this.faults.shift() ?? "none";
    const headers = new Headers(init.headers);
    const body = init.body instanceof Uint8Array ? init.body : new Uint8Array();
    if (fault === "lost_request") throw new TypeError("Failed to fetch");
    if (fault === "locked") return problem(423, "upload_locked");
    if (fault === "unavailable") return problem(503, "unavailable", { "Retry-After": "1" });
    if (this.refusing) return problem(...this.refusing);
    if (fault === "corrupted" && method === "PATCH") return problem(460, "checksum_mismatch");
    if (fault === "half_body" && method === "PATCH") {
      headers.delete("Upload-Length");
      await this.#answer(method, url, headers, body.subarray(0, body.byteLength >> 1), false);
      throw new TypeError("Failed to fetch");
    }
    const response = await this.#answer(method, url, headers, body, true);
    if (fault === "lost_answer") throw new TypeError("Failed to fetch");
    if (fault === "delivered_twice") return this.#answer(method, url, headers, body, true);
    return response;
  };

  async #answer(method: string, url: string, headers: Headers, body: Uint8Array, whole: boolean): Promise<Response> {
    if (method === "POST") return this.#create(headers);
    const upload = this.uploads.find((one) => url === `/api/v1/uploads/${one.id}`);
    if (!upload) return problem(404, "upload_not_found");
    if (method === "PATCH") {
      const digest = `sha256 ${await sha256(body)}`;
      // From here without a pause: one writer at a time, as the server's lock has it.
      if (Number(headers.get("Upload-Offset")) !== upload.bytes.length) return problem(409, "offset_mismatch");
      if (whole && body.byteLength > 0 && headers.get("Upload-Checksum") !== digest) {
        return problem(460, "checksum_mismatch");
      }
      for (const byte of body) upload.bytes.push(byte);
      const length = headers.get("Upload-Length");
      if (length !== null) upload.length = Number(length);
    }
    return new Response(null, {
      status: method === "PATCH" ? 204 : 200,
      headers: {
        "Upload-Offset": String(upload.bytes.length),
        ...(upload.length === null ? { "Upload-Defer-Length": "1" } : { "Upload-Length": String(upload.length) }),
      },
    });
  }

  #create(headers: Headers): Response {
    const metadata = new Map(
      (headers.get("Upload-Metadata") ?? "").split(",").map((pair) => {
        const [name = "", value = ""] = pair.split(" ");
        return [name, atob(value)];
      }),
    );
    const takeId = metadata.get("takeId") ?? "";
    const segment = Number(metadata.get("segment"));
    const existing = this.uploads.find((one) => one.takeId === takeId && one.segment === segment);
    if (existing && existing.length !== null) return problem(409, "segment_finished");
    const upload = existing ?? { id: `u${this.uploads.length}`, takeId, segment, bytes: [], length: null };
    if (!existing) this.uploads.push(upload);
    return new Response(JSON.stringify({ id: upload.id, takeId, segment, mediaUrl: `blob://takes/${takeId}` }), {
      status: existing ? 200 : 201,
      headers: { Location: `/api/v1/uploads/${upload.id}` },
    });
  }
}

function problem(status: number, error: string, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify({ error, details: `because of ${error}` }), { status, headers });
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(bytes)));
  return btoa(String.fromCharCode(...digest));
}
