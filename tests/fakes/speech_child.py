"""A process that hears and speaks, as far as live speech sees one."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field

from parley.contracts.speech import Quality, Word
from parley.speech.domain.engines import (
    Answer,
    Ask,
    Description,
    EngineDied,
    EngineUnavailable,
    LanguageUnavailable,
    Recognizer,
    Speaker,
    Voice,
)
from parley.speech.domain.speakers import Say
from tests.fakes.speech_engine import tone

DEMO = Recognizer("pocketsphinx", "pocketsphinx fake", ("en",), Quality.DEMO, joins=False)
ESPEAK = Speaker("espeak", "eSpeak fake", ("en", "de"))


@dataclass
class FakeChild:
    """Does what the first hint, or the first word, says: `hang`, `crash`, `wait`; else answers.

    Like a real one it is started by a call, and killed when a call that runs is cancelled.
    """

    name: str = "a"
    recognizers: tuple[Recognizer, ...] = (DEMO,)
    speakers: tuple[Speaker, ...] = (ESPEAK,)
    starts: bool = True
    asked: list[Ask] = field(default_factory=list)
    said: list[Say] = field(default_factory=list)
    described: int = 0
    lives: int = 0
    pid: int | None = None
    stopped: bool = False
    go: asyncio.Event = field(default_factory=asyncio.Event)
    busy: asyncio.Event = field(default_factory=asyncio.Event)
    loading: asyncio.Event | None = None  # waited for by the first call of a life
    _loaded: bool = False

    async def describe(self) -> Description:
        self._up()
        self.described += 1
        return Description(self.recognizers, (), "fake", self.speakers)

    async def find_voice(self, pcm: bytes, state: bytes) -> Voice:
        raise NotImplementedError

    async def transcribe(self, ask: Ask) -> Answer:
        self._up()
        self.asked.append(ask)
        try:
            if not self._loaded:
                if self.loading is not None:
                    await self.loading.wait()
                self._loaded = True
            match ask.hints[:1]:
                case ("hang",):
                    self.busy.set()
                    await asyncio.Event().wait()
                case ("wait",):
                    self.busy.set()
                    await self.go.wait()
                case ("crash",):
                    self.die()
                    raise EngineDied("ended")
        except asyncio.CancelledError:
            self.die()
            raise
        return Answer((Word(self.name, 0.1, 0.2, 0.9), Word("words", 0.2, 0.4, 0.6)))

    async def synthesize(self, say: Say) -> AsyncGenerator[bytes]:
        self._up()
        self.said.append(say)
        if say.speaker not in {one.name for one in self.speakers}:
            raise LanguageUnavailable
        for word in say.text.split():
            if word == "hang":
                await asyncio.Event().wait()
            if word == "crash":
                self.die()
                raise EngineDied("ended")
            yield tone(0.01)

    async def stop(self) -> None:
        self.die()
        self.stopped = True

    def die(self) -> None:
        self.pid, self._loaded = None, False

    def _up(self) -> None:
        if not self.starts:
            raise EngineUnavailable(retry_after=7.0)
        if self.pid is None:
            self.lives += 1
            self.pid = hash(self.name) % 1000 * 1000 + self.lives
