"""Queries of interview-service.md (CQRS Queries), and the playback of an answer."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from parley.contracts.hiring import InvitationNotFoundException, TemplateNotFoundException
from parley.contracts.identity import Principal, Role
from parley.contracts.media import Consent, Media, Playback, Take
from parley.hiring.domain.audit import Act, Action
from parley.hiring.domain.errors import (
    InvitationExpiredException,
    RecordingNotFound,
    RecordingNotReady,
)
from parley.hiring.domain.invitation import Invitation, InvitationStatus, Response
from parley.hiring.domain.question import Question
from parley.hiring.domain.review import Analysis, Sought
from parley.hiring.domain.template import InterviewTemplate, TemplateStatus
from parley.hiring.domain.visibility import (
    Sight,
    is_candidate,
    may_look,
    sight,
    sight_of_invitation,
)
from parley.hiring.ports import (
    Counters,
    InvitationFilter,
    InvitationView,
    Page,
    Store,
    TemplateFilter,
    TemplateView,
)
from parley.hiring.ports.reviews import Sort
from parley.hiring.service.audit import record_look
from parley.hiring.service.loading import invitation_and_template, seen_template
from parley.hiring.service.neighbours import Neighbours
from parley.kit.clock import Clock
from parley.kit.errors import Forbidden
from parley.kit.ids import is_id


@dataclass(frozen=True, slots=True)
class GetTemplateQuery:
    """Get template by ID."""

    who: Principal
    template_id: str


@dataclass(frozen=True, slots=True)
class ListTemplatesQuery:
    """List HR's templates, and those of their company."""

    who: Principal
    page: Page = field(default_factory=Page)
    status: TemplateStatus | None = None
    q: str | None = None


@dataclass(frozen=True, slots=True)
class GetTemplateQuestionsQuery:
    """Get template questions."""

    who: Principal
    template_id: str


@dataclass(frozen=True, slots=True)
class GetInvitationQuery:
    """Get invitation by ID."""

    who: Principal
    invitation_id: str


@dataclass(frozen=True, slots=True)
class ListHrInvitationsQuery:
    """List HR's sent invitations, and those from templates of their company."""

    who: Principal
    page: Page = field(default_factory=Page)
    status: InvitationStatus | None = None
    q: str | None = None
    template_id: str | None = None
    decision: Sought | None = None
    analysis: Analysis | None = None
    sort: Sort = Sort.CREATED


@dataclass(frozen=True, slots=True)
class ListCandidateInvitationsQuery:
    """List candidate's invitations."""

    who: Principal
    page: Page = field(default_factory=Page)
    status: InvitationStatus | None = None
    q: str | None = None


@dataclass(frozen=True, slots=True)
class GetPlaybackQuery:
    """How a recorded answer can be watched; with `retry` a failed making is tried again."""

    who: Principal
    invitation_id: str
    response_id: str
    retry: bool = False


@dataclass(frozen=True, slots=True)
class GetRecordingQuery:
    """How a conversation can be heard; with `retry` a failed making is tried again."""

    who: Principal
    invitation_id: str
    retry: bool = False


@dataclass(frozen=True, slots=True)
class TeamInvitation:
    """An invitation as the hiring team sees it."""

    view: InvitationView
    questions: Sequence[Question]
    responses: Sequence[Response]


@dataclass(frozen=True, slots=True)
class CandidateInvitation:
    """An invitation as its candidate sees it: in their order, with what was recorded.

    Of a conversation no question is told before it is asked.
    """

    view: InvitationView
    template: InterviewTemplate
    questions: Sequence[Question]
    responses: Sequence[Response]
    takes: Sequence[Take]
    consent: Consent | None


