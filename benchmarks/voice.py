"""What a voice conversation costs, and what the platform adds to a turn; models stubbed.

`SESSIONS` people talk at once with the interviewer (real sockets, real voice activity, real
commits; see voice_process): first `parley serve interviewer` alone beside an installation, then
everything in one process under REST load; in between, what a bad peer costs the others (see
voice_peers). The peer is a bare WebSocket echo of the same frames.
Latency is from "the turn is over" (the page is told `thinking`) to the first sound of the answer.
"""

import asyncio
import itertools
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import urlopen

import psutil
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from benchmarks import voice_peers
from benchmarks.figures import percentile, tell
from benchmarks.installation import HR, ROOT, own_cpu_seconds, running
from benchmarks.traffic import Request, send
from benchmarks.voice_people import CHUNK, CHUNK_SECONDS, RATE, Person, ticks
from parley.app.simulate import speech
from parley.app.simulate.api import Api
from parley.wire_gen.preppal import interview_pb2 as pb

SESSIONS = 50
SECONDS = 20.0
WARM_SECONDS = 6.0
REST_CONNECTIONS = 2
REST_BATCH = 50
TEXT = "I designed an A P I for payments and the hard part was that clients retried requests."
MILLI, MICRO = 1e3, 1e6


def main() -> None:
    """Measure and tell."""
    asyncio.run(measure())


async def measure() -> None:
    """All of it, one after the other on the same machine."""
    said = await speech.spoken(TEXT, RATE)
    with _served("benchmarks.voice_echo") as (url, echo):
        peer = await _cpu_a_session(echo, [_echoed(url) for _ in range(SESSIONS)])
    with running() as installation:
        grpc = f"127.0.0.1:{_grpc_port(installation.app())}"
        remote = {
            f"PARLEY_{name}_GRPC": grpc for name in ("IDENTITY", "INTERVIEWS", "MEDIA", "SPEECH")
        } | {"PARLEY_SERVICE_TOKEN": _service_token(installation.data_dir)}
        command = ("benchmarks.voice_process", str(installation.data_dir))
        with _served(*command, **remote) as (url, alone):
            async with Api(installation.url) as api:
                api.signed_in(installation.token())
                talkers = [Person(url, said) for _ in range(SESSIONS)]
                cpu = await _cpu_a_session(alone, [await each.begin(api) for each in talkers])
                await voice_peers.measure(url, api, said)
    # Of 20 ms both ways, as the frames of the echo are.
    frame = MICRO * CHUNK_SECONDS
    tell("voice.cascade_cpu", cpu / peer, "x", ours_us=cpu * frame, peer_us=peer * frame)
    tell("voice.sessions_a_core", 1 / cpu, "sessions", sessions=SESSIONS)
    _latency("voice.added", talkers)
    await _under_rest(said)


async def _under_rest(said: bytes) -> None:
    password = secrets.token_urlsafe(12)
    with TemporaryDirectory(prefix="parley-bench-") as folder:
        place = ("benchmarks.voice_process", str(Path(folder) / "data"))
        with _served(*place, last="all", PARLEY_DEMO_PASSWORD=password) as (url, whole):
            async with Api(url) as api:
                session = await api.call(
                    "POST", "/api/v1/auth/login", {"email": HR, "password": password}
                )
                api.signed_in(session["accessToken"])
                talkers = [Person(url, said) for _ in range(SESSIONS // 2)]
                talks = [await each.begin(api) for each in talkers]
                bearer = {"Authorization": f"Bearer {session['accessToken']}"}
                load = asyncio.create_task(_rest(url, bearer))
                await _cpu_a_session(whole, talks)
                load.cancel()
                await asyncio.gather(load, return_exceptions=True)
    _latency("voice.added_under_rest", talkers)


async def _rest(url: str, headers: dict[str, str]) -> None:
    """Lists of templates, as fast as two connections go."""
    while True:
        requests = itertools.repeat(Request("GET", "/api/v1/templates", headers), REST_BATCH)
        await send(url, requests, connections=REST_CONNECTIONS)


async def _cpu_a_session(process: psutil.Process, talks: list[Any]) -> float:
    """Seconds of CPU a second that `process` needs for each of the talks."""
    tasks = [asyncio.create_task(talk) for talk in talks]
    await asyncio.sleep(WARM_SECONDS)
    before, started = own_cpu_seconds(process), time.perf_counter()
    await asyncio.sleep(SECONDS)
    used, lasted = own_cpu_seconds(process) - before, time.perf_counter() - started
    for task in tasks:
        if task.done():
            task.result()
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return used / lasted / len(talks)


def _latency(name: str, talkers: "list[Person]") -> None:
    found = [seconds for each in talkers for seconds in each.added]
    for percent in (50, 99):
        value = percentile(found, percent) * MILLI
        tell(f"{name}_p{percent}", value, "ms", turns=len(found), sessions=len(talkers))


async def _echoed(url: str) -> None:
    """Send the same frames to a bare echo."""
    frame = pb.ClientToServerMessage(audio_chunk=pb.AudioChunk(audio_content=bytes(CHUNK)))
    content = frame.SerializeToString()
    async with connect(url.replace("http", "ws", 1), compression=None) as line:

        async def drain() -> None:
            async for _ in line:
                pass

        reading = asyncio.create_task(drain())
        try:
            async for _ in ticks():
                await line.send(content)
        except ConnectionClosed:
            pass
        finally:
            reading.cancel()


@contextmanager
def _served(
    module: str, *arguments: str, last: str | None = None, **variables: str
) -> Iterator[tuple[str, psutil.Process]]:
    """A server of ours in a process of its own: its address, and the process."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", module, *arguments, str(port), *([last] if last else [])]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | variables, stdout=sys.stderr)
    try:
        _wait(url, process)
        yield url, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(f"{url}/health/live") as answer:  # noqa: S310 - our own server
                if answer.status == 200:  # noqa: PLR2004 - OK
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{process.args!r} did not get ready")


def _grpc_port(app: psutil.Process) -> int:
    """Where the application answers by gRPC: its listening socket from 50051 on."""
    ports = (c.laddr.port for c in app.net_connections("tcp") if c.status == "LISTEN")
    return min(port for port in ports if port >= 50051)  # noqa: PLR2004 - the documented default


def _service_token(data_dir: Path) -> str:
    command = [sys.executable, "-m", "parley.app.cli", "keys", "service-token"]
    made = subprocess.run(
        [*command, "--data-dir", str(data_dir)], check=True, capture_output=True, text=True
    )
    return made.stdout.strip()


if __name__ == "__main__":
    main()
