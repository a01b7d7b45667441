"""Where an interview stands: a fold over what was said, so that it can be taken up anywhere."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from parley.contracts.interviews import Entry, PlanItem, Speaker
from parley.interviewer.domain.coverage import LOW, coverage
from parley.interviewer.domain.guard import named
from parley.interviewer.domain.lexicon import MOST_READ, count, latest, lexicon, words
from parley.interviewer.domain.mind import Intent, Move

TRIES = 5  # after which a question that is talked over counts as asked
FEWEST_WORDS = 5  # that answer a question which was cut off, whatever they are
SHARED_WORDS = 2  # of sense, with the question
FIRST_WORDS = 3  # of a question, by which it is known to have begun
PUTS_QUESTION = frozenset({Move.GREET, Move.ASK, Move.RESUME, Move.REPHRASE})


class Offer(StrEnum):
    """What the AI has offered and the person may accept."""

    NONE = ""
    START = "start"
    REPEAT = "repeat"
    MOVE_ON = "move_on"
    PAUSE = "pause"  # or to go on, or to stop
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Progress:
    """What has happened so far, as far as it decides what comes next.

    Attributes:
        question: Index of the open question; -1 before the first.
        previous: Index of the one before it; -1 for none.
        begun: Indices of the questions that were opened before it.
        asked: The open question was heard; what is said before that belongs to the previous one.
        tries: How often the open question was begun.
        heard: What the person said to the open question.
        followed: How many of these there were at each follow-up.
        rephrased, redirected, silences: How often the AI did so at the open question; silences
            since the person last spoke.
        comforted: How often, in the whole interview.
        offer: That is open.
        intent: Of the person's last turn.
        waiting: The AI's last turn granted time.
        turns: Of the person.
        said: The AI's turns.
        closed: The AI has said goodbye.
    """

    question: int = -1
    previous: int = -1
    begun: frozenset[int] = frozenset()
    asked: bool = False
    tries: int = 0
    heard: tuple[str, ...] = ()
    followed: tuple[int, ...] = ()
    rephrased: int = 0
    redirected: int = 0
    silences: int = 0
    comforted: int = 0
    offer: Offer = Offer.NONE
    intent: Intent | None = None
    waiting: bool = False
    turns: int = 0
    said: tuple[str, ...] = ()
    closed: bool = False

    @property
    def opened(self) -> frozenset[int]:
        """Indices of the questions that were opened, the open one included."""
        return self.begun | {self.question} if self.question >= 0 else self.begun

    @property
    def answers(self) -> int:
        """Index of the question that the person's next words belong to; -1 for none."""
        return self.question if self.asked else self.previous

    def taken_up(self, text: str, items: Sequence[PlanItem], language: str) -> "Progress":
        """As if the open question had been asked, where somebody who talked over it answers it.

        They do where they use its words or what it asks for. Of the first question it is enough
        that it had begun to be heard, and that they say more than a few words: there is nothing
        else that they could be going on with.
        """
        if self.asked or not 0 <= self.question < len(items):
            return self
        item = items[self.question]
        begun = self.previous < 0 and bool(self.said) and _begun(self.said[-1], item.text)
        before = items[self.previous] if self.previous >= 0 else None
        # Who only goes on with what they were saying answers no question that they didn't hear.
        on = before is not None and _fit(text, before, language) >= _fit(text, item, language)
        if (begun and count(text) >= FEWEST_WORDS) or (not on and _answers(text, item, language)):
            return replace(self, asked=True)
        return self

    def after_person(self, intent: Intent, text: str, answered: int) -> "Progress":
        """The person has said something."""
        own = answered == self.question and self.question >= 0
        return replace(
            self,
            asked=self.asked or own,
            heard=(*self.heard, text) if own else self.heard,
            intent=intent,
            silences=0,
            turns=self.turns + 1,
        )

    def after_ai(self, move: Move, question: int, text: str, asks: bool) -> "Progress":  # noqa: FBT001 - computed, never written out
        """The AI has been heard.

        Args:
            move: What it did.
            question: The open one from now on.
            text: What was heard of it.
            asks: The question was in it.
        """
        now = self if question == self.question else self._turned_to(question)
        tries = now.tries + (move in PUTS_QUESTION and question >= 0)
        return replace(
            now,
            # Somebody who keeps interrupting has heard enough of it by then.
            asked=now.asked or asks or tries >= TRIES,
            tries=tries,
            followed=(*now.followed, len(now.heard)) if move is Move.FOLLOW_UP else now.followed,
            rephrased=now.rephrased + (move is Move.REPHRASE),
            redirected=now.redirected + (move is Move.REDIRECT),
            silences=now.silences + (move in {Move.PROMPT, Move.OFFER}),
            comforted=now.comforted + (move is Move.COMFORT),
            offer=self._offer(move, question),
            waiting=move is Move.WAIT,
            said=(*now.said, text),
            closed=now.closed or move in {Move.CLOSE, Move.STOP},
        )

    def _turned_to(self, question: int) -> "Progress":
        return replace(
            self,
            question=question,
            previous=self.question,
            begun=self.opened,
            asked=False,
            tries=0,
            heard=(),
            followed=(),
            rephrased=0,
            redirected=0,
            silences=0,
        )

    def _offer(self, move: Move, question: int) -> Offer:
        if move is Move.OFFER:
            return Offer.STOP if self.intent in STOPPING else Offer.MOVE_ON
        if move is Move.GREET and question < 0:
            return Offer.START
        return {Move.COMFORT: Offer.PAUSE, Move.PROMPT: Offer.REPEAT}.get(move, Offer.NONE)


