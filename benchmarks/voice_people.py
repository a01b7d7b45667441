"""People who hold interviews at the benchmark's server, and answer whenever it is their turn."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from parley.app.simulate.api import Api
from parley.wire_gen.preppal import interview_pb2 as pb

RATE = 16_000
CHUNK_SECONDS = 0.02
CHUNK = int(RATE * CHUNK_SECONDS) * 2
DESCRIPTION = "Backend engineer: designs and runs payment services with databases and queues."


class Person:
    """Answers whenever it is their turn, with the same words."""

    def __init__(self, url: str, said: bytes) -> None:
        """Talk at `url`, saying `said`."""
        self._url, self._said = url.replace("http", "ws", 1), said
        self._rest = b""
        self._thinking: float | None = None
        self.added: list[float] = []

    async def begin(self, api: Api) -> Any:
        """Make an interview; the talk, to be run."""
        return self._talk(await address(self._url, api))

    async def _talk(self, address: str) -> None:
        async with connect(address, compression=None) as line:
            sending = asyncio.create_task(self._microphone(line))
            try:
                async for frame in line:
                    if isinstance(frame, bytes):
                        self._take(pb.ServerToClientMessage.FromString(frame))
            finally:
                sending.cancel()

    async def _microphone(self, line: ClientConnection) -> None:
        async for _ in ticks():
            piece, self._rest = self._rest[:CHUNK], self._rest[CHUNK:]
            chunk = pb.AudioChunk(audio_content=piece.ljust(CHUNK, b"\0"))
            await line.send(pb.ClientToServerMessage(audio_chunk=chunk).SerializeToString())

    def _take(self, message: pb.ServerToClientMessage) -> None:
        kind = message.WhichOneof("payload")
        if kind == "audio_response" and self._thinking is not None:
            self.added.append(time.perf_counter() - self._thinking)
            self._thinking = None
        elif kind == "state_update":
            state = message.state_update.state
            if state == "thinking":
                self._thinking = time.perf_counter()
            elif state == "listening" and not self._rest:
                self._rest = self._said


async def address(url: str, api: Api) -> str:
    """Of the socket of a new interview at `url`, with its token."""
    made = await api.call("POST", "/trpc/interview.create", {"jobDescription": DESCRIPTION})
    interview = made["result"]["data"]["interviewId"]
    given = await api.call(
        "POST", "/trpc/interview.generateWorkerToken", {"interviewId": interview}
    )
    token = given["result"]["data"]["token"]
    return f"{url}/realtime/{interview}?token={token}&ext=1"


async def ticks(seconds: float = CHUNK_SECONDS) -> AsyncIterator[None]:
    """So often, without drift; every 20 ms where nothing else is said."""
    loop = asyncio.get_running_loop()
    due = loop.time()
    while True:
        yield
        due += seconds
        await asyncio.sleep(max(0.0, due - loop.time()))
