"""Hearing and speaking while a conversation goes on, beside the process that has it."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from parley.contracts.speech import (
    LONGEST_UTTERANCE,
    Hearing,
    LiveAbility,
    Quality,
    SpeechUnavailable,
    VoiceStream,
    Word,
)
from parley.kit.errors import DomainError, Malformed, Unavailable
from parley.kit.metrics import Metrics
from parley.speech.domain.engines import (
    AUTO,
    CLOUD,
    Ask,
    Description,
    EngineDied,
    LanguageUnavailable,
    Recognizer,
    Speaker,
    choose,
)
from parley.speech.domain.sayable import sayable
from parley.speech.domain.speakers import Say, suited
from parley.speech.domain.wav import RATE, SAMPLE_BYTES
from parley.speech.domain.words import believable, confidence
from parley.speech.ports import Child, Finding, RemoteRecognizer, RemoteSpeaker, Settings
from parley.speech.service.hearing import MOST_HINTS
from parley.speech.service.pool import Pool

log = logging.getLogger(__name__)

BUCKETS = (0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 6.0, 12.0)
BREATH = "a"  # said to nobody, so that a voice is loaded
HEARD, NOT_HEARD, SPOKEN, NOT_SPOKEN = "heard", "not_heard", "spoken", "not_spoken"


class Told:
    """What is measured; seconds and counts, nothing of what was said."""

    def __init__(self, metrics: Metrics) -> None:
        """Register the metrics."""
        self.hearing = metrics.histogram(
            "speech_live_hearing_seconds", "From an utterance to its words.", BUCKETS
        )
        self.first_sound = metrics.histogram(
            "speech_live_first_sound_seconds", "From a sentence to its first sound.", BUCKETS
        )
        self.calls = metrics.counter(
            "speech_live_calls",
            "Utterances and sentences.",
            "outcome",
            (HEARD, NOT_HEARD, SPOKEN, NOT_SPOKEN),
        )


@dataclass(frozen=True, slots=True)
class Parts:
    """What hears and speaks.

    Attributes:
        finding: Voice, in a thread.
        pool: Processes that hear.
        speaking: The process that speaks.
        remote_recognizer, remote_speaker: Servers, which may not be configured.
    """

    finding: Finding
    pool: Pool
    speaking: Child
    remote_recognizer: RemoteRecognizer
    remote_speaker: RemoteSpeaker


class Live:
    """Implements `contracts.speech.LiveSpeech`."""

    def __init__(self, parts: Parts, settings: Settings, metrics: Metrics | None = None) -> None:
        """Hear and speak by these; nothing is started before it is needed."""
        self._parts, self._settings = parts, settings
        self._told = Told(metrics or Metrics())
        self._mouth: Description | None = None  # what the speaking process has
        self._warmed: tuple[int | None, str, str] | None = None  # by which of its lives
        self._warming: set[asyncio.Task[None]] = set()

    async def ability(self, language: str) -> LiveAbility:
        """What can be done in a language; begins to load what that takes."""
        recognizer, speakers = await asyncio.gather(
            self._recognizer(language), self._speakers(language)
        )
        if recognizer is not None and recognizer.name != CLOUD:
            self._parts.pool.warm(recognizer.name, language)
        if speakers and speakers[0].name != CLOUD:
            self._warm(Say(BREATH, speakers[0].name, language))
        return LiveAbility(
            recognizer.title if recognizer else None,
            recognizer.quality if recognizer else Quality.DEMO,
            speakers[0].title if speakers else None,
            self._parts.finding.title,
        )

    def stream(self) -> VoiceStream:
        """Begin to look through a person's sound."""
        return self._parts.finding.stream()

    async def transcribe(self, pcm: bytes, language: str, hints: Sequence[str]) -> Hearing:
        """The words of one utterance.

        Raises:
            Malformed: No whole samples, none, or more than LONGEST_UTTERANCE.
            SpeechUnavailable: Not within its deadline, or nothing hears this language.
        """
        seconds = len(pcm) / SAMPLE_BYTES / RATE
        if not pcm or len(pcm) % SAMPLE_BYTES or seconds > LONGEST_UTTERANCE:
            raise Malformed(f"pcm: whole samples of 16 bit, at most {LONGEST_UTTERANCE:g} s")
        began = time.monotonic()
        try:
            heard, quality = await self._hear(pcm, language, tuple(hints[:MOST_HINTS]))
        except (Unavailable, EngineDied, LanguageUnavailable) as error:
            self._told.calls.labels(NOT_HEARD).inc()
            raise _unavailable(error) from error
        words = believable(heard, seconds)
        self._told.calls.labels(HEARD).inc()
        self._told.hearing.observe(time.monotonic() - began)
        return Hearing(words, confidence(words), quality)

    async def speak(self, text: str, language: str) -> AsyncGenerator[bytes]:
        """A sentence as 16 kHz PCM, piece by piece; silent where nothing in it can be said.

        Raises:
            SpeechUnavailable: Nothing speaks this language, or not now.
        """
        said = sayable(text, language)
        if not said:
            return
        began, sounded = time.monotonic(), False
        error: Exception = LanguageUnavailable()
        for make in self._voices(await self._speakers(language), said, language):
            try:
                async with aclosing(make()) as pieces:
                    async for piece in pieces:
                        if not sounded:
                            self._told.first_sound.observe(time.monotonic() - began)
                        sounded = True
                        yield piece
            except (Unavailable, EngineDied, LanguageUnavailable) as failed:
                log.warning("voice failed", extra={"error_type": type(failed).__name__})
                error = failed
                if sounded:
                    break  # another voice would begin anew
            else:
                self._told.calls.labels(SPOKEN).inc()
                return
        self._told.calls.labels(NOT_SPOKEN).inc()
        raise _unavailable(error) from error

    async def close(self) -> None:
        """End thread and processes."""
        for task in self._warming:
            task.cancel()
        await asyncio.gather(*self._warming, return_exceptions=True)
        await asyncio.gather(
            self._parts.finding.close(),
            self._parts.pool.close(),
            self._parts.speaking.stop(),
            self._parts.remote_recognizer.close(),
            self._parts.remote_speaker.close(),
        )

    def _warm(self, breath: Say) -> None:
        """Begin to load a voice where its process hasn't spoken yet, before the first sentence."""
        if self._warmed == (self._parts.speaking.pid, breath.speaker, breath.language):
            return

        async def speak() -> None:
            with contextlib.suppress(Unavailable, EngineDied, LanguageUnavailable):
                async with aclosing(self._parts.speaking.synthesize(breath)) as pieces:
                    async for _ in pieces:
                        pass
                self._warmed = (self._parts.speaking.pid, breath.speaker, breath.language)

        task = asyncio.ensure_future(speak())
        self._warming.add(task)
        task.add_done_callback(self._warming.discard)

    def _remote(self, language: str) -> Recognizer | None:
        about = self._parts.remote_recognizer.describe()
        wanted = self._settings.recognizer in {AUTO, CLOUD}
        return about if wanted and isinstance(about, Recognizer) and about.knows(language) else None

    async def _recognizer(self, language: str) -> Recognizer | None:
        """What hears a language; None where nothing does, or not now."""
        if (remote := self._remote(language)) is not None:
            return remote
        try:
            await self._parts.pool.describe()
            return await self._local(language)
        except (Unavailable, LanguageUnavailable):
            return None

    async def _local(self, language: str) -> Recognizer:
        known = self._parts.pool.known or await self._parts.pool.describe()
        found = [one for one in known.recognizers if one.name != CLOUD]
        return choose(found, self._settings.recognizer, language)

    async def _hear(
        self, pcm: bytes, language: str, hints: tuple[str, ...]
    ) -> tuple[Sequence[Word], Quality]:
        remote = self._remote(language)
        if remote is not None:
            ask = Ask(pcm, remote.name, language, hints)
            try:
                return await self._parts.remote_recognizer.hear(ask), remote.quality
            except Unavailable:
                # Words of demo quality in the middle of a good transcript would mislead.
                local = await self._spare(language)
                if local is None:
                    raise
        else:
            local = await self._local(language)
        answer = await self._parts.pool.transcribe(Ask(pcm, local.name, language, hints))
        return answer.words, local.quality

    async def _spare(self, language: str) -> Recognizer | None:
        """One of full quality for when the server doesn't answer."""
        try:
            local = await self._local(language)
        except (Unavailable, LanguageUnavailable):
            return None
        return local if local.quality is Quality.FULL else None

    async def _speakers(self, language: str) -> list[Speaker]:
        """Who speaks a language, the best first."""
        found = (
            [about] if isinstance(about := self._parts.remote_speaker.describe(), Speaker) else []
        )
        if self._settings.voice.name != CLOUD:
            try:
                self._mouth = self._mouth or await self._parts.speaking.describe()
                found += self._mouth.speakers
            except (Unavailable, EngineDied) as error:
                log.warning("no voice", extra={"error_type": type(error).__name__})
        return suited(found, self._settings.voice.name, language)

    def _voices(
        self, speakers: Sequence[Speaker], text: str, language: str
    ) -> list[Callable[[], AsyncGenerator[bytes]]]:
        """Ways to say it, to be tried in turn; a process that died is given one more."""

        def remote() -> AsyncGenerator[bytes]:
            return self._parts.remote_speaker.speak(text)

        def local(name: str) -> Callable[[], AsyncGenerator[bytes]]:
            return lambda: self._parts.speaking.synthesize(Say(text, name, language))

        ways = [remote if one.name == CLOUD else local(one.name) for one in speakers]
        return [*ways, ways[-1]] if ways and speakers[-1].name != CLOUD else ways


def _unavailable(error: Exception) -> SpeechUnavailable:
    if isinstance(error, SpeechUnavailable):
        return error
    after = error.retry_after if isinstance(error, DomainError) else None
    return SpeechUnavailable(retry_after=after or 1.0)
