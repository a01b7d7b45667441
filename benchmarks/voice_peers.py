"""What one bad peer costs the others: their p99 while it floods, and while it reads nothing.

`OTHERS` people talk, and each asks for a sign of life (the heartbeat of the socket's additions)
twenty times a second. Quiet phases and bad ones take turns on the same server; the figure is the
p99 of all bad ones to that of the quiet ones. The bad peer is a process of its own, which comes
back as soon as it is shut out: `python -m benchmarks.voice_peers flood|unread ADDRESS SECONDS`
sends sound as fast as it can, or asks 400 times a second and reads none of the answers.
"""

import asyncio
import socket
import sys
import time
from collections import Counter
from contextlib import suppress
from typing import Literal, cast
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from benchmarks.figures import percentile, tell
from benchmarks.installation import ROOT
from benchmarks.voice_people import CHUNK, Person, address, ticks
from parley.app.simulate.api import Api
from parley.interviewer.domain.codes import Code
from parley.wire_gen.preppal import interview_pb2 as pb

Kind = Literal["flood", "unread"]

OTHERS = 20
ROUNDS = 3
PHASE_SECONDS = 5.0
WARM_SECONDS = 4.0
BEAT_SECONDS = 0.05
ASK_SECONDS = 1 / 400
AT_ONCE = 50  # messages of a flood, before anything else is looked at
RECEIVE_BYTES = 4_096  # of the one who reads nothing: what is sent soon waits at the server
MILLI = 1e3


class Watchful(Person):
    """Notes how long a sign of life takes."""

    def __init__(self, url: str, said: bytes) -> None:
        """Talk at `url`, saying `said`."""
        super().__init__(url, said)
        self._asked: dict[int, float] = {}
        self._number = 0
        self.took: list[float] = []

    async def _microphone(self, line: ClientConnection) -> None:
        asking = asyncio.create_task(self._ask(line))
        try:
            await super()._microphone(line)
        finally:
            asking.cancel()

    async def _ask(self, line: ClientConnection) -> None:
        async for _ in ticks(BEAT_SECONDS):
            self._number += 1
            self._asked[self._number] = time.perf_counter()
            await line.send(_heartbeat(self._number))

    def _take(self, message: pb.ServerToClientMessage) -> None:
        if message.WhichOneof("payload") == "heartbeat":
            self.took.append(time.perf_counter() - self._asked.pop(message.heartbeat.number))
        else:
            super()._take(message)


async def measure(url: str, api: Api, said: bytes) -> None:
    """Tell both figures of the server at `url`."""
    others = [Watchful(url, said) for _ in range(OTHERS)]
    talks = [asyncio.create_task(await each.begin(api)) for each in others]
    try:
        await asyncio.sleep(WARM_SECONDS)
        for kind in ("flood", "unread"):
            await _beside(kind, await address(url.replace("http", "ws", 1), api), others)
    finally:
        for talk in talks:
            talk.cancel()
        await asyncio.gather(*talks, return_exceptions=True)


async def _beside(kind: Kind, at: str, others: list[Watchful]) -> None:
    quiet: list[float] = []
    bad: list[float] = []
    shut_out: Counter[int] = Counter()
    for _ in range(ROUNDS):
        quiet += await _phase(others)
        peer = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "benchmarks.voice_peers", kind, at, str(PHASE_SECONDS)),
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
        )
        output = peer.stdout
        assert output is not None  # noqa: S101 - it is a pipe
        await output.readline()  # it is connected
        bad += await _phase(others)
        shut_out.update(int(code) for code in (await output.read()).split())
        await peer.wait()
    ours, theirs = percentile(bad, 99), percentile(quiet, 99)
    tell(
        f"voice.others_{kind}",
        ours / theirs,
        "x",
        bad_ms=ours * MILLI,
        quiet_ms=theirs * MILLI,
        beats=len(bad),
        shut_out=shut_out[Code.FLOOD] + shut_out[Code.BEHIND],
    )


async def _phase(others: list[Watchful]) -> list[float]:
    for each in others:
        each.took.clear()
    await asyncio.sleep(PHASE_SECONDS)
    return [seconds for each in others for seconds in each.took]


# The bad peer


async def misbehave(kind: Kind, at: str, seconds: float) -> None:
    """Be a nuisance for a while; then say with which codes we were shut out."""
    until = time.monotonic() + seconds
    codes: list[int] = []
    connected = False
    while time.monotonic() < until:
        async with connect(at, compression=None, sock=_small(at), ping_interval=None) as line:
            if not connected:
                sys.stdout.write("connected\n")
                sys.stdout.flush()
                connected = True
            if kind == "unread":
                line.transport.pause_reading()
            with suppress(ConnectionClosed, TimeoutError):
                async with asyncio.timeout(until - time.monotonic()):
                    await (_flood(line) if kind == "flood" else _ask(line))
            line.transport.resume_reading()
            with suppress(TimeoutError):
                async with asyncio.timeout(1.0):
                    await line.wait_closed()
        if line.close_code is not None:
            codes.append(line.close_code)
    sys.stdout.write(" ".join(map(str, codes)) + "\n")


def _small(at: str) -> socket.socket:
    place = urlsplit(at)
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BYTES)
    made.connect((place.hostname, place.port))
    made.settimeout(0.0)  # asyncio waits for it
    return made


async def _flood(line: ClientConnection) -> None:
    sound = pb.AudioChunk(audio_content=bytes(CHUNK))
    message = pb.ClientToServerMessage(audio_chunk=sound).SerializeToString()
    while True:
        for _ in range(AT_ONCE):
            await line.send(message)
        await asyncio.sleep(0)


async def _ask(line: ClientConnection) -> None:
    number = 0
    async for _ in ticks(ASK_SECONDS):
        number += 1
        await line.send(_heartbeat(number))


def _heartbeat(number: int) -> bytes:
    beat = pb.Heartbeat(number=number)
    return pb.ClientToServerMessage(heartbeat=beat).SerializeToString()


if __name__ == "__main__":
    asyncio.run(misbehave(cast("Kind", sys.argv[1]), sys.argv[2], float(sys.argv[3])))
