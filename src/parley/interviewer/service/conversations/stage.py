"""What a conversation is held with, and how it can come to its end."""

import asyncio
from dataclasses import dataclass
from enum import Enum, auto

from parley.contracts.interviews import EndReason, Interviews
from parley.contracts.media import Media
from parley.contracts.speech import LiveSpeech, SpeechUnavailable
from parley.interviewer.ports import (
    Drafter,
    Engine,
    InterviewerUnavailable,
    Leasing,
    Meters,
    Settings,
    Store,
)
from parley.kit.clock import Clock
from parley.kit.db import Database

ROLE = "interviewer"


@dataclass(frozen=True, slots=True)
class Stage:
    """The same for all conversations of a process.

    Attributes:
        interviews: Keeps sessions and transcripts.
        media: Keeps sound.
        speech: What can be heard and spoken here.
        engine: The AI's side.
        drafter: Plans where there is none.
        leases: One owner at a time.
        db, store: Where conversations stand.
        clock: The time.
        meters: What is counted.
        settings: Of the interviewer.
    """

    interviews: Interviews
    media: Media
    speech: LiveSpeech
    engine: Engine
    drafter: Drafter
    leases: Leasing
    db: Database
    store: Store
    clock: Clock
    meters: Meters
    settings: Settings

    async def abilities(self, language: str, within: float) -> tuple[bool, bool]:
        """Whether anything here hears and speaks a language; other engines than ours do both.

        Raises:
            InterviewerUnavailable: Nobody can say within so many seconds.
        """
        if self.settings.engine != "cascade":
            return True, True
        try:
            async with asyncio.timeout(within):
                ability = await self.speech.ability(language)
        except (SpeechUnavailable, TimeoutError) as error:
            raise InterviewerUnavailable from error
        return ability.recognizer is not None, ability.voice is not None


class Way(Enum):
    """How a conversation ends here."""

    COMPLETE = auto()  # The interview is over; its transcript is to be committed.
    BROKEN = auto()  # The engine can't go on: the session fails.
    UNREACHABLE = auto()  # Not now: the session stays as it is, and may be tried again.
    CLOSED = auto()  # The session was ended, cancelled or erased by somebody else.
    TAKEN_OVER = auto()  # Another process has it.
    LEFT = auto()  # Nobody came back within the grace; it may be taken up again.
    STOPPING = auto()  # This server stops.
    STRANGER = auto()  # The token is good, but not for this session.


@dataclass(frozen=True, slots=True)
class Ending:
    """One end.

    Attributes:
        way: How.
        reason: Why the interview is over; None unless COMPLETE, or CLOSED as completed.
    """

    way: Way
    reason: EndReason | None = None
