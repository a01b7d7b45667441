"""The engine's process: started at the first call, ended when idle, killed when it hangs or grows.

It is told where to listen, with which token and which models, in one JSON line on its standard
input, which stays open: when this process dies it closes, and the engine ends (on Linux the kernel
kills it besides). Its environment is empty: nothing of ours lies there for native code to find.
"""

import asyncio
import contextlib
import json
import logging
import os
import secrets
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Protocol, TypeVar

from parley.kit.errors import Unavailable
from parley.kit.resilience import Breaker, CircuitOpen
from parley.kit.rpc import deadlines
from parley.kit.rpc.statuses import RemoteFailure
from parley.speech.domain.engines import (
    Answer,
    Ask,
    Description,
    EngineDied,
    EngineUnavailable,
    Voice,
)
from parley.speech.domain.speakers import Say
from parley.speech.domain.wav import RATE, SAMPLE_BYTES
from parley.speech.ports import Engine, EngineSettings, VoiceSettings

log = logging.getLogger(__name__)

# Isolated: no environment, no user site, the current folder not in its path.
COMMAND = (sys.executable, "-I", "-m", "parley.speech.wire.engine")
PREFIX, RANDOM, SOCKET = "parley-speech-", 8, "s"
LONGEST_SOCKET_PATH = 90  # characters; the kernels allow 107 and 103
STALE_SECONDS = 600.0  # after which a folder that nobody listens in was left behind
WATCH_SECONDS = 0.25  # between looks at the process's memory
LAST_WORDS_SECONDS = 2.0  # in which a process whose link broke must be seen to end

T = TypeVar("T")


class Remote(Engine, Protocol):
    """An engine behind a link."""

    async def close(self) -> None:
        """Close the link."""
        ...


Connect = Callable[[str, str, float], Remote]


@dataclass
class _Running:
    process: asyncio.subprocess.Process
    remote: Remote
    folder: Path


