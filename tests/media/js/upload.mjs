/**
 * Uploads a file with tus-js-client as a page would, and tells on standard output what it saw.
 * argv[2]: {url, token, file, metadata, chunkSize, deferred, breakAfter}
 */
import { readFileSync } from "node:fs";
import { Upload } from "tus-js-client";

const ask = JSON.parse(process.argv[2]);
const seen = { requests: [], uploadUrl: null, resumedAt: null };

/**
 * A recording that grows: its length is known with its last byte. Our own source, because the
 * client's for Node's streams stalls at their end (tus-js-client issue 779).
 */
const growing = {
  openFile: async (content) => ({
    size: null,
    slice: async (start, end) => {
      const value = content.subarray(start, end);
      return { value: Object.assign(value, { size: value.length }), done: end >= content.length };
    },
    close: () => undefined,
  }),
};

function upload(extra) {
  return new Promise((resolve, reject) => {
    const running = new Upload(readFileSync(ask.file), {
      ...(ask.deferred ? { fileReader: growing } : {}),
      endpoint: ask.url,
      chunkSize: ask.chunkSize,
      uploadLengthDeferred: ask.deferred,
      metadata: ask.metadata,
      headers: { Authorization: `Bearer ${ask.token}` },
      retryDelays: [50, 200, 500, 1000, 2000],
      storeFingerprintForResuming: false,
      onAfterResponse: (request, response) => {
        seen.requests.push(`${request.getMethod()} ${response.getStatus()}`);
      },
      onChunkComplete: (_size, accepted) => {
        if (extra.breakAfter && accepted >= extra.breakAfter) {
          running.abort().then(() => resolve({ broken: true, url: running.url }), reject);
        }
      },
      onError: reject,
      onSuccess: () => resolve({ broken: false, url: running.url }),
      ...extra.options,
    });
    running.start();
  });
}

try {
  let done = await upload({ breakAfter: ask.breakAfter, options: {} });
  if (done.broken) {
    seen.resumedAt = seen.requests.length;
    done = await upload({ options: { uploadUrl: done.url } });
  }
  seen.uploadUrl = done.url;
  console.log(JSON.stringify(seen));
} catch (error) {
  console.log(JSON.stringify({ ...seen, error: String(error), status: error.originalResponse?.getStatus() ?? null }));
}
