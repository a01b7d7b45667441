"""Holds an interview between a persona and a mind, in text and virtual time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from benchmarks.interviewer.personas import Person, Reply, View
from benchmarks.interviewer.plans import Plan
from parley.contracts.interviews import Entry, PlanItem, Provenance, Speaker
from parley.interviewer.domain.conversation import Briefing
from parley.interviewer.domain.mind import (
    Cue,
    Decided,
    Heard,
    Intent,
    Move,
    Opening,
    Sentence,
    Silence,
)
from parley.interviewer.domain.progress import PUTS_QUESTION, Progress, fold
from parley.interviewer.ports import Mind

AI_WORDS_A_SECOND = 2.6
THINKING = 0.8  # seconds from the end of a turn to the AI's first word
HESITATING = 1.5  # seconds until a person begins to speak
SILENCES = (9.0, 13.0, 20.0)  # seconds until each cue
MOST_TURNS = 150  # an interview that takes more has no end
LIMIT = 3600.0
GUESSED = 0.6  # share of a question's words by which it is understood
UNHEARD = 0.2  # of interruptions come before the first word is heard
RESTARTED = 3  # every third interview is taken up by another process once
_BEGAN = datetime(2026, 1, 1, 9, tzinfo=UTC)


def mostly(heard: str, question: str) -> bool:
    """Whether one can guess a question from what was heard of it."""
    wanted = question.lower().split()
    said = set(heard.lower().split())
    return sum(word in said for word in wanted) >= GUESSED * len(wanted)


MindOf = Callable[[Briefing], Mind]


@dataclass(frozen=True, slots=True)
class Line:
    """One turn.

    Attributes:
        speaker: Who.
        text: What was heard of it.
        start, end: Seconds since the start.
        move: Of the AI, or None.
        question: Index of the question open after the AI's turn, or that the person answered.
        read: As what the AI took the person's turn.
        meant: What the person meant.
        clear: See Reply.
        cut: The AI was interrupted.
        closes: The AI ended the interview.
        silent: The turn before was silence.
    """

    speaker: Speaker
    text: str
    start: float
    end: float
    move: Move | None = None
    question: int = -1
    read: Intent | None = None
    meant: Intent | None = None
    clear: bool = False
    cut: bool = False
    closes: bool = False
    silent: bool = False


@dataclass(slots=True)
class Played:
    """An interview that was held.

    Attributes:
        person, plan: Who, and from what.
        lines: In order.
        ended: Seconds since the start; None: it found no end.
        forgotten: Where the recorded entries gave another progress than the living one.
    """

    person: Person
    plan: Plan
    lines: list[Line] = field(default_factory=list)
    ended: float | None = None
    forgotten: int = 0


class Game:
    """One interview."""

    def __init__(self, person: Person, plan: Plan, seed: int, minds: MindOf) -> None:
        """Sit down."""
        self._person, self._plan, self._seed, self._minds = person, plan, seed, minds
        self._entries: list[Entry] = []
        self._played = Played(person, plan)
        self._now = 0.0
        self._mind = self._begin()
        self._times: dict[str, int] = {}
        self._unheard = ""
        self._known: PlanItem | None = None
        self._restart_at = 4 + seed % 5 if seed % RESTARTED == 0 else -1

    def _begin(self) -> Mind:
        plan = self._plan
        return self._minds(
            Briefing(
                f"{self._person.name}-{self._person.language}-{plan.name}-{self._seed}",
                self._person.language,
                plan.title,
                plan.job,
                plan.items,
                tuple(self._entries),
                self._now,
                plan.seconds,
                LIMIT,
                plan.practice,
            )
        )

    async def play(self) -> Played:
        """Hold it."""
        cue: Cue = Opening()
        silences = 0
        for turn in range(MOST_TURNS):
            if turn == self._restart_at and not self._unheard:
                self._mind = self._begin()
                cue = Opening()
            line = await self._ai(cue)
            if line.closes:
                self._played.ended = self._now
                break
            reply = self._person.reply(self._view(line))
            if reply.text:
                cue, silences = self._speaks(reply), 0
            else:
                self._now += SILENCES[min(silences, len(SILENCES) - 1)]
                silences += 1
                cue = Silence(silences)
        return self._played

    async def _ai(self, cue: Cue) -> Line:
        decided: Decided | None = None
        sentences = []
        async for piece in self._mind.turn(cue, self._now):
            if isinstance(piece, Sentence):
                sentences.append(piece.text)
            else:
                decided = piece
        if decided is None:
            raise AssertionError("a turn decides nothing")
        if isinstance(cue, Heard):
            self._record_person(cue, decided)
        text = " ".join(sentences)
        heard = self._interrupt(text, decided)
        self._unheard = cue.text if isinstance(cue, Heard) and text and not heard else ""
        self._mind.spoken(heard)
        line = self._said(decided, text, heard, silent=isinstance(cue, Silence))
        progress = getattr(self._mind, "progress", None)
        if isinstance(progress, Progress):
            again = fold(self._entries, self._plan.items, self._person.language)
            self._played.forgotten += again != progress
        return line

    def _interrupt(self, text: str, decided: Decided) -> str:
        rng = self._person.rng
        if decided.closes or rng.random() >= self._person.interrupts:
            return text
        if rng.random() < UNHEARD:
            return ""
        tokens = text.split()
        return " ".join(tokens[: rng.randint(0, len(tokens))])

    def _said(self, decided: Decided, text: str, heard: str, *, silent: bool) -> Line:
        start = self._now + THINKING
        self._now = start + len(heard.split()) / AI_WORDS_A_SECOND
        line = Line(
            Speaker.AI, heard, start, self._now, decided.move, decided.question,
            cut=heard != text, closes=decided.closes, silent=silent,
        )  # fmt: skip
        if heard:
            self._played.lines.append(line)
            self._record(line, decided.move.value, cut=line.cut)
        return line

    def _speaks(self, reply: Reply) -> Cue:
        start = self._now + HESITATING
        heard = self._person.heard(reply.text)
        if self._unheard:
            # The engine hands over all that was said since the AI was last heard.
            heard = Heard(f"{self._unheard} {heard.text}", seconds=heard.seconds)
            self._entries.pop()
            self._played.lines.pop()
        self._now = start + heard.seconds
        self._pending = (reply, start)
        return heard

    def _record_person(self, heard: Heard, decided: Decided) -> None:
        reply, start = self._pending
        line = Line(
            Speaker.USER, heard.text, start, self._now, None, decided.answered,
            decided.intent, reply.meant, reply.clear,
        )  # fmt: skip
        self._played.lines.append(line)
        self._record(line, (decided.intent or Intent.ANSWER).value)

    def _record(self, line: Line, move: str, *, cut: bool = False) -> None:
        inside = 0 <= line.question < len(self._plan.items)
        provenance = Provenance.MODEL if line.speaker is Speaker.AI else Provenance.HEARD
        self._entries.append(
            Entry(
                str(len(self._entries)), line.speaker, line.text, _BEGAN, line.start, line.end,
                provenance, self._plan.items[line.question].item_id if inside else None, move,
                cut=cut,
            )
        )  # fmt: skip

    def _view(self, line: Line) -> View:
        inside = 0 <= line.question < len(self._plan.items)
        item = self._plan.items[line.question] if inside else None
        if item and line.cut and line.move in PUTS_QUESTION and not mostly(line.text, item.text):
            item = self._known  # who talks over a question doesn't know what it was
        self._known = item
        key = item.item_id if item else ""
        self._times[key] = self._times.get(key, 0) + 1
        return View(line.move or Move.ASK, line.text, item, self._times[key])


def transcript(played: Played) -> str:
    """As one would read it."""
    plan = played.plan
    head = f"{played.person.name}, {played.person.language}, {plan.name}: {plan.title}"
    lines = [
        f"{int(line.start) // 60:2}:{int(line.start) % 60:02} "
        f"{'AI ' if line.speaker is Speaker.AI else 'you'} "
        f"[{line.move.value if line.move else (line.read or Intent.ANSWER).value}] {line.text}"
        f"{' --' if line.cut else ''}"
        for line in played.lines
    ]
    return "\n".join((head, *lines))
