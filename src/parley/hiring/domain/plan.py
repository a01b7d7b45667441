"""A template as the plan of a conversation: what is asked, and how long that should take."""

from collections.abc import Sequence

from parley.contracts.hiring import PlanArchived, PlanPublished, PlanQuestion
from parley.contracts.interviews import Mode, OpenSession, PlanItem
from parley.contracts.scoring import Purpose
from parley.hiring.domain.evidence import CATEGORY
from parley.hiring.domain.facts import Fact
from parley.hiring.domain.invitation import Invitation
from parley.hiring.domain.question import Question, talkable
from parley.hiring.domain.settings import InterviewSettings, with_extra
from parley.hiring.domain.template import InterviewTemplate

QUESTION_SECONDS = 150  # for a question without any limit


def published(template: InterviewTemplate) -> Fact | None:
    """The fact that its questions can be talked about from now on; None when none can."""
    questions = talkable(template.questions)
    if not questions:
        return None
    body = PlanPublished(
        templateId=template.id,
        title=template.title,
        ownerId=template.owner_id,
        companyId=template.company_id,
        language=template.settings.language.value,
        practice=template.settings.practice,
        plannedSeconds=planned_seconds(template.settings, questions),
        items=[_question(question, template.settings) for question in questions],
    )
    return Fact(body.TYPE, template.id, body)


def archived(template: InterviewTemplate) -> Fact:
    """The fact that nobody may begin with it any more."""
    body = PlanArchived(template.id)
    return Fact(body.TYPE, template.id, body)


def planned_seconds(settings: InterviewSettings, questions: Sequence[Question]) -> int:
    """How long the conversation should take: the total limit, else what its questions need."""
    if settings.total_time_limit:
        return settings.total_time_limit * 60
    return sum(_seconds(question, settings) or QUESTION_SECONDS for question in questions)


def opening(
    invitation: Invitation, template: InterviewTemplate, purpose: Purpose, limit_seconds: int
) -> OpenSession:
    """What the session of a live invitation is opened with: the candidate's order and extra time.

    Args:
        invitation: Its id is the session's (decision 16).
        template: Published for a live mode.
        purpose: What for.
        limit_seconds: How long a session may last without extra time.
    """
    settings, extra = template.settings, invitation.extra_time_percent
    questions = talkable(
        invitation.questions_in_order(template.questions, shuffle=settings.shuffle_questions)
    )
    planned, limit = allotted(invitation, template, limit_seconds)
    return OpenSession(
        session_id=invitation.id,
        mode=Mode(settings.mode.value),
        user_id=invitation.candidate_id,
        owner_id=invitation.hr_id,
        purpose=purpose,
        language=settings.language.value,
        title=template.title,
        job_description="",
        items=tuple(_item(question, settings, extra) for question in questions),
        total_questions=len(questions),
        template_id=template.id,
        planned_seconds=planned,
        limit_seconds=limit,
    )


def allotted(
    invitation: Invitation, template: InterviewTemplate, limit_seconds: int
) -> tuple[int, int]:
    """How long its conversation should and may take, in seconds, extra time included."""
    extra = invitation.extra_time_percent
    limit = with_extra(limit_seconds, extra)
    planned = planned_seconds(template.settings, talkable(template.questions))
    return min(limit, with_extra(planned, extra)), limit


def _seconds(question: Question, settings: InterviewSettings) -> int | None:
    return question.time_limit or settings.question_time_limit or None


def _question(question: Question, settings: InterviewSettings) -> PlanQuestion:
    return PlanQuestion(
        itemId=question.id,
        text=question.text,
        category=CATEGORY,
        keyPoints=list(question.key_points),
        required=question.is_required,
        seconds=_seconds(question, settings),
    )


def _item(question: Question, settings: InterviewSettings, extra: int) -> PlanItem:
    seconds = _seconds(question, settings)
    return PlanItem(
        item_id=question.id,
        text=question.text,
        category=CATEGORY,
        key_points=question.key_points,
        required=question.is_required,
        seconds=None if seconds is None else with_extra(seconds, extra),
    )
