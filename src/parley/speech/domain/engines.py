"""What can hear and speak here, and which of it hears a language."""

from collections.abc import Sequence
from dataclasses import dataclass

from parley.contracts.speech import Quality, Word
from parley.kit.errors import DomainError, Unavailable

AUTO = "auto"
CLOUD, WHISPER, POCKETSPHINX = "cloud", "whisper", "pocketsphinx"
PREFERENCE = (CLOUD, WHISPER, POCKETSPHINX)  # of `auto`


class LanguageUnavailable(DomainError):
    """No speech engine here knows this language: pull a whisper model, or configure a server."""


class EngineUnavailable(Unavailable):
    """Speech can't be recognised just now: it is tried again by itself."""


class EngineDied(Exception):
    """The engine's process ended in the middle of a call, or had to be ended."""


@dataclass(frozen=True, slots=True)
class Recognizer:
    """One that can be used.

    Attributes:
        name: `cloud`, `whisper` or `pocketsphinx`.
        title: Name and model, for people.
        languages: Primary subtags (`en`); empty for any.
        quality: How far it can be relied on.
        joins: Whether it hears better when neighbouring utterances come together.
    """

    name: str
    title: str
    languages: tuple[str, ...]
    quality: Quality
    joins: bool

    def knows(self, language: str) -> bool:
        """Whether it hears `language` (BCP 47)."""
        return not self.languages or primary(language) in self.languages


@dataclass(frozen=True, slots=True)
class Speaker:
    """A voice that can be used.

    Attributes:
        name: `cloud`, `piper` or `espeak`.
        title: Name and model, for people.
        languages: Primary subtags; empty for any.
    """

    name: str
    title: str
    languages: tuple[str, ...]

    def knows(self, language: str) -> bool:
        """Whether it speaks `language` (BCP 47)."""
        return not self.languages or primary(language) in self.languages


@dataclass(frozen=True, slots=True)
class Missing:
    """One that can't be used, and what to do about it."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Description:
    """What an engine has.

    Attributes:
        recognizers: Those that can be used.
        missing: Those that can't.
        detector: What finds voice, for people.
        speakers: Voices that can be used.
        missing_speakers: Those that can't.
    """

    recognizers: tuple[Recognizer, ...]
    missing: tuple[Missing, ...]
    detector: str
    speakers: tuple[Speaker, ...] = ()
    missing_speakers: tuple[Missing, ...] = ()


@dataclass(frozen=True, slots=True)
class Voice:
    """What was found in some frames (see `utterances`), and the state to go on with."""

    voice: bytes
    loudness: bytes
    state: bytes


@dataclass(frozen=True, slots=True)
class Ask:
    """One utterance to be heard.

    Attributes:
        pcm: 16 kHz mono signed 16 bit, half a minute at most.
        recognizer: Which.
        language: BCP 47.
        hints: Words that may occur.
    """

    pcm: bytes
    recognizer: str
    language: str
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Words with seconds from the utterance's start."""

    words: tuple[Word, ...]


def primary(language: str) -> str:
    """The primary subtag of a BCP 47 tag, in lower case."""
    return language.replace("_", "-").split("-", 1)[0].lower()


def choose(found: Sequence[Recognizer], wanted: str, language: str) -> Recognizer:
    """The recogniser for a language.

    Args:
        found: Those that can be used.
        wanted: A name, or `auto`: the best that knows the language.
        language: BCP 47.

    Raises:
        LanguageUnavailable: None knows it.
    """
    names = PREFERENCE if wanted == AUTO else (wanted,)
    for name in names:
        for recognizer in found:
            if recognizer.name == name and recognizer.knows(language):
                return recognizer
    raise LanguageUnavailable
