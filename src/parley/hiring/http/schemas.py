"""Bodies of hiring's REST, camelCase (settled.md, Ids, errors, bodies)."""

import zoneinfo
from datetime import UTC, datetime
from typing import Annotated, Any

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, PlainSerializer

from parley.contracts.media import Playback, Take
from parley.hiring.domain import answers, question, settings, template
from parley.hiring.domain.answers import ResponseType
from parley.hiring.domain.invitation import NAME_MAX, InvitationStatus
from parley.hiring.domain.question import QuestionType
from parley.hiring.domain.settings import InterviewSettings, Mode
from parley.hiring.domain.template import TemplateStatus
from parley.hiring.ports import InvitationView, TemplateView
from parley.hiring.service.queries import CandidateInvitation, TeamInvitation
from parley.kit.clock import rfc3339
from parley.kit.web.paging import Camel

EMAIL_MAX = 254  # RFC 5321, section 4.5.3.1.3, less the brackets
TIMEZONE_MAX = 64
ID_MAX = 255
TOKEN_MAX = 512
INT32 = 2**31 - 1


def _storable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("must not contain a NUL character")
    return text


def _email(text: str) -> str:
    try:
        # `.test` and the like are fine: a private installation may well have such a domain.
        found = validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise ValueError("not an email address") from error
    return found.normalized


def _timezone(name: str) -> str:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("not an IANA time zone, such as Europe/Vienna") from error
    return name


def _option(given: object) -> object:
    return {"text": given} if isinstance(given, str) else given


Text = Annotated[str, AfterValidator(_storable)]
Email = Annotated[Text, Field(max_length=EMAIL_MAX), AfterValidator(_email)]
Timezone = Annotated[Text, Field(max_length=TIMEZONE_MAX), AfterValidator(_timezone)]
Id = Annotated[Text, Field(max_length=ID_MAX)]
Instant = Annotated[datetime, PlainSerializer(rfc3339, return_type=str, when_used="json")]
Whole = Annotated[int, Field(strict=True, ge=0, le=INT32)]
Flag = Annotated[bool, Field(strict=True)]


class SettingsBody(Camel):
    """InterviewSettings; what is left out takes its default."""

    total_time_limit: Whole | None = Field(default=None, description="Minutes; null or 0 for none.")
    question_time_limit: Whole | None = Field(
        default=None, description="Seconds; null or 0 for none."
    )
    allow_retakes: Flag = False
    max_retakes: Annotated[Whole, Field(le=settings.RETAKES[-1])] | None = Field(
        default=None, description="Left out, it is 1 where retakes are allowed."
    )
    shuffle_questions: Flag = False
    show_progress: Flag = True
    mode: Mode = Mode.RECORDED

    def to_domain(self) -> InterviewSettings:
        """The value object, unchecked."""
        retakes = int(self.allow_retakes) if self.max_retakes is None else self.max_retakes
        return InterviewSettings(
            self.total_time_limit,
            self.question_time_limit,
            self.allow_retakes,
            retakes,
            self.shuffle_questions,
            self.show_progress,
            self.mode,
        )


class SettingsOut(Camel):
    """InterviewSettings as stored."""

    total_time_limit: int | None
    question_time_limit: int | None
    allow_retakes: bool
    max_retakes: int
    shuffle_questions: bool
    show_progress: bool
    mode: Mode


Title = Annotated[Text, Field(min_length=1, max_length=template.TITLE_MAX)]
Description = Annotated[Text, Field(max_length=template.DESCRIPTION_MAX)]


class TemplateCreate(Camel):
    """A new template."""

    title: Title
    description: Description | None = None
    settings: SettingsBody = Field(default_factory=SettingsBody)
    company_id: Id | None = None


class TemplateUpdate(Camel):
    """Changes of a template; what is left out stays."""

    title: Title = ""
    description: Description | None = None
    settings: SettingsBody = Field(default_factory=SettingsBody)

    def changes(self) -> dict[str, Any]:
        """What was sent."""
        found: dict[str, Any] = {}
        for name in self.model_fields_set:
            value = getattr(self, name)
            found[name] = value.to_domain() if isinstance(value, SettingsBody) else value
        return found


class TemplateOut(Camel):
    """A template."""

    id: str
    title: str
    description: str | None
    owner_id: str
    company_id: str | None
    status: TemplateStatus
    settings: SettingsOut
    questions_count: int
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, view: TemplateView) -> "TemplateOut":
        """From the view."""
        return cls.model_validate(view)


class OptionBody(Camel):
    """A choice; a bare string is its text."""

    id: Annotated[Text, Field(min_length=1, max_length=question.OPTION_ID_MAX)] | None = None
    text: Annotated[Text, Field(min_length=1, max_length=question.OPTION_TEXT_MAX)]


class OptionOut(Camel):
    """A choice."""

    id: str
    text: str


