"""The interviewer's turns in plain words: said as they are, or where a model's words may not be.

Every turn keeps the rules of `guard`; a test holds that for all of them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from parley.contracts.interviews import PlanItem
from parley.interviewer.domain.aspects import clauses
from parley.interviewer.domain.directing import Decision
from parley.interviewer.domain.guard import MOST_WORDS, Rules, leaks
from parley.interviewer.domain.lexicon import count, lexicon
from parley.interviewer.domain.mind import Move
from parley.interviewer.domain.phrases import ordered, phrases

ECHO_EVERY = 2  # an echo in every acknowledgement would sound like a form
_SENTENCE = re.compile(r"(?<=[.!?:])\s+(?=\S)")
_FOR_SHORT = re.compile(r",?\s+(?:and|but|und|aber|from|von)\s.*$|,\s.*$")
SHORT_ENOUGH = 5  # words that a shortened question keeps at least


@dataclass(frozen=True, slots=True)
class Setting:
    """What wording needs to know of the conversation.

    Attributes:
        session: Its id: decides which variants it hears.
        items: The plan.
        language: BCP 47.
        practice: See Briefing.
        planned_seconds: Of the whole.
        seconds_left: Until the planned end.
        rest: Questions that were not begun yet.
        said: The AI's turns so far.
        heard: What the person has said to the question, the newest last.
        echo: Words of theirs that may be said back.
        secret: The key points that no phrase may touch, be it by chance.
    """

    session: str
    items: Sequence[PlanItem]
    language: str
    practice: bool
    planned_seconds: float
    seconds_left: float = 0.0
    rest: int = 0
    said: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    echo: str = ""
    secret: Rules | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """A turn.

    Attributes:
        courtesy: What may be left out: the acknowledgement and the way to the next question.
        matter: What the turn is for.
    """

    courtesy: tuple[str, ...]
    matter: tuple[str, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """All of it."""
        return (*self.courtesy, *self.matter)

    @property
    def text(self) -> str:
        """All of it."""
        return " ".join(self.sentences)


def prepare(language: str) -> Iterator[None]:
    """Get ready to speak a language, in short steps (see `reading.prepare`)."""
    phrases(language)
    yield


def split(text: str) -> tuple[str, ...]:
    """Sentences, each of which can be spoken by itself."""
    return tuple(part for part in _SENTENCE.split(text.strip()) if part)


def fits_together(setting: Setting) -> bool:
    """Whether the greeting and the first question are at most one turn's words."""
    return bool(setting.items) and _greeting(setting, setting.items[0]) is not None


def script(decision: Decision, setting: Setting) -> Script:
    """The turn for a decision."""
    item = setting.items[decision.question] if decision.question >= 0 else None
    if decision.silent:
        return Script((), ())
    if decision.move is Move.GREET:
        said = _greeting(setting, item) if item else None
        return Script((), split(said or _pick("greet_alone", setting, item)))
    if decision.move is Move.ASK and item:
        return _ask(decision, setting, item)
    if decision.move is Move.FOLLOW_UP and item:
        return _follow_up(decision, setting, item)
    if decision.move is Move.ABOUT_ITSELF:
        return _about(decision, setting, item)
    return Script((), split(_pick(_key(decision, setting), setting, item)))


def _key(decision: Decision, setting: Setting) -> str:
    """Which block of phrases says it."""
    place = "practice" if setting.practice else "hiring"
    manner = decision.manner
    if decision.move is Move.CLOSE:
        return f"close_time_{place}" if manner == "time" else f"close_{place}"
    if decision.move is Move.STOP:
        return f"stop_{place}"
    if decision.move is Move.REPHRASE:
        return manner
    if manner == "crisis":
        return manner
    return f"{decision.move.value}_{manner}" if manner else decision.move.value


def _pick(key: str, setting: Setting, item: PlanItem | None) -> str:
    """The variant whose turn it is, with its places filled; the first that is short enough."""
    known = phrases(setting.language)
    seed = f"{setting.session}:{key}"
    filled = [
        _filled(variant, setting, item)
        for variant in ordered(known.variants[key], seed, setting.said)
    ]
    short = [text for text in filled if count(text) <= MOST_WORDS] or [min(filled, key=count)]
    return next((text for text in short if not _gives_away(text, setting)), short[0])


def _gives_away(text: str, setting: Setting) -> bool:
    """Whether a phrase has a word of a key point: an idiom may, by chance."""
    secret = setting.secret
    return secret is not None and leaks(text, secret, lexicon(setting.language))


