"""The lifecycle as a state machine: any commands in any order, as often as they like."""

from datetime import datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from parley.contracts.interviews import EndReason, SessionConflict, SessionStatus
from parley.contracts.scoring import Purpose
from parley.interviews.domain.session import OVER, InterviewSession
from parley.interviews.domain.status import WORDS, Realtime
from tests.interviews.talks import ITEMS, NOON, session

NEXT = {
    SessionStatus.SCHEDULED: {
        SessionStatus.IN_PROGRESS,
        SessionStatus.CANCELLED,
        SessionStatus.FAILED,
    },
    SessionStatus.IN_PROGRESS: {
        SessionStatus.COMPLETED,
        SessionStatus.CANCELLED,
        SessionStatus.FAILED,
    },
}
moments = st.timedeltas(timedelta(hours=-2), timedelta(hours=2))


class Lifecycle(RuleBasedStateMachine):
    """Each command either changes the session along `NEXT` and says so, or leaves it as it was."""

    @initialize()
    def open(self) -> None:
        self.session = session()
        self.now = NOON
        self.seen = self.session.as_contract()

    @rule(seconds=st.integers(0, 4000))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(count=st.integers(0, 2))
    def begin(self, count: int) -> None:
        self._try(lambda: self.session.begin(ITEMS[:count], self.now), SessionStatus.IN_PROGRESS)

    @rule(reason=st.sampled_from(EndReason), away=moments)
    def complete(self, reason: EndReason, away: timedelta) -> None:
        self._try(
            lambda: self.session.complete(reason, self.now + away, self.now),
            SessionStatus.COMPLETED,
        )

    @rule(away=moments)
    def fail(self, away: timedelta) -> None:
        self._try(lambda: self.session.fail(self.now + away, self.now), SessionStatus.FAILED)

    @rule()
    def cancel(self) -> None:
        self._try(lambda: self.session.cancel(self.now), SessionStatus.CANCELLED)

    @rule()
    def talk(self) -> None:
        talking = self.session.status is SessionStatus.IN_PROGRESS
        try:
            self.session.check_talking()
        except SessionConflict:
            assert not talking
        else:
            assert talking

    def _try(self, command: object, leads_to: SessionStatus) -> None:
        assert callable(command)
        before = self.session.as_contract()
        try:
            changed = command()
        except SessionConflict:
            changed = False
            assert leads_to not in NEXT.get(before.status, set())
        after = self.session.as_contract()
        if changed:
            assert after.status is leads_to
            assert leads_to in NEXT[before.status]
        else:
            assert after == before
        # The same once more changes nothing, and what is over stays as it is.
        if changed:
            assert not command()
            assert self.session.as_contract() == after

    @invariant()
    def times_fit(self) -> None:
        one = self.session
        assert (one.started_at is not None) >= (
            one.status in {SessionStatus.IN_PROGRESS, SessionStatus.COMPLETED}
        )
        assert one.is_over == (one.ended_at is not None)
        assert (one.status is SessionStatus.COMPLETED) == (one.completed_at is not None)
        assert (one.completed_at is None) == (one.end_reason is None)
        if one.ended_at is not None:
            assert (one.started_at or one.created_at) <= one.ended_at <= max(self.now, NOON)
        if one.duration_seconds is not None:
            assert one.duration_seconds >= 0


TestLifecycle = Lifecycle.TestCase


def test_each_document_has_its_word() -> None:
    assert set(WORDS) == set(SessionStatus)
    table = {
        status.value: (words.data_contracts, words.realtime.value, words.service_communication)
        for status, words in WORDS.items()
    }
    assert table == {
        "scheduled": ("scheduled", "PENDING", "pending"),
        "in_progress": ("in_progress", "IN_PROGRESS", "in_progress"),
        "completed": ("completed", "COMPLETED", "completed"),
        "cancelled": ("cancelled", "ERROR", "cancelled"),
        "failed": ("cancelled", "ERROR", "failed"),
    }
    assert {words.realtime for words in WORDS.values()} == set(Realtime)
    assert {status for status in SessionStatus if status not in NEXT} == OVER


def begun(at: datetime = NOON, **change: object) -> InterviewSession:
    one = session(**change)
    one.begin((), at)
    return one


def test_the_limit_runs_from_the_start() -> None:
    one = begun(limit_seconds=60)
    assert one.ends_at == NOON + timedelta(seconds=60)
    assert one.seconds_left(NOON) == 60
    assert one.seconds_left(NOON + timedelta(seconds=59.5)) == 0
    assert one.seconds_left(NOON + timedelta(hours=1)) == 0
    assert session().seconds_left(NOON) is None
    one.cancel(NOON)
    assert one.seconds_left(NOON) is None


def test_a_plan_given_at_the_start_counts_its_own_questions() -> None:
    one = session(items=(), total_questions=5)
    one.begin(ITEMS, NOON)
    assert (one.items, one.total_questions) == (ITEMS, 2)
    other = session(total_questions=2)
    other.begin((), NOON)
    assert (other.items, other.total_questions) == (ITEMS, 2)


@pytest.mark.parametrize("purpose", Purpose)
def test_whatever_no_invitation_asked_for_is_practice(purpose: Purpose) -> None:
    assert session(purpose=purpose).is_practice == (purpose is not Purpose.HIRING)
