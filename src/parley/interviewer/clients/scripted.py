"""The brain that needs nothing: patterns, rules and prepared words."""

from collections.abc import AsyncIterator

from parley.interviewer.domain import bank, reading
from parley.interviewer.domain.mind import Brief, Draft, DraftAsk, Reading, Situation
from parley.interviewer.domain.wording import split


class ScriptedBrain:
    """Reads by patterns, says what is prepared, drafts from the competency bank."""

    title = "scripted"

    async def read(self, situation: Situation) -> Reading:
        """Intent and coverage; the echo is chosen by whoever has the whole conversation."""
        return reading.read(situation)

    async def word(self, brief: Brief) -> AsyncIterator[str]:
        """The prepared words, sentence by sentence."""
        for sentence in split(brief.scripted):
            yield sentence + " "

    async def draft(self, ask: DraftAsk) -> Draft:
        """Questions of the competency bank."""
        return bank.drafted(ask)
