"""Connections that do what networks do: an ASGI peer that stalls, breaks off and comes back."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI

from tests.media.conftest import PATCH_TYPE, TUS


@dataclass
class Answer:
    """What came back; status None when the peer was gone before."""

    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


class Connection:
    """One PATCH on a connection of its own, fed by the test."""

    def __init__(self, app: FastAPI, url: str, token: str, headers: Mapping[str, str]) -> None:
        self._incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.answer = Answer()
        self._consumed = asyncio.Event()
        raw = {**TUS, "Content-Type": PATCH_TYPE, "Authorization": f"Bearer {token}", **headers}
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "PATCH",
            "path": url, "raw_path": url.encode(), "query_string": b"", "scheme": "http",
            "headers": [(k.lower().encode(), v.encode()) for k, v in raw.items()],
            "client": ("192.0.2.1", 1), "server": ("parley.test", 80), "root_path": "",
        }  # fmt: skip
        self._running = asyncio.ensure_future(app(scope, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        if self._incoming.empty():
            self._consumed.set()
        return await self._incoming.get()

    async def _send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.answer.status = message["status"]
            self.answer.headers = {k.decode(): v.decode() for k, v in message["headers"]}
        else:
            self.answer.body += message.get("body", b"")

    def feed(self, data: bytes, *, more: bool = True) -> None:
        self._incoming.put_nowait({"type": "http.request", "body": data, "more_body": more})

    def break_off(self) -> None:
        self._incoming.put_nowait({"type": "http.disconnect"})

    async def listening(self) -> None:
        """Until the server has taken all that was fed and waits for more, or has answered."""
        self._consumed.clear()
        if self._incoming.empty():
            return
        waiting = asyncio.ensure_future(self._consumed.wait())
        await asyncio.wait({waiting, self._running}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()

    async def end(self) -> Answer:
        await self._running
        return self.answer


async def patch(
    app: FastAPI, url: str, token: str, offset: int, pieces: Sequence[bytes], *, breaks: bool
) -> Answer:
    """A PATCH of `pieces` that ends well, or breaks off after them."""
    wire = Connection(app, url, token, {"Upload-Offset": str(offset)})
    for number, piece in enumerate(pieces):
        wire.feed(piece, more=breaks or number < len(pieces) - 1)
    if breaks:
        wire.break_off()
    elif not pieces:
        wire.feed(b"", more=False)
    return await wire.end()
