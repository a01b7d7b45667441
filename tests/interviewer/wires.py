"""A peer of the voice socket without a network: an ASGI connection that a test feeds."""

import asyncio
from typing import Any

from fastapi import FastAPI

from parley.wire_gen.preppal import interview_pb2 as pb


class Peer:
    """One connection, from its handshake to its close."""

    def __init__(self, app: FastAPI, path: str, query: str = "", **headers: str) -> None:
        self._incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._incoming.put_nowait({"type": "websocket.connect"})
        self.received: list[pb.ServerToClientMessage] = []
        self.accepted = False
        self.code: int | None = None
        self.reading = asyncio.Event()  # Whether it takes what is sent to it.
        self.reading.set()
        self.news = asyncio.Event()
        scope = {
            "type": "websocket", "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1", "scheme": "ws", "path": path, "raw_path": path.encode(),
            "query_string": query.encode(), "root_path": "", "subprotocols": [], "state": {},
            "headers": [(k.lower().encode(), v.encode()) for k, v in headers.items()],
            "client": ("192.0.2.1", 1), "server": ("parley.test", 80),
        }  # fmt: skip
        self.running = asyncio.ensure_future(app(scope, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        return await self._incoming.get()

    async def _send(self, message: Any) -> None:
        await self.reading.wait()
        match message["type"]:
            case "websocket.accept":
                self.accepted = True
            case "websocket.send":
                self.received.append(pb.ServerToClientMessage.FromString(message["bytes"]))
            case "websocket.close":
                self.code = message["code"]
                self._incoming.put_nowait({"type": "websocket.disconnect", "code": self.code})
        self.news.set()

    def feed(self, data: bytes) -> None:
        self._incoming.put_nowait({"type": "websocket.receive", "bytes": data})

    def text(self, data: str) -> None:
        self._incoming.put_nowait({"type": "websocket.receive", "text": data})

    def say(self, **payload: Any) -> None:
        self.feed(pb.ClientToServerMessage(**payload).SerializeToString())

    def sound(self, seconds: float = 0.02) -> None:
        self.say(audio_chunk=pb.AudioChunk(audio_content=bytes(round(seconds * 16_000) * 2)))

    def go(self) -> None:
        """The network is gone."""
        self._incoming.put_nowait({"type": "websocket.disconnect", "code": 1006})

    @property
    def kinds(self) -> list[str | None]:
        return [message.WhichOneof("payload") for message in self.received]

    async def until(self, kind: str) -> pb.ServerToClientMessage:
        """The first message of that kind."""
        while True:
            for message in self.received:
                if message.WhichOneof("payload") == kind:
                    return message
            self.news.clear()
            await asyncio.wait_for(self.news.wait(), 20)

    async def end(self) -> int | None:
        """The code it was closed with, once the server has nothing to do with it any more."""
        await asyncio.wait_for(self.running, 30)
        return self.code
