"""Rows of interview_templates and questions."""

from collections.abc import Mapping, Sequence
from typing import Any

from parley.hiring.domain.question import Question, QuestionOption, QuestionType
from parley.hiring.domain.settings import InterviewMode, InterviewSettings, Language
from parley.hiring.domain.template import InterviewTemplate, TemplateStatus
from parley.hiring.ports import Page, TemplateFilter, TemplateView
from parley.hiring.store.search import folded, patterns
from parley.kit import db

TEMPLATE = """
SELECT id, title, description, owner_id, company_id, status, settings, created_at, updated_at
FROM hiring.interview_templates WHERE id = $1
"""
LOCKED = TEMPLATE + "FOR UPDATE"
SHARED = TEMPLATE + "FOR SHARE"

QUESTIONS = """
SELECT id, template_id, text, type, "order", time_limit, thinking_time, is_required, options,
       allow_multiple, key_points, created_at
FROM hiring.questions WHERE template_id = $1 ORDER BY "order"
"""

VIEW = """
SELECT id, title, description, owner_id, company_id, status, settings, created_at, updated_at,
       (SELECT count(*) FROM hiring.questions q WHERE q.template_id = t.id) AS questions_count
FROM hiring.interview_templates t WHERE id = $1
"""

SEEN = """
FROM hiring.interview_templates t
WHERE (($1::uuid IS NULL AND $2::uuid IS NULL) OR owner_id = $1 OR company_id = $2)
  AND ($3::hiring.template_status IS NULL OR status = $3)
  AND ($4::text[] IS NULL OR search LIKE ALL ($4))
"""
COUNT = "SELECT count(*)" + SEEN
LIST = f"""
SELECT id, title, description, owner_id, company_id, status, settings, created_at, updated_at,
       (SELECT count(*) FROM hiring.questions q WHERE q.template_id = t.id) AS questions_count
{SEEN}
ORDER BY created_at DESC, id DESC LIMIT $5 OFFSET $6
"""  # noqa: S608 - joined from our own constants

ADD = """
INSERT INTO hiring.interview_templates
    (id, title, description, owner_id, company_id, status, settings, created_at, updated_at, search)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""
SAVE = """
UPDATE hiring.interview_templates
SET title = $2, description = $3, status = $4, settings = $5, updated_at = $6, search = $7
WHERE id = $1
"""
DELETE = "DELETE FROM hiring.interview_templates WHERE id = $1"
USED = "SELECT EXISTS (SELECT 1 FROM hiring.invitations WHERE template_id = $1)"

CHANGED = "UPDATE hiring.interview_templates SET updated_at = $2 WHERE id = $1"
DROP_QUESTIONS = "DELETE FROM hiring.questions WHERE template_id = $1 AND NOT id = ANY ($2::uuid[])"
# All of them in one statement; a row that stays as it was is not written.
PUT_QUESTIONS = """
INSERT INTO hiring.questions AS old
    (id, template_id, text, type, "order", time_limit, thinking_time, is_required, options,
     allow_multiple, key_points, created_at)
SELECT id, template_id, text, type, "order", time_limit, thinking_time, is_required, options,
       allow_multiple, key_points, created_at
FROM jsonb_to_recordset($1) AS new (
    id uuid, template_id uuid, text text, type hiring.question_type, "order" integer,
    time_limit integer, thinking_time integer, is_required boolean, options jsonb,
    allow_multiple boolean, key_points jsonb, created_at timestamptz
)
ON CONFLICT (id) DO UPDATE
SET text = excluded.text, type = excluded.type, "order" = excluded."order",
    time_limit = excluded.time_limit, thinking_time = excluded.thinking_time,
    is_required = excluded.is_required, options = excluded.options,
    allow_multiple = excluded.allow_multiple, key_points = excluded.key_points
WHERE (old.text, old.type, old."order", old.time_limit, old.thinking_time, old.is_required,
       old.options, old.allow_multiple, old.key_points)
    IS DISTINCT FROM
      (excluded.text, excluded.type, excluded."order", excluded.time_limit,
       excluded.thinking_time, excluded.is_required, excluded.options, excluded.allow_multiple,
       excluded.key_points)
