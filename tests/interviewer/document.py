"""A client of the voice socket, compiled from the document's own schema and nothing else."""

import asyncio
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

DOCUMENT = Path(__file__).resolve().parents[2] / "docs/contracts/realtime-session.proto"
SECONDS, RATE = 0.02, 16_000
PAUSE_SECONDS = 0.4  # people wait a moment before they answer


def compiled(folder: Path) -> dict[str, Any]:
    """The messages of the document's schema, in a pool of their own.

    Raises:
        CalledProcessError: It doesn't compile.
    """
    out = folder / "document.pb"
    arguments = [f"-I{DOCUMENT.parent}", f"--descriptor_set_out={out}", DOCUMENT.name]
    subprocess.run([sys.executable, "-m", "grpc_tools.protoc", *arguments], check=True)
    found = descriptor_pb2.FileDescriptorSet.FromString(out.read_bytes())
    pool = descriptor_pool.DescriptorPool()
    for file in found.file:
        pool.Add(file)
    return {
        message.name: message_factory.GetMessageClass(
            pool.FindMessageTypeByName(f"preppal.{message.name}")
        )
        for file in found.file
        for message in file.message_type
    }


@dataclass
class Client:
    """One connection after another to one interview.

    Attributes:
        lines: Final captions, in order.
        captions: All of them.
        audible: Seconds of sound that isn't silent.
        reason: Of SessionEnded.
        code: Of the close.
        unknown: Messages with nothing in them that the document names.
        errors: Codes of ErrorResponse.
        answers: Sound to say, one after each of the AI's turns; then silence.
    """

    messages: dict[str, Any]
    address: str
    lines: list[tuple[str, str]] = field(default_factory=list)
    captions: list[tuple[str, str]] = field(default_factory=list)
    audible: float = 0.0
    reason: int | None = None
    code: int | None = None
    unknown: int = 0
    errors: list[int] = field(default_factory=list)
    answers: list[bytes] = field(default_factory=list)
    playing_until: float = 0.0
    asked: bool = False

    async def talk(self, token: str, until: Callable[["Client"], bool] | None = None) -> None:
        """Send the microphone in real time until the interview ends, the server goes, or that."""
        async with connect(f"{self.address}?token={token}", compression=None) as socket:
            sending = asyncio.create_task(self._microphone(socket))
            try:
                async for frame in socket:
                    assert isinstance(frame, bytes)
                    self._take(self.messages["ServerToClientMessage"].FromString(frame))
                    if until is not None and until(self):
                        return
            except ConnectionClosed:
                pass
            finally:
                sending.cancel()
                await asyncio.gather(sending, return_exceptions=True)
            self.code = socket.close_code

    async def _microphone(self, socket: ClientConnection) -> None:
        """Twenty milliseconds at a time, in real time: an answer when it is one's turn."""
        loop, size, saying = asyncio.get_running_loop(), round(SECONDS * RATE) * 2, b""
        due = loop.time()
        while True:
            if self.asked and self.answers and loop.time() > self.playing_until + PAUSE_SECONDS:
                self.asked, saying = False, self.answers.pop(0)
            piece, saying = saying[:size].ljust(size, b"\0"), saying[size:]
            chunk = self.messages["AudioChunk"](audio_content=piece)
            message = self.messages["ClientToServerMessage"](audio_chunk=chunk)
            await socket.send(message.SerializeToString())
            due += SECONDS
            await asyncio.sleep(max(0.0, due - loop.time()))

    def _take(self, message: Any) -> None:
        match message.WhichOneof("payload"):
            case "transcript_update":
                update = message.transcript_update
                self.captions.append((update.speaker, update.text))
                if update.is_final:
                    self.lines.append((update.speaker, update.text))
                    self.asked = update.speaker == "AI"
            case "audio_response":
                pcm = message.audio_response.audio_content
                seconds, now = len(pcm) / 2 / RATE, asyncio.get_running_loop().time()
                self.audible += any(pcm) * seconds
                self.playing_until = max(self.playing_until, now) + seconds
            case "session_ended":
                self.reason = message.session_ended.reason
            case "error":
                self.errors.append(message.error.code)
            case None:
                self.unknown += 1
