"""An engine that hears what it is told, and sound for it."""

import asyncio
import io
import math
import struct
import wave
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import cache

from parley.contracts.speech import Quality, Word
from parley.speech.domain.engines import (
    Answer,
    Ask,
    Description,
    LanguageUnavailable,
    Missing,
    Recognizer,
    Speaker,
    Voice,
)
from parley.speech.domain.loudness import loudness
from parley.speech.domain.speakers import Say
from parley.speech.domain.wav import RATE

LOUD = 8000
FULL = Recognizer("whisper", "fake large", (), Quality.FULL, joins=False)


@cache
def tone(seconds: float, height: int = LOUD) -> bytes:
    """Samples of 200 Hz."""
    turn = 2 * math.pi * 200 / RATE
    samples = [round(height * math.sin(turn * n)) for n in range(round(seconds * RATE))]
    return struct.pack(f"<{len(samples)}h", *samples)


def silence(seconds: float) -> bytes:
    return bytes(2 * round(seconds * RATE))


def in_wav(pcm: bytes) -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(pcm)
    return made.getvalue()


def spoken(*seconds: float, pause: float = 1.0) -> bytes:
    """A WAV with so many sounds of so many seconds, silence around each."""
    return in_wav(silence(pause) + b"".join(tone(one) + silence(pause) for one in seconds))


@dataclass
class FakeEngine:
    """Voice is what is loud; every utterance is heard as `words`, four a second."""

    words: Sequence[str] = ("hello", "there")
    recognizers: tuple[Recognizer, ...] = (FULL,)
    asked: list[Ask] = field(default_factory=list)
    speakers: tuple[Speaker, ...] = ()
    said: list[Say] = field(default_factory=list)
    before: Callable[[str], Awaitable[None]] | None = None

    async def describe(self) -> Description:
        await self._before("describe")
        missing = (Missing("cloud", "none"),)
        return Description(self.recognizers, missing, "loud is voice", self.speakers)

    async def find_voice(self, pcm: bytes, state: bytes) -> Voice:
        await self._before("find_voice")
        heard = loudness(pcm)
        return Voice(bytes(255 if level > 128 else 0 for level in heard), heard, b"s")

    async def transcribe(self, ask: Ask) -> Answer:
        await self._before("transcribe")
        if ask.recognizer not in {one.name for one in self.recognizers}:
            raise LanguageUnavailable
        self.asked.append(ask)
        return Answer(
            tuple(Word(text, n / 4, n / 4 + 0.2, 0.9) for n, text in enumerate(self.words))
        )

    async def synthesize(self, say: Say) -> AsyncGenerator[bytes]:
        """A tenth of a second of sound for each word."""
        await self._before("synthesize")
        self.said.append(say)
        for _ in say.text.split():
            yield tone(0.1)

    async def _before(self, step: str) -> None:
        await asyncio.sleep(0)
        if self.before is not None:
            await self.before(step)
