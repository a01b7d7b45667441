"""In the engine's process: detector and recognisers behind one thread, voices behind another."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
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
    Speaker,
    Voice,
)
from parley.speech.domain.loudness import loudness
from parley.speech.domain.speakers import LONGEST_TEXT, Say
from parley.speech.domain.wav import RATE, SAMPLE_BYTES
from parley.speech.ports import LONGEST_ASK, LONGEST_WINDOW, Detecting, Recognizing, Speaking

MOST_STATE = 64 * 1024  # bytes
MOST_HINTS = 200

T = TypeVar("T")


class Hearing:
    """Implements `ports.Engine` where the native code is."""

    def __init__(
        self,
        detector: Detecting,
        recognizers: Sequence[Recognizing],
        speakers: Sequence[Speaking] = (),
    ) -> None:
        """Hear and speak by these."""
        self._detector = detector
        self._recognizers: Mapping[str, Recognizing] = {r.name: r for r in recognizers}
        self._speakers: Mapping[str, Speaking] = {s.name: s for s in speakers}
        # Native code is not made for several threads; here is nobody else to wait for.
        self._thread = ThreadPoolExecutor(1, "hearing")
        self._voice = ThreadPoolExecutor(1, "speaking")

    async def describe(self) -> Description:
        """What is here."""
        hearing = await self._alone(lambda: [one.describe() for one in self._recognizers.values()])
        speaking = await asyncio.get_running_loop().run_in_executor(
            self._voice, lambda: [one.describe() for one in self._speakers.values()]
        )
        return Description(
            tuple(one for one in hearing if isinstance(one, Recognizer)),
            tuple(one for one in hearing if isinstance(one, Missing)),
            self._detector.title,
            tuple(one for one in speaking if isinstance(one, Speaker)),
            tuple(one for one in speaking if isinstance(one, Missing)),
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

    async def synthesize(self, say: Say) -> AsyncGenerator[bytes]:
        """A sentence, in pieces; closed or cancelled, it makes no other."""
        if not say.text or len(say.text) > LONGEST_TEXT:
            raise Malformed(f"text: at most {LONGEST_TEXT} characters")
        speaker = self._speakers.get(say.speaker)
        if speaker is None:
            raise LanguageUnavailable
        loop, stop = asyncio.get_running_loop(), threading.Event()
        pieces: asyncio.Queue[bytes | None] = asyncio.Queue()

        def speak() -> None:
            try:
                for piece in _spoken(speaker, say):
                    if stop.is_set():
                        return
                    loop.call_soon_threadsafe(pieces.put_nowait, piece)
            finally:
                loop.call_soon_threadsafe(pieces.put_nowait, None)

        work = loop.run_in_executor(self._voice, speak)
        try:
            while (piece := await pieces.get()) is not None:
                yield piece
            await work
        finally:
            stop.set()
            # It may fail yet, with nobody to tell.
            work.add_done_callback(lambda done: done.cancelled() or done.exception())

    async def _alone(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)


def _spoken(speaker: Speaking, say: Say) -> Iterator[bytes]:
    about = speaker.describe()
    if isinstance(about, Missing) or not about.knows(say.language):
        raise LanguageUnavailable
    return speaker.speak(say.text, say.language)


def _check(pcm: bytes, seconds: int) -> None:
    if not pcm or len(pcm) % SAMPLE_BYTES or len(pcm) > seconds * RATE * SAMPLE_BYTES:
        raise Malformed(f"pcm: whole samples of 16 bit, at most {seconds} s")
