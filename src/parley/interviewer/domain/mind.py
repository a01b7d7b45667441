"""What is thought between hearing and speaking: cues, moves, readings, briefs, drafts."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from parley.contracts.interviews import Entry, PlanItem
from parley.contracts.speech import Quality, Word


class Move(StrEnum):
    """What the AI decides to do; stands in `Entry.move`."""

    GREET = "greet"  # And ask the first question, in one turn.
    ASK = "ask"
    FOLLOW_UP = "follow_up"  # Names what is missing; two at most a question.
    REPHRASE = "rephrase"  # The person didn't catch or understand it.
    ABOUT_ITSELF = "about_itself"  # What it is, who hears this, how long it takes.
    REDIRECT = "redirect"  # Off topic, hostile, or trying to instruct it.
    COMFORT = "comfort"  # The person is distressed: offer a pause, to move on, or to stop.
    PROMPT = "prompt"  # Silence: gently.
    OFFER = "offer"  # Silence still: to move on.
    RESUME = "resume"  # Back after a loss: the same question, no greeting.
    WAIT = "wait"  # A moment was asked for: "take your time", or nothing at all.
    CLOSE = "close"  # What happens next, and goodbye.
    STOP = "stop"  # The person wants to stop: at once, kindly.


class Intent(StrEnum):
    """What the person meant; stands in `Entry.move` of theirs."""

    ANSWER = "answer"
    REPEAT = "repeat"  # Or explain.
    UNKNOWN = "unknown"  # "I don't know", or wants to skip.
    MOMENT = "moment"  # Still thinking.
    QUESTION = "question"  # Asks the interviewer something.
    OFF_TOPIC = "off_topic"
    HOSTILE = "hostile"
    INJECTION = "injection"  # Tries to instruct the interviewer or the scorer.
    DISTRESSED = "distressed"
    STOP = "stop"
    AGREE = "agree"  # To an offer.
    DECLINE = "decline"


@dataclass(frozen=True, slots=True)
class Heard:
    """What a person said in one turn.

    Attributes:
        text: All of it.
        words: With times, where it was spoken.
        confidence: 0 to 1; 0 is unstated.
        quality: Of the recogniser.
        typed: It was written.
        seconds: From its first to its last sound; 0 when typed.
    """

    text: str
    words: tuple[Word, ...] = ()
    confidence: float = 0.0
    quality: Quality = Quality.FULL
    typed: bool = False
    seconds: float = 0.0


# Cues: what makes it the AI's turn.


@dataclass(frozen=True, slots=True)
class Opening:
    """The conversation begins, or goes on after its history (a loss, a restart)."""


@dataclass(frozen=True, slots=True)
class Silence:
    """Nobody has spoken for long; `nth` from 1 since somebody last did."""

    nth: int


Cue = Opening | Heard | Silence


@dataclass(frozen=True, slots=True)
class Situation:
    """What an answer is read in.

    Attributes:
        item: The question it is to; None before the first.
        heard: All that was said to it so far, in order, the newest last.
        language: BCP 47.
        asked: The AI's last words.
    """

    item: PlanItem | None
    heard: Sequence[Heard]
    language: str
    asked: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What was meant.

    Attributes:
        intent: Of the newest.
        covered: For each key point of the item, 0 to 1, over all that was said to it.
        echo: A few of the person's own words to acknowledge them by, or empty: only such as were
            heard with confidence and belong to the question's or the job's vocabulary.
    """

    intent: Intent
    covered: tuple[float, ...] = ()
    echo: str = ""


@dataclass(frozen=True, slots=True)
class Brief:
    """What the AI's turn is to say. A brain words it; the scripted words always exist.

    Attributes:
        move: What to do.
        item: The question to ask or that is open, None at the end.
        missing: Index of the key point that a follow-up is about. Its text may guide the brain;
            it may never be told.
        echo: See Reading.
        scripted: The turn in plain words that keep every rule.
        language: BCP 47.
        title, job_description: Of the interview.
        history: What was said so far.
        seconds_left: Until the planned end.
        last: Whether this is the last question.
        practice: See Briefing.
    """

    move: Move
    item: PlanItem | None
    missing: int | None
    echo: str
    scripted: str
    language: str
    title: str
    job_description: str
    history: Sequence[Entry]
    seconds_left: float
    last: bool
    practice: bool


# What a turn consists of: one `Decided`, then sentences.


@dataclass(frozen=True, slots=True)
class Decided:
    """What the AI does.

    Attributes:
        move: Or WAIT without any sentence: go on listening.
        question: Index of the item in the plan that is open from now on; -1 before the first.
        intent: What the person's turn was read as, None where nobody spoke.
        answered: Index of the item that the person's turn belongs to; -1 for none.
        closes: The interview is over when this turn has been heard.
    """

    move: Move
    question: int
    intent: Intent | None
    answered: int
    closes: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, or a part of one that can be spoken by itself."""

    text: str


Piece = Decided | Sentence


@dataclass(frozen=True, slots=True)
class DraftAsk:
    """Ask for questions.

    Attributes:
        job_description: As pasted, or read from a document; untrusted.
        language: BCP 47.
        questions: How many.
    """

    job_description: str
    language: str
    questions: int


@dataclass(frozen=True, slots=True)
class DraftQuestion:
    """One drafted question.

    Attributes:
        text: As it would be asked.
        competency: What it is about, a short name.
        key_points: What a good answer covers, in sentences.
    """

    text: str
    competency: str
    key_points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A drafted interview, to be edited by a person.

    Attributes:
        title: Of the job.
        questions: In order.
        source: Who drafted it: a model's name, or `competency bank`.
    """

    title: str
    questions: tuple[DraftQuestion, ...]
    source: str
