"""Sees from outside the product's code what a page records and what it commits.

A script that runs before the page's own wraps MediaRecorder and IndexedDB. What MediaRecorder
gives is "made"; what a completed transaction put into the store of chunks is "committed". When a
page comes back after a crash, what lies in that store still is committed too: the report of the
last chunk may have died with the page.
"""

import base64
import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import BrowserContext, Response

SCRIPT = """
(() => {
  let order = Promise.resolve();
  const report = (what) => {
    order = order.then(() => window.parleyWitness(what)).catch(() => {});
  };
  const base64 = (bytes) => {
    let text = "";
    for (let at = 0; at < bytes.length; at += 0x8000)
      text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
    return btoa(text);
  };
  const Native = window.MediaRecorder;
  window.MediaRecorder = class MediaRecorder extends Native {
    constructor(...given) {
      super(...given);
      const recorder = crypto.randomUUID();
      this.addEventListener("dataavailable", ({ data }) => {
        order = order.then(async () => {
          const bytes = new Uint8Array(await data.arrayBuffer());
          await window.parleyWitness({ what: "made", recorder, bytes: base64(bytes) });
        }).catch(() => {});
      });
    }
  };
  const add = IDBObjectStore.prototype.add;
  IDBObjectStore.prototype.add = function (value, ...rest) {
    if (this.name === "chunks") {
      const chunk = committed(value);
      this.transaction.addEventListener("complete", () => report(chunk));
    }
    return add.call(this, value, ...rest);
  };
  const committed = ({ segmentId, takeId, segment, offset, bytes }) =>
    ({ what: "committed", segmentId, takeId, segment, offset, bytes: base64(bytes) });
  order = order.then(async () => {
    const known = await indexedDB.databases();
    if (!known.some(({ name }) => name === "parley-recordings")) return;
    const left = await new Promise((resolve, reject) => {
      const opening = indexedDB.open("parley-recordings");
      opening.onerror = () => reject(opening.error);
      opening.onsuccess = () => {
        const database = opening.result;
        const reading = database.transaction("chunks").objectStore("chunks").getAll();
        reading.onsuccess = () => { database.close(); resolve(reading.result); };
        reading.onerror = () => { database.close(); reject(reading.error); };
      };
    });
    for (const chunk of left) await window.parleyWitness(committed(chunk));
  }).catch(() => {});
})();
"""


@dataclass(slots=True)
class Segment:
    """What one MediaRecorder's output became on the device.

    Attributes:
        take_id, segment: Its place.
        chunks: Committed, by offset.
    """

    take_id: str
    segment: int
    chunks: dict[int, bytes] = field(default_factory=dict)

    @property
    def content(self) -> bytes:
        """All that was committed; fails when something in between wasn't."""
        whole = b""
        for offset, chunk in sorted(self.chunks.items()):
            assert offset == len(whole), "a chunk in the middle was never committed"
            whole += chunk
        return whole

    @property
    def sha256(self) -> str:
        """Of the content."""
        return hashlib.sha256(self.content).hexdigest()


class Witness:
    """All that the pages of some browser contexts recorded."""

    def __init__(self) -> None:
        """Nothing yet; `watch` the contexts before they open a page."""
        self.segments: dict[str, Segment] = {}
        self.uploads: dict[tuple[str, int], str] = {}
        self._made: defaultdict[str, list[bytes]] = defaultdict(list)

    async def watch(self, context: BrowserContext) -> None:
        """See everything that pages of `context` do from now on."""
        await context.expose_binding("parleyWitness", lambda _source, seen: self._saw(seen))
        await context.add_init_script(SCRIPT)
        context.on("response", self._answered)

    def _saw(self, seen: dict[str, Any]) -> None:
        content = base64.b64decode(seen["bytes"])
        if seen["what"] == "made":
            self._made[seen["recorder"]].append(content)
            return
        segment = self.segments.setdefault(
            seen["segmentId"], Segment(seen["takeId"], seen["segment"])
        )
        segment.chunks[seen["offset"]] = content

    async def _answered(self, response: Response) -> None:
        request = response.request
        if request.method == "POST" and request.url.endswith("/api/v1/uploads") and response.ok:
            made = await response.json()
            self.uploads[made["takeId"], made["segment"]] = made["id"]

    def committed_chunks(self) -> int:
        """How many chunks are committed by now."""
        return sum(len(segment.chunks) for segment in self.segments.values())

    def check_nothing_changed_on_the_way_to_the_disk(self) -> None:
        """Each segment is what one MediaRecorder gave, in its order, up to some chunk."""
        assert self.segments
        made = [[chunk for chunk in chunks if chunk] for chunks in self._made.values()]
        for segment in self.segments.values():
            chunks = [chunk for _, chunk in sorted(segment.chunks.items())]
            assert any(_is_beginning(chunks, given) for given in made)


def _is_beginning(chunks: list[bytes], given: list[bytes]) -> bool:
    """A page that crashed may not have told of the last thing that it was given."""
    both = min(len(chunks), len(given))
    return both > 0 and chunks[:both] == given[:both] and len(chunks) - both <= 1
