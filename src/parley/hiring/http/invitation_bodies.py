"""Bodies of invitations and answers, camelCase (settled.md, Ids, errors, bodies)."""

from dataclasses import replace
from typing import Annotated

from pydantic import AwareDatetime, Field

from parley.contracts.media import Playback, Take
from parley.hiring.domain import answers, question
from parley.hiring.domain.answers import ResponseType
from parley.hiring.domain.invitation import NAME_MAX, InvitationStatus
from parley.hiring.domain.review import Analysis, Decision
from parley.hiring.domain.settings import InterviewMode
from parley.hiring.http.fields import (
    TOKEN_MAX,
    Email,
    Flag,
    Id,
    Instant,
    Text,
    Timezone,
)
from parley.hiring.http.template_bodies import (
    CandidateQuestion,
    CandidateSettings,
    OptionOut,
    QuestionOut,
    raised,
)
from parley.hiring.ports import InvitationView
from parley.hiring.service.queries import CandidateInvitation, TeamInvitation
from parley.kit.web.paging import Camel


class InvitationCreate(Camel):
    """An invitation."""

    template_id: Id
    candidate_email: Email
    candidate_name: Annotated[Text, Field(min_length=1, max_length=NAME_MAX)]
    expires_at: AwareDatetime | None = None
    candidate_timezone: Timezone | None = None


class InvitationOut(Camel):
    """An invitation."""

    id: str
    template_id: str
    template_title: str
    candidate_id: str
    candidate_email: str
    candidate_name: str
    hr_id: str
    status: InvitationStatus
    started_at: Instant | None
    completed_at: Instant | None
    expires_at: Instant
    revoked_at: Instant | None
    created_at: Instant
    questions_count: int
    answered_count: int
    extra_time_percent: int = Field(description="Added to every limit of this candidate's.")
    reminded_at: Instant | None
    deleted_at: Instant | None = Field(description="When name, address and answers were deleted.")
    language: str
    analysis: Analysis | None = Field(description="Null for the candidate.")
    overall_score: float | None = Field(description="Null unless scored, and for the candidate.")
    decision: Decision | None = Field(description="Null until decided, and for the candidate.")
    mode: InterviewMode
    failed_at: Instant | None = Field(
        description="When its conversation broke off for a technical reason, for good; the status "
        "stays what it was. Null otherwise."
    )
    followed_by: str | None = Field(
        description="The invitation that was made in place of one that broke off, if one was."
    )

    @classmethod
    def of(cls, view: InvitationView) -> "InvitationOut":
        """From the view, as its candidate may see it: what the team thinks is not told."""
        hidden = replace(view, analysis=None, overall_score=None, decision=None)
        return cls.model_validate(hidden)

    @classmethod
    def of_team(cls, view: InvitationView) -> "InvitationOut":
        """From the view, as the hiring team sees it."""
        return cls.model_validate(view)


class StartedOut(InvitationOut):
    """An invitation that was started, with the session of a live one."""

    session_id: str | None = Field(description="Of a live interview: the invitation's own id.")

    @classmethod
    def started(cls, view: InvitationView) -> "StartedOut":
        """From the view, as its candidate may see it."""
        session_id = view.id if view.mode.live else None
        return cls(**dict(InvitationOut.of(view)), session_id=session_id)


class AgainIn(Camel):
    """A new invitation in place of one whose conversation broke off."""

    expires_at: AwareDatetime | None = None


class InvitationMade(InvitationOut):
    """A new invitation with its link, which stands nowhere else."""

    link: str


class LinkOut(Camel):
    """The link of an invitation."""

    link: str


class ResponseOut(Camel):
    """An answer."""

    id: str
    invitation_id: str
    question_id: str
    type: ResponseType
    content: str | None
    media_url: str | None
    duration: int | None
    submitted_at: Instant
    created_at: Instant


class TakeOut(Camel):
    """A recording being made; `mediaLimitSeconds` null for no limit of the interview's own.

    `mediaUrl` is what an answer names: a device that uploaded nothing may still hand it in.
    """

    take_id: str
    question_id: str
    media_url: str
    started_at: Instant
    media_limit_seconds: int | None
    retakes_left: int
    recorded_seconds: float
    next_segment: int
    submitted: bool

    @classmethod
    def of(cls, take: Take) -> "TakeOut":
        """From media's."""
        return cls(
            take_id=take.take_id,
            question_id=take.item_id,
            media_url=take.media_url,
            started_at=take.started_at,
            media_limit_seconds=take.media_limit_seconds,
            retakes_left=take.retakes_left,
            recorded_seconds=take.recorded_seconds,
            next_segment=take.next_segment,
            submitted=take.submitted,
        )


