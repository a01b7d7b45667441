"""Commands of the candidate: open the link, consent, start, record, answer, complete."""

import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from parley.contracts.hiring import InvitationNotFoundException
from parley.contracts.identity import GuestSession, Identity, Principal
from parley.contracts.media import (
    AnotherTakeSubmitted,
    Consent,
    Media,
    OpenTake,
    Take,
    TakeNotFound,
)
from parley.hiring.domain import consent as consent_text
from parley.hiring.domain.answers import Answer, ResponseType
from parley.hiring.domain.errors import (
    ConsentVersionOutdated,
    InvitationExpiredException,
    ResponseAlreadySubmittedException,
    ResponseMismatch,
    TimeLimitReached,
)
from parley.hiring.domain.invitation import Invitation, Response, time_is_up
from parley.hiring.domain.question import QuestionType
from parley.hiring.domain.template import InterviewTemplate
from parley.hiring.ports import Counters, InvitationView, Store, Unit
from parley.hiring.service.commands import count
from parley.hiring.service.loading import as_candidate
from parley.kit.clock import Clock
from parley.kit.tokens import fingerprint


@dataclass(frozen=True, slots=True)
class GiveConsentCommand:
    """Agree to be recorded, to the text of that version."""

    who: Principal
    invitation_id: str
    version: str


@dataclass(frozen=True, slots=True)
class WithdrawConsentCommand:
    """Agree no longer: recording ends at once; answers already submitted stay."""

    who: Principal
    invitation_id: str


@dataclass(frozen=True, slots=True)
class StartInvitationCommand:
    """Candidate starts interview."""

    who: Principal
    invitation_id: str


@dataclass(frozen=True, slots=True)
class OpenTakeCommand:
    """Record an answer; with `retake` once more, although there is a recording."""

    who: Principal
    invitation_id: str
    question_id: str
    retake: bool = False


@dataclass(frozen=True, slots=True)
class SubmitResponseCommand:
    """Submit answer to question."""

    who: Principal
    invitation_id: str
    question_id: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class CompleteInvitationCommand:
    """Complete the interview."""

    who: Principal
    invitation_id: str


@dataclass(frozen=True, slots=True)
class Held:
    """A locked invitation that hasn't expired, within its transaction."""

    unit: Unit
    invitation: Invitation
    template: InterviewTemplate
    now: datetime


