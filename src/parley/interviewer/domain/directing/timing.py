"""What time is left for: which question comes next, and whether it may be asked about again.

A question may have a time of its own (`PlanItem.seconds`), follow-ups included. It is a budget and
no alarm: nobody is interrupted, but what has had its time isn't asked about again, and what is
still to come keeps its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from parley.contracts.interviews import PlanItem
from parley.interviewer.domain.progress import Progress

# Seconds that a question, its answer and the way there take, until this conversation has shown it.
PACE = 40.0
FASTEST, SLOWEST = 15.0, 180.0
CLOSING = 12.0  # seconds of the goodbye
OVERTIME = 45.0  # seconds after the planned end in which a required question may still be answered
BRIEFLY = 0.6  # of the usual time, where a short answer was asked for
SHORTEST = 5.0  # seconds left with which a question is still begun
# Words a second of somebody who thinks while they speak: 120 to 150 a minute.
SPEAKING = 2.3
ASKING = 8.0  # seconds that a turn of the AI's takes


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be asked, and in which time.

    Attributes:
        items: The questions in order.
        language: BCP 47.
        seconds: After which the AI closes, from the start.
        together: The greeting and the first question fit into one turn.
    """

    items: Sequence[PlanItem]
    language: str
    seconds: float
    together: bool = True

    def meant(self, index: int) -> float | None:
        """Seconds for a question; None where it has no time of its own.

        Where all of them together need more than there is, each gets its share.
        """
        seconds = self.items[index].seconds
        if not seconds:
            return None
        given = sum(item.seconds or 0 for item in self.items)
        return seconds * min(1.0, self.seconds / given)


def pace(now: Progress, at: float) -> float:
    """Seconds from one of the AI's turns to the next, as this conversation goes."""
    return min(max((PACE + at) / (1 + now.turns), FASTEST), SLOWEST)


def spent(now: Progress, words: int) -> float:
    """Seconds that the open question has had, by what was said: entries alone tell it again.

    Args:
        now: The progress before the person's newest words.
        words: All of theirs to the question.
    """
    turns = 1 + len(now.followed) + now.rephrased + now.redirected + now.silences
    return words / SPEAKING + turns * ASKING


def time_to_follow(now: Progress, plan: Plan, at: float, words: int) -> bool:
    """Whether a follow-up is within the question's time, and leaves what is to come its own."""
    takes = pace(now, at)
    own = plan.meant(now.question)
    if own is not None and spent(now, words) + BRIEFLY * takes > own:
        return False
    # Who talks at length does so at short questions, too.
    kept = (max(plan.meant(index) or 0.0, takes) for index in coming(now, plan))
    return plan.seconds - at >= takes + sum(kept) + CLOSING


def coming(now: Progress, plan: Plan) -> list[int]:
    """The questions that were not begun yet, those that were passed over included."""
    return [index for index in range(len(plan.items)) if index not in now.opened]


def following(now: Progress, plan: Plan, at: float) -> int | None:
    """Index of the next question there is time for; None: it is time to close.

    The first in the plan's order, so that one that was passed over, as time was short, comes after
    all where the others took less; what somebody may add at the end stays the last.
    """
    left = plan.seconds - at - CLOSING
    takes = pace(now, at)
    rest = coming(now, plan)
    for index in rest:
        own = plan.meant(index)
        least = takes if own is None else min(own, takes)
        if plan.items[index].required:
            fits = left >= SHORTEST and least * BRIEFLY <= left + OVERTIME
        else:
            others = sum(plan.items[other].required for other in rest if other != index)
            fits = left >= max(least, BRIEFLY * (own or 0.0)) + others * takes
        if fits:
            return index
    return None


def is_last(now: Progress, plan: Plan, at: float) -> bool:
    """Whether nothing comes after the open question, however quickly it is answered."""
    after = replace(now, turns=now.turns + 1)
    return following(after, plan, at + ASKING) is None


def short(now: Progress, plan: Plan, at: float) -> bool:
    """Whether what is left to ask has less time than it usually takes."""
    return plan.seconds - at - CLOSING < len(coming(now, plan)) * pace(now, at)