class Queries:
    """Answers them."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        counters: Counters,
        media: Media,
        neighbours: Neighbours,
    ) -> None:
        """Read from `store`; recordings are `media`'s."""
        self._store, self._clock, self._counters, self._media = store, clock, counters, media
        self._neighbours = neighbours

    async def template(self, query: GetTemplateQuery) -> TemplateView:
        """Answer GetTemplateQuery.

        Raises:
            TemplateNotFoundException: None, or not theirs to see.
        """
        found = is_id(query.template_id)
        async with self._store.unit() as unit:
            view = await unit.template_view(query.template_id) if found else None
        if view is None or sight(query.who, view.owner_id, view.company_id) is Sight.NONE:
            raise TemplateNotFoundException
        self._counters.query("get_template")
        return view

    async def questions(self, query: GetTemplateQuestionsQuery) -> Sequence[Question]:
        """Answer GetTemplateQuestionsQuery, in order.

        Raises:
            TemplateNotFoundException: None, or not theirs to see.
        """
        async with self._store.unit() as unit:
            template = await seen_template(unit, query.who, query.template_id)
        self._counters.query("get_template_questions")
        return template.questions

    async def templates(self, query: ListTemplatesQuery) -> tuple[Sequence[TemplateView], int]:
        """Answer ListTemplatesQuery: one page, newest first, and how many there are in all.

        Raises:
            Forbidden: Not one of the hiring team.
        """
        owner, company = reach_of(query.who)
        wanted = TemplateFilter(owner, company, query.status, query.q)
        async with self._store.unit() as unit:
            found = await unit.templates(wanted, query.page)
        self._counters.query("list_templates")
        return found

    async def hr_invitations(
        self, query: ListHrInvitationsQuery
    ) -> tuple[Sequence[InvitationView], int]:
        """Answer ListHrInvitationsQuery: one page, newest first, and how many in all.

        Raises:
            Forbidden: Not one of the hiring team.
        """
        hr, company = reach_of(query.who)
        self._counters.query("list_invitations")
        if query.template_id is not None and not is_id(query.template_id):
            return [], 0
        wanted = InvitationFilter(
            now=self._clock.now(),
            hr_id=hr,
            company_id=company,
            template_id=query.template_id,
            status=query.status,
            q=query.q,
            decision=query.decision,
            analysis=query.analysis,
            sort=query.sort,
        )
        async with self._store.unit() as unit:
            return await unit.invitations(wanted, query.page)

    async def candidate_invitations(
        self, query: ListCandidateInvitationsQuery
    ) -> tuple[Sequence[InvitationView], int]:
        """Answer ListCandidateInvitationsQuery; a guest's token sees its own invitation only."""
        wanted = InvitationFilter(
            now=self._clock.now(),
            candidate_id=query.who.user_id,
            only_id=query.who.invitation_id,
            status=query.status,
            q=query.q,
        )
        async with self._store.unit() as unit:
            found = await unit.invitations(wanted, query.page)
        self._counters.query("list_candidate_invitations")
        return found

    async def invitation(self, query: GetInvitationQuery) -> TeamInvitation | CandidateInvitation:
        """Answer GetInvitationQuery, as the hiring team or as the candidate sees it.

        Raises:
            InvitationNotFoundException: None, or not theirs to see.
            InvitationExpiredException: The candidate asks, and it was revoked.
        """
        invitation, template, reach = await self._seen(query.who, query.invitation_id)
        invitation.touch(self._clock.now())
        view = InvitationView.of(invitation, template)
        self._counters.query("get_invitation")
        if reach is not Sight.NONE:
            return TeamInvitation(view, template.questions, invitation.responses)
        invitation.check_there()
        if invitation.revoked_at is not None:
            raise InvitationExpiredException
        told = [] if template.settings.mode.live else template.questions
        shuffle = template.settings.shuffle_questions
        return CandidateInvitation(
            view,
            template,
            invitation.questions_in_order(told, shuffle=shuffle),
            invitation.responses,
            await self._media.takes(invitation.id),
            await self._media.consent(invitation.id),
        )

    async def playback(self, query: GetPlaybackQuery) -> Playback:
        """Answer GetPlaybackQuery, for the team and for the candidate's own look.

        Raises:
            InvitationNotFoundException, ResponseNotFound: None, or not theirs to see.
            InvitationExpiredException: The candidate asks, and it was revoked.
        """
        invitation, _, reach = await self._seen(query.who, query.invitation_id)
        if reach is Sight.NONE and invitation.revoked_at is not None:
            raise InvitationExpiredException
        response = invitation.response(query.response_id)
        await self._note_look(query.who, invitation, reach)
        self._counters.query("get_playback")
        return await self._media.playback(response.media_url or "", retry=query.retry)

    async def recording(self, query: GetRecordingQuery) -> Playback:
        """Answer GetRecordingQuery, for the team and for the candidate's own look.

        Raises:
            InvitationNotFoundException, RecordingNotFound: None, or not theirs to see.
            RecordingNotReady: It is kept, and the conversation still to end.
            InvitationExpiredException: The candidate asks, and it was revoked.
            Unavailable, OSError: Media doesn't answer.
        """
        invitation, template, reach = await self._seen(query.who, query.invitation_id)
        if reach is Sight.NONE and invitation.revoked_at is not None:
            raise InvitationExpiredException
        found = None
        if template.settings.mode.live and invitation.deleted_at is None:
            found = await self._neighbours.recording(invitation.id, retry=query.retry)
        if found is None and await self._comes(invitation, template):
            raise RecordingNotReady
        if found is None:
            raise RecordingNotFound
        if found.playback_url or found.audio_url or found.download_url:
            await self._note_look(query.who, invitation, reach)
        self._counters.query("get_recording")
        return found

    async def _comes(self, invitation: Invitation, template: InterviewTemplate) -> bool:
        """Whether a conversation that isn't over may still be recorded: somebody agreed."""
        invitation.touch(self._clock.now())
        never = invitation.status is InvitationStatus.EXPIRED and invitation.started_at is None
        over = not invitation.awaits_live or invitation.failed_at is not None or never
        if over or not template.settings.mode.live:
            return False
        return await self._neighbours.consent(invitation.id) is not None

    async def _note_look(self, who: Principal, invitation: Invitation, reach: Sight) -> None:
        """Write down that one of the team was given what was recorded."""
        if reach is Sight.NONE:
            return
        act = Act(Action.RECORDING_SEEN, invitation.id, who.user_id, {})
        async with self._store.unit() as unit:
            await record_look(unit, act, self._clock.now())

    async def _seen(
        self, who: Principal, invitation_id: str
    ) -> tuple[Invitation, InterviewTemplate, Sight]:
        """With how far `who` may go as one of the team; NONE: they are the candidate."""
        async with self._store.unit() as unit:
            invitation, template = await invitation_and_template(unit, invitation_id)
        reach = sight_of_invitation(who, invitation, template.company_id)
        if reach is Sight.NONE and not is_candidate(who, invitation):
            raise InvitationNotFoundException
        return invitation, template, reach


def reach_of(who: Principal) -> tuple[str | None, str | None]:
    """Whose and which company's things are listed for `who`; None and None: everybody's.

    Raises:
        Forbidden: Not one of the hiring team.
    """
    if not may_look(who):
        raise Forbidden
    return (None, None) if who.role is Role.ADMIN else (who.user_id, who.company_id)
