"""A language model's words as sentences, as long as they come in time."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from dataclasses import dataclass

from parley.interviewer.domain import wording
from parley.interviewer.domain.guard import ASKING, Rules, named
from parley.interviewer.domain.lexicon import count, lexicon, words
from parley.interviewer.domain.mind import Brief, Move
from parley.interviewer.domain.sentences import Cutter
from parley.interviewer.ports import Brain, BrainUnavailable

_log = logging.getLogger(__name__)

# Turns that ask for something: they aren't done before they have asked.
INQUIRING = frozenset({Move.FOLLOW_UP})


@dataclass(frozen=True, slots=True)
class Deadlines:
    """How long a model is waited for while somebody listens, in seconds.

    Attributes:
        read: For a reading.
        first: Until the first words of a turn.
        turn: For all words of a turn.
    """

    read: float = 2.5
    first: float = 2.5
    turn: float = 10.0


async def sentences(brain: Brain, brief: Brief, deadlines: Deadlines) -> AsyncGenerator[str, None]:
    """The model's words cut into sentences; ends where it fails or is too slow."""
    cutter = Cutter()
    waiting = _Waiting(deadlines)
    stream = brain.word(brief)
    try:
        while (piece := await waiting.next(stream)) is not None:
            for sentence in cutter.push(piece):
                yield sentence
            if cutter.overlong:
                return
        if rest := cutter.end():
            yield rest
    except (BrainUnavailable, TimeoutError):
        _log.info("the model did not find words in time")
    except Exception as error:  # noqa: BLE001 - whatever a model's client does, somebody waits
        _log.warning("the model failed to word", extra={"error_type": type(error).__name__})
    finally:
        await _closed(stream)


def length(turn: Sequence[str]) -> int:
    """Words of a turn."""
    return count(" ".join(turn))


def done(said: Sequence[str], rules: Rules, script: wording.Script) -> bool:
    """Whether the turn has done what it is for."""
    text = " ".join(said)
    if script.matter and text.endswith(" ".join(script.matter)):
        return True
    if rules.move in ASKING:
        return named(text, rules.question, lexicon(rules.language))
    if rules.move in INQUIRING:
        return any(
            count(s) >= FEWEST_WORDS and ("?" in s or words(s)[:1] in _REQUESTS) for s in said
        )
    return count(text) >= FEWEST_WORDS


# How a sentence begins that asks without a question mark.
_REQUESTS = tuple(
    [word] for word in ("tell", "describe", "explain", "walk", "share", "erzählen", "beschreiben")
)
FEWEST_WORDS = 4  # of a question or a redirection


class _Waiting:
    """Takes the pieces of a stream under deadlines; the taker's own time doesn't count."""

    def __init__(self, deadlines: Deadlines) -> None:
        self._first, self._left = deadlines.first, deadlines.turn
        self._begun = False

    async def next(self, stream: AsyncIterator[str]) -> str | None:
        """The next piece, None at the end.

        Raises:
            TimeoutError: It didn't come in time.
        """
        loop = asyncio.get_running_loop()
        began = loop.time()
        most = self._left if self._begun else min(self._first, self._left)
        async with asyncio.timeout(max(0.0, most)):
            try:
                piece = await anext(stream)
            except StopAsyncIteration:
                return None
        self._left -= loop.time() - began
        if not self._begun and piece.strip():
            self._begun = True
        elif not self._begun:
            self._first -= loop.time() - began
        return piece


async def _closed(stream: AsyncIterator[str]) -> None:
    close = getattr(stream, "aclose", None)
    if close is not None:
        await close()
