"""What a conversation is scored on: one answer for each question of its plan."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from parley.contracts.interviews import Entry, PlanItem, Provenance, Speaker
from parley.contracts.scoring import Answer, AnswerKind, Evidence
from parley.contracts.speech import Quality
from parley.interviews.domain.conversation import answers
from parley.interviews.domain.session import InterviewSession
from parley.interviews.domain.wording import content_words

NOT_ANSWERED = "not_answered"
CATEGORY = "general"
# Share of a question's own words that the AI's turn must hold to be that question.
LEAST_ALIKE = 0.6
# Of a transcript without a plan; scoring takes 200, more belong to the last.
MOST_ITEMS = 100


@dataclass(frozen=True, slots=True)
class Part:
    """Where an entry lies in the text of an answer: characters `low` to `high`."""

    entry: Entry
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Said:
    """A question and what the person said to it, in order."""

    item: PlanItem
    entries: tuple[Entry, ...]

    @property
    def text(self) -> str:
        """All of it, joined by single spaces."""
        return " ".join(entry.text.strip() for entry in self.entries)

    def parts(self) -> list[Part]:
        """Where each entry lies in `text`."""
        found, low = [], 0
        for entry in self.entries:
            high = low + len(entry.text.strip())
            found.append(Part(entry, low, high))
            low = high + 1
        return found

    def entry_at(self, place: int) -> Entry | None:
        """The entry that holds the character at `place` of `text`, or None."""
        return next((part.entry for part in self.parts() if part.low <= place < part.high), None)


def by_question(items: Sequence[PlanItem], entries: Sequence[Entry]) -> list[Said]:
    """Every question with what was said to it; never asked ones have nothing.

    Our engines say of each entry which question it belongs to. A transcript that an external
    worker handed in doesn't: there the AI's words tell which question of the plan it put, and
    what follows belongs to that. Without a plan that they fit, each question of the AI's is one.
    """
    if any(entry.item_id is not None for entry in entries):
        return _grouped(items, ((entry.item_id, entry) for entry in entries))
    known = _aligned(items, entries)
    if known is not None:
        return _grouped(items, known)
    found, known = _made_up(entries)
    return _grouped(found, known) if found else _grouped(items, ())


def _grouped(items: Sequence[PlanItem], entries: Iterable[tuple[str | None, Entry]]) -> list[Said]:
    said: dict[str, list[Entry]] = {item.item_id: [] for item in items}
    for item_id, entry in entries:
        if item_id in said and answers(entry):
            said[item_id].append(entry)
    return [Said(item, tuple(said[item.item_id])) for item in items]


def _aligned(
    items: Sequence[PlanItem], entries: Sequence[Entry]
) -> list[tuple[str | None, Entry]] | None:
    """Each entry with the question that was open; None where the AI put none of these."""
    words = {item.item_id: content_words(item.text) for item in items}
    current: str | None = None
    found: list[tuple[str | None, Entry]] = []
    for entry in entries:
        if entry.speaker is Speaker.AI:
            current = _closest(words, entry.text) or current
        found.append((current, entry))
    return None if current is None else found


def _closest(words: Mapping[str, frozenset[str]], text: str) -> str | None:
    """The question whose words `text` holds most of, if that is enough of them."""
    spoken = content_words(text)
    shares = {item_id: len(own & spoken) / len(own) for item_id, own in words.items() if own}
    best = max(shares, key=lambda item_id: shares[item_id], default=None)
    return best if best is not None and shares[best] >= LEAST_ALIKE else None


def _made_up(entries: Sequence[Entry]) -> tuple[list[PlanItem], list[tuple[str | None, Entry]]]:
    """A question for each that the AI put, and each entry with the one that was open."""
    items: list[PlanItem] = []
    found: list[tuple[str | None, Entry]] = []
    for entry in entries:
        puts = entry.speaker is Speaker.AI and "?" in entry.text
        if puts and len(items) < MOST_ITEMS:
            items.append(PlanItem(entry.entry_id, entry.text.strip(), CATEGORY))
        found.append((items[-1].item_id if items else None, entry))
    return items, found


def gather(session: InterviewSession, entries: Sequence[Entry]) -> Evidence | None:
    """Everything that a completed interview is scored on; None while it isn't completed.

    The same session with the same entries gives equal evidence.
    """
    if session.started_at is None or session.completed_at is None:
        return None
    return Evidence(
        evidence_id=session.session_id,
        subject_id=session.user_id,
        purpose=session.purpose,
        language=session.language,
        answers=tuple(_answer(said) for said in by_question(session.items, entries)),
        started_at=session.started_at,
        completed_at=session.completed_at,
    )


def answer_count(session: InterviewSession, entries: Sequence[Entry]) -> int:
    """How many questions were answered (service-communication.md, Interview Completed Event)."""
    return sum(bool(said.entries) for said in by_question(session.items, entries))


def _answer(said: Said) -> Answer:
    spoken = [entry for entry in said.entries if entry.provenance is not Provenance.TYPED]
    written = bool(said.entries) and not spoken
    return Answer(
        item_id=said.item.item_id,
        question=said.item.text,
        category=said.item.category,
        key_points=said.item.key_points,
        kind=AnswerKind.TEXT if written else AnswerKind.SPEECH,
        text=said.text,
        # In the time of the session, which is the recording's: spans lead there.
        words=tuple(word for entry in spoken for word in entry.words),
        duration=sum(max(0.0, entry.end - entry.start) for entry in spoken),
        confidence=_confidence(spoken),
        quality=_worst(spoken),
        missing=None if said.entries else NOT_ANSWERED,
        others=_others(spoken),
    )


def _others(spoken: Sequence[Entry]) -> tuple[tuple[float, float], ...]:
    """Seconds between two parts of an answer: the other side's turn, and the wait for it.

    A part lasts from its first word to its last, as a whole answer does in what is measured: the
    silence that ends a turn is no pause in it.
    """
    found = ((_last(one), _first(other)) for one, other in pairwise(spoken))
    return tuple((low, high) for low, high in found if low < high)


def _first(entry: Entry) -> float:
    return max(entry.start, entry.words[0].start) if entry.words else entry.start


def _last(entry: Entry) -> float:
    return min(entry.end, entry.words[-1].end) if entry.words else entry.end


def _confidence(entries: Sequence[Entry]) -> float:
    """The mean of what is stated, weighted by length; 0 where nothing is."""
    stated = [(entry.confidence, len(entry.text)) for entry in entries if entry.confidence > 0]
    total = sum(length for _, length in stated)
    return sum(value * length for value, length in stated) / total if total else 0.0


def _worst(entries: Sequence[Entry]) -> Quality:
    demo = any(entry.quality is Quality.DEMO for entry in entries)
    return Quality.DEMO if demo else Quality.FULL
