"""Which move comes next: rules alone, and their edges."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.contracts.interviews import PlanItem
from parley.interviewer.domain import directing
from parley.interviewer.domain.directing import (
    MOST_COMFORT,
    MOST_FOLLOW_UPS,
    MOST_REDIRECTED,
    MOST_REPHRASED,
    SILENT_PROMPTS,
    Understood,
    timing,
)
from parley.interviewer.domain.directing.timing import (
    ASKING,
    BRIEFLY,
    CLOSING,
    OVERTIME,
    PACE,
    SHORTEST,
    SPEAKING,
    Plan,
    following,
)
from parley.interviewer.domain.mind import Intent, Move, Reading, Silence
from parley.interviewer.domain.progress import TRIES, Offer, Progress

ITEMS = tuple(
    PlanItem(str(at), f"What about number {at}?", key_points=("Apples ripen.", "Pears fall."))
    for at in range(3)
)
PLAN = Plan(ITEMS, "en", 600.0)
OPEN = Progress(question=0, asked=True, said=("Hello.",))


def said(
    intent: Intent, covered: tuple[float, ...] = (1.0, 1.0), *, words: int = 30, clear: bool = False
) -> Understood:
    return Understood(Reading(intent, covered), words, clear_stop=clear)


def move(now: Progress, understood: Understood, at: float = 60.0, plan: Plan = PLAN) -> Move:
    return directing.heard(now, plan, at, understood).move


def test_it_opens_with_a_greeting_and_only_once() -> None:
    assert directing.opening(Progress(), PLAN).move is Move.GREET
    again = directing.opening(OPEN, PLAN)
    assert (again.move, again.question) == (Move.RESUME, 0)
    assert directing.opening(replace(OPEN, closed=True), PLAN).closes


def test_a_covered_answer_leads_on_and_a_thin_one_is_asked_about() -> None:
    assert move(OPEN, said(Intent.ANSWER)) is Move.ASK
    decision = directing.heard(OPEN, PLAN, 60, said(Intent.ANSWER, (0.9, 0.1)))
    assert (decision.move, decision.missing) == (Move.FOLLOW_UP, 1)


def test_two_follow_ups_at_most() -> None:
    now = replace(OPEN, heard=("a", "b"), followed=tuple(range(1, MOST_FOLLOW_UPS)))
    assert move(now, said(Intent.ANSWER, (0.0, 0.0))) is Move.FOLLOW_UP
    now = replace(OPEN, heard=("a", "b"), followed=tuple(range(1, MOST_FOLLOW_UPS + 1)))
    assert move(now, said(Intent.ANSWER, (0.0, 0.0))) is Move.ASK


def test_the_second_follow_up_is_about_something_else() -> None:
    now = replace(OPEN, heard=("apples ripen",), followed=(1,))
    decision = directing.heard(now, PLAN, 60, said(Intent.ANSWER, (0.0, 0.1)))
    assert decision.missing == 0


def test_no_follow_up_where_time_is_short() -> None:
    now = replace(OPEN, turns=10)
    # Time for the answer to it and to the two questions that are left.
    edge = (PLAN.seconds - CLOSING - 3 * PACE / 11) / (1 + 3 / 11)
    assert move(now, said(Intent.ANSWER, (0.0, 0.0)), edge - 0.1) is Move.FOLLOW_UP
    assert move(now, said(Intent.ANSWER, (0.0, 0.0)), edge + 0.1) is Move.ASK


@pytest.mark.parametrize(("words", "expected"), [(11, Move.FOLLOW_UP), (12, Move.ASK)])
def test_without_key_points_a_short_answer_is_asked_for_an_example(
    words: int, expected: Move
) -> None:
    plan = Plan(tuple(replace(item, key_points=()) for item in ITEMS), "en", 600.0)
    assert move(OPEN, said(Intent.ANSWER, (), words=words), 60, plan) is expected


def test_repeating_comes_to_an_end() -> None:
    now = replace(OPEN, rephrased=MOST_REPHRASED - 1)
    assert move(now, said(Intent.REPEAT)) is Move.REPHRASE
    assert move(replace(OPEN, rephrased=MOST_REPHRASED), said(Intent.REPEAT)) is Move.ASK


@pytest.mark.parametrize("intent", [Intent.OFF_TOPIC, Intent.HOSTILE, Intent.INJECTION], ids=str)
def test_one_redirection_then_the_next_question(intent: Intent) -> None:
    assert move(OPEN, said(intent)) is Move.REDIRECT
    assert move(replace(OPEN, redirected=MOST_REDIRECTED), said(intent)) is Move.ASK


def test_not_knowing_is_fine() -> None:
    decision = directing.heard(OPEN, PLAN, 60, said(Intent.UNKNOWN))
    assert (decision.move, decision.question, decision.manner) == (Move.ASK, 1, "unknown")


def test_stop_means_stop() -> None:
    assert directing.heard(OPEN, PLAN, 60, said(Intent.STOP, clear=True)).closes
    confirming = directing.heard(OPEN, PLAN, 60, said(Intent.STOP))
    assert (confirming.move, confirming.closes) == (Move.OFFER, False)
    offered = OPEN.after_person(Intent.STOP, "stop", 0).after_ai(Move.OFFER, 0, "Stop?", False)  # noqa: FBT003 - see there
    assert offered.offer is Offer.STOP
    for intent in (Intent.AGREE, Intent.STOP):
        assert move(offered, said(intent)) is Move.STOP
    assert directing.silence(offered, PLAN, 60, Silence(1)).move is Move.STOP
    assert move(offered, said(Intent.DECLINE)) is Move.WAIT


def test_the_distressed_are_comforted_then_asked_whether_to_stop() -> None:
    assert move(OPEN, said(Intent.DISTRESSED)) is Move.COMFORT
    assert move(replace(OPEN, comforted=MOST_COMFORT), said(Intent.DISTRESSED)) is Move.OFFER
    crisis = replace(said(Intent.DISTRESSED), crisis=True)
    assert directing.heard(OPEN, PLAN, 60, crisis).manner == "crisis"


@pytest.mark.parametrize(
    ("intent", "expected"),
    [
        (Intent.MOMENT, Move.WAIT),
        (Intent.AGREE, Move.WAIT),
        (Intent.UNKNOWN, Move.ASK),
        (Intent.STOP, Move.STOP),
    ],
    ids=str,
)
def test_after_comfort_the_choice_is_theirs(intent: Intent, expected: Move) -> None:
    assert move(replace(OPEN, offer=Offer.PAUSE), said(intent)) is expected


def test_silence_is_prompted_then_offered_then_left() -> None:
    now, moves = OPEN, []
    for nth in range(SILENT_PROMPTS + 1):
        decision = directing.silence(now, PLAN, 60, Silence(nth + 1))
        moves.append(decision.move)
        now = now.after_ai(decision.move, decision.question, "Yes?", False)  # noqa: FBT003 - see there
    assert moves == [Move.PROMPT, Move.OFFER, Move.ASK]


def test_a_question_that_was_talked_over_is_put_again_but_not_for_ever() -> None:
    cut = OPEN.after_ai(Move.ASK, 1, "Next, what", False)  # noqa: FBT003 - see there
    assert cut.answers == 0
    decision = directing.heard(cut, PLAN, 60, said(Intent.ANSWER))
    assert (decision.move, decision.question, decision.manner) == (Move.ASK, 1, "again")
    for _ in range(TRIES - 1):
        assert not cut.asked
        cut = cut.after_ai(Move.ASK, 1, "Next, what", False)  # noqa: FBT003 - see there
    assert cut.asked


def test_questions_that_are_not_required_go_first_when_time_is_short() -> None:
    items = (ITEMS[0], replace(ITEMS[1], required=False), ITEMS[2])
    plan = Plan(items, "en", 600.0)
    assert following(OPEN, plan, 60) == 1
    assert following(replace(OPEN, turns=5), plan, 540) == 2


def test_a_required_question_is_asked_until_its_answer_would_be_too_late() -> None:
    now = replace(OPEN, turns=10)
    edge = PLAN.seconds - CLOSING - SHORTEST
    assert following(now, PLAN, edge) == 1
    assert following(now, PLAN, edge + 0.1) is None
    slow = Progress(question=0, asked=True, turns=2)
    assert timing.pace(slow, 550.0) * BRIEFLY > 38.0 + OVERTIME
    assert following(slow, PLAN, 550.0) is None


def test_it_closes_after_the_last_question_and_when_time_is_up() -> None:
    last = replace(OPEN, question=2, begun=frozenset({0, 1}))
    assert directing.heard(last, PLAN, 60, said(Intent.ANSWER)).closes
    assert directing.heard(OPEN, PLAN, PLAN.seconds + CLOSING, said(Intent.QUESTION)).closes
    assert not directing.heard(OPEN, PLAN, PLAN.seconds, said(Intent.QUESTION)).closes


@settings(max_examples=200, deadline=None)
@given(
    st.builds(
        Progress,
        question=st.integers(-1, 2),
        previous=st.integers(-1, 1),
        begun=st.frozensets(st.integers(0, 2)),
        asked=st.booleans(),
        rephrased=st.integers(0, 4),
        redirected=st.integers(0, 3),
        silences=st.integers(0, 4),
        comforted=st.integers(0, 4),
        offer=st.sampled_from(Offer),
        turns=st.integers(0, 40),
        closed=st.booleans(),
    ),
    st.sampled_from(Intent),
    st.floats(0, 1_000),
    st.booleans(),
)
def test_there_is_always_a_move_and_no_question_comes_anew(
    now: Progress, intent: Intent, at: float, clear: bool
) -> None:
    for decision in (
        directing.heard(now, PLAN, at, said(intent, clear=clear)),
        directing.silence(now, PLAN, at, Silence(1)),
    ):
        assert -1 <= decision.question < len(ITEMS)
        assert decision.question == now.question or decision.question not in now.begun
        assert decision.closes == (decision.move in {Move.CLOSE, Move.STOP})
        if decision.move in {Move.ASK, Move.FOLLOW_UP, Move.REPHRASE}:
            assert decision.question >= 0
        if decision.move is Move.FOLLOW_UP:
            assert intent is not Intent.STOP


# A question's own time.


def timed(*seconds: int | None, total: float = 600.0) -> Plan:
    items = (replace(item, seconds=own) for item, own in zip(ITEMS, seconds, strict=True))
    return Plan(tuple(items), "en", total)


def spoken(seconds: float) -> int:
    """Words that take so long, the AI's turn before them included."""
    return round((seconds - ASKING) * SPEAKING)


