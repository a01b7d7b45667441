"""Commands of the candidate: open the link, consent, start, record, answer, complete."""

import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from parley.contracts.hiring import InvitationNotFoundException
from parley.contracts.identity import GuestSession, Identity, Principal
from parley.contracts.media import (
    AnotherTakeSubmitted,
    Consent,
    ConsentRequired,
    ConsentVersionOutdated,
    Media,
    Take,
    TakeNotFound,
)
from parley.hiring.domain import consent as consent_text
from parley.hiring.domain.answers import Answer, ResponseType
from parley.hiring.domain.audit import Act, Action
from parley.hiring.domain.errors import (
    InvitationExpiredException,
    LiveInterview,
    ResponseAlreadySubmittedException,
    ResponseMismatch,
    TimeLimitReached,
)
from parley.hiring.domain.invitation import Invitation, InvitationStatus, Response, time_is_up
from parley.hiring.domain.privacy import ErasureRunning
from parley.hiring.domain.question import QuestionType
from parley.hiring.domain.template import InterviewTemplate
from parley.hiring.ports import Counters, InvitationView, Store, Unit
from parley.hiring.service.audit import record
from parley.hiring.service.commands import count
from parley.hiring.service.commands.extensions import terms
from parley.hiring.service.live import LiveSessions
from parley.hiring.service.loading import as_candidate
from parley.kit.clock import Clock
from parley.kit.errors import Unavailable
from parley.kit.tokens import fingerprint


@dataclass(frozen=True, slots=True)
class GiveConsentCommand:
    """Agree to be recorded, to the text of that version."""

    who: Principal
    invitation_id: str
    version: str


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

    Calls to other contexts happen outside of hiring's locks: they have transactions of their
    own, and what was decided before them is decided again under the lock.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        counters: Counters,
        identity: Identity,
        media: Media,
        live: LiveSessions,
    ) -> None:
        """Work on `store`; people, recordings and conversations are the others'."""
        self._store, self._clock, self._counters = store, clock, counters
        self._identity, self._media, self._live = identity, media, live

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
            ConsentVersionOutdated: That text is not the present one of the interview's language.
            ErasureRunning: What was recorded under the last consent is just being deleted.
            InvitationExpiredException, InvitationAlreadyCompleted: Not the time for it.
        """
        now = self._clock.now()
        async with self._store.unit() as unit:
            invitation, template = await as_candidate(unit, command.who, command.invitation_id)
            invitation.check_open(now)
            current = consent_text.current(template.settings.language, template.settings.mode)
            if command.version != current.version:
                raise ConsentVersionOutdated
            if await unit.recordings_deleting(invitation.id):
                raise ErasureRunning
            count(unit, self._counters, "give_consent")
        given = await self._media.give_consent(
            Consent(
                evidence_id=invitation.id,
                subject_id=invitation.candidate_id,
                version=current.version,
                text=current.paragraphs,
                given_at=now,
            )
        )
        # Media's word first: the log must not say what isn't so. Told again, it is logged once.
        details = {"version": given.version}
        act = Act(Action.CONSENTED, invitation.id, command.who.user_id, details)
        async with self._store.unit() as unit:
            if not await unit.acted_since(act, given.given_at):
                await record(unit, act, given.given_at)
        return given

    async def start(self, command: StartInvitationCommand) -> InvitationView:
        """Carry out StartInvitationCommand; a live interview's session is opened with it.

        Raises:
            InvitationExpiredException: Too late.
            InvitationAlreadyStartedException: It was begun before.
            Unavailable, OSError: The session can't be opened now.
        """
        opened = await self._open_session(command)
        try:
            async with self._held(command.who, command.invitation_id) as held:
                fact = held.invitation.start(held.now)
                await held.unit.save_invitation(held.invitation)
                await held.unit.tell(fact, held.now)
                count(held.unit, self._counters, "start_invitation")
        except InvitationExpiredException:
            if opened is not None:  # it was revoked or deleted meanwhile
                await self._live.cancel_soon(*opened)
            raise
        if opened is not None and held.invitation.extra_time_percent:
            # More time may have been given since the session was opened.
            with suppress(Unavailable, OSError):
                await self._live.lengthen(held.invitation, held.template)
        return InvitationView.of(held.invitation, held.template)

    async def _open_session(
        self, command: StartInvitationCommand
    ) -> tuple[Invitation, InterviewTemplate] | None:
        """Open the session of a live interview that may begin, before anything says it began.

        A crash after this leaves a session that nobody is told of, and the next start finds it.
        """
        async with self._store.unit() as unit:
            invitation, template = await as_candidate(unit, command.who, command.invitation_id)
        invitation.touch(self._clock.now())
        if not template.settings.mode.live or invitation.status is not InvitationStatus.PENDING:
            return None
        await self._live.open(invitation, template)
        return invitation, template

    async def open_take(self, command: OpenTakeCommand) -> Take:
        """Carry out OpenTakeCommand.

        Raises:
            QuestionNotFoundException: The interview has no such question.
            InvitationExpiredException, InvitationNotStartedException,
            InvitationAlreadyCompleted, ResponseAlreadySubmittedException: Not the time for it.
            ResponseMismatch: The question isn't answered by video.
            TimeLimitReached: The interview's recording time is used up.
            ConsentRequired, RetakesExhausted: Media refuses.
            LiveInterview: It is a conversation.
        """
        async with self._store.unit() as unit:
            invitation, template = await as_candidate(unit, command.who, command.invitation_id)
            _check_recorded(template)
            question = template.question(command.question_id)
            invitation.check_answerable(question.id, self._clock.now())
            if question.type is not QuestionType.VIDEO:
                raise ResponseMismatch(f"A {question.type} question isn't answered by video.")
        elsewhere = 0.0
        if template.settings.total_time_limit:
            elsewhere = await self._media.recorded_seconds(invitation.id, question.id)
        if time_is_up(template, elsewhere, invitation.extra_time_percent):
            raise TimeLimitReached
        take = await self._media.open_take(
            terms(
                invitation,
                template,
                question.id,
                question.time_limit,
                elsewhere,
                retake=command.retake,
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
            ConsentRequired: Consent was withdrawn meanwhile.
            LiveInterview: It is a conversation.
        """
        answer, duration, began = command.answer, None, self._clock.now()
        if answer.type is ResponseType.VIDEO:
            duration = await self._close_take(command)
        async with self._held(command.who, command.invitation_id) as held:
            _check_recorded(held.template)
            question = held.template.question(command.question_id)
            if answer.type is ResponseType.VIDEO:
                await _still_recorded(held, began)
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
            _check_recorded(template)
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
            LiveInterview: It is a conversation, and completed with it.
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
        _check_recorded(template)
        missing = invitation.missing(template.questions)
        videos = [question for question in missing if question.type is QuestionType.VIDEO]
        if not videos or not template.settings.total_time_limit:
            return False
        recorded = await self._media.recorded_seconds(invitation.id, videos[0].id)
        return time_is_up(template, recorded, invitation.extra_time_percent)

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


def _check_recorded(template: InterviewTemplate) -> None:
    """Pass when answers are handed in, and not given in a conversation.

    Raises:
        LiveInterview: They are.
    """
    if template.settings.mode.live:
        raise LiveInterview


async def _still_recorded(held: Held, since: datetime) -> None:
    """Pass unless the recordings were asked to be deleted since then.

    Raises:
        ConsentRequired: They were: what media has closed is gone, or about to go.
    """
    deletion = await held.unit.deletion_of(held.invitation.id)
    if deletion is not None and (deletion.done_at is None or deletion.asked_at > since):
        raise ConsentRequired
