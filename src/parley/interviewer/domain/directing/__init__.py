"""What the interviewer does next: decided by rules alone, whatever brain finds the words.

Issue 4, section 2. Nothing here depends on chance or on a clock of its own: the same progress, the
same cue and the same time give the same decision.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from parley.interviewer.domain.coverage import LOW, coverage
from parley.interviewer.domain.directing.timing import (
    CLOSING,
    Plan,
    coming,
    following,
    is_last,
    short,
    time_to_follow,
)
from parley.interviewer.domain.lexicon import count, lexicon
from parley.interviewer.domain.mind import Intent, Move, Reading, Silence
from parley.interviewer.domain.progress import STOPPING, Offer, Progress

MOST_FOLLOW_UPS = 2  # a question
# Mean coverage below which one asks again: the first time, the second time.
WORTH_ASKING = (0.6, 0.4)
BRIEF_ANSWER = 12  # words; to a question without key points, below asks for an example
MOST_REPHRASED = 3  # times that a question is said again; then another one is asked
MOST_REDIRECTED = 1
SILENT_PROMPTS = 2  # a prompt, an offer; then the interview moves on
MOST_COMFORT = 2  # then the AI asks whether to stop
LIMIT_MARGIN = 60.0  # seconds before the limit at which the AI must have closed


@dataclass(frozen=True, slots=True)
class Decision:
    """The next turn.

    Attributes:
        move: What the AI does.
        question: Index of the open question from now on; -1 before the first.
        manner: Which of the move's ways (`phrases`), or the topic of an answer about itself.
        closes: The interview is over after it.
        missing: Index of the key point that a follow-up asks for.
        last: No question comes after the open one.
        brief: Time is short.
        silent: Nothing is said: the AI goes on listening.
    """

    move: Move
    question: int
    manner: str = ""
    closes: bool = False
    missing: int | None = None
    last: bool = False
    brief: bool = False
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Understood:
    """What the person meant, with what only their words tell.

    Attributes:
        reading: Intent and coverage.
        words: How many there were, over all that was said to the question.
        clear_stop: They ended the interview without doubt.
        crisis: They spoke of harming themselves.
        topic: Of a question to the interviewer.
        pause: They asked for a break rather than a moment to think.
    """

    reading: Reading
    words: int = 0
    clear_stop: bool = False
    crisis: bool = False
    topic: str = ""
    pause: bool = False


def opening(now: Progress, plan: Plan) -> Decision:
    """The first turn, or the first one after a loss."""
    if now.closed or not plan.items:
        return Decision(Move.CLOSE, now.question, "time" if now.closed else "", closes=True)
    if not now.said:
        return Decision(Move.GREET, 0 if plan.together else -1, last=len(plan.items) == 1)
    return Decision(Move.RESUME, max(now.question, 0))


def silence(now: Progress, plan: Plan, at: float, cue: Silence) -> Decision:
    """Nobody has spoken for long: `cue.nth` is the engine's count, ours is what was said since."""
    del cue  # Progress counts what was really heard of the AI, which is what matters.
    if now.closed or _over(plan, at):
        return _close(now, "time")
    if now.offer is Offer.STOP:
        return Decision(Move.STOP, now.question, closes=True)
    if now.question >= 0 and not now.asked:
        return Decision(Move.ASK, now.question, "again")
    return _encouraged(now, plan, at)


def _encouraged(now: Progress, plan: Plan, at: float) -> Decision:
    """A prompt, then an offer, then the next question."""
    if now.question < 0 or now.silences >= SILENT_PROMPTS:
        return _ask(now, plan, at, "start" if now.question < 0 else "silence")
    if now.silences < SILENT_PROMPTS - 1:
        return Decision(Move.PROMPT, now.question)
    last = following(now, plan, at) is None
    manner = "stop" if now.intent in STOPPING else "last" if last else ""
    return Decision(Move.OFFER, now.question, manner)


def heard(now: Progress, plan: Plan, at: float, said: Understood) -> Decision:
    """The person has said something; `now` is the progress before it."""
    found = (rule(now, plan, at, said) for rule in _RULES)
    return next(decision for decision in found if decision)


