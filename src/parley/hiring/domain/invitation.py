"""Invitation: pending, started, completed, expired; and the answers it gathers."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from parley.contracts.hiring import (
    InvitationCompleted,
    InvitationCreated,
    InvitationExtended,
    InvitationFailed,
    InvitationReminder,
    InvitationStarted,
    ResponseSubmitted,
)
from parley.hiring.domain.answers import Answer, ResponseType
from parley.hiring.domain.errors import (
    InterviewBrokeOff,
    InterviewNotBrokenOff,
    InvitationAlreadyCompleted,
    InvitationAlreadyStartedException,
    InvitationExpiredException,
    InvitationNotStartedException,
    RequiredQuestionsUnanswered,
    ResponseAlreadySubmittedException,
    ResponseNotFound,
)
from parley.hiring.domain.facts import Fact
from parley.hiring.domain.privacy import InvitationDeleted
from parley.hiring.domain.question import Question, QuestionType
from parley.hiring.domain.review import Analysis, Decision
from parley.hiring.domain.template import InterviewTemplate
from parley.kit.clock import rfc3339
from parley.kit.errors import Malformed
from parley.kit.ids import new_id

NAME_MAX = 200
EXTRA_TIME_PERCENT = range(301)


class InvitationStatus(StrEnum):
    """pending -> started -> completed; both of the first expire."""

    PENDING = "pending"
    STARTED = "started"
    COMPLETED = "completed"
    EXPIRED = "expired"


OPEN = frozenset({InvitationStatus.PENDING, InvitationStatus.STARTED})


@dataclass(frozen=True, slots=True)
class Response:
    """A submitted answer; it never changes.

    Attributes:
        duration: Seconds of recording, rounded up; None unless a video.
    """

    id: str
    invitation_id: str
    question_id: str
    type: ResponseType
    content: str | None
    media_url: str | None
    duration: int | None
    submitted_at: datetime
    created_at: datetime


@dataclass(slots=True)
class Invitation:
    """The aggregate: one candidate, one template, one deadline.

    Attributes:
        access_token: Fingerprint of the link's token, never the token.
        token_version: Counts revocations; the token is derived from it.
        timezone: IANA name of the candidate's time zone where HR knew it.
        extra_time_percent: Added to every limit of recording.
        reminded_at: When the candidate was reminded last.
        deleted_at: Since when name, address and answers are gone.
        analysis: As scoring said last (`Standing` keeps it); NONE until it has.
        overall_score: 0 to 100, None unless scored.
        decision: What the team decided.
        talked_of: How many questions a conversation answered; None unless one was completed.
        failed_at: When its conversation broke off, for a technical reason, for good. The status
            stays what it was: interview-service.md has no word for it.
        followed_by: The invitation that was made in place of one that broke off.
        responses: In the order they were submitted.
    """

    id: str
    template_id: str
    candidate_id: str
    candidate_email: str
    candidate_name: str
    hr_id: str
    status: InvitationStatus
    access_token: str
    expires_at: datetime
    created_at: datetime
    started_at: datetime | None = None
    completed_at: datetime | None = None
    revoked_at: datetime | None = None
    token_version: int = 1
    timezone: str | None = None
    extra_time_percent: int = 0
    reminded_at: datetime | None = None
    deleted_at: datetime | None = None
    analysis: Analysis = Analysis.NONE
    overall_score: float | None = None
    decision: Decision | None = None
    talked_of: int | None = None
    failed_at: datetime | None = None
    followed_by: str | None = None
    responses: list[Response] = field(default_factory=list)

    @property
    def analysis_now(self) -> Analysis:
        """How far the analysis is: done, and not heard of by scoring, it is on its way."""
        waiting = self.analysis is Analysis.NONE and self.deleted_at is None
        if waiting and self.status is InvitationStatus.COMPLETED:
            return Analysis.PROCESSING
        return self.analysis

    def created(self, template_title: str) -> Fact:
        """The fact that the candidate was invited."""
        body = InvitationCreated(
            self.id,
            self.template_id,
            template_title,
            self.candidate_id,
            self.candidate_email,
            self.candidate_name,
            self.hr_id,
            rfc3339(self.expires_at),
        )
        return Fact(body.TYPE, self.id, body, self.candidate_id)

    def touch(self, now: datetime) -> bool:
        """Expire it if its time has come; whether it expired just now. Answers are kept."""
        if self.status in OPEN and self.expires_at <= now:
            self.status = InvitationStatus.EXPIRED
            return True
        return False

    def openable(self, now: datetime) -> bool:
        """Whether its link opens: until the deadline, after completion too (the done page)."""
        return (
            self.revoked_at is None
            and self.deleted_at is None
            and self.expires_at > now
            and self.status is not InvitationStatus.EXPIRED
        )

    def check_open(self, now: datetime) -> None:
        """Pass while it can still be worked on.

        Raises:
            InvitationDeleted: It was deleted.
            InvitationExpiredException: Its deadline passed, or it was revoked.
            InvitationAlreadyCompleted: It is done.
        """
        self.check_there()
        self.touch(now)
        if self.status is InvitationStatus.EXPIRED:
            raise InvitationExpiredException
        if self.status is InvitationStatus.COMPLETED:
            raise InvitationAlreadyCompleted

    def check_going_on(self) -> None:
        """Pass unless its conversation broke off.

        Raises:
            InterviewBrokeOff: It did.
        """
        if self.failed_at is not None:
            raise InterviewBrokeOff

    def check_broken_off(self) -> None:
        """Pass when the person may be invited again in its place.

        Raises:
            InvitationDeleted: Nobody knows any more whom to invite.
            InterviewNotBrokenOff: There is no need.
        """
        self.check_there()
        if self.failed_at is None:
            raise InterviewNotBrokenOff

    def again(
        self,
        invitation_id: str,
        candidate_id: str,
        access_token: str,
        expires_at: datetime,
        now: datetime,
    ) -> "Invitation":
        """A new one in its place: for the same person, with the same extra time."""
        self.followed_by = invitation_id
        return Invitation(
            id=invitation_id,
            template_id=self.template_id,
            candidate_id=candidate_id,
            candidate_email=self.candidate_email,
            candidate_name=self.candidate_name,
            hr_id=self.hr_id,
            status=InvitationStatus.PENDING,
            access_token=access_token,
            expires_at=expires_at,
            created_at=now,
            timezone=self.timezone,
            extra_time_percent=self.extra_time_percent,
        )

    def check_there(self) -> None:
        """Pass unless it was deleted.

        Raises:
            InvitationDeleted: It was.
        """
        if self.deleted_at is not None:
            raise InvitationDeleted

    def extend(
        self, template_title: str, expires_at: datetime | None, percent: int | None, now: datetime
    ) -> Fact | None:
        """Give more time; None for both, or what it has already, changes nothing.

        An expired invitation opens again, where it was left, if the new deadline is to come.

        Args:
            template_title: For the mail about it.
            expires_at: The new deadline, later than the old one.
            percent: What is added to every limit, in EXTRA_TIME_PERCENT.
            now: The moment.

        Returns:
            The fact to tell, None where nothing changed.

        Raises:
            InvitationDeleted: It was deleted.
            InvitationAlreadyCompleted: It is done.
            InterviewBrokeOff: More time doesn't help it.
            InvitationExpiredException: It was revoked, or is over and gets no new deadline.
            Malformed: The deadline is no later one, or the percentage is out of bounds.
        """
        self.check_there()
        self.touch(now)
        if self.status is InvitationStatus.COMPLETED:
            raise InvitationAlreadyCompleted
        self.check_going_on()
        later = expires_at is not None and expires_at != self.expires_at
        if self.revoked_at is not None or (self.status is InvitationStatus.EXPIRED and not later):
            raise InvitationExpiredException
        if later and expires_at is not None:
            if expires_at < self.expires_at or expires_at <= now:
                raise Malformed("expiresAt: choose a moment after the present deadline, to come")
            self.expires_at = expires_at
            self.status = (
                InvitationStatus.PENDING if self.started_at is None else InvitationStatus.STARTED
            )
        more = percent is not None and percent != self.extra_time_percent
        if more and percent is not None:
            if percent not in EXTRA_TIME_PERCENT:
                raise Malformed(f"extraTimePercent: 0 to {EXTRA_TIME_PERCENT[-1]}")
            self.extra_time_percent = percent
        if not later and not more:
            return None
        body = InvitationExtended(
            self.id,
            self.candidate_email,
            self.candidate_name,
            template_title,
            rfc3339(self.expires_at),
        )
        return Fact(body.TYPE, self.id, body, self.candidate_id)

    def remind(self, template_title: str, now: datetime) -> Fact:
        """Remind the candidate of the deadline.

        Raises:
            InvitationDeleted, InvitationExpiredException, InvitationAlreadyCompleted,
            InterviewBrokeOff: There is nothing left to do for them.
        """
        self.check_open(now)
        self.check_going_on()
        self.reminded_at = now
        body = InvitationReminder(
            self.id,
            self.candidate_email,
            self.candidate_name,
            template_title,
            rfc3339(self.expires_at),
        )
        return Fact(body.TYPE, self.id, body, self.candidate_id)

    def delete(self, now: datetime) -> None:
        """Forget whom it is about; an open one is over with that, and its link opens no more."""
        if self.touch(now) or self.status in OPEN:
            self.status = InvitationStatus.EXPIRED
            self.revoked_at = self.revoked_at or now
        self.deleted_at = now
        self.candidate_email = self.candidate_name = ""
        self.timezone = self.talked_of = self.followed_by = None
        self.token_version += 1
        self.access_token = f"deleted {self.id}"  # no token's fingerprint, and of its own
        self.responses = []

    def start(self, now: datetime) -> Fact:
        """Begin.

        Raises:
            InvitationExpiredException: Too late.
            InterviewBrokeOff: Its conversation broke off.
            InvitationAlreadyStartedException: It was begun before, or is even completed.
        """
        self.touch(now)
        if self.status is InvitationStatus.EXPIRED:
            raise InvitationExpiredException
        self.check_going_on()
        if self.status is not InvitationStatus.PENDING:
            raise InvitationAlreadyStartedException
        self.status, self.started_at = InvitationStatus.STARTED, now
        body = InvitationStarted(
            self.id, self.template_id, self.candidate_id, self.hr_id, rfc3339(now)
        )
        return Fact(body.TYPE, self.id, body, self.candidate_id)

    def check_answerable(self, question_id: str, now: datetime) -> None:
        """Pass when that question, known to be the template's, can be answered now.

        Raises:
            InvitationExpiredException, InvitationNotStartedException,
            InvitationAlreadyCompleted: Not the time for it.
            ResponseAlreadySubmittedException: It was answered.
        """
        self.check_open(now)
        if self.status is InvitationStatus.PENDING:
            raise InvitationNotStartedException
        if any(response.question_id == question_id for response in self.responses):
            raise ResponseAlreadySubmittedException

    def submit(
        self, question: Question, answer: Answer, duration: int | None, now: datetime
    ) -> tuple[Response, Fact]:
        """Take an answer.

        Raises:
            As check_answerable; and ResponseMismatch: The answer doesn't fit the question.
        """
        self.check_answerable(question.id, now)
        answer.check_fits(question)
        response = Response(
            id=new_id(),
            invitation_id=self.id,
            question_id=question.id,
            type=answer.type,
            content=answer.content,
            media_url=answer.media_url,
            duration=duration,
            submitted_at=now,
            created_at=now,
        )
        self.responses.append(response)
        body = ResponseSubmitted(
            response.id, self.id, question.id, response.type.value, response.media_url, duration
        )
        return response, Fact(body.TYPE, self.id, body, self.candidate_id)

    def missing(self, questions: Sequence[Question]) -> list[Question]:
        """Required questions without an answer."""
        answered = {response.question_id for response in self.responses}
        return [q for q in questions if q.is_required and q.id not in answered]

    def complete(
        self, questions: Sequence[Question], now: datetime, *, time_is_up: bool = False
    ) -> Fact:
        """Finish.

        Args:
            questions: The template's, as this candidate meets them.
            now: The moment.
            time_is_up: The total recording time is used up: then unanswered video questions
                no longer hold the candidate back, since they can't be recorded any more.

        Raises:
            InvitationExpiredException, InvitationNotStartedException,
            InvitationAlreadyCompleted: Not the time for it.
            RequiredQuestionsUnanswered: Something required has no answer.
        """
        self.check_open(now)
        if self.status is InvitationStatus.PENDING or self.started_at is None:
            raise InvitationNotStartedException
        missing = self.missing(questions)
        if time_is_up:
            missing = [q for q in missing if q.type is not QuestionType.VIDEO]
        if missing:
            places = ", ".join(str(question.order) for question in missing)
            raise RequiredQuestionsUnanswered(f"Required and not answered yet: question {places}.")
        self.status, self.completed_at = InvitationStatus.COMPLETED, now
        body = InvitationCompleted(
            self.id,
            self.template_id,
            self.candidate_id,
            self.hr_id,
            len(self.responses),
            int((now - self.started_at).total_seconds()),
            rfc3339(now),
        )
        return Fact(body.TYPE, self.id, body, self.candidate_id)

    def complete_live(self, ended_at: datetime, seconds: int, answered: int) -> Fact | None:
        """Its conversation is over, however late that is heard: past the deadline counts too.

        Args:
            ended_at: When.
            seconds: How long it took.
            answered: Questions that were answered.

        Returns:
            The fact to tell; None where it is completed already, was revoked or deleted.
        """
        if not self.awaits_live:
            return None
        self.started_at = self.started_at or ended_at - timedelta(seconds=seconds)
        self.status, self.completed_at = InvitationStatus.COMPLETED, ended_at
        self.talked_of, self.failed_at = answered, None
        body = InvitationCompleted(
            self.id,
            self.template_id,
            self.candidate_id,
            self.hr_id,
            answered,
            seconds,
            rfc3339(ended_at),
        )
        return Fact(body.TYPE, self.id, body, self.candidate_id)

    def fail_live(self, failed_at: datetime) -> Fact | None:
        """Its conversation broke off, however late that is heard; the fact to tell, if it is news.

        Args:
            failed_at: When.
        """
        if not self.awaits_live or self.failed_at is not None:
            return None
        self.failed_at = failed_at
        body = InvitationFailed(self.id, self.template_id, self.hr_id, rfc3339(failed_at))
        return Fact(body.TYPE, self.id, body, self.candidate_id)

    @property
    def awaits_live(self) -> bool:
        """Whether the end of its conversation changes it, be the deadline past or not."""
        gone = self.revoked_at is not None or self.deleted_at is not None
        return not gone and self.status is not InvitationStatus.COMPLETED

    @property
    def answered(self) -> int:
        """How many questions have an answer."""
        return len(self.responses) if self.talked_of is None else self.talked_of

    def revoke(self, now: datetime) -> bool:
        """Withdraw it; whether that changed anything (twice is harmless).

        The caller puts the fingerprint of the next version's token into `access_token`.

        Raises:
            InvitationExpiredException: It had expired before.
            InvitationAlreadyCompleted: It is done, and stays.
        """
        if self.revoked_at is not None:
            return False
        self.check_open(now)
        self.status, self.revoked_at = InvitationStatus.EXPIRED, now
        self.token_version += 1
        return True

    def response(self, response_id: str) -> Response:
        """The recorded answer of that id.

        Raises:
            ResponseNotFound: There is none, or it isn't a recording.
        """
        for response in self.responses:
            if response.id == response_id and response.media_url is not None:
                return response
        raise ResponseNotFound

    def questions_in_order(self, questions: Sequence[Question], *, shuffle: bool) -> list[Question]:
        """The questions as this candidate meets them, numbered so from 1.

        A shuffled order depends on nothing but the ids, so it is the same on every device and
        after every restart.
        """
        if not shuffle:
            return list(questions)
        mixed = sorted(
            questions, key=lambda q: hashlib.sha256(f"{self.id}{q.id}".encode()).digest()
        )
        return [replace(question, order=place) for place, question in enumerate(mixed, 1)]


def time_is_up(template: InterviewTemplate, recorded: float, extra_percent: int = 0) -> bool:
    """Whether the template's total recording time, with the extra, is used up to the second."""
    total = template.settings.total_time_limit
    return bool(total) and template.settings.media_limit(None, recorded, extra_percent) == 0