class AnswerCommands:
    """Carries them out.

    Calls to identity and media happen outside of hiring's locks: they have transactions of
    their own, and what was decided before them is decided again under the lock.
    """

    def __init__(
        self, store: Store, clock: Clock, counters: Counters, identity: Identity, media: Media
    ) -> None:
        """Work on `store`; people are `identity`'s, recordings `media`'s."""
        self._store, self._clock, self._counters = store, clock, counters
        self._identity, self._media = identity, media

    async def open_link(self, token: str) -> tuple[InvitationView, GuestSession]:
        """Exchange a link's token for a session of its invitation; it can be done again.

        Raises:
            InvitationNotFoundException: Unknown, expired or revoked, without a difference.
        """
        async with self._store.unit() as unit:
            invitation = await unit.invitation_of_token(fingerprint(token))
            if invitation is None or not invitation.openable(self._clock.now()):
                raise InvitationNotFoundException
            template = await unit.template(invitation.template_id)
            if template is None:
                raise InvitationNotFoundException
            count(unit, self._counters, "open_link")
        session = await self._identity.open_guest_session(
            invitation.candidate_id, invitation.id, invitation.expires_at
        )
        return InvitationView.of(invitation, template), session

    async def consent(self, command: GiveConsentCommand) -> Consent:
        """Carry out GiveConsentCommand.

        Raises:
            ConsentVersionOutdated: That text is not the present one.
            InvitationExpiredException, InvitationAlreadyCompleted: Not the time for it.
        """
        now = self._clock.now()
        async with self._store.unit() as unit:
            invitation, _ = await as_candidate(unit, command.who, command.invitation_id)
            invitation.check_open(now)
            if command.version != consent_text.VERSION:
                raise ConsentVersionOutdated
            count(unit, self._counters, "give_consent")
        return await self._media.give_consent(
            Consent(
                evidence_id=invitation.id,
                subject_id=invitation.candidate_id,
                version=consent_text.VERSION,
                text=consent_text.TEXT,
                given_at=now,
            )
        )

    async def withdraw_consent(self, command: WithdrawConsentCommand) -> None:
        """Carry out WithdrawConsentCommand, in every state of the invitation."""
        async with self._store.unit() as unit:
            invitation, _ = await as_candidate(unit, command.who, command.invitation_id)
            count(unit, self._counters, "withdraw_consent")
        await self._media.withdraw_consent(invitation.id)

    async def start(self, command: StartInvitationCommand) -> InvitationView:
        """Carry out StartInvitationCommand.

        Raises:
            InvitationExpiredException: Too late.
            InvitationAlreadyStartedException: It was begun before.
        """
        async with self._held(command.who, command.invitation_id) as held:
            fact = held.invitation.start(held.now)
            await held.unit.save_invitation(held.invitation)
            await held.unit.tell(fact, held.now)
            count(held.unit, self._counters, "start_invitation")
        return InvitationView.of(held.invitation, held.template)

    async def open_take(self, command: OpenTakeCommand) -> Take:
        """Carry out OpenTakeCommand.

        Raises:
            QuestionNotFoundException: The interview has no such question.
            InvitationExpiredException, InvitationNotStartedException,
            InvitationAlreadyCompleted, ResponseAlreadySubmittedException: Not the time for it.
            ResponseMismatch: The question isn't answered by video.
            TimeLimitReached: The interview's recording time is used up.
            ConsentRequired, RetakesExhausted: Media refuses.
        """
        async with self._store.unit() as unit:
            invitation, template = await as_candidate(unit, command.who, command.invitation_id)
            question = template.question(command.question_id)
            invitation.check_answerable(question.id, self._clock.now())
            if question.type is not QuestionType.VIDEO:
                raise ResponseMismatch(f"A {question.type} question isn't answered by video.")
        settings = template.settings
        elsewhere = 0.0
        if settings.total_time_limit:
            elsewhere = await self._media.recorded_seconds(invitation.id, question.id)
        if time_is_up(template, elsewhere):
            raise TimeLimitReached
        take = await self._media.open_take(
            OpenTake(
                evidence_id=invitation.id,
                item_id=question.id,
                subject_id=invitation.candidate_id,
                media_limit_seconds=settings.media_limit(question.time_limit, elsewhere),
                takes_allowed=settings.takes_allowed,
                retake=command.retake,
                not_after=invitation.expires_at,
            )
        )
        self._counters.command("open_take")
        return take

    async def submit(self, command: SubmitResponseCommand) -> Response:
        """Carry out SubmitResponseCommand.

        Raises:
            QuestionNotFoundException: The interview has no such question.
            InvitationExpiredException, InvitationNotStartedException,
            InvitationAlreadyCompleted, ResponseAlreadySubmittedException: Not the time for it.
            ResponseMismatch: The answer doesn't fit, or its recording is another's.
            TakeNotReady, TakeTooLong, UnreadableMedia: The recording can't be used.
        """
        answer, duration = command.answer, None
        if answer.type is ResponseType.VIDEO:
            duration = await self._close_take(command)
        async with self._held(command.who, command.invitation_id) as held:
            question = held.template.question(command.question_id)
            response, fact = held.invitation.submit(question, answer, duration, held.now)
            await held.unit.add_response(response, held.invitation.candidate_id)
            await held.unit.tell(fact, held.now)
            count(held.unit, self._counters, "submit_response")
            held.unit.after_commit(partial(self._counters.response, response.type))
        return response

    async def _close_take(self, command: SubmitResponseCommand) -> int:
        """Close the answer's recording, once it is certain that it may be submitted; seconds."""
        async with self._store.unit() as unit:
            invitation, template = await as_candidate(unit, command.who, command.invitation_id)
            question = template.question(command.question_id)
            invitation.check_answerable(question.id, self._clock.now())
            command.answer.check_fits(question)
        try:
            seconds = await self._media.submit_take(
                command.answer.media_url or "", invitation.id, question.id
            )
        except AnotherTakeSubmitted as error:
            raise ResponseAlreadySubmittedException from error
        except TakeNotFound as error:
            raise ResponseMismatch(
                "mediaUrl: this is not a recording of this question of this interview."
            ) from error
        return math.ceil(seconds)

    async def complete(self, command: CompleteInvitationCommand) -> InvitationView:
        """Carry out CompleteInvitationCommand.

        Raises:
            InvitationExpiredException, InvitationNotStartedException,
            InvitationAlreadyCompleted: Not the time for it.
            RequiredQuestionsUnanswered: Something required has no answer.
        """
        up = await self._time_is_up(command)
        async with self._held(command.who, command.invitation_id) as held:
            questions = held.invitation.questions_in_order(
                held.template.questions, shuffle=held.template.settings.shuffle_questions
            )
            fact = held.invitation.complete(questions, held.now, time_is_up=up)
            await held.unit.save_invitation(held.invitation)
            await held.unit.tell(fact, held.now)
            count(held.unit, self._counters, "complete_invitation")
            started = held.invitation.started_at or held.now
            seconds = (held.now - started).total_seconds()
            held.unit.after_commit(partial(self._counters.completed, seconds))
        return InvitationView.of(held.invitation, held.template)

    async def _time_is_up(self, command: CompleteInvitationCommand) -> bool:
        """Whether nothing more can be recorded; asked only when it matters."""
        async with self._store.unit() as unit:
            invitation, template = await as_candidate(unit, command.who, command.invitation_id)
        missing = invitation.missing(template.questions)
        videos = [question for question in missing if question.type is QuestionType.VIDEO]
        if not videos or not template.settings.total_time_limit:
            return False
        recorded = await self._media.recorded_seconds(invitation.id, videos[0].id)
        return time_is_up(template, recorded)

    @asynccontextmanager
    async def _held(self, who: Principal, invitation_id: str) -> AsyncIterator[Held]:
        """The candidate's invitation, locked.

        Raises:
            InvitationExpiredException: Its deadline passed; it is marked so, and that is kept.
        """
        async with self._store.unit() as unit:
            invitation, template = await as_candidate(unit, who, invitation_id, lock=True)
            now = self._clock.now()
            if not invitation.touch(now):
                yield Held(unit, invitation, template, now)
                return
            await unit.save_invitation(invitation)
        raise InvitationExpiredException
