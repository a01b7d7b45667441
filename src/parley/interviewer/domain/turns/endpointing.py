"""How long silence has to last until somebody is done, by what their words sound like."""

import re
from collections.abc import Sequence
from enum import StrEnum

from parley.interviewer.domain.turns.phrases import Phrases, phrases
from parley.interviewer.domain.turns.rules import Patience

SHORT_WORDS = 5  # fewer say little about whether more comes
BACKCHANNEL_WORDS = 3  # more are no "mm-hm"
DEPENDENT_WORDS = 7  # of a clause before its main one; more are likely to be both
MOST_ATTRIBUTES = 3  # between an article and the last word
SUBJECT = 2  # words, "the service", after which "because the service" still has no verb
ECHO_WORDS = 2  # one may be a coincidence
_WORD = re.compile(r"[^\W_]+(?:['\u2019.-][^\W_]+)*")
_STOP = re.compile(r"[.!?]\s")
_OPEN_END = re.compile(r"(?:[,;:\u2026\u2013\u2014-]|\.\.\.)\s*$")


class Sounding(StrEnum):
    """What the words so far sound like."""

    CLOSED = "closed"
    FINISHED = "finished"
    UNCLEAR = "unclear"
    WAVERING = "wavering"
    UNFINISHED = "unfinished"
    THINKING = "thinking"


def sounding(text: str, language: str) -> Sounding:
    """Whether somebody who has said `text` and falls silent is done."""
    lists = phrases(language)
    spoken = words(text)
    if lists is None or not spoken:
        return Sounding.UNFINISHED if _OPEN_END.search(text) else Sounding.UNCLEAR
    if any(_ends(spoken, phrase) for phrase in lists.thinking):
        return Sounding.THINKING
    if any(_says(spoken, phrase) for phrase in lists.closing):
        return Sounding.CLOSED
    if _OPEN_END.search(text) or _trails(spoken, lists):
        return Sounding.UNFINISHED
    if _wavers(spoken, lists) or _depends(words(_sentence(text)), lists):
        return Sounding.WAVERING
    return Sounding.UNCLEAR if len(spoken) < SHORT_WORDS else Sounding.FINISHED


def patience(sounds: Sounding, seconds: Patience) -> float:
    """The silence to wait for."""
    return {
        Sounding.CLOSED: seconds.closed,
        Sounding.FINISHED: seconds.finished,
        Sounding.UNCLEAR: seconds.unclear,
        Sounding.WAVERING: seconds.wavering,
        Sounding.UNFINISHED: seconds.unfinished,
        Sounding.THINKING: seconds.thinking,
    }[sounds]


def is_backchannel(text: str, language: str) -> bool:
    """Whether these words, said over somebody, leave them the turn."""
    lists = phrases(language)
    spoken = words(text)
    if not spoken or len(spoken) > BACKCHANNEL_WORDS:
        return not spoken
    return lists is not None and (
        lists.backchannels.issuperset(spoken) or tuple(spoken) in lists.backchannel_phrases
    )


def is_echo(text: str, said: str) -> bool:
    """Whether these words are what is being said to somebody, heard again by their microphone."""
    heard, own = words(text), words(said)
    length = len(heard)
    return length >= ECHO_WORDS and any(
        own[at : at + length] == heard for at in range(len(own) - length + 1)
    )


def words(text: str) -> list[str]:
    """Casefolded, without punctuation."""
    return [word.replace("\u2019", "'") for word in _WORD.findall(text.casefold())]


def _trails(spoken: Sequence[str], lists: Phrases) -> bool:
    last = spoken[-1]
    # Somebody who has just opened a clause, or told who it is about, has not closed it.
    before = spoken[-2] if len(spoken) > 1 else ""
    opened = (
        before in lists.openers
        or (before in lists.joining and last in lists.subjects)
        or (len(spoken) > SUBJECT and spoken[-3] in lists.openers and before in lists.determiners)
    )
    article = lists.articles.intersection(spoken[-1 - MOST_ATTRIBUTES : -1])
    return (
        last in lists.trailing
        or last in lists.fillers
        or opened
        or (last in lists.attributes and bool(article))
        or any(_ends(spoken, pair) for pair in lists.trailing_pairs)
    )


def _wavers(spoken: Sequence[str], lists: Phrases) -> bool:
    """More often than not something follows."""
    last = spoken[-1]
    before = spoken[-2] if len(spoken) > 1 else ""
    # "It was completely ..."
    return last in lists.wavering or (before in lists.auxiliaries and last.endswith("ly"))


def _depends(sentence: Sequence[str], lists: Phrases) -> bool:
    """A sentence that began with "if" has hardly come to its main clause by then."""
    return bool(sentence) and sentence[0] in lists.dependent and len(sentence) <= DEPENDENT_WORDS


def _sentence(text: str) -> str:
    """The last one, as far as there is punctuation."""
    return _STOP.split(text.strip())[-1]


def _ends(spoken: Sequence[str], phrase: Sequence[str]) -> bool:
    return len(spoken) >= len(phrase) and tuple(spoken[-len(phrase) :]) == tuple(phrase)


def _says(spoken: Sequence[str], phrase: Sequence[str]) -> bool:
    """As all that was said; or, longer than a word, as its end."""
    return tuple(spoken) == tuple(phrase) or (len(phrase) > 1 and _ends(spoken, phrase))
