"""Runs `child` for one task: descriptors in, lines out, killed at its deadline."""

import asyncio
import contextlib
import importlib.util
import json
import math
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeVar

from parley.contracts.media import UnreadableMedia
from parley.kit.blobs import StorageFull
from parley.media.clients.staging import RETRY_S, off_loop
from parley.media.domain import recorded, sound
from parley.media.domain.playback import FORMS, NotJoinable
from parley.media.domain.sniff import MediaType
from parley.media.ports import Progress, ReaderBusy, ReaderDied, ReaderLimits, Remuxed, Source

T = TypeVar("T")
CHILD = Path(__file__).with_name("child") / "run.py"
OUTPUT_SLACK = 4 * 1024**2  # Headers, index and poster, beyond the bytes that came.
INDEX_SHARE = 8  # The index and block headers of tiny packets: at most this part of the bytes.
PIECE = 64 * 1024
MOST_LINES = 1000  # The child says about 50; one that floods us is ended.
WAVEFORM_BYTES = 8 * sound.MOST_PEAKS  # Each peak has three digits and a comma at most.


@dataclass(frozen=True, slots=True)
class Task:
    """What a child is to do, and within what.

    Attributes:
        words: Its name and its numbers, as the child reads them.
        sources: What it reads.
        outputs: What it writes, by the name it knows them under; None: a file without a name.
        seconds: Its deadline.
        file_bytes: How long each output may become.
    """

    words: dict[str, Any]
    sources: Sequence[Source]
    outputs: dict[str, Path | None]
    seconds: int
    file_bytes: int = OUTPUT_SLACK


class ConfinedReader:
    """Implements `ports.Reader`."""

    def __init__(self, limits: ReaderLimits, *, child: Path = CHILD) -> None:
        """Run `child` under `limits`."""
        self._limits, self._child = limits, child
        self._slots = asyncio.Semaphore(limits.at_once)

    async def probe(self, source: Source) -> float:
        """Media duration in seconds, by packets."""
        words: dict[str, Any] = {"task": "probe"}
        done = await self._run(Task(words, [source], {}, self._limits.probe_seconds), _ignore)
        return _told(lambda: _seconds(done["duration"]))

    async def remux(
        self,
        sources: Sequence[Source],
        out: Path,
        poster: Path,
        progress: Progress,
        *,
        longest: float,
    ) -> Remuxed:
        """Write all sources one after another into `out`, a picture into `poster`."""
        size = sum(_size(path) for path, _ in sources)
        task = Task(
            {"task": "remux", "seconds": longest},
            sources,
            {"out": out, "poster": poster},
            self._limits.remux_seconds,
            size + size // INDEX_SHARE + OUTPUT_SLACK,
        )
        done = await self._run(task, progress)
        return _told(lambda: _remuxed(done, len(sources), longest))

    async def encode(self, pcm: Path, out: Path) -> None:
        """Write PCM that this server has recorded into `out`: Opus in WebM."""
        size = _size(pcm)
        task = Task(
            {"task": "encode", "rate": recorded.RATE, "bits": recorded.OPUS_BITS},
            [(pcm, MediaType.PCM)],
            {"out": out},
            self._limits.encode_seconds,
            round(recorded.seconds(size) * recorded.OPUS_BYTES) + OUTPUT_SLACK,
        )
        done = await self._run(task, _ignore)
        if done.get("encoded") is not True:
            raise ReaderDied("not encoded")

    async def sound(
        self, source: Source, seconds: float, out: Path, waveform: Path, progress: Progress
    ) -> bool:
        """Write the track of `source` into `out`, its waveform into `waveform`."""
        count = sound.samples(seconds)
        header = sound.wav_header(count)
        task = Task(
            _sound_words(count),
            [source],
            {"out": out, "waveform": waveform, "scratch": None},
            self._limits.sound_seconds,
            count * sound.FLOAT_BYTES + OUTPUT_SLACK,
        )
        if not (await self._run(task, progress)).get("sound"):
            return False
        await off_loop(lambda: _complete(out, waveform, header, count))
        return True

    async def _run(
        self, task: Task, progress: Callable[[float], Awaitable[None]]
    ) -> dict[str, Any]:
        async with self._slots:
            with contextlib.ExitStack() as files:
                read = [files.enter_context(path.open("rb")).fileno() for path, _ in task.sources]
                written = {
                    name: files.enter_context(_output(path, task)).fileno()
                    for name, path in task.outputs.items()
                }
                formats = [kind.reader for _, kind in task.sources]
                words = {
                    **task.words,
                    **written,
                    "site": _site(),
                    "inputs": [
                        {"fd": fd, "format": form} for fd, form in zip(read, formats, strict=True)
                    ],
                    "limits": {
                        "file_bytes": task.file_bytes,
                        "cpu_seconds": self._limits.cpu_seconds,
                        "memory_bytes": self._limits.memory_bytes,
                        "wall_seconds": task.seconds + 1,
                    },
                }
                descriptors = [*read, *written.values()]
                return await self._child_result(words, descriptors, task.seconds, progress)

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


