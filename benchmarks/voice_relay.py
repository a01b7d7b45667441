"""Relaying a voice to Gemini Live and back, against a bare WebSocket echo.

Both servers are uvicorn with the product's settings for sockets, in a process each, and take the
same microphone: 640 bytes every 20 ms from each session, over loopback. The peer sends each frame
back. Ours gives it to the engine, which sends it over TLS by Google's library to a double of the
Live API in a third process; that speaks all the time, in pieces of 40 ms at 24 kHz, a second
ahead of what is heard, as a model that generates faster than it speaks; what the engine lets be
heard, resampled and paced, goes back. So both carry 50 frames a second each way.

`python -m benchmarks.voice_relay` prints the figures; with a role it is one of the processes.
"""

import asyncio
import base64
import json
import os
import ssl
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import trustme
import uvicorn
import uvloop
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketDisconnected
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from benchmarks.figures import ratio, tell
from benchmarks.installation import ROOT
from parley.contracts.interviews import PlanItem
from parley.interviewer.clients.gemini_live import GeminiLiveEngine
from parley.interviewer.domain.conversation import Briefing, Regained, Sound, Voice
from parley.interviewer.ports import GeminiLiveSettings
from parley.kit.clock import SystemClock

SESSIONS = 30
SECONDS = 10.0
WARM_SECONDS = 4.0
ROUNDS = 3
FRAME = bytes(range(256)) * 2 + bytes(128)  # 640 bytes: 20 ms of 16 kHz
FRAME_SECONDS = 0.02
VOICE_SECONDS = 0.04  # of one message of the model
AHEAD_SECONDS = 1.0  # of real time, at which the model speaks
VOICE = b"\x10\x20" * round(24_000 * VOICE_SECONDS)
MICRO = 1e6
BRIEFING = Briefing(
    session_id="relay", language="en", title="Relay", job_description="",
    items=(PlanItem("q1", "How do you find a slow query?"),), history=(), elapsed=0.0,
    planned_seconds=3600, limit_seconds=3600, practice=True,
)  # fmt: skip


def main() -> None:
    """Measure and tell, or be one of the processes."""
    match sys.argv[1:]:
        case ["model", folder]:
            run(model(Path(folder)))
        case ["echo"]:
            serve_socket(echo)
        case ["relay", url]:
            serve_socket(relay_to(url))
        case _:
            run(measure())


