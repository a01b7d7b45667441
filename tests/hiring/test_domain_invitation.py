"""The invitation machine against a simple model."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from parley.hiring.domain.answers import Answer, ResponseType
from parley.hiring.domain.errors import (
    InvitationAlreadyCompleted,
    InvitationAlreadyStartedException,
    InvitationExpiredException,
    InvitationNotStartedException,
    RequiredQuestionsUnanswered,
    ResponseAlreadySubmittedException,
    ResponseMismatch,
    ResponseNotFound,
)
from parley.hiring.domain.invitation import Invitation, InvitationStatus, time_is_up
from parley.hiring.domain.question import Question, QuestionType
from parley.hiring.domain.settings import InterviewSettings
from parley.kit.ids import new_id
from tests.hiring.test_domain_template import draft

NOW = datetime(2026, 1, 1, tzinfo=UTC)
OPEN_FOR = 10
ANSWERS = {
    QuestionType.VIDEO: Answer(ResponseType.VIDEO, media_url="blob://takes/1"),
    QuestionType.TEXT: Answer(ResponseType.TEXT, "Because."),
}


def question(order: int, *, required: bool, kind: QuestionType = QuestionType.TEXT) -> Question:
    return Question(new_id(), new_id(), "Why?", kind, order, NOW, is_required=required)


def invitation(**changes: object) -> Invitation:
    fields: dict[str, object] = {
        "id": new_id(),
        "template_id": new_id(),
        "candidate_id": new_id(),
        "candidate_email": "ana@example.com",
        "candidate_name": "Ana",
        "hr_id": new_id(),
        "status": InvitationStatus.PENDING,
        "access_token": "hash",
        "expires_at": NOW + timedelta(hours=OPEN_FOR),
        "created_at": NOW,
    }
    return Invitation(**fields | changes)  # type: ignore[arg-type]  # a table of fields


class InvitationMachine(RuleBasedStateMachine):
    """The model is a word for the state, an hour, and the set of answered places."""

    @initialize(required=st.lists(st.booleans(), min_size=1, max_size=4))
    def begin(self, required: list[bool]) -> None:
        self.questions = [
            question(place, required=needed) for place, needed in enumerate(required, 1)
        ]
        self.invitation = invitation()
        self.required = {place for place, needed in enumerate(required) if needed}
        self.state, self.hour, self.answered, self.revoked = "pending", 0, set[int](), False

    @property
    def now(self) -> datetime:
        return NOW + timedelta(hours=self.hour)

    def _state(self) -> str:
        if self.state in {"pending", "started"} and self.hour >= OPEN_FOR:
            self.state = "expired"
        return self.state

    @rule(hours=st.integers(1, 4))
    def wait(self, hours: int) -> None:
        self.hour += hours

    @rule()
    def start(self) -> None:
        wrong = {
            "expired": InvitationExpiredException,
            "started": InvitationAlreadyStartedException,
            "completed": InvitationAlreadyStartedException,
        }.get(self._state())
        if wrong:
            with pytest.raises(wrong):
                self.invitation.start(self.now)
            return
        fact = self.invitation.start(self.now)
        assert (fact.type, fact.key) == ("invitation.started", self.invitation.id)
        assert self.invitation.started_at == self.now
        self.state = "started"

    @rule(data=st.data(), kind=st.sampled_from([QuestionType.TEXT, QuestionType.VIDEO]))
    def submit(self, data: st.DataObject, kind: QuestionType) -> None:
        place = data.draw(st.integers(0, len(self.questions) - 1))
        wrong: type[Exception] | None = {
            "expired": InvitationExpiredException,
            "pending": InvitationNotStartedException,
            "completed": InvitationAlreadyCompleted,
        }.get(self._state())
        if wrong is None and place in self.answered:
            wrong = ResponseAlreadySubmittedException
        if wrong is None and kind is QuestionType.VIDEO:
            wrong = ResponseMismatch
        asked = self.questions[place]
        if wrong:
            with pytest.raises(wrong):
                self.invitation.submit(asked, ANSWERS[kind], None, self.now)
            return
        response, fact = self.invitation.submit(asked, ANSWERS[kind], None, self.now)
        assert fact.type == "response.submitted"
        assert fact.subject_id == self.invitation.candidate_id
        assert response.question_id == asked.id
        self.answered.add(place)

    @rule()
    def complete(self) -> None:
        wrong: type[Exception] | None = {
            "expired": InvitationExpiredException,
            "pending": InvitationNotStartedException,
            "completed": InvitationAlreadyCompleted,
        }.get(self._state())
        if wrong is None and self.required - self.answered:
            wrong = RequiredQuestionsUnanswered
        if wrong:
            with pytest.raises(wrong):
                self.invitation.complete(self.questions, self.now)
            return
        fact = self.invitation.complete(self.questions, self.now)
        assert fact.type == "invitation.completed"
        self.state = "completed"

    @rule()
    def revoke(self) -> None:
        before = self.invitation.token_version
        if self.revoked:
            assert not self.invitation.revoke(self.now)
            assert self.invitation.token_version == before
            return
        wrong = {
            "expired": InvitationExpiredException,
            "completed": InvitationAlreadyCompleted,
        }.get(self._state())
        if wrong:
            with pytest.raises(wrong):
                self.invitation.revoke(self.now)
            return
        assert self.invitation.revoke(self.now)
        assert self.invitation.token_version == before + 1
        self.state, self.revoked = "expired", True

    @invariant()
    def holds(self) -> None:
        # On a copy: the rules themselves must notice a deadline that has passed meanwhile.
        seen = deepcopy(self.invitation)
        was = seen.status
        assert seen.openable(self.now) == (self._state() != "expired" and self.hour < OPEN_FOR)
        assert seen.touch(self.now) == (seen.status is not was)
        assert seen.status.value == self._state()
        assert len(self.invitation.responses) == len(self.answered)
        assert (self.invitation.revoked_at is not None) == self.revoked


TestInvitationMachine = InvitationMachine.TestCase


@pytest.mark.contract(
    "interview-service.md",
    "InvitationStatus.pending",
    "InvitationStatus.started",
    "InvitationStatus.completed",
)
def test_an_invitation_goes_from_pending_to_started_to_completed() -> None:
    held = invitation()
    seen = [held.status.value]
    held.start(NOW)
    seen.append(held.status.value)
    held.complete([], NOW)
    seen.append(held.status.value)
    assert seen == ["pending", "started", "completed"]


@pytest.mark.contract("interview-service.md", "InvitationStatus.expired")
@pytest.mark.parametrize("begun", [False, True])
def test_an_invitation_expires_at_its_deadline_and_keeps_its_answers(begun: bool) -> None:
    held = invitation()
    if begun:
        held.start(NOW)
        held.submit(question(1, required=True), ANSWERS[QuestionType.TEXT], None, NOW)
    just_before = held.expires_at - timedelta(microseconds=1)
    assert not held.touch(just_before)
    assert held.touch(held.expires_at)
    assert held.status.value == "expired"
    assert len(held.responses) == int(begun)
    assert not held.touch(held.expires_at)


def test_completing_tells_the_whole_time_in_seconds() -> None:
    held = invitation()
    held.start(NOW)
    fact = held.complete([], NOW + timedelta(minutes=30, milliseconds=900))
    assert fact.body.duration == 30 * 60  # type: ignore[union-attr]  # an InvitationCompleted


def test_the_refusal_names_the_questions_that_are_missing() -> None:
    held = invitation()
    held.start(NOW)
    asked = [question(place, required=place != 2) for place in (1, 2, 3)]
    held.submit(asked[0], ANSWERS[QuestionType.TEXT], None, NOW)
    with pytest.raises(RequiredQuestionsUnanswered, match=r"question 3\."):
        held.complete(asked, NOW)


def test_when_recording_time_is_up_only_videos_may_stay_unanswered() -> None:
    video = question(1, required=True, kind=QuestionType.VIDEO)
    text = question(2, required=True)
    held = invitation()
    held.start(NOW)
    with pytest.raises(RequiredQuestionsUnanswered, match=r"question 2\."):
        held.complete([video, text], NOW, time_is_up=True)
    held.submit(text, ANSWERS[QuestionType.TEXT], None, NOW)
    with pytest.raises(RequiredQuestionsUnanswered, match=r"question 1\."):
        held.complete([video, text], NOW)
    held.complete([video, text], NOW, time_is_up=True)
    assert held.status is InvitationStatus.COMPLETED


def test_only_a_recording_can_be_played_back() -> None:
    held = invitation()
    held.start(NOW)
    video = question(1, required=True, kind=QuestionType.VIDEO)
    recorded, _ = held.submit(video, ANSWERS[QuestionType.VIDEO], 12, NOW)
    written, _ = held.submit(question(2, required=True), ANSWERS[QuestionType.TEXT], None, NOW)
    assert held.response(recorded.id) is recorded
    for other in (written.id, new_id(), ""):
        with pytest.raises(ResponseNotFound):
            held.response(other)


@given(count=st.integers(0, 12))
def test_a_shuffled_order_is_the_same_every_time_and_a_permutation(count: int) -> None:
    held = invitation()
    asked = [question(place, required=True) for place in range(1, count + 1)]
    mixed = held.questions_in_order(asked, shuffle=True)
    assert mixed == held.questions_in_order(list(reversed(asked)), shuffle=True)
    assert {q.id for q in mixed} == {q.id for q in asked}
    assert [q.order for q in mixed] == list(range(1, count + 1))
    assert held.questions_in_order(asked, shuffle=False) == asked


def test_shuffling_differs_between_invitations() -> None:
    asked = [question(place, required=True) for place in range(1, 9)]
    orders = {
        tuple(q.id for q in invitation().questions_in_order(asked, shuffle=True)) for _ in range(20)
    }
    # 20 draws of 40,320 orders: fewer than 15 different ones would be no shuffle.
    assert len(orders) >= 15


@pytest.mark.contract("interview-service.md", "shuffleQuestions")
def test_a_shuffle_never_changes_between_releases() -> None:
    held = invitation(id="00000000-0000-4000-8000-000000000000")
    ids = [f"{place}" * 8 + "-0000-4000-8000-000000000000" for place in range(1, 6)]
    asked = [
        Question(question_id, "t", "?", QuestionType.TEXT, place, NOW)
        for place, question_id in enumerate(ids, 1)
    ]
    mixed = held.questions_in_order(asked, shuffle=True)
    assert "".join(q.id[0] for q in mixed) == "51234"


@pytest.mark.parametrize(
    ("total", "default", "own", "elsewhere", "limit"),
    [
        (None, None, None, 0.0, None),
        (0, 0, 0, 0.0, None),
        (None, 90, None, 0.0, 90),
        (None, 90, 30, 0.0, 30),
        (None, 90, 120, 0.0, 120),
        (None, 90, 0, 0.0, 90),
        (2, None, None, 0.0, 120),
        (2, 90, None, 0.0, 90),
        (2, 90, None, 40.5, 79),
        (2, 90, None, 120.0, 0),
        (2, None, None, 500.0, 0),
    ],
)
def test_an_answer_is_as_long_as_its_question_and_what_is_left_allow(
    total: int | None, default: int | None, own: int | None, elsewhere: float, limit: int | None
) -> None:
    settings = InterviewSettings(total_time_limit=total, question_time_limit=default)
    assert settings.media_limit(own, elsewhere) == limit
    assert time_is_up(draft(settings=settings), elsewhere) == (limit == 0)


@pytest.mark.contract("interview-service.md", "allowRetakes")
@pytest.mark.parametrize(
    ("allowed", "most", "takes"), [(False, 0, 1), (False, 3, 1), (True, 0, 1), (True, 3, 4)]
)
def test_takes_are_one_and_the_retakes(allowed: bool, most: int, takes: int) -> None:
    settings = InterviewSettings(allow_retakes=allowed, max_retakes=most)
    assert settings.takes_allowed == takes