THIN = (0.0, 0.0)


def test_what_has_had_its_time_is_not_asked_about_again() -> None:
    plan = timed(60, None, None)
    edge = 60 - BRIEFLY * timing.pace(OPEN, 60.0)
    within, beyond = spoken(edge - 0.5), spoken(edge + 0.5)
    assert within < beyond
    assert move(OPEN, said(Intent.ANSWER, THIN, words=within), plan=plan) is Move.FOLLOW_UP
    assert move(OPEN, said(Intent.ANSWER, THIN, words=beyond), plan=plan) is Move.ASK
    assert move(OPEN, said(Intent.ANSWER, THIN, words=beyond)) is Move.FOLLOW_UP


def test_follow_ups_and_what_was_said_again_count() -> None:
    plan = timed(90, None, None)
    words = spoken(90 - BRIEFLY * timing.pace(OPEN, 60.0) - 0.5)
    assert move(OPEN, said(Intent.ANSWER, THIN, words=words), plan=plan) is Move.FOLLOW_UP
    for turn in ({"rephrased": 1}, {"followed": (1,), "heard": ("apples",)}, {"redirected": 1}):
        now = replace(OPEN, **turn)
        assert move(now, said(Intent.ANSWER, THIN, words=words), plan=plan) is Move.ASK


