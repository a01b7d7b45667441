"""Plain sentences for the hiring team: what was found, no praise, no guess about the person.

They come in the interview's language where it has a table here, else in English.
"""

from dataclasses import dataclass
from types import MappingProxyType

from parley.contracts.scoring import Measure
from parley.scoring.domain.feedback.english import ENGLISH
from parley.scoring.domain.feedback.german import GERMAN
from parley.scoring.domain.feedback.wording import Wording
from parley.scoring.domain.words import code_of

LANGUAGES = MappingProxyType({"en": ENGLISH, "de": GERMAN})
# In English alone: a language that has a table here is known.
UNKNOWN_LANGUAGE = "Words of this language are compared as they stand, so coverage may be missed."
MOST_REMARKS = 2


@dataclass(frozen=True, slots=True)
class Facts:
    """What feedback is about.

    Attributes:
        reason: Why there is no number, or None.
        covered: Of each key point.
        flags: For review.
        language_known: Whether stems of the language are known.
        measures: How it was said.
    """

    reason: str | None = None
    covered: tuple[bool, ...] = ()
    flags: tuple[str, ...] = ()
    language_known: bool = True
    measures: tuple[Measure, ...] = ()


def wording(language: str) -> Wording:
    """The sentences of a language (BCP 47, such as `en` or `de-AT`), or else the English ones."""
    return LANGUAGES.get(code_of(language), ENGLISH)


def sentence(facts: Facts, language: str) -> str:
    """A few sentences."""
    words = wording(language)
    said: list[str] = []
    if facts.reason is not None:
        said.append(words.reasons[facts.reason])
    elif facts.covered:
        said.append(words.covered.format(n=sum(facts.covered), total=len(facts.covered)))
    said += [words.flags[flag] for flag in facts.flags if flag != facts.reason]
    if not facts.language_known and facts.reason is None:
        said.append(UNKNOWN_LANGUAGE)
    return " ".join(said + _remarks(facts.measures, words))


def _remarks(measures: tuple[Measure, ...], words: Wording) -> list[str]:
    found = []
    for measure in measures:
        low, high = words.remarks[measure.name]
        if measure.low is not None and measure.value < measure.low:
            found.append(low)
        elif measure.high is not None and measure.value > measure.high:
            found.append(high)
    return [remark for remark in found if remark][:MOST_REMARKS]