def _goodbye_said(now: Progress, plan: Plan, at: float, said: Understood) -> Decision | None:
    del plan, at, said
    return _close(now, "time") if now.closed else None


def _stopping(now: Progress, plan: Plan, at: float, said: Understood) -> Decision | None:
    """Stop means stop; only where it may have meant less, it is asked once."""
    del plan, at
    intent = said.reading.intent
    if now.offer is Offer.STOP and intent is Intent.AGREE:
        return Decision(Move.STOP, now.question, closes=True)
    if intent is not Intent.STOP:
        return None
    offered = now.offer in {Offer.STOP, Offer.PAUSE} or now.intent is Intent.STOP
    if said.clear_stop or offered:
        return Decision(Move.STOP, now.question, closes=True)
    return Decision(Move.OFFER, now.question, "stop")


def _comforted(now: Progress, plan: Plan, at: float, said: Understood) -> Decision | None:
    """What the person chose, of a pause, going on, or stopping."""
    intent = said.reading.intent
    if now.offer is not Offer.PAUSE or now.question < 0:
        return None
    if intent is Intent.UNKNOWN:
        return _ask(now, plan, at, "unknown")
    choice = {
        Intent.MOMENT: Decision(Move.WAIT, now.question, "break"),
        Intent.DECLINE: Decision(Move.OFFER, now.question, "stop"),
        Intent.AGREE: Decision(Move.WAIT, now.question, "resume"),
    }
    return choice.get(intent)


def _distressed(now: Progress, plan: Plan, at: float, said: Understood) -> Decision | None:
    del plan, at
    if said.reading.intent is not Intent.DISTRESSED:
        return None
    if said.crisis:
        return Decision(Move.OFFER, now.question, "crisis")
    if now.comforted >= MOST_COMFORT:
        return Decision(Move.OFFER, now.question, "stop")
    return Decision(Move.COMFORT, now.question)


def _out_of_time(now: Progress, plan: Plan, at: float, said: Understood) -> Decision | None:
    del said
    return _close(now, "time") if _over(plan, at) else None


def _before_first(now: Progress, plan: Plan, at: float, said: Understood) -> Decision | None:
    if now.question >= 0:
        return None
    intent = said.reading.intent
    if intent in {Intent.DECLINE, Intent.MOMENT}:
        return Decision(Move.WAIT, now.question, silent=now.waiting)
    if intent is Intent.QUESTION and said.topic:
        return Decision(Move.ABOUT_ITSELF, now.question, said.topic)
    return _ask(now, plan, at, "start")


def _unheard(now: Progress, plan: Plan, at: float, said: Understood) -> Decision | None:
    """The question was talked over: it is put again."""
    del plan, at
    aside = said.reading.intent in {Intent.QUESTION, Intent.MOMENT}
    return None if now.asked or aside else Decision(Move.ASK, now.question, "again")


def _answered_offer(now: Progress, plan: Plan, at: float, said: Understood) -> Decision | None:
    intent = said.reading.intent
    if now.offer is Offer.NONE or intent not in {Intent.AGREE, Intent.DECLINE}:
        return None
    if intent is Intent.DECLINE:
        return Decision(Move.WAIT, now.question, "resume" if now.offer is Offer.STOP else "")
    if now.offer is Offer.MOVE_ON:
        return _ask(now, plan, at, "agreed")
    return _repeat(now, plan, at, said)


def _by_intent(now: Progress, plan: Plan, at: float, said: Understood) -> Decision | None:
    return _TURNS.get(said.reading.intent, _answered)(now, plan, at, said)


# The first that has something to say decides.
_RULES = (
    _goodbye_said, _stopping, _comforted, _distressed, _out_of_time, _before_first, _unheard,
    _answered_offer, _by_intent,
)  # fmt: skip


def _repeat(now: Progress, plan: Plan, at: float, said: Understood) -> Decision:
    del said
    if now.rephrased >= MOST_REPHRASED:
        return _ask(now, plan, at, "unknown")
    manner = ("repeat", "simpler", "repeat_offer")[min(now.rephrased, 2)]
    return Decision(Move.REPHRASE, now.question, manner)