# After these an offer is one to stop.
STOPPING = frozenset({Intent.STOP, Intent.DISTRESSED})


def asks(move: Move, question: int, text: str, items: Sequence[PlanItem], language: str) -> bool:
    """Whether a turn put the question to the person, as far as it was heard."""
    if move not in PUTS_QUESTION or not 0 <= question < len(items):
        return False
    # Rephrased, it has other words.
    return move is Move.REPHRASE or named(text, items[question].text, lexicon(language))


def _begun(turn: str, question: str) -> bool:
    """Whether the first words of the question are in what was heard of a turn."""
    heard, first = words(turn), words(question)[:FIRST_WORDS]
    return any(heard[at : at + len(first)] == first for at in range(len(heard)))


def _fit(text: str, item: PlanItem, language: str) -> float:
    """How much of a question and of what it asks for is in words."""
    lex = lexicon(language)
    matter = (item.text, *item.key_points)
    return sum(coverage([text], "", matter, lex)) / len(matter)


def _answers(text: str, item: PlanItem, language: str) -> bool:
    """Whether words are about a question, or say what it asks for."""
    lex = lexicon(language)
    shared = set(lex.content(text)) & set(lex.content(item.text))
    if len(shared - lex.everyday) >= SHARED_WORDS:
        return True
    return max(coverage([text], item.text, item.key_points, lex), default=0.0) >= LOW


def fold(history: Sequence[Entry], items: Sequence[PlanItem], language: str) -> Progress:
    """Where an interview stands after what was recorded."""
    index = {item.item_id: at for at, item in enumerate(items)}
    now = Progress()
    for entry in history:
        at = index.get(entry.item_id or "", -1)
        if entry.speaker is Speaker.USER:
            intent = Intent(entry.move) if entry.move in set(Intent) else Intent.ANSWER
            now = now.after_person(intent, latest(entry.text, MOST_READ), at)
        elif entry.text.strip():
            move = Move(entry.move) if entry.move in set(Move) else Move.ASK
            # A goodbye belongs to no question, and closes none.
            at = now.question if at < 0 else at
            now = now.after_ai(move, at, entry.text, asks(move, at, entry.text, items, language))
    return now
