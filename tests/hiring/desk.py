"""Every use case with fakes, and ways that many tests begin with."""

from dataclasses import dataclass, field
from typing import Any

from parley.contracts.identity import Principal, Role
from parley.hiring.domain import consent as consent_text
from parley.hiring.domain.answers import Answer, ResponseType
from parley.hiring.domain.question import QuestionType
from parley.hiring.domain.settings import InterviewMode, InterviewSettings, Language
from parley.hiring.ports import InvitationView, Settings
from parley.hiring.service.commands.answers import (
    AnswerCommands,
    GiveConsentCommand,
    OpenTakeCommand,
    StartInvitationCommand,
    SubmitResponseCommand,
)
from parley.hiring.service.commands.invitations import (
    CreateInvitationCommand,
    InvitationCommands,
)
from parley.hiring.service.commands.questions import (
    AddQuestionCommand,
    QuestionCommands,
)
from parley.hiring.service.commands.templates import (
    CreateTemplateCommand,
    PublishTemplateCommand,
    TemplateCommands,
)
from parley.hiring.service.demo import Demo
from parley.hiring.service.links import Links
from parley.hiring.service.live import LiveSessions
from parley.hiring.service.neighbours import Neighbours
from parley.hiring.service.queries import (
    GetInvitationQuery,
    Queries,
)
from parley.kit.clock import ManualClock
from tests.fakes.identity import FakeIdentity
from tests.fakes.interviews import FakeInterviews
from tests.fakes.media import FakeMedia
from tests.fakes.scoring import FakeScoring
from tests.fakes.speech import FakeSpeech
from tests.hiring.memory import CountedFigures, MemoryStore

CONSENT = consent_text.current(Language.ENGLISH, InterviewMode.RECORDED)


@dataclass
class Desk:
    """All use cases on fakes, and one HR person."""

    settings: Settings = field(default_factory=lambda: Settings("http://pages.test"))

    def __post_init__(self) -> None:
        self.clock, self.store, self.figures = ManualClock(), MemoryStore(), CountedFigures()
        self.identity, self.media = FakeIdentity(), FakeMedia(self.clock)
        base = (self.store, self.clock, self.figures)
        self.templates, self.questions = TemplateCommands(*base), QuestionCommands(*base)
        links = Links(b"k" * 32, self.settings.frontend_url)
        self.interviews = FakeInterviews(self.clock)
        neighbours = Neighbours(
            self.identity, self.media, FakeSpeech(), FakeScoring(), self.interviews
        )
        self.live = LiveSessions(*base, neighbours, self.settings)
        self.invitations = InvitationCommands(*base, self.settings, links, self.identity, self.live)
        self.answers = AnswerCommands(*base, self.identity, self.media, self.live)
        self.queries = Queries(*base, self.media, neighbours)
        self.demo = Demo(self.store, self.clock, self.templates, self.questions, self.invitations)
        self.hr = self.identity.add(Role.HR)

    async def template(
        self, *kinds: QuestionType, settings: InterviewSettings | None = None
    ) -> str:
        """A published template with a question of each kind; its id."""
        command = CreateTemplateCommand(self.hr, "Backend", None, settings or InterviewSettings())
        template_id = (await self.templates.create(command)).id
        for kind in kinds or (QuestionType.TEXT,):
            content: dict[str, Any] = {"text": "Why?", "type": kind}
            await self.questions.add(AddQuestionCommand(self.hr, template_id, content))
        await self.templates.publish(PublishTemplateCommand(self.hr, template_id))
        return template_id

    async def invite(self, template_id: str, **fields: Any) -> tuple[InvitationView, Principal]:
        """An invitation and its guest."""
        command = CreateInvitationCommand(self.hr, template_id, "ana@example.com", "Ana", **fields)
        view, _ = await self.invitations.create(command)
        guest = Principal(view.candidate_id, Role.CANDIDATE, invitation_id=view.id)
        return view, guest

    async def started(
        self, *kinds: QuestionType, settings: InterviewSettings | None = None
    ) -> "Running":
        view, guest = await self.invite(await self.template(*kinds, settings=settings))
        version = CONSENT.version
        await self.answers.consent(GiveConsentCommand(guest, view.id, version))
        await self.answers.start(StartInvitationCommand(guest, view.id))
        found = await self.queries.invitation(GetInvitationQuery(guest, view.id))
        return Running(view.id, guest, [question.id for question in found.questions])

    def told(self) -> list[str]:
        return [fact.type for fact in self.store.committed.facts]


@dataclass(frozen=True)
class Running:
    id: str
    guest: Principal
    questions: list[str]

    def text(self, place: int = 0, words: str = "Because.") -> SubmitResponseCommand:
        answer = Answer(ResponseType.TEXT, words)
        return SubmitResponseCommand(self.guest, self.id, self.questions[place], answer)

    def video(self, url: str, place: int = 0) -> SubmitResponseCommand:
        answer = Answer(ResponseType.VIDEO, media_url=url)
        return SubmitResponseCommand(self.guest, self.id, self.questions[place], answer)

    def take(self, place: int = 0, *, retake: bool = False) -> OpenTakeCommand:
        return OpenTakeCommand(self.guest, self.id, self.questions[place], retake)