def _filled(text: str, setting: Setting, item: PlanItem | None) -> str:
    known = phrases(setting.language)
    question = item.text.strip() if item else ""
    left = max(1, round(setting.seconds_left / 60))
    return text.format(
        q=question,
        s=simpler(question),
        n=known.amount(known.questions, len(setting.items)),
        m=known.amount(known.minutes, max(1, round(setting.planned_seconds / 60))),
        left=known.amount(known.minutes, left),
        rest=known.amount(known.more, setting.rest),
        e=setting.echo,
        a="{a}",
    ).strip()


def simpler(question: str) -> str:
    """A question's first half, where it has two: less to hold in mind."""
    first = split(question)[0] if question else ""
    core = _FOR_SHORT.sub("", first.rstrip(".?!"))
    if count(core) < SHORT_ENOUGH:
        core = first.rstrip(".?!")
    return core + ("?" if first.endswith("?") else ".")


def _greeting(setting: Setting, item: PlanItem) -> str | None:
    known = phrases(setting.language)
    for key in ("greet", "greet_short"):
        for variant in ordered(known.variants[key], f"{setting.session}:{key}", ()):
            text = _capital(_filled(variant, setting, item))
            if count(text) <= MOST_WORDS:
                return text
    return None


def _capital(text: str) -> str:
    """With a capital after each full stop: a number in words may stand there."""
    return re.sub(r"([.!?] )(\w)", lambda match: match[1] + match[2].upper(), text)


def _ask(decision: Decision, setting: Setting, item: PlanItem) -> Script:
    """Acknowledge, lead over, ask; what doesn't fit is left out, the question never."""
    question = split(item.text)
    if decision.manner != "answer":
        text = _pick(f"ask_{decision.manner}" if decision.manner != "start" else "start",
                     setting, item)  # fmt: skip
        lead = text.removesuffix(item.text.strip()).strip()
        courtesy = list(split(lead))
    else:
        courtesy = [acknowledgement(setting)]
        lead = _pick("lead_last" if decision.last else "lead", setting, item)
        courtesy.append(_capital(lead))
    if decision.brief:
        courtesy.append(_pick("brief", setting, item))
    while courtesy and count(" ".join((*courtesy, *question))) > MOST_WORDS:
        courtesy.pop()
    return Script(tuple(courtesy), question)


def acknowledgement(setting: Setting) -> str:
    """A short word of having heard: in the person's own words where that is safe, else neutral."""
    key = "ack_echo" if setting.echo and not _echoed(setting) else "ack"
    return _pick(key, setting, None)


def _echoed(setting: Setting) -> bool:
    """Whether one of the last acknowledgements said the person's words already."""
    known = phrases(setting.language).variants["ack_echo"]
    marks = [part for variant in known for part in (variant.split("{e}")[0].strip(),) if part]
    return any(
        turn.startswith(mark) for turn in setting.said[-(ECHO_EVERY - 1) :] for mark in marks
    )


def _follow_up(decision: Decision, setting: Setting, item: PlanItem) -> Script:
    courtesy = (acknowledgement(setting),)
    if decision.missing is None:
        return Script(courtesy, split(_pick("follow_up_short", setting, item)))
    lex = lexicon(setting.language)
    rules = Rules(
        setting.language,
        Move.FOLLOW_UP,
        item.text,
        item.key_points,
        setting.heard,
    )
    point = item.key_points[decision.missing]
    ways = clauses(point, rules, setting.session, setting.said, lex)
    if not ways:
        return Script(courtesy, split(_pick("follow_up_short", setting, item)))
    return Script(courtesy, split(_pick("follow_up", setting, item).replace("{a}", ways[0])))


def _about(decision: Decision, setting: Setting, item: PlanItem | None) -> Script:
    """An honest answer about itself, and back to the question without saying it again."""
    known = phrases(setting.language).variants
    place = "practice" if setting.practice else "hiring"
    key = f"about_{decision.manner}"
    if decision.manner == "remaining" and decision.last:
        key = "about_remaining_none"
    key = f"{key}_{place}" if f"{key}_{place}" in known else key
    answer = split(_pick(key if key in known else "about_other", setting, item))
    if item is None:
        return Script((), answer)
    tail = replace(setting, echo="")
    return Script((), (*answer, *split(_pick("about_tail", tail, item))))