QuestionText = Annotated[Text, Field(min_length=1, max_length=question.TEXT_MAX)]
Options = Annotated[
    list[Annotated[OptionBody, BeforeValidator(_option, json_schema_input_type=OptionBody | str)]],
    Field(max_length=question.OPTIONS[-1]),
]
KeyPoints = Annotated[
    list[Annotated[Text, Field(min_length=1, max_length=question.KEY_POINT_MAX)]],
    Field(max_length=question.KEY_POINTS_MAX),
]
Order = Annotated[int, Field(strict=True, ge=1, le=template.QUESTIONS_MAX)]


class QuestionUpdate(Camel):
    """Changes of a question; what is left out stays, null clears."""

    text: QuestionText = ""
    type: QuestionType = QuestionType.VIDEO
    time_limit: Whole | None = Field(
        default=None, description="Seconds; null or 0: the template's."
    )
    thinking_time: Whole | None = Field(default=None, description="Seconds; null or 0: none.")
    is_required: Flag = True
    options: Options | None = None
    key_points: KeyPoints | None = None
    order: Order | None = None

    def content(self) -> dict[str, Any]:
        """What was sent, but for the order."""
        found = {name: getattr(self, name) for name in self.model_fields_set - {"order"}}
        if "options" in found:
            pairs = [(option.id, option.text) for option in found["options"] or ()]
            found["options"] = question.options_of(pairs)
        if "key_points" in found:
            found["key_points"] = tuple(found["key_points"] or ())
        return found


class QuestionCreate(QuestionUpdate):
    """A new question; at the end unless `order` says where."""

    text: QuestionText
    type: QuestionType


class CandidateQuestion(Camel):
    """A question as candidates see it: without key points, numbered in their order."""

    id: str
    template_id: str
    text: str
    type: QuestionType
    order: int
    time_limit: int | None
    thinking_time: int | None
    is_required: bool
    options: list[OptionOut]
    created_at: Instant


class QuestionOut(CandidateQuestion):
    """A question as the hiring team sees it."""

    key_points: list[str]


class Reorder(Camel):
    """The new order."""

    question_ids: Annotated[list[Id], Field(max_length=template.QUESTIONS_MAX)]


class InvitationCreate(Camel):
    """An invitation."""

    template_id: Id
    candidate_email: Email
    candidate_name: Annotated[Text, Field(min_length=1, max_length=NAME_MAX)]
    expires_at: AwareDatetime | None = None
    candidate_timezone: Timezone | None = None

    def deadline(self) -> datetime | None:
        """The deadline in UTC.

        Raises:
            ValueError: It lies where UTC has no year for it.
        """
        return None if self.expires_at is None else self.expires_at.astimezone(UTC)


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

    @classmethod
    def of(cls, view: InvitationView) -> "InvitationOut":
        """From the view."""
        return cls.model_validate(view)


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
    """A recording being made; `mediaLimitSeconds` null for no limit of the interview's own."""

    take_id: str
    question_id: str
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
    settings: SettingsOut


class TeamInvitationOut(InvitationOut):
    """An invitation as the hiring team sees it."""

    questions: list[QuestionOut]
    responses: list[ResponseOut]

    @classmethod
    def read(cls, found: TeamInvitation) -> "TeamInvitationOut":
        """From the query's answer."""
        return cls(
            **dict(InvitationOut.of(found.view)),
            questions=[QuestionOut.model_validate(q) for q in found.questions],
            responses=[ResponseOut.model_validate(r) for r in found.responses],
        )


class CandidateInvitationOut(InvitationOut):
    """An invitation as its candidate sees it."""

    template: TemplateForCandidate
    questions: list[CandidateQuestion]
    responses: list[ResponseOut]
    takes: list[TakeOut]
    consent: ConsentOut
    company_name: str | None

    @classmethod
    def read(cls, found: CandidateInvitation, consent: ConsentOut) -> "CandidateInvitationOut":
        """From the query's answer; companies have no names yet."""
        return cls(
            **dict(InvitationOut.of(found.view)),
            template=TemplateForCandidate(
                id=found.template.id,
                title=found.template.title,
                description=found.template.description,
                settings=SettingsOut.model_validate(found.template.settings),
            ),
            questions=[_for_candidate(q) for q in found.questions],
            responses=[ResponseOut.model_validate(r) for r in found.responses],
            takes=[TakeOut.of(take) for take in found.takes],
            consent=consent,
            company_name=None,
        )


def _for_candidate(asked: question.Question) -> CandidateQuestion:
    # Built by name: `from_attributes` reads only the fields of the model, and this one has no
    # key points; an answer that leaks them can't be taken back.
    return CandidateQuestion(
        id=asked.id,
        template_id=asked.template_id,
        text=asked.text,
        type=asked.type,
        order=asked.order,
        time_limit=asked.time_limit,
        thinking_time=asked.thinking_time,
        is_required=asked.is_required,
        options=[OptionOut(id=option.id, text=option.text) for option in asked.options],
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

    @classmethod
    def of(cls, playback: Playback) -> "PlaybackOut":
        """From media's."""
        return cls.model_validate(playback)