class ConsentOut(Camel):
    """The text to agree to, and when it was agreed to."""

    version: str
    text: list[str]
    given_at: Instant | None


class TemplateForCandidate(Camel):
    """What a candidate sees of the template."""

    id: str
    title: str
    description: str | None
    settings: CandidateSettings


class TeamInvitationOut(InvitationOut):
    """An invitation as the hiring team sees it."""

    questions: list[QuestionOut]
    responses: list[ResponseOut]

    @classmethod
    def read(cls, found: TeamInvitation) -> "TeamInvitationOut":
        """From the query's answer."""
        return cls(
            **dict(InvitationOut.of_team(found.view)),
            questions=[QuestionOut.model_validate(q) for q in found.questions],
            responses=[ResponseOut.model_validate(r) for r in found.responses],
        )


class CandidateInvitationOut(InvitationOut):
    """An invitation as its candidate sees it; a conversation's questions are not told before."""

    template: TemplateForCandidate
    questions: list[CandidateQuestion]
    responses: list[ResponseOut]
    takes: list[TakeOut]
    consent: ConsentOut
    company_name: str | None

    @classmethod
    def read(cls, found: CandidateInvitation, consent: ConsentOut) -> "CandidateInvitationOut":
        """From the query's answer, limits with extra time; companies have no names yet."""
        extra = found.view.extra_time_percent
        return cls(
            **dict(InvitationOut.of(found.view)),
            template=TemplateForCandidate(
                id=found.template.id,
                title=found.template.title,
                description=found.template.description,
                settings=CandidateSettings.of(found.template.settings, extra),
            ),
            questions=[_for_candidate(q, extra) for q in found.questions],
            responses=[ResponseOut.model_validate(r) for r in found.responses],
            takes=[TakeOut.of(take) for take in found.takes],
            consent=consent,
            company_name=None,
        )


def _for_candidate(asked: question.Question, extra: int) -> CandidateQuestion:
    # Built by name: `from_attributes` reads only the fields of the model, and this one has no
    # key points; an answer that leaks them can't be taken back.
    return CandidateQuestion(
        id=asked.id,
        template_id=asked.template_id,
        text=asked.text,
        type=asked.type,
        order=asked.order,
        time_limit=raised(asked.time_limit, extra),
        thinking_time=asked.thinking_time,
        is_required=asked.is_required,
        options=[OptionOut(id=option.id, text=option.text) for option in asked.options],
        allow_multiple=asked.allow_multiple,
        created_at=asked.created_at,
    )


class AccessIn(Camel):
    """The token out of a link."""

    access_token: Annotated[Text, Field(max_length=TOKEN_MAX)]


class AccessOut(Camel):
    """A session for one invitation."""

    access_token: str
    token_type: str = "Bearer"  # noqa: S105 - the scheme of RFC 6750
    expires_in: int
    invitation: InvitationOut


class ConsentIn(Camel):
    """Agreement to the text of that version."""

    version: Annotated[Text, Field(max_length=64)]
    accepted: Flag


class TakeIn(Camel):
    """Ask for a recording."""

    retake: Flag = False


class ResponseIn(Camel):
    """An answer."""

    question_id: Id
    type: ResponseType
    content: Annotated[Text, Field(max_length=answers.ANSWER_MAX)] | None = None
    media_url: Annotated[Text, Field(max_length=answers.MEDIA_URL_MAX)] | None = None


class GapOut(Camel):
    """A place in the playback where something is missing."""

    at_seconds: float
    missing_seconds: float


class PlaybackOut(Camel):
    """How an answer can be watched; the links end at `expiresAt`."""

    status: str
    progress: float
    playback_url: str | None
    poster_url: str | None
    download_url: str | None
    duration_seconds: float | None
    gaps: list[GapOut]
    expires_at: Instant | None
    audio_url: str | None = Field(
        default=None, description="The sound as WAV, loudness-normalised, in the playback's time."
    )
    waveform_url: str | None = Field(
        default=None, description='JSON `{"peaksPerSecond": n, "peaks": [0..255, ...]}`.'
    )

    @classmethod
    def of(cls, playback: Playback) -> "PlaybackOut":
        """From media's."""
        return cls.model_validate(playback)
