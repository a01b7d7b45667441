"""The demo workspace: published templates and an invitation, made once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from parley.contracts.identity import Principal, Role
from parley.hiring.domain.invitation import InvitationStatus
from parley.hiring.domain.question import QuestionType, options_of
from parley.hiring.domain.settings import InterviewMode, InterviewSettings
from parley.hiring.domain.template import TemplateStatus
from parley.hiring.ports import InvitationFilter, Page, Store, TemplateFilter
from parley.hiring.service.commands.invitations import (
    CreateInvitationCommand,
    InvitationCommands,
    RenewLinkCommand,
)
from parley.hiring.service.commands.questions import AddQuestionCommand, QuestionCommands
from parley.hiring.service.commands.templates import (
    CreateTemplateCommand,
    PublishTemplateCommand,
    TemplateCommands,
)
from parley.kit.clock import Clock


@dataclass(frozen=True, slots=True)
class Sample:
    """A template of the demo workspace."""

    title: str
    description: str
    settings: InterviewSettings
    questions: Sequence[Mapping[str, Any]]


CANDIDATE_NAME = "Demo Candidate"
THINKING_S = 20
LIMIT_S = 120
LIMITS = {"thinking_time": THINKING_S, "time_limit": LIMIT_S}
DESCRIPTION = (
    "Four questions about how you build and run services. Plan about ten minutes. There are no "
    "trick questions: we want to hear how you think and what you have seen."
)
SETTINGS = InterviewSettings(
    question_time_limit=LIMIT_S, allow_retakes=True, max_retakes=1, show_progress=True
)
QUESTIONS: tuple[dict[str, Any], ...] = (
    {
        "type": QuestionType.VIDEO,
        "text": "Tell us about an API that you designed. What was hard about it, and what would "
        "you do differently today?",
        "key_points": (
            "Names the clients of the API and what they needed",
            "Explains a trade-off and why it was decided so",
            "Mentions versioning or compatibility with existing clients",
            "Says what was learnt, with something concrete to change",
        ),
    },
    {
        "type": QuestionType.VIDEO,
        "text": "A request to your service fails now and then with a timeout. How do you find the "
        "cause?",
        "key_points": (
            "Starts from evidence: logs, traces, metrics around the failing requests",
            "Narrows down by comparing failing with succeeding requests",
            "Considers downstream calls, connection pools, locks and garbage collection",
            "Confirms the cause before fixing, and adds a check that would show it again",
        ),
    },
    {
        "type": QuestionType.TEXT,
        "text": "A client sends the same payment request twice because the first answer was lost. "
        "How do you make sure that the customer pays once?",
        "key_points": (
            "Uses an idempotency key that the client chooses",
            "Stores the key and the outcome in the same transaction as the payment",
            "Answers the repeated request with the stored outcome",
            "Handles the repeated request arriving while the first is still running",
        ),
    },
    {
        "type": QuestionType.MULTIPLE_CHOICE,
        "text": "Two transactions each lock a row that the other needs next. What does PostgreSQL "
        "do?",
        "options": options_of(
            (
                ("wait", "Both wait until somebody restarts the server"),
                ("abort", "It detects the deadlock and aborts one of them"),
                ("both", "It aborts both of them at once"),
                ("ignore", "It lets both go on without the locks"),
            )
        ),
        "key_points": ("It detects the deadlock and aborts one of them",),
    },
)
SPOKEN: tuple[dict[str, Any], ...] = (
    {
        "type": QuestionType.VIDEO,
        "text": "Tell me about something you built that you are proud of. What was your own part "
        "in it?",
        "key_points": (
            "Says what was built and who needed it",
            "Names their own part apart from the team's",
            "Tells what came of it, with a result that can be checked",
        ),
    },
    {
        "type": QuestionType.VIDEO,
        "text": "Tell me about a time when something broke in production. What did you do?",
        "key_points": (
            "Describes what users noticed and how it was found",
            "Explains step by step how the cause was found and fixed",
            "Says what was changed so that it does not happen again",
        ),
    },
    {
        "type": QuestionType.VIDEO,
        "text": "How do you decide that a change is ready to be shipped?",
        "key_points": (
            "Has automated tests for what can go wrong",
            "Has somebody else review the change",
            "Rolls it out step by step and watches metrics",
        ),
    },
)
RECORDED = Sample("Backend engineer", DESCRIPTION, SETTINGS, QUESTIONS)
VOICE = Sample(
    "Practice: software engineer, by voice",
    "Three questions that an AI interviewer asks you by voice, about six minutes. Talk as you "
    "would with a colleague; you can ask to repeat a question, take your time, or stop.",
    InterviewSettings(total_time_limit=8, mode=InterviewMode.VOICE, practice=True),
    SPOKEN,
)


class Demo:
    """Makes the demo workspace."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        templates: TemplateCommands,
        questions: QuestionCommands,
        invitations: InvitationCommands,
    ) -> None:
        """Make it by the commands that people use."""
        self._store, self._clock = store, clock
        self._templates, self._questions = templates, questions
        self._invitations = invitations

    async def ensure(
        self, owner_id: str, candidate_email: str, *, company_id: str | None = None
    ) -> str:
        """See to published templates of `owner_id` and an open invitation; its link.

        What is there is left alone. A new invitation is made when the last one can't be taken
        any more: completed, expired or revoked.
        """
        owner = Principal(user_id=owner_id, role=Role.HR, company_id=company_id)
        template_id = await self._template(owner, RECORDED)
        await self._template(owner, VOICE)
        async with self._store.unit() as unit:
            found, _ = await unit.invitations(
                InvitationFilter(
                    now=self._clock.now(), hr_id=owner_id, template_id=template_id,
                    q=candidate_email,
                ),
                Page(size=100),
            )  # fmt: skip
        for invitation in found:
            if invitation.status in {InvitationStatus.PENDING, InvitationStatus.STARTED}:
                return await self._invitations.link(RenewLinkCommand(owner, invitation.id))
        command = CreateInvitationCommand(owner, template_id, candidate_email, CANDIDATE_NAME)
        _, link = await self._invitations.create(command)
        return link

    async def _template(self, owner: Principal, sample: Sample) -> str:
        """The published template; one that a crash left unfinished is made anew."""
        async with self._store.unit() as unit:
            found, _ = await unit.templates(
                TemplateFilter(owner_id=owner.user_id, q=sample.title), Page(size=100)
            )
        for view in found:
            published = view.status is TemplateStatus.PUBLISHED
            if published and view.title == sample.title and view.owner_id == owner.user_id:
                return view.id
        template = await self._templates.create(
            CreateTemplateCommand(
                owner, sample.title, sample.description, sample.settings, owner.company_id
            )
        )
        for content in sample.questions:
            await self._questions.add(AddQuestionCommand(owner, template.id, {**content, **LIMITS}))
        await self._templates.publish(PublishTemplateCommand(owner, template.id))
        return template.id