def _size(path: Path) -> int:
    return path.stat().st_size


def _output(path: Path | None, task: Task) -> IO[bytes]:
    """A file to write; one without a name lies beside those that have one, and ends with us."""
    if path is not None:
        return path.open("w+b")
    folder = next(other for other in task.outputs.values() if other is not None).parent
    return tempfile.TemporaryFile(dir=folder)


def _sound_words(count: int) -> dict[str, Any]:
    """What the rules of `domain.sound` make of a track of `count` samples."""
    return {
        "task": "sound",
        "samples": count,
        "rate": sound.RATE,
        "header_bytes": sound.HEADER_BYTES,
        "per_second": sound.peaks_per_second(count),
        "target_lufs": sound.TARGET_LUFS,
        "ceiling_dbtp": sound.CEILING_DBTP,
        "most_gain_db": sound.MOST_GAIN_DB,
        "silent_lufs": sound.SILENT_LUFS,
        "margin_db": sound.LIMITER_MARGIN_DB,
        "jitter_seconds": sound.JITTER_SECONDS,
    }


def _complete(out: Path, waveform: Path, header: bytes, count: int) -> None:
    """Look at what the child has written, which is not trusted, and put the header before it.

    Raises:
        ReaderDied: It isn't what was asked for.
    """
    if out.stat().st_size != len(header) + count * sound.SAMPLE_BYTES:
        raise ReaderDied("a track of another length")
    if waveform.stat().st_size > WAVEFORM_BYTES:
        raise ReaderDied("too long a waveform")
    try:
        said = json.loads(waveform.read_bytes())
    except (ValueError, RecursionError) as error:
        raise ReaderDied("not a waveform") from error
    if not sound.is_waveform(said, count):
        raise ReaderDied("not a waveform")
    with out.open("r+b") as file:
        file.write(header)


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


def _told(read: Callable[[], T]) -> T:
    """What a child says, in the form that was asked for.

    Raises:
        ReaderDied: It says something else: it may have been taken over by what it read.
    """
    try:
        return read()
    except (KeyError, TypeError, ValueError) as error:
        raise ReaderDied(str(type(error))) from error


def _seconds(said: Any, most: float = math.inf) -> float:
    """A time that can be."""
    seconds = float(said)
    if not (math.isfinite(seconds) and 0 <= seconds <= most):
        raise ValueError(said)
    return seconds


def _remuxed(said: dict[str, Any], sources: int, longest: float) -> Remuxed:
    """A derived file that can be."""
    starts = tuple(_seconds(start, longest) for start in said["starts"])
    if said["form"] not in FORMS or len(starts) != sources:
        raise ValueError(said["form"])
    return Remuxed(
        _seconds(said["duration"], longest),
        str(said["form"]),
        starts,
        bool(said["video"]),
        bool(said["poster"]),
    )


def _site() -> str:
    """The folder PyAV is installed in; found, not imported: this process never opens media."""
    spec = importlib.util.find_spec("av")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("av")
    return str(Path(spec.origin).parents[1])