"""


class TemplateRows:
    """The templates' half of the unit."""

    def __init__(self, unit: db.Unit) -> None:
        """Work in the open transaction `unit`."""
        self._unit = unit

    async def template(
        self, template_id: str, *, lock: bool = False, share: bool = False
    ) -> InterviewTemplate | None:
        """The aggregate with its questions in order, or None."""
        sql = LOCKED if lock else SHARED if share else TEMPLATE
        row = await self._unit.fetchrow(sql, template_id)
        if row is None:
            return None
        questions = await self._unit.fetch(QUESTIONS, template_id)
        return InterviewTemplate(
            **_head(row), questions=[_question(question) for question in questions]
        )

    async def template_view(self, template_id: str) -> TemplateView | None:
        """The view alone, or None."""
        row = await self._unit.fetchrow(VIEW, template_id)
        return None if row is None else _view(row)

    async def add_template(self, template: InterviewTemplate) -> None:
        """Store a new one with its questions."""
        await self._unit.execute(
            ADD,
            template.id,
            template.title,
            template.description,
            template.owner_id,
            template.company_id,
            template.status,
            _settings_json(template.settings),
            template.created_at,
            template.updated_at,
            folded(template.title, template.description),
        )
        await self._put_questions(template.questions)

    async def save_template(self, template: InterviewTemplate) -> None:
        """Store what changed of the template itself."""
        await self._unit.execute(
            SAVE,
            template.id,
            template.title,
            template.description,
            template.status,
            _settings_json(template.settings),
            template.updated_at,
            folded(template.title, template.description),
        )

    async def save_questions(self, template: InterviewTemplate) -> None:
        """Store the questions as they now are, and the template's time of change."""
        kept = [question.id for question in template.questions]
        await self._unit.execute(DROP_QUESTIONS, template.id, kept)
        await self._put_questions(template.questions)
        await self._unit.execute(CHANGED, template.id, template.updated_at)

    async def delete_template(self, template_id: str) -> None:
        """Delete it with its questions."""
        await self._unit.execute(DELETE, template_id)

    async def is_used(self, template_id: str) -> bool:
        """Whether anybody was ever invited with it."""
        return bool(await self._unit.fetchval(USED, template_id))

    async def templates(
        self, wanted: TemplateFilter, page: Page
    ) -> tuple[Sequence[TemplateView], int]:
        """One page, newest first, and how many there are in all."""
        args = (wanted.owner_id, wanted.company_id, wanted.status, patterns(wanted.q))
        total = await self._unit.fetchval(COUNT, *args)
        rows = await self._unit.fetch(LIST, *args, page.size, page.offset) if total else []
        return [_view(row) for row in rows], total

    async def _put_questions(self, questions: Sequence[Question]) -> None:
        if questions:
            await self._unit.execute(PUT_QUESTIONS, [_question_json(q) for q in questions])


def _head(row: db.Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "title": row["title"],
        "description": row["description"],
        "owner_id": row["owner_id"],
        "company_id": row["company_id"],
        "status": TemplateStatus(row["status"]),
        "settings": _settings(row["settings"]),
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
    }


def _view(row: db.Row) -> TemplateView:
    return TemplateView(**_head(row), questions_count=row["questions_count"])


def _question(row: db.Row) -> Question:
    return Question(
        id=row["id"],
        template_id=row["template_id"],
        text=row["text"],
        type=QuestionType(row["type"]),
        order=row["order"],
        time_limit=row["time_limit"],
        thinking_time=row["thinking_time"],
        is_required=row["is_required"],
        options=tuple(QuestionOption(o["id"], o["text"]) for o in row["options"]),
        allow_multiple=row["allow_multiple"],
        key_points=tuple(row["key_points"]),
        created_at=row["created_at"],
    )


def _question_json(question: Question) -> dict[str, object]:
    return {
        "id": question.id,
        "template_id": question.template_id,
        "text": question.text,
        "type": question.type.value,
        "order": question.order,
        "time_limit": question.time_limit,
        "thinking_time": question.thinking_time,
        "is_required": question.is_required,
        "options": [{"id": o.id, "text": o.text} for o in question.options],
        "allow_multiple": question.allow_multiple,
        "key_points": list(question.key_points),
        "created_at": question.created_at.isoformat(),
    }


def _settings_json(settings: InterviewSettings) -> dict[str, object]:
    """The document's InterviewSettings in its own words, and ours."""
    return {
        "totalTimeLimit": settings.total_time_limit,
        "questionTimeLimit": settings.question_time_limit,
        "allowRetakes": settings.allow_retakes,
        "maxRetakes": settings.max_retakes,
        "shuffleQuestions": settings.shuffle_questions,
        "showProgress": settings.show_progress,
        "mode": settings.mode.value,
        "language": settings.language.value,
        "retentionDays": settings.retention_days,
        "practice": settings.practice,
    }


def _settings(stored: Mapping[str, Any]) -> InterviewSettings:
    return InterviewSettings(
        total_time_limit=stored.get("totalTimeLimit"),
        question_time_limit=stored.get("questionTimeLimit"),
        allow_retakes=stored.get("allowRetakes", False),
        max_retakes=stored.get("maxRetakes", 0),
        shuffle_questions=stored.get("shuffleQuestions", False),
        show_progress=stored.get("showProgress", True),
        mode=InterviewMode(stored.get("mode", InterviewMode.RECORDED)),
        language=Language(stored.get("language", Language.ENGLISH)),
        retention_days=stored.get("retentionDays"),
        practice=stored.get("practice", False),
    )
