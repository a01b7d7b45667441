"""Runs `pyav_child` for one task: descriptors in, lines out, killed at its deadline."""

import asyncio
import contextlib
import importlib.util
import json
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from parley.contracts.media import UnreadableMedia
from parley.kit.blobs import StorageFull
from parley.media.clients.staging import RETRY_S
from parley.media.domain.playback import NotJoinable
from parley.media.ports import Progress, ReaderBusy, ReaderDied, ReaderLimits, Remuxed, Source

CHILD = Path(__file__).with_name("pyav_child.py")
OUTPUT_SLACK = 4 * 1024**2  # Headers, index and poster, beyond the bytes that came.
INDEX_SHARE = 8  # The index and block headers of tiny packets: at most this part of the bytes.
PIECE = 64 * 1024
MOST_LINES = 1000  # The child says about 50; one that floods us is ended.


class ConfinedReader:
    """Implements `ports.Reader`."""

    def __init__(self, limits: ReaderLimits, *, child: Path = CHILD) -> None:
        """Run `child` under `limits`."""
        self._limits, self._child = limits, child
        self._slots = asyncio.Semaphore(limits.at_once)

    async def probe(self, source: Source) -> float:
        """Media duration in seconds, by packets."""
        task: dict[str, Any] = {"task": "probe"}
        done = await self._run(task, [source], {}, self._limits.probe_seconds, _ignore)
        return float(done["duration"])

    async def remux(
        self, sources: Sequence[Source], out: Path, poster: Path, progress: Progress
    ) -> Remuxed:
        """Write all sources one after another into `out`, a picture into `poster`."""
        outputs = {"out": out, "poster": poster}
        done = await self._run(
            {"task": "remux"}, sources, outputs, self._limits.remux_seconds, progress
        )
        return Remuxed(
            float(done["duration"]), str(done["form"]), tuple(map(float, done["starts"])),
            bool(done["video"]), bool(done["poster"]),
        )  # fmt: skip

    async def _run(
        self,
        task: dict[str, Any],
        sources: Sequence[Source],
        outputs: dict[str, Path],
        seconds: int,
        progress: Callable[[float], Awaitable[None]],
    ) -> dict[str, Any]:
        async with self._slots:
            with contextlib.ExitStack() as files:
                read = [files.enter_context(path.open("rb")).fileno() for path, _ in sources]
                written = {
                    name: files.enter_context(path.open("w+b")).fileno()
                    for name, path in outputs.items()
                }
                size = sum(os.fstat(descriptor).st_size for descriptor in read)
                formats = [kind.reader for _, kind in sources]
                task = {
                    **task,
                    **written,
                    "site": _site(),
                    "inputs": [
                        {"fd": fd, "format": form} for fd, form in zip(read, formats, strict=True)
                    ],
                    "limits": {
                        "file_bytes": size + size // INDEX_SHARE + OUTPUT_SLACK,
                        "cpu_seconds": self._limits.cpu_seconds,
                        "memory_bytes": self._limits.memory_bytes,
                        "wall_seconds": seconds + 1,
                    },
                }
                descriptors = [*read, *written.values()]
                return await self._child_result(task, descriptors, seconds, progress)

    async def _child_result(
        self,
        task: dict[str, Any],
        descriptors: list[int],
        seconds: int,
        progress: Callable[[float], Awaitable[None]],
    ) -> dict[str, Any]:
        process = await asyncio.create_subprocess_exec(
            # Isolated: no environment, no user site, no site-packages, nothing written.
            sys.executable, "-I", "-S", "-B", str(self._child), json.dumps(task),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={},
            cwd="/",
            pass_fds=descriptors,
        )  # fmt: skip
        try:
            async with asyncio.timeout(seconds):
                last = await _listen(process, progress)
                await process.wait()
        except TimeoutError as error:
            raise ReaderBusy(retry_after=5) from error
        finally:
            if process.returncode is None:
                process.kill()
                await _bury(process)
        if process.returncode != 0:
            raise ReaderDied(process.returncode)
        return _result(last)


async def _bury(process: asyncio.subprocess.Process) -> None:
    """Reap what was killed, reading away what it had said.

    asyncio tells that a process has ended only when its pipes have, and a pipe that holds more
    than was read is paused and never ends (cpython issue 119710).
    """
    assert process.stdout is not None  # noqa: S101 - it is a pipe
    while await process.stdout.read(PIECE):
        pass
    await process.wait()


async def _ignore(_fraction: float) -> None:
    """Progress of what is over at once."""


async def _listen(
    process: asyncio.subprocess.Process, progress: Callable[[float], Awaitable[None]]
) -> dict[str, Any]:
    """Pass progress on until the last line, which is returned."""
    assert process.stdout is not None  # noqa: S101 - it is a pipe
    last: dict[str, Any] = {}
    for _ in range(MOST_LINES):
        try:
            raw = await process.stdout.readline()
            if not raw:
                return last
            last = json.loads(raw)
            if "progress" in last:
                await progress(min(max(float(last["progress"]), 0.0), 1.0))
        except (ValueError, TypeError, KeyError) as error:
            # It may have been taken over by what it read: nothing it says is trusted.
            raise ReaderDied(str(type(error))) from error
    raise ReaderDied("too many lines")


def _result(last: dict[str, Any]) -> dict[str, Any]:
    match last:
        case {"result": dict(result)}:
            return result
        case {"error": "not_joinable"}:
            raise NotJoinable
        case {"error": "unreadable"}:
            raise UnreadableMedia
        case {"error": "full"}:
            raise StorageFull(retry_after=RETRY_S)
        case _:
            raise ReaderDied("no result")


def _site() -> str:
    """The folder PyAV is installed in; found, not imported: this process never opens media."""
    spec = importlib.util.find_spec("av")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("av")
    return str(Path(spec.origin).parents[1])