@pytest.mark.parametrize(("late", "expected"), [(-0.1, Move.FOLLOW_UP), (0.1, Move.ASK)])
def test_what_is_to_come_keeps_its_own_time(late: float, expected: Move) -> None:
    now = replace(OPEN, turns=10)
    plan = timed(None, 120, None)
    # One more turn here, a question at this pace, and the one with time of its own.
    edge = (PLAN.seconds - CLOSING - 120 - 2 * PACE / 11) / (1 + 2 / 11)
    assert move(now, said(Intent.ANSWER, THIN), edge + late, plan) is expected
    assert move(now, said(Intent.ANSWER, THIN), edge + late) is Move.FOLLOW_UP


def test_times_that_are_more_than_the_whole_are_shared_out() -> None:
    assert timed(300, 600, 300, total=600.0).meant(1) == 300.0
    assert timed(300, 300, None, total=600.0).meant(1) == 300.0
    assert timed(300, 300, None).meant(2) is None
    assert timed(0, 300, None).meant(0) is None


def test_a_short_question_is_still_asked_where_a_usual_one_is_not() -> None:
    items = (ITEMS[0], replace(ITEMS[1], required=False, seconds=20), ITEMS[2])
    usual = (ITEMS[0], replace(ITEMS[1], required=False), ITEMS[2])
    now = replace(OPEN, turns=9)
    takes = timing.pace(now, 500.0)
    assert 20 + takes < 600 - 500 - CLOSING < 2 * takes
    assert following(now, Plan(items, "en", 600.0), 500.0) == 1
    assert following(now, Plan(usual, "en", 600.0), 500.0) == 2


