"""What the person has said since it became their turn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from parley.contracts.interviews import Entry, Provenance, Speaker
from parley.contracts.speech import Hearing, Quality, Word
from parley.interviewer.domain.mind import Heard
from parley.interviewer.domain.turns.ears import Segment


@dataclass(slots=True)
class Part:
    """A segment and what was heard in it.

    Attributes:
        aside: It began while the AI spoke, and may be no more than "mm-hm".
        hearing: None until it comes.
        unheard: It will not come.
    """

    number: int
    begins: float
    start: float
    end: float
    voiced: float
    level: float
    aside: bool
    hearing: Hearing | None = None
    unheard: bool = False

    @property
    def settled(self) -> bool:
        """Whether its words have come, or are given up."""
        return self.hearing is not None or self.unheard


@dataclass(frozen=True, slots=True)
class _Typed:
    text: str
    at: float


class Answer:
    """Segments and typed texts, in order."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._parts: dict[int, Part] = {}
        self._typed: list[_Typed] = []

    @property
    def empty(self) -> bool:
        """Whether nothing was said at all."""
        return not self._parts and not self._typed

    @property
    def complete(self) -> bool:
        """Whether every segment was heard, or given up."""
        return all(part.settled for part in self._parts.values())

    @property
    def typed(self) -> bool:
        """Whether something was typed: then the person is done."""
        return bool(self._typed)

    @property
    def spoken_text(self) -> str:
        """The words that were heard so far."""
        return " ".join(filter(None, (part.hearing.text for part in self._heard if part.hearing)))

    @property
    def text(self) -> str:
        """All words."""
        written = " ".join(typed.text for typed in self._typed)
        both = [self.spoken_text, written]
        return " ".join(filter(None, reversed(both) if self._typed_first else both))

    @property
    def wordless(self) -> float:
        """Seconds of voice in which no words were found."""
        return sum(
            part.voiced
            for part in self._parts.values()
            if part.unheard or (part.hearing is not None and not part.hearing.words)
        )

    @property
    def voiced(self) -> float:
        """Seconds of voice."""
        return sum(part.voiced for part in self._parts.values())

    @property
    def asides(self) -> list[Part]:
        """Those that are not judged yet."""
        return [part for part in self._parts.values() if part.aside]

    def add(self, segment: Segment, *, aside: bool) -> None:
        """A segment that is being recognised."""
        self._parts[segment.number] = Part(
            segment.number,
            segment.begins,
            segment.start,
            segment.end,
            segment.voiced,
            segment.level,
            aside,
        )

    def part(self, number: int) -> Part | None:
        """One of its segments."""
        return self._parts.get(number)

    def drop(self, number: int) -> None:
        """That was nothing meant for anybody."""
        self._parts.pop(number, None)

    def settle(self, since: float = 0.0) -> None:
        """What was said over the AI, and not over before `since`, belongs to the answer."""
        for part in self._parts.values():
            part.aside = part.aside and part.end < since

    def give_up(self) -> None:
        """What was not heard by now never will be."""
        for part in self._parts.values():
            part.unheard = not part.hearing

    def write(self, text: str, at: float) -> None:
        """Something typed."""
        self._typed.append(_Typed(text, at))

    def heard(self) -> Heard:
        """All of it, for the mind."""
        parts = [part for part in self._heard if part.hearing is not None and part.hearing.words]
        spoken = bool(parts)
        return Heard(
            text=self.text,
            words=tuple(word for part in parts for word in _timed(part)),
            confidence=_confidence(parts),
            quality=_quality(parts),
            typed=self.typed and not spoken,
            seconds=max(0.0, parts[-1].end - parts[0].start) if spoken else 0.0,
        )

    def entries(
        self, new_id: Callable[[], str], began: datetime, item_id: str | None, move: str
    ) -> list[Entry]:
        """To be recorded: what was spoken and what was typed, in order."""
        parts = [part for part in self._heard if part.hearing is not None and part.hearing.words]
        found = []
        if parts:
            start = min(part.start for part in parts)
            found.append(
                Entry(
                    new_id(), Speaker.USER, self.spoken_text, began + timedelta(seconds=start),
                    start, max(part.end for part in parts), Provenance.HEARD, item_id, move,
                    tuple(word for part in parts for word in _timed(part)),
                    _confidence(parts), _quality(parts),
                )
            )  # fmt: skip
        if self._typed:
            start = self._typed[0].at
            text = " ".join(typed.text for typed in self._typed)
            at = began + timedelta(seconds=start)
            entry = Entry(
                new_id(), Speaker.USER, text, at, start, self._typed[-1].at, Provenance.TYPED,
                item_id, move,
            )  # fmt: skip
            found.insert(0 if self._typed_first else len(found), entry)
        return found

    @property
    def _typed_first(self) -> bool:
        starts = [part.start for part in self._heard if part.hearing and part.hearing.words]
        return bool(self._typed and starts) and self._typed[0].at < min(starts)

    @property
    def _heard(self) -> Sequence[Part]:
        return [self._parts[number] for number in sorted(self._parts)]


def joined(before: Heard | None, heard: Heard) -> Heard:
    """What was said before, to which nothing was answered, and what followed."""
    if before is None:
        return heard
    confident = [it for it in (before, heard) if it.confidence > 0]
    weight = sum(max(len(it.words), 1) for it in confident)
    return replace(
        heard,
        text=f"{before.text} {heard.text}",
        words=before.words + heard.words,
        confidence=sum(it.confidence * max(len(it.words), 1) for it in confident) / weight
        if weight
        else 0.0,
        quality=Quality.DEMO if Quality.DEMO in (before.quality, heard.quality) else heard.quality,
        typed=before.typed and heard.typed,
        seconds=before.seconds + heard.seconds,
    )


def _timed(part: Part) -> list[Word]:
    """Its words in the session's time."""
    words = part.hearing.words if part.hearing is not None else ()
    return [
        replace(word, start=part.begins + word.start, end=part.begins + word.end) for word in words
    ]


def _confidence(parts: Sequence[Part]) -> float:
    """The mean weighted by length; 0, unstated, where nothing was stated."""
    stated = [
        (part.hearing.confidence, part.voiced)
        for part in parts
        if part.hearing is not None and part.hearing.confidence > 0
    ]
    weight = sum(voiced for _, voiced in stated)
    return sum(confidence * voiced for confidence, voiced in stated) / weight if weight else 0.0


def _quality(parts: Sequence[Part]) -> Quality:
    qualities = {part.hearing.quality for part in parts if part.hearing is not None}
    return Quality.DEMO if Quality.DEMO in qualities else Quality.FULL