async def measure() -> None:
    """Both servers in turns."""
    ours, theirs, lost = [], [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        authority(folder)
        vouching = {"SSL_CERT_FILE": str(folder / "authority.pem")}
        with process("model", str(folder)) as (at, _):
            for _ in range(ROUNDS):
                with process("echo") as (echoing, server):
                    used, back = await load(echoing, server)
                    theirs.append(used)
                with process("relay", f"https://{at}", env=vouching) as (relaying, server):
                    used, back = await load(relaying, server)
                    ours.append(used)
                    lost.append(1.0 - back)
    ratio("voice_relay.cpu", ours, theirs, "us")
    core = FRAME_SECONDS * MICRO
    tell("voice_relay.sessions", 0.7 * core / min(ours), "sessions/core at 70 %")
    tell("voice_relay.unheard", max(lost), "of the voice")


async def load(address: str, server: psutil.Process) -> tuple[float, float]:
    """What a frame costs the server, in microseconds of CPU, and the share that came back."""
    received = [0] * SESSIONS
    going = asyncio.Event()

    async def session(number: int) -> None:
        async with connect(f"ws://{address}/", compression=None, max_size=None) as socket:

            async def hear() -> None:
                with suppress(ConnectionClosed):
                    async for message in socket:
                        received[number] += len(message)

            hearing = asyncio.create_task(hear())
            loop = asyncio.get_running_loop()
            due = loop.time() + FRAME_SECONDS * number / SESSIONS
            while not going.is_set():
                await asyncio.sleep(max(0.0, due - loop.time()))
                await socket.send(FRAME)
                due += FRAME_SECONDS
            hearing.cancel()

    tasks = [asyncio.create_task(session(number)) for number in range(SESSIONS)]
    await asyncio.sleep(WARM_SECONDS)
    before, had = server.cpu_times(), sum(received)
    began = asyncio.get_running_loop().time()
    await asyncio.sleep(SECONDS)
    after, has = server.cpu_times(), sum(received)
    seconds = asyncio.get_running_loop().time() - began
    going.set()
    await asyncio.gather(*tasks)
    frames = SESSIONS * seconds / FRAME_SECONDS
    used = (after.user + after.system) - (before.user + before.system)
    return used / frames * MICRO, (has - had) / len(FRAME) / frames


# The servers


async def echo(socket: WebSocket) -> None:
    """The bare peer."""
    await socket.accept()
    with suppress(WebSocketDisconnect, WebSocketDisconnected):
        while True:
            await socket.send_bytes(await socket.receive_bytes())


def relay_to(url: str) -> "type[WebSocket] | object":
    """Our engine behind the same socket."""
    engine = GeminiLiveEngine(GeminiLiveSettings("key", "model", url), SystemClock())

    async def relay(socket: WebSocket) -> None:
        await socket.accept()
        live = await engine.start(BRIEFING)
        await live.hear(Regained(can_flush=True))

        async def speak() -> None:
            async for event in live.events():
                if isinstance(event, Voice):
                    await socket.send_bytes(event.pcm)

        speaking = asyncio.create_task(speak())
        with suppress(WebSocketDisconnect, WebSocketDisconnected):
            while True:
                await live.hear(Sound(await socket.receive_bytes()))
        await live.close()
        await asyncio.gather(speaking, return_exceptions=True)

    return relay


def serve_socket(endpoint: object) -> None:
    """Serve one socket as the product does, and say where."""
    app = Starlette(routes=[WebSocketRoute("/", endpoint)])  # type: ignore[arg-type]  # see relay_to
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=0,
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        lifespan="off",
        log_config=None,
    )

    async def serving() -> None:
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110 - it has no event of this
            await asyncio.sleep(0.01)
        say(server.servers[0].sockets[0].getsockname()[1])
        await task

    run(serving())


async def model(folder: Path) -> None:
    """A double of the Live API that speaks all the time."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    data = base64.b64encode(VOICE).decode()
    part = {"inlineData": {"mimeType": "audio/pcm;rate=24000", "data": data}}
    voice = json.dumps({"serverContent": {"modelTurn": {"parts": [part]}}}).encode()

    async def session(socket: ServerConnection) -> None:
        await socket.recv()
        await socket.send(b'{"setupComplete": {}}')
        await socket.recv()  # it is told to begin

        async def speak() -> None:
            loop = asyncio.get_running_loop()
            due = loop.time() - AHEAD_SECONDS
            with suppress(ConnectionClosed):
                while True:
                    await socket.send(voice)
                    due += VOICE_SECONDS
                    await asyncio.sleep(max(0.0, due - loop.time()))

        speaking = asyncio.create_task(speak())
        with suppress(ConnectionClosed):
            async for _ in socket:
                pass
        speaking.cancel()

    async with serve(session, "127.0.0.1", 0, ssl=context, compression=None) as server:
        say(next(iter(server.sockets)).getsockname()[1])
        await server.serve_forever()


# Processes


def authority(folder: Path) -> None:
    """Certificates for loopback."""
    ours = trustme.CA()
    ours.cert_pem.write_to_path(str(folder / "authority.pem"))
    ours.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(
        str(folder / "server.pem")
    )


@contextmanager
def process(*role: str, env: dict[str, str] | None = None) -> Iterator[tuple[str, psutil.Process]]:
    """One of the servers: its address, and the process."""
    child = psutil.Popen(
        [sys.executable, "-m", "benchmarks.voice_relay", *role],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")} | (env or {}),
        stdout=-1,
        text=True,
    )
    try:
        yield f"127.0.0.1:{child.stdout.readline().strip()}", child
    finally:
        child.terminate()
        child.wait()


def say(port: int) -> None:
    """Tell the parent where we listen."""
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()


def run(work: object) -> None:
    """On the product's event loop."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(work)  # type: ignore[arg-type]  # a coroutine


if __name__ == "__main__":
    main()
