"""In the engine's process: detector and recognisers behind one thread, one call at a time."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from parley.kit.errors import Malformed
from parley.speech.domain.engines import (
    Answer,
    Ask,
    Description,
    LanguageUnavailable,
    Missing,
    Recognizer,
    Voice,
)
from parley.speech.domain.loudness import loudness
from parley.speech.domain.wav import RATE, SAMPLE_BYTES
from parley.speech.ports import LONGEST_ASK, LONGEST_WINDOW, Detecting, Recognizing

MOST_STATE = 64 * 1024  # bytes
MOST_HINTS = 200

T = TypeVar("T")


class Hearing:
    """Implements `ports.Engine` where the native code is."""

    def __init__(self, detector: Detecting, recognizers: Sequence[Recognizing]) -> None:
        """Hear by these."""
        self._detector = detector
        self._recognizers: Mapping[str, Recognizing] = {r.name: r for r in recognizers}
        # Native decoders are not made for several threads; here is nobody else to wait for.
        self._thread = ThreadPoolExecutor(1, "hearing")

    async def describe(self) -> Description:
        """What is here."""
        return await self._alone(self._describe)

    def _describe(self) -> Description:
        found = [recognizer.describe() for recognizer in self._recognizers.values()]
        return Description(
            tuple(one for one in found if isinstance(one, Recognizer)),
            tuple(one for one in found if isinstance(one, Missing)),
            self._detector.title,
        )

    async def find_voice(self, pcm: bytes, state: bytes) -> Voice:
        """Voice in a window."""
        _check(pcm, LONGEST_WINDOW)
        if len(state) > MOST_STATE:
            raise Malformed("state: more than any detector gives")

        def find() -> Voice:
            voice, after = self._detector.find(pcm, state)
            return Voice(voice, loudness(pcm), after)

        return await self._alone(find)

    async def transcribe(self, ask: Ask) -> Answer:
        """The words of an utterance."""
        _check(ask.pcm, LONGEST_ASK)
        if len(ask.hints) > MOST_HINTS:
            raise Malformed(f"hints: at most {MOST_HINTS}")
        recognizer = self._recognizers.get(ask.recognizer)
        if recognizer is None:
            raise LanguageUnavailable

        def hear() -> Answer:
            about = recognizer.describe()
            if isinstance(about, Missing) or not about.knows(ask.language):
                raise LanguageUnavailable
            return Answer(tuple(recognizer.transcribe(ask)))

        return await self._alone(hear)

    async def _alone(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)


def _check(pcm: bytes, seconds: int) -> None:
    if not pcm or len(pcm) % SAMPLE_BYTES or len(pcm) > seconds * RATE * SAMPLE_BYTES:
        raise Malformed(f"pcm: whole samples of 16 bit, at most {seconds} s")