def _unknown(now: Progress, plan: Plan, at: float, said: Understood) -> Decision:
    del said
    return _ask(now, plan, at, "unknown")


def _moment(now: Progress, plan: Plan, at: float, said: Understood) -> Decision:
    del plan, at
    manner = "break" if said.pause else ""
    # Twice in a row nothing more need be said.
    silent = now.waiting and now.intent is Intent.MOMENT and not said.pause
    return Decision(Move.WAIT, now.question, manner, silent=silent)


def _asked_back(now: Progress, plan: Plan, at: float, said: Understood) -> Decision:
    last = is_last(now, plan, at)
    return Decision(Move.ABOUT_ITSELF, now.question, said.topic or "other", last=last)


def _redirect(manner: str) -> Callable[[Progress, Plan, float, Understood], Decision]:
    def turn(now: Progress, plan: Plan, at: float, said: Understood) -> Decision:
        del said
        if now.redirected >= MOST_REDIRECTED:
            return _ask(now, plan, at, "redirect")
        return Decision(Move.REDIRECT, now.question, manner)

    return turn


def _answered(now: Progress, plan: Plan, at: float, said: Understood) -> Decision:
    """An answer: ask for what is missing where that is worth the time, else go on."""
    missing = _missing(now, plan, said)
    if missing is not None and time_to_follow(now, plan, at, said.words):
        return Decision(Move.FOLLOW_UP, now.question, missing=None if missing < 0 else missing)
    return _ask(now, plan, at, "answer")


_TURNS: dict[Intent, Callable[[Progress, Plan, float, Understood], Decision]] = {
    Intent.REPEAT: _repeat,
    Intent.UNKNOWN: _unknown,
    Intent.MOMENT: _moment,
    Intent.QUESTION: _asked_back,
    Intent.OFF_TOPIC: _redirect("off_topic"),
    Intent.HOSTILE: _redirect("hostile"),
    Intent.INJECTION: _redirect("injection"),
}


def _missing(now: Progress, plan: Plan, said: Understood) -> int | None:
    """Which key point to ask for; -1 for no certain one, None for none."""
    done = len(now.followed)
    if done >= MOST_FOLLOW_UPS:
        return None
    covered = said.reading.covered
    if not plan.items[now.question].key_points:
        last = now.question == len(plan.items) - 1  # often "anything to add?"
        brief = said.words < BRIEF_ANSWER and said.reading.intent is not Intent.DECLINE
        return -1 if brief and not done and not last else None
    if not covered or sum(covered) / len(covered) >= WORTH_ASKING[done]:
        return None
    before = _followed(now, plan)
    open_points = [at for at, value in enumerate(covered) if value < LOW and at not in before]
    return min(open_points, key=lambda at: covered[at], default=None)


def _followed(now: Progress, plan: Plan) -> set[int]:
    """Key points that were asked for already, found again from what was known at the time."""
    item = plan.items[now.question]
    lex = lexicon(plan.language)
    found: set[int] = set()
    for many in now.followed:
        covered = coverage(now.heard[:many], item.text, item.key_points, lex)
        rest = [at for at in range(len(covered)) if at not in found]
        if rest:
            found.add(min(rest, key=lambda at: covered[at]))
    return found


def _ask(now: Progress, plan: Plan, at: float, manner: str) -> Decision:
    index = following(now, plan, at)
    if index is None:
        return _close(now, "time" if coming(now, plan) else "")
    after = replace(now, question=index, begun=now.opened)
    brief = now.turns > 0 and short(now, plan, at)
    return Decision(Move.ASK, index, manner, last=is_last(after, plan, at), brief=brief)


def _close(now: Progress, manner: str) -> Decision:
    return Decision(Move.CLOSE, now.question, manner, closes=True)


def _over(plan: Plan, at: float) -> bool:
    return at >= plan.seconds + CLOSING


def words_said(now: Progress, newest: str) -> int:
    """How many words the person has said to the open question, the newest included."""
    return sum(count(text) for text in (*now.heard, newest))
