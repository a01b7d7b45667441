"""Reads the words of a PDF in a confined child: one process a document, killed at its deadline."""

import asyncio
import importlib.util
import json
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from parley.kit.errors import Malformed, Unavailable

CHILD = Path(__file__).with_name("child.py")
PIECE = 64 * 1024
MOST_OUTPUT = 8  # bytes of JSON a character, at most: a surrogate pair is two escapes of six each
SLACK = 1_000


class UnreadableDocument(Malformed):
    """This is no PDF that can be read: save it as a PDF again, or paste its text."""


class DocumentWithoutText(Malformed):
    """This PDF holds no text, as scans do: paste the text instead."""


class DocumentLocked(Malformed):
    """This PDF asks for a password: save it without one, or paste its text."""


class DocumentReaderBusy(Unavailable):
    """This document takes too long to read: try again, or paste its text."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Within what a document is read.

    Attributes:
        characters: Of its text; what comes after them is not read.
        pages: Likewise.
        seconds: For one document.
        cpu_seconds: Likewise, of a processor.
        memory_bytes: Of the child's address space; it starts with about 60 MB.
        at_once: Documents that are read at the same time.
        wait_seconds: For one's turn.
    """

    characters: int = 20_000
    pages: int = 300
    seconds: float = 15.0
    cpu_seconds: int = 10
    memory_bytes: int = 400 * 1024**2
    at_once: int = 2
    wait_seconds: float = 30.0


class ConfinedDocuments:
    """Implements `ports.DocumentReader`."""

    def __init__(self, limits: Limits | None = None, *, child: Path = CHILD) -> None:
        """Run `child` under `limits`."""
        self._limits, self._child = limits or Limits(), child
        self._slots = asyncio.Semaphore(self._limits.at_once)

    async def text(self, pdf: bytes) -> str:
        """Its words; at most `Limits.characters` of them.

        Raises:
            UnreadableDocument: It is no PDF.
            DocumentWithoutText: It holds none.
            DocumentLocked: It asks for a password.
            DocumentReaderBusy: Not within its limits.
        """
        try:
            async with asyncio.timeout(self._limits.wait_seconds):
                await self._slots.acquire()
        except TimeoutError as error:
            raise DocumentReaderBusy(retry_after=self._limits.seconds) from error
        try:
            with tempfile.TemporaryFile() as file:
                await asyncio.to_thread(_put, file, pdf)
                return self._told(await self._said(file.fileno()))
        finally:
            self._slots.release()

    async def _said(self, descriptor: int) -> bytes:
        limits = self._limits
        task = {
            "fd": descriptor,
            "site": _site(),
            "characters": limits.characters,
            "pages": limits.pages,
            "cpu_seconds": limits.cpu_seconds,
            "memory_bytes": limits.memory_bytes,
            "wall_seconds": int(limits.seconds) + 1,
        }
        process = await asyncio.create_subprocess_exec(
            # Isolated: no environment, no user site, no site-packages, nothing written.
            sys.executable, "-I", "-S", "-B", str(self._child), json.dumps(task),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={},
            cwd="/",
            pass_fds=[descriptor],
        )  # fmt: skip
        try:
            async with asyncio.timeout(limits.seconds):
                said = await _output(process, limits.characters * MOST_OUTPUT + SLACK)
                await process.wait()
        except TimeoutError as error:
            raise DocumentReaderBusy(retry_after=5) from error
        finally:
            if process.returncode is None:
                process.kill()
                await _bury(process)
        if process.returncode != 0:
            # Ended by one of its limits, or taken over by what it read.
            raise UnreadableDocument
        return said

    def _told(self, said: bytes) -> str:
        """What the child says, which isn't trusted."""
        try:
            found = json.loads(said)
        except (ValueError, RecursionError) as error:
            raise UnreadableDocument from error
        match found:
            case {"text": str(text)} if text.strip() and len(text) <= self._limits.characters:
                return text.strip()
            case {"text": ""} | {"error": "no_text"}:
                raise DocumentWithoutText
            case {"error": "locked"}:
                raise DocumentLocked
            case _:
                raise UnreadableDocument


def _put(file: IO[bytes], pdf: bytes) -> None:
    file.write(pdf)
    file.flush()
    file.seek(0)


async def _output(process: asyncio.subprocess.Process, most: int) -> bytes:
    """What it writes until it ends.

    Raises:
        UnreadableDocument: More than it may.
    """
    assert process.stdout is not None  # noqa: S101 - it is a pipe
    said = bytearray()
    while piece := await process.stdout.read(PIECE):
        said += piece
        if len(said) > most:
            raise UnreadableDocument
    return bytes(said)


async def _bury(process: asyncio.subprocess.Process) -> None:
    """Reap what was killed, reading away what it had said (cpython issue 119710)."""
    assert process.stdout is not None  # noqa: S101 - it is a pipe
    while await process.stdout.read(PIECE):
        pass
    await process.wait()


def _site() -> str:
    """The folder pypdf is installed in; found, not imported: this process never opens PDFs."""
    spec = importlib.util.find_spec("pypdf")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("pypdf")
    return str(Path(spec.origin).parents[1])
