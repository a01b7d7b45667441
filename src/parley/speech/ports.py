"""What speech needs from the world, and its settings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from parley.contracts.speech import Segment, Word
from parley.kit.db import Unit
from parley.speech.domain.engines import (
    AUTO,
    PREFERENCE,
    Answer,
    Ask,
    Description,
    Missing,
    Recognizer,
    Voice,
)
from parley.speech.domain.transcripts import Stored
from parley.speech.domain.utterances import Cutting

MEGABYTE = 1024**2


@dataclass(frozen=True, slots=True)
class Cloud:
    """A server with OpenAI's `/v1/audio/transcriptions`.

    Attributes:
        base_url: Up to and without `/audio/transcriptions`, such as `https://api.openai.com/v1`.
        key: Sent as bearer token, or None.
        model: Which of its models.
        languages: Primary subtags it is used for; empty for any.
        seconds: For one utterance, over all attempts.
        attempts: How often at most.
        answer_bytes: More than this is no answer.
        ca_file: Certificates to trust instead of the system's.

    Raises:
        ValueError: It is no address.
    """

    base_url: str
    key: str | None = field(default=None, repr=False)
    model: str = "whisper-1"
    languages: tuple[str, ...] = ()
    seconds: float = 60.0
    attempts: int = 4
    answer_bytes: int = 2 * MEGABYTE
    ca_file: Path | None = None

    def __post_init__(self) -> None:
        """Refuse what can't be called."""
        if not self.base_url.startswith(("http://", "https://")):
            raise ValueError("The address of a speech server begins with https:// or http://.")


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """How the engine's process is run.

    Attributes:
        whisper_model: Which of the pulled ones; None for the largest.
        cloud: A server, or None.
        threads: Of the native libraries.
        memory_bytes: Resident; a process that has more is ended.
        start_seconds: Until it must answer.
        call_seconds: Deadline of every call, loading a model included; and
        a_second: so many more for each second of sound. At twice that the process is killed.
        idle_seconds: After so long without a call it is ended, and its memory given back.
    """

    whisper_model: str | None = None
    cloud: Cloud | None = None
    threads: int = 2
    memory_bytes: int = 3072 * MEGABYTE
    start_seconds: float = 60.0
    call_seconds: float = 60.0
    a_second: float = 4.0
    idle_seconds: float = 180.0

    def deadline(self, sound_seconds: float) -> float:
        """Seconds for a call about so much sound."""
        return self.call_seconds + self.a_second * sound_seconds


@dataclass(frozen=True, slots=True)
class Settings:
    """How speech is configured.

    Attributes:
        models_dir: Where `parley models pull` puts models; None: `models` in the data folder.
        recognizer: `auto` (a configured server, else whisper, else pocketsphinx), or one name.
        engine: Of its process.
        cutting: How voice becomes utterances.
        longest_seconds: Of a recording; a longer one is refused.
        window_seconds: Of sound, read and looked through at once; a minute at most.
        pause_seconds: Of silence within one window of an engine that likes context.
        max_attempts: How often a job is tried; waits grow to ten minutes: some five hours.
        sweep_seconds: Between looks for jobs that took their workers down.

    Raises:
        ValueError: An unknown recogniser, or a window that no message holds.
    """

    models_dir: Path | None = None
    recognizer: str = AUTO
    engine: EngineSettings = field(default_factory=EngineSettings)
    cutting: Cutting = field(default_factory=Cutting)
    longest_seconds: int = 4 * 3600
    window_seconds: int = 60
    pause_seconds: float = 2.0
    max_attempts: int = 40
    sweep_seconds: float = 60.0

    def models(self, data_dir: Path) -> Path:
        """Where the models are of an installation in `data_dir`."""
        return self.models_dir or data_dir / "models"

    def __post_init__(self) -> None:
        """Refuse what can't work."""
        if self.recognizer not in {AUTO, *PREFERENCE}:
            raise ValueError(f"A speech engine is one of: {', '.join((AUTO, *PREFERENCE))}.")
        if not 1 <= self.window_seconds <= LONGEST_WINDOW or self.cutting.longest > LONGEST_ASK:
            raise ValueError(
                f"A window has at most {LONGEST_WINDOW} s, an utterance {LONGEST_ASK} s."
            )

    def describe(self) -> str:
        """What hears, for `parley doctor`."""
        if self.engine.cloud is not None and self.recognizer in {AUTO, "cloud"}:
            return f"{self.engine.cloud.model} at {self.engine.cloud.base_url}"
        return f"local ({self.recognizer})"


LONGEST_WINDOW = 60  # seconds: 1.9 MB of a message's 4
LONGEST_ASK = 30  # seconds: whisper's window


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


class Detecting(Protocol):
    """Finds voice, in the engine's process; called from one thread."""

    title: str

    def find(self, pcm: bytes, state: bytes) -> tuple[bytes, bytes]:
        """Probability of voice times 255 for each whole or begun frame, and the next state."""
        ...


class Store(Protocol):
    """Transcripts, each call inside the caller's transaction."""

    async def add(self, unit: Unit, row: Stored, now: datetime) -> bool:
        """Store a new one; False when its recording has one."""
        ...

    async def get(self, unit: Unit, take_id: str, *, lock: bool = False) -> Stored | None:
        """The one of a take."""
        ...

    async def by_media_url(
        self, unit: Unit, media_urls: Sequence[str], *, lock: bool = False
    ) -> list[Stored]:
        """Those of these recordings, by take."""
        ...

    async def begin(self, unit: Unit, row: Stored) -> None:
        """Note where its sound is, and that it is being made, as run `row.run`."""
        ...

    async def settle(self, unit: Unit, row: Stored, now: datetime) -> None:
        """Note how it ended: what was heard, or why nothing was."""
        ...

    async def correct(self, unit: Unit, row: Stored) -> None:
        """Keep `row.corrected` as revision `row.revision`."""
        ...

    async def revisions(
        self, unit: Unit, take_id: str
    ) -> list[tuple[int, str, datetime, tuple[Segment, ...]]]:
        """Every correction: revision, who, when, what."""
        ...

    async def processing(self, unit: Unit, before: datetime) -> list[Stored]:
        """Those being made since before that moment."""
        ...

    async def counts(self, unit: Unit) -> Mapping[str, int]:
        """How many by status."""
        ...

    async def of_person(
        self, unit: Unit, subject_id: str | None, evidence_ids: Sequence[str]
    ) -> list[str]:
        """Takes of the evidence, or of the subject where one is given; locked."""
        ...

    async def erase(
        self, unit: Unit, take_ids: Sequence[str], subject_id: str | None
    ) -> Mapping[str, int]:
        """Delete rows, jobs and messages about these takes (or the subject); how many of what."""
        ...

    async def bury(
        self, unit: Unit, evidence_ids: Sequence[str], now: datetime, *, whole: bool
    ) -> None:
        """Remember that this evidence was erased; `whole`: nothing of it may ever come."""
        ...

    async def buried(self, unit: Unit, evidence_id: str) -> tuple[datetime, bool] | None:
        """When it was erased, and whether as a whole."""
        ...

    async def forget_erasures(self, unit: Unit, before: datetime) -> None:
        """Whatever could come late has come."""
        ...
