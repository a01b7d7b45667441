"""Voices past the library's models, which cost more than everything else of a relay together."""

import asyncio
import base64
import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from parley.interviewer.clients.gemini_live.messages import Audio
from parley.interviewer.clients.gemini_live.resampling import HIGHEST, LOWEST
from parley.interviewer.domain.conversation import RATE

if TYPE_CHECKING:
    from google.genai.live import AsyncSession
    from websockets.asyncio.client import ClientConnection

MODEL_RATE = 24_000  # samples a second, unless its MIME type says another
MIME = f"audio/pcm;rate={RATE}"
_RATE = re.compile(r"rate=(\d{4,5})\b")


class Shortcut:
    """Stands in for the session's socket, and hands the library all that isn't a voice alone.

    `_ws` is the one private name of the library that is used; a test holds it, and without it
    everything goes the long way.
    """

    def __init__(self, socket: "ClientConnection") -> None:
        """Send and receive by `socket`."""
        self._socket = socket
        self._kept: bytes | None = None
        self.close = socket.close

    @classmethod
    def of(cls, session: "AsyncSession") -> "Shortcut | None":
        """For a session, None where the library has changed."""
        socket = getattr(session, "_ws", None)
        if socket is None or not hasattr(socket, "recv"):
            return None
        made = cls(socket)
        session._ws = made  # type: ignore[assignment]  # noqa: SLF001 - see the class
        return made

    async def audio(self) -> Audio | None:
        """The voice that comes next; None where something else does, kept for the library."""
        raw = await self._socket.recv(decode=False)
        found = _voice_alone(raw)
        if found is None:
            self._kept = raw
        return found

    async def sound(self, pcm: bytes) -> None:
        """What the library would have sent."""
        await self._socket.send(SOUND % base64.urlsafe_b64encode(pcm).decode())

    async def answered(self, seconds: float) -> None:
        """A ping, and its answer.

        Raises:
            TimeoutError: There was none in time.
        """
        async with asyncio.timeout(seconds):
            await (await self._socket.ping())

    def abandon(self) -> None:
        """End without a goodbye: a peer that is gone would let us wait for its own."""
        self._socket.transport.abort()

    # What the library asks of its socket.

    async def recv(self, *, decode: bool = False) -> bytes:
        """What was kept, else what comes."""
        del decode  # it is always bytes
        raw, self._kept = self._kept, None
        return raw if raw is not None else await self._socket.recv(decode=False)

    async def send(self, message: str) -> None:
        """Pass on."""
        await self._socket.send(message)


SOUND = f'{{"realtime_input": {{"audio": {{"mime_type": "{MIME}", "data": "%s"}}}}}}'


def _voice_alone(raw: bytes) -> Audio | None:
    """The voice of a message that holds nothing else."""
    if b'"inlineData"' not in raw:
        return None
    try:
        match json.loads(raw):
            case {"serverContent": {"modelTurn": {"parts": [{"inlineData": dict(blob)}]}}} as all_:
                content = all_["serverContent"]
                alone = len(all_) == len(content) == 1 and content["modelTurn"].keys() <= TURN
                return audio_of(base64.b64decode(blob["data"]), blob["mimeType"]) if alone else None
    except (ValueError, LookupError, TypeError, AttributeError):
        pass
    return None


TURN = {"parts", "role"}


def audio_of(data: bytes, mime: str) -> Audio | None:
    """A piece of voice; None where it is none that can be played."""
    rate = _rate_of(mime)
    return Audio(data, rate) if data and rate is not None else None


@lru_cache(maxsize=16)
def _rate_of(mime: str) -> int | None:
    """Samples a second of a type of sound; None where it is none that can be played."""
    named = _RATE.search(mime)
    rate = int(named[1]) if named else MODEL_RATE
    return rate if mime.startswith("audio/") and LOWEST <= rate <= HIGHEST else None