def test_a_long_one_that_may_be_left_out_is_not_begun_for_a_moment() -> None:
    items = (ITEMS[0], replace(ITEMS[1], required=False, seconds=200))
    now, plan = replace(OPEN, turns=30), Plan(items, "en", 600.0)
    edge = 600 - CLOSING - BRIEFLY * 200
    assert following(now, plan, edge - 0.1) == 1
    assert following(now, plan, edge + 0.1) is None


# Questions that were passed over.

OPTIONAL = Plan((ITEMS[0], replace(ITEMS[1], required=False), ITEMS[2]), "en", 600.0)


def test_what_was_passed_over_is_asked_when_there_is_time_after_all() -> None:
    hurried = replace(OPEN, turns=2)
    assert following(hurried, OPTIONAL, 420.0) == 2
    after = hurried.after_ai(Move.ASK, 2, ITEMS[2].text, True)  # noqa: FBT003 - see there
    assert after.opened == {0, 2}
    quick = replace(after, turns=3)
    assert following(quick, OPTIONAL, 430.0) == 1
    assert directing.heard(quick, OPTIONAL, 430.0, said(Intent.ANSWER)).question == 1
    slow = replace(after, turns=3)
    assert following(slow, OPTIONAL, 530.0) is None
    assert directing.heard(slow, OPTIONAL, 530.0, said(Intent.ANSWER)).manner == "time"


def test_nothing_is_asked_twice() -> None:
    now = replace(OPEN, question=1, begun=frozenset({0, 2}), turns=3)
    assert following(now, OPTIONAL, 100.0) is None
    assert directing.heard(now, OPTIONAL, 100.0, said(Intent.ANSWER)).manner == ""


@given(st.floats(0, 700), st.integers(0, 30), st.floats(ASKING, 300))
def test_after_the_last_question_none_comes(at: float, turns: int, takes: float) -> None:
    """Whoever was told that it is the last one isn't asked another one."""
    now = replace(OPEN, turns=turns)
    decision = directing.heard(now, OPTIONAL, at, said(Intent.ANSWER))
    if decision.move is Move.ASK and decision.last:
        after = now.after_ai(Move.ASK, decision.question, "?", True)  # noqa: FBT003 - see there
        after = replace(after, turns=turns + 1)
        assert directing.heard(after, OPTIONAL, at + takes, said(Intent.ANSWER)).closes