class EngineProcess:
    """Implements `ports.Engine` by a child."""

    def __init__(
        self,
        settings: EngineSettings,
        models: Sequence[Path],
        run_dir: Path,
        connect: Connect,
        *,
        voice: VoiceSettings | None = None,
        command: Sequence[str] = COMMAND,
    ) -> None:
        """Start nothing yet.

        Args:
            settings: Limits, and what hears.
            models: Where models are looked for, in this order.
            run_dir: Below which its socket lies, where that path is short enough.
            connect: Makes a client from address, token and a call's longest seconds.
            voice: What speaks.
            command: What the child runs.
        """
        self._settings, self._models, self._run_dir = settings, [*models], run_dir
        # Servers are asked elsewhere: their keys stay here.
        self._voice = replace(voice or VoiceSettings(), cloud=None)
        self._connect, self._command = connect, command
        self._turn = asyncio.Lock()
        self._running: _Running | None = None
        self._resting: asyncio.TimerHandle | None = None
        self._ending: set[asyncio.Task[None]] = set()
        self._breaker = Breaker("The speech engine")

    @property
    def pid(self) -> int | None:
        """Of the child, while there is one."""
        running = self._running
        return running.process.pid if running and running.process.returncode is None else None

    async def describe(self) -> Description:
        """What it has."""
        return await self._call(0.0, lambda remote: remote.describe())

    async def find_voice(self, pcm: bytes, state: bytes) -> Voice:
        """Voice in a window."""
        seconds = len(pcm) / SAMPLE_BYTES / RATE
        return await self._call(seconds, lambda remote: remote.find_voice(pcm, state))

    async def transcribe(self, ask: Ask) -> Answer:
        """The words of an utterance."""
        seconds = len(ask.pcm) / SAMPLE_BYTES / RATE
        return await self._call(seconds, lambda remote: remote.transcribe(ask))

    async def synthesize(self, say: Say) -> AsyncGenerator[bytes]:
        """A sentence, in pieces; whoever takes them slowly holds up nobody."""
        pieces: asyncio.Queue[bytes | None] = asyncio.Queue()

        async def drain(remote: Remote) -> None:
            async with contextlib.aclosing(remote.synthesize(say)) as made:
                async for piece in made:
                    pieces.put_nowait(piece)

        async def fill() -> None:
            try:
                await self._call(say.seconds, drain, spare=True)
            finally:
                pieces.put_nowait(None)

        filling = asyncio.ensure_future(fill())
        try:
            while (piece := await pieces.get()) is not None:
                yield piece
            await filling
        finally:
            filling.cancel()
            await asyncio.gather(filling, return_exceptions=True)

    async def stop(self) -> None:
        """End the child, if there is one."""
        async with self._turn:
            await self._end()

    async def _call(
        self, sound_seconds: float, ask: Callable[[Remote], Awaitable[T]], *, spare: bool = False
    ) -> T:
        async with self._turn:
            if self._resting is not None:
                self._resting.cancel()
            try:
                running = await self._up()
                seconds = self._settings.deadline(sound_seconds)
                return await self._watched(running, seconds, ask, spare=spare)
            finally:
                self._rest_later()

    async def _watched(
        self,
        running: _Running,
        seconds: float,
        ask: Callable[[Remote], Awaitable[T]],
        *,
        spare: bool,
    ) -> T:
        """Call; kill the child when it has taken twice its time, has grown, or is not waited for.

        Args:
            running: The child.
            seconds: That the call may take, and again as many with a warning.
            ask: Calls it.
            spare: It stops by itself when nobody waits for the call.

        Raises:
            EngineDied: It ended, by itself or by us.
        """
        # The link's own deadline comes after ours: it could not tell a child that hangs.
        late_enough = 2 * seconds + LAST_WORDS_SECONDS
        work = asyncio.ensure_future(_within(late_enough, ask, running.remote))
        ended = asyncio.ensure_future(running.process.wait())
        grown = asyncio.ensure_future(_grown(running.process.pid, self._settings.memory_bytes))
        tasks = {work, ended, grown}
        try:
            for late in (False, True):
                await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
                if any(task.done() for task in tasks):
                    break
                if not late:
                    log.warning("speech engine is slow")
            if work.done():
                return await self._answer(work, ended)
            why = "grown" if grown.done() else "ended" if ended.done() else "slow"
            log.warning("speech engine ended", extra={"state": why})
            await self._end()
            raise EngineDied(why)
        except asyncio.CancelledError:
            if not spare:
                # Nobody waits any more, but native code would go on.
                await self._end()
            raise
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _answer(self, work: "asyncio.Future[T]", ended: "asyncio.Future[int]") -> T:
        try:
            return work.result()
        except EngineUnavailable:
            raise
        except Unavailable as error:
            # The link broke, most likely because the other side has ended.
            await asyncio.wait({ended}, timeout=LAST_WORDS_SECONDS)
            await self._end()
            raise EngineDied("link broke") from error
        except RemoteFailure as error:
            # Whatever state it is in now, it will not be trusted with another call.
            await self._end()
            raise EngineUnavailable from error

    async def _up(self) -> _Running:
        """The child, started if there is none.

        Raises:
            EngineUnavailable: It doesn't start, or didn't so often that it is left alone.
        """
        if self._running is not None and self._running.process.returncode is None:
            return self._running
        await self._end()
        try:
            self._breaker.enter()
        except CircuitOpen as error:
            raise EngineUnavailable(retry_after=error.retry_after) from error
        try:
            self._running = await self._start()
        except (OSError, TimeoutError, ValueError) as error:
            self._breaker.failed()
            log.warning("speech engine does not start", extra={"error_type": type(error).__name__})
            raise EngineUnavailable from error
        except BaseException:
            self._breaker.abandoned()
            raise
        self._breaker.succeeded()
        return self._running

    async def _start(self) -> _Running:
        folder = self._folder()
        token = secrets.token_urlsafe(32)
        address = f"unix:{folder}/{SOCKET}"
        settings = asdict(self._settings)
        order = {
            "address": address,
            "token": token,
            "models": self._models,
            "engine": settings,
            "voice": asdict(self._voice),
        }
        async with contextlib.AsyncExitStack() as undo:
            undo.callback(shutil.rmtree, folder, ignore_errors=True)
            process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                env={"OMP_NUM_THREADS": str(self._settings.threads)},
                cwd="/",
            )  # fmt: skip
            undo.push_async_callback(_kill, process)
            assert process.stdin is not None  # noqa: S101 - both are pipes
            assert process.stdout is not None  # noqa: S101
            process.stdin.write(json.dumps(order, default=str).encode() + b"\n")
            async with asyncio.timeout(self._settings.start_seconds):
                # It says one line, then its standard output is closed.
                if (await process.stdout.readline()).strip() != b"ready":
                    raise OSError("the engine's process ended at its start")
            longest = 2 * self._settings.deadline(float("1e4")) + LAST_WORDS_SECONDS
            remote = self._connect(address, token, longest)
            undo.pop_all()
        return _Running(process, remote, folder)

    def _folder(self) -> Path:
        """A private folder (0700) whose path is short enough for a socket."""
        self._run_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        short = len(str(self._run_dir / PREFIX)) + RANDOM <= LONGEST_SOCKET_PATH
        below = self._run_dir if short else Path(tempfile.gettempdir())
        # Another engine's may be about to listen, however long that one is given.
        _clear(below, older=max(STALE_SECONDS, 2 * self._settings.start_seconds))
        return Path(tempfile.mkdtemp(prefix=PREFIX, dir=below))

    def _rest_later(self) -> None:
        if self._running is not None:
            loop = asyncio.get_running_loop()
            self._resting = loop.call_later(self._settings.idle_seconds, self._rest)

    def _rest(self) -> None:
        """End a child that nobody has called for long; its models' memory goes with it."""
        if self._turn.locked():
            return
        task = asyncio.ensure_future(self.stop())
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def _end(self) -> None:
        if self._resting is not None:
            self._resting.cancel()
        running, self._running = self._running, None
        if running is None:
            return
        await _kill(running.process)
        await running.remote.close()
        shutil.rmtree(running.folder, ignore_errors=True)


def _clear(below: Path, *, older: float) -> None:
    """Delete the folders of engines that ended with whoever had started them."""
    for folder in below.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as probe:
            status = folder.stat()
            if status.st_uid != os.geteuid() or time.time() - status.st_mtime < older:
                continue
            try:
                probe.connect(str(folder / SOCKET))
            except (ConnectionRefusedError, FileNotFoundError):
                shutil.rmtree(folder, ignore_errors=True)


async def _within(seconds: float, ask: Callable[[Remote], Awaitable[T]], remote: Remote) -> T:
    with deadlines.within(seconds):
        return await ask(remote)


async def _kill(process: asyncio.subprocess.Process) -> None:
    """SIGKILL, and reap."""
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    if process.stdin is not None:
        process.stdin.close()
    await process.wait()


async def _grown(pid: int, most: int) -> None:
    """Until the process has more than `most` bytes resident; for ever where that can't be told."""
    while (have := resident_bytes(pid)) is None or have <= most:  # noqa: ASYNC110 - the kernel tells nobody
        await asyncio.sleep(WATCH_SECONDS)


def resident_bytes(pid: int) -> int | None:
    """A process's resident memory by proc(5), or None where there is no such file."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return None
