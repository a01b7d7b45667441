"""A double of Gemini's Live API on loopback: TLS, its path, its messages (facts.md, Gemini).

It says nothing by itself: a test lets it speak, hang up and go away at any moment.
"""

import asyncio
import base64
import json
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

import trustme
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

RATE = 24_000
PATIENCE = 10.0  # seconds that a test waits for what must come
PATH = "/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent"


def camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def cased(value: Any) -> Any:
    """What the library writes in mixed casing, in one; not inside of what a tool was answered."""
    if isinstance(value, dict):
        return {camel(k): v if k == "response" else cased(v) for k, v in value.items()}
    return [cased(one) for one in value] if isinstance(value, list) else value


@dataclass
class Call:
    """One connection, as the server has it."""

    socket: ServerConnection
    setup: dict[str, Any]
    key: str
    texts: list[str] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)
    sound: bytearray = field(default_factory=bytearray)
    ends_of_sound: int = 0
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    over: bool = False

    @property
    def handle(self) -> str | None:
        found: str | None = self.setup["sessionResumption"].get("handle")
        return found

    @property
    def instruction(self) -> str:
        return str(self.setup["systemInstruction"]["parts"][0]["text"])

    async def until(self, met: Callable[["Call"], object]) -> None:
        async with asyncio.timeout(PATIENCE), self.changed:
            await self.changed.wait_for(lambda: bool(met(self)))

    async def take(self, raw: str | bytes) -> None:
        message = cased(json.loads(raw))
        async with self.changed:
            match message:
                case {"realtimeInput": {"audio": audio}}:
                    assert audio["mimeType"] == "audio/pcm;rate=16000"
                    data = audio["data"]
                    self.sound += base64.urlsafe_b64decode(data + "=" * (-len(data) % 4))
                case {"realtimeInput": {"text": str(text)}}:
                    self.texts.append(text)
                case {"realtimeInput": {"audioStreamEnd": True}}:
                    self.ends_of_sound += 1
                case {"toolResponse": {"functionResponses": answers}}:
                    self.answers += answers
                case _:
                    raise AssertionError(f"not of the protocol: {message}")
            self.changed.notify_all()

    # What the model does.

    async def send(self, message: dict[str, Any]) -> None:
        await self.socket.send(json.dumps(message).encode())

    async def content(self, **content: Any) -> None:
        await self.send({"serverContent": {camel(k): v for k, v in content.items()}})

    async def hears(self, text: str) -> None:
        await self.content(input_transcription={"text": text})

    async def says(self, text: str, seconds: float = 0.1, piece: float = 0.04) -> None:
        """Some sound, with its words."""
        await self.content(output_transcription={"text": text})
        left = seconds
        while left > 1e-9:
            now = min(piece, left)
            left -= now
            await self.voice(b"\x10\x20" * round(now * RATE))

    async def voice(self, pcm: bytes, mime: str = f"audio/pcm;rate={RATE}") -> None:
        blob = {"mimeType": mime, "data": base64.b64encode(pcm).decode()}
        await self.content(model_turn={"parts": [{"inlineData": blob}]})

    async def done(self) -> None:
        await self.content(generation_complete=True)
        await self.content(turn_complete=True)

    async def uses(self, name: str, call_id: str = "c1", **arguments: Any) -> None:
        one = {"id": call_id, "name": name, "args": arguments}
        await self.send({"toolCall": {"functionCalls": [one]}})

    async def can_resume(self, handle: str) -> None:
        await self.send({"sessionResumptionUpdate": {"newHandle": handle, "resumable": True}})

    async def go_away(self, left: str) -> None:
        await self.send({"goAway": {"timeLeft": left}})

    def die(self) -> None:
        """Say nothing any more, hear nothing, answer no ping, and never close."""
        self.socket.transport.pause_reading()

    async def hang_up(self, code: int) -> None:
        """Close; 1006 is what a peer sees when there was no closing frame."""
        if code == 1006:
            self.socket.transport.abort()
        else:
            await self.socket.close(code)


@dataclass
class Double:
    """The server.

    Attributes:
        url: Where it listens.
        calls: Connections that were set up, in order.
        before: What becomes of coming connections before they are set up, one each: a code to
            close with, an HTTP status to refuse with, or None for nothing at all.
        knocks: Connections that were tried.
        known: Handles that it takes; None: any.
    """

    url: str = ""
    calls: list[Call] = field(default_factory=list)
    before: list[int | None] = field(default_factory=list)
    knocks: int = 0
    known: set[str] | None = None
    sockets: list[ServerConnection] = field(default_factory=list)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    def refuses(self, socket: ServerConnection, request: Request) -> Response | None:
        self.knocks += 1
        assert request.path == PATH, request.path
        if self.before and self.before[0] is not None and 400 <= self.before[0] < 600:
            return socket.respond(HTTPStatus(self.before.pop(0) or 500), "no")
        return None

    async def serve(self, socket: ServerConnection) -> None:
        self.sockets.append(socket)
        assert socket.request is not None
        try:
            first = cased(json.loads(await socket.recv()))
            if self.before:
                if (code := self.before.pop(0)) is None:
                    await socket.wait_closed()
                elif code == 1006:
                    socket.transport.abort()
                else:
                    await socket.close(code)
                return
            call = Call(socket, first["setup"], socket.request.headers["x-goog-api-key"])
            if self.known is not None and call.handle and call.handle not in self.known:
                await socket.close(1008, "session not found")
                return
            await call.send({"setupComplete": {}})
            async with self.changed:
                self.calls.append(call)
                self.changed.notify_all()
            try:
                async for raw in socket:
                    await call.take(raw)
            finally:
                call.over = True
        except ConnectionClosed:
            return

    async def call(self, number: int) -> Call:
        """The connection of that number, from 0, once it is set up."""
        async with asyncio.timeout(PATIENCE), self.changed:
            await self.changed.wait_for(lambda: len(self.calls) > number)
        return self.calls[number]


def authority(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A server's context, and the file of who vouches for it."""
    ours = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.issue_cert("127.0.0.1").configure_cert(context)
    path = folder / "authority.pem"
    ours.cert_pem.write_to_path(str(path))
    return context, path


@asynccontextmanager
async def listening(context: ssl.SSLContext) -> AsyncIterator[Double]:
    """Serve on a free port of loopback."""
    double = Double()
    async with serve(
        double.serve,
        "127.0.0.1",
        0,
        ssl=context,
        process_request=double.refuses,
        compression=None,
        ping_interval=None,
        close_timeout=1,
    ) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        double.url = f"https://127.0.0.1:{port}"
        yield double
        for socket in double.sockets:
            socket.transport.abort()
