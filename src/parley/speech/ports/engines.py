"""What hears and speaks, as the rest of speech sees it."""

from collections.abc import AsyncGenerator, Iterator, Sequence
from typing import Protocol

from parley.contracts.speech import VoiceStream, Word
from parley.speech.domain.engines import (
    Answer,
    Ask,
    Description,
    Missing,
    Recognizer,
    Speaker,
    Voice,
)
from parley.speech.domain.speakers import Say


class Engine(Protocol):
    """Hears; one call at a time, in a process of its own."""

    async def describe(self) -> Description:
        """What it has.

        Raises:
            EngineUnavailable: It can't be started, or not now.
            EngineDied: It ended meanwhile.
        """
        ...

    async def find_voice(self, pcm: bytes, state: bytes) -> Voice:
        """Voice in a window of a minute at most, which follows on the one that gave `state`.

        Raises:
            EngineUnavailable, EngineDied: As above.
        """
        ...

    async def transcribe(self, ask: Ask) -> Answer:
        """The words of an utterance, as they are claimed.

        Raises:
            EngineUnavailable, EngineDied: As above.
            LanguageUnavailable: That recogniser doesn't know it (any more).
        """
        ...

    def synthesize(self, say: Say) -> AsyncGenerator[bytes]:
        """A sentence as 16 kHz mono signed 16 bit PCM, in pieces; closing it stops the work.

        Raises:
            EngineUnavailable, EngineDied: As above.
            LanguageUnavailable: That voice doesn't know it (any more).
        """
        ...


class Child(Engine, Protocol):
    """An engine in a process of its own, started at a call."""

    @property
    def pid(self) -> int | None:
        """Of the process, while there is one."""
        ...

    async def stop(self) -> None:
        """End it, if there is one."""
        ...


class RemoteRecognizer(Protocol):
    """A server that hears; any number of calls at once."""

    def describe(self) -> Recognizer | Missing:
        """Whether one is configured; it isn't called for this."""
        ...

    async def hear(self, ask: Ask) -> Sequence[Word]:
        """The words of an utterance, seconds from its start.

        Raises:
            EngineUnavailable: No answer in time, or none that can be used.
        """
        ...

    async def close(self) -> None:
        """Close its connections."""
        ...


class RemoteSpeaker(Protocol):
    """A server that speaks; any number of calls at once."""

    def describe(self) -> Speaker | Missing:
        """Whether one is configured; it isn't called for this."""
        ...

    def speak(self, text: str) -> AsyncGenerator[bytes]:
        """16 kHz PCM, as it comes.

        Raises:
            EngineUnavailable: Not in time, or it broke off.
        """
        ...

    async def close(self) -> None:
        """Close its connections."""
        ...


class Finding(Protocol):
    """Finds voice in the sound of many people at once."""

    @property
    def title(self) -> str:
        """What finds it, for people."""
        ...

    def stream(self) -> VoiceStream:
        """Begin with another person's sound."""
        ...

    async def close(self) -> None:
        """Give back thread and memory."""
        ...


class Recognizing(Protocol):
    """A recogniser in the engine's process; called from one thread."""

    name: str

    def describe(self) -> Recognizer | Missing:
        """Whether it can be used; loads nothing heavy."""
        ...

    def transcribe(self, ask: Ask) -> Sequence[Word]:
        """The words of an utterance, seconds from its start.

        Raises:
            EngineUnavailable: Not now.
        """
        ...


class Speaking(Protocol):
    """A voice in the engine's process; called from one thread."""

    name: str

    def describe(self) -> Speaker | Missing:
        """Whether it can be used; loads nothing heavy."""
        ...

    def speak(self, text: str, language: str) -> Iterator[bytes]:
        """16 kHz mono signed 16 bit PCM, in pieces as they are made.

        Raises:
            EngineUnavailable: Not now.
        """
        ...


class Detecting(Protocol):
    """Finds voice, in the engine's process; called from one thread."""

    title: str

    def find(self, pcm: bytes, state: bytes) -> tuple[bytes, bytes]:
        """Probability of voice times 255 for each whole or begun frame, and the next state."""
        ...


class Batch(Protocol):
    """A detector that looks at a frame of each of many streams; called from one thread."""

    title: str

    def begin(self) -> object:
        """What it remembers of a stream that begins."""
        ...

    def step(self, memories: Sequence[object], frames: Sequence[bytes]) -> Sequence[int]:
        """Probability of voice times 255 in one frame of each; changes their memories."""
        ...
