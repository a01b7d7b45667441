"""What goes over a line, as it means something to a talk; the vendor's words stay in `line`."""

from dataclasses import dataclass
from typing import Any

# What comes from the model.


@dataclass(frozen=True, slots=True)
class Audio:
    """Its voice."""

    pcm: bytes
    rate: int


@dataclass(frozen=True, slots=True)
class Said:
    """More words of its own."""

    text: str


@dataclass(frozen=True, slots=True)
class Heard:
    """More words of the person."""

    text: str


@dataclass(frozen=True, slots=True)
class Interrupted:
    """The person speaks: it has stopped."""


@dataclass(frozen=True, slots=True)
class Generated:
    """It has made all that it will say in this turn."""


@dataclass(frozen=True, slots=True)
class TurnOver:
    """It waits for the person."""


@dataclass(frozen=True, slots=True)
class Call:
    """It uses a tool."""

    call_id: str
    name: str
    arguments: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Resumable:
    """The session can be taken up again from here."""

    handle: str


@dataclass(frozen=True, slots=True)
class GoAway:
    """The connection will end soon.

    Attributes:
        seconds: Until then.
    """

    seconds: float


FromModel = Audio | Said | Heard | Interrupted | Generated | TurnOver | Call | Resumable | GoAway


# What goes to the model.


@dataclass(frozen=True, slots=True)
class Tell:
    """Text."""

    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """To a tool's use."""

    call_id: str
    name: str
    result: dict[str, Any]


@dataclass(frozen=True, slots=True)
class NoMoreSound:
    """The microphone is closed for now."""


ToModel = Tell | Answer | NoMoreSound
