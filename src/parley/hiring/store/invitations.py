"""Rows of invitations and responses."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from parley.hiring.domain.answers import ResponseType
from parley.hiring.domain.errors import ResponseAlreadySubmittedException
from parley.hiring.domain.invitation import Invitation, InvitationStatus, Response
from parley.hiring.domain.review import Analysis, Decision
from parley.hiring.domain.settings import InterviewMode
from parley.hiring.ports import InvitationFilter, InvitationView, Page
from parley.hiring.ports.reviews import Sort
from parley.hiring.store.search import folded, patterns
from parley.kit import db

INVITATION = """
SELECT id, template_id, candidate_id, candidate_email, candidate_name, hr_id, status, access_token,
       started_at, completed_at, expires_at, created_at, revoked_at, token_version, timezone,
       extra_time_percent, reminded_at, deleted_at, analysis, overall_score, decision,
       talked_of, failed_at, followed_by
FROM hiring.invitations
"""
BY_ID = INVITATION + "WHERE id = $1"
LOCKED = BY_ID + " FOR UPDATE"
BY_TOKEN = INVITATION + "WHERE access_token = $1"

RESPONSES = """
SELECT id, invitation_id, question_id, type, content, media_url, duration, submitted_at, created_at
FROM hiring.responses WHERE invitation_id = $1 ORDER BY submitted_at, id
"""

# Past its deadline an invitation counts as expired, although the sweeper may not have come yet.
EFFECTIVE = """
CASE WHEN i.status IN ('pending', 'started') AND i.expires_at <= $1
     THEN 'expired'::hiring.invitation_status ELSE i.status END
"""
# Completed and not heard of by scoring is on its way.
ANALYSIS = """
CASE WHEN i.status = 'completed' AND i.analysis = 'none' AND i.deleted_at IS NULL
     THEN 'processing'::hiring.analysis ELSE i.analysis END
"""
SEEN = f"""
FROM hiring.invitations i JOIN hiring.interview_templates t ON t.id = i.template_id
WHERE (($2::uuid IS NULL AND $3::uuid IS NULL) OR i.hr_id = $2 OR t.company_id = $3)
  AND ($4::uuid IS NULL OR i.candidate_id = $4)
  AND ($5::uuid IS NULL OR i.id = $5)
  AND ($6::uuid IS NULL OR i.template_id = $6)
  AND ($7::hiring.invitation_status IS NULL OR {EFFECTIVE} = $7)
  AND ($8::text[] IS NULL OR i.search LIKE ALL ($8))
  AND ($9::text IS NULL OR coalesce(i.decision::text, 'none') = $9)
  AND ($10::hiring.analysis IS NULL OR {ANALYSIS} = $10)
"""
COUNT = f"SELECT count(*) {SEEN}"
MODE = "coalesce(t.settings ->> 'mode', 'recorded')"
VIEWS = f"""
SELECT i.id, i.template_id, t.title AS template_title, i.candidate_id, i.candidate_email,
       i.candidate_name, i.hr_id, {EFFECTIVE} AS status, i.started_at, i.completed_at,
       i.expires_at, i.revoked_at, i.created_at, i.extra_time_percent, i.reminded_at, i.deleted_at,
       i.failed_at, i.followed_by,
       coalesce(t.settings ->> 'language', 'en') AS language,
       {MODE} AS mode,
       -- Choices are left out of conversations.
       (SELECT count(*) FROM hiring.questions q WHERE q.template_id = t.id
          AND ({MODE} = 'recorded' OR q.type <> 'multiple_choice')) AS questions_count,
       coalesce(i.talked_of, (SELECT count(*) FROM hiring.responses r
                              WHERE r.invitation_id = i.id)) AS answered_count,
       {ANALYSIS} AS analysis, i.overall_score, i.decision
{SEEN}
"""  # noqa: S608 - joined from our own constants
ORDERS = {
    Sort.CREATED: "i.created_at DESC, i.id DESC",
    Sort.COMPLETED: "i.completed_at DESC NULLS LAST, i.created_at DESC, i.id DESC",
    Sort.SCORE: "i.overall_score DESC NULLS LAST, i.created_at DESC, i.id DESC",
}
LISTS = {sort: f"{VIEWS} ORDER BY {order} LIMIT $11 OFFSET $12" for sort, order in ORDERS.items()}
# By key and not by place: a slow reader of a long list meets each invitation once.
BATCH = f"""
{VIEWS} AND ($11::timestamptz IS NULL OR (i.created_at, i.id) < ($11, $12::uuid))
ORDER BY i.created_at DESC, i.id DESC LIMIT $13
"""

ADD = """
INSERT INTO hiring.invitations
    (id, template_id, candidate_id, candidate_email, candidate_name, hr_id, status, access_token,
     expires_at, created_at, token_version, timezone, subject_id, search, extra_time_percent)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $3::uuid::text, $13, $14)
"""
SAVE = """
UPDATE hiring.invitations
SET status = $2, started_at = $3, completed_at = $4, access_token = $5, revoked_at = $6,
    token_version = $7, expires_at = $8, extra_time_percent = $9, reminded_at = $10,
    talked_of = $11, failed_at = $12, followed_by = $13
WHERE id = $1
"""
ANSWER = """
INSERT INTO hiring.responses
    (id, invitation_id, question_id, type, content, media_url, duration, submitted_at, created_at,
     subject_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT ON CONSTRAINT responses_once DO NOTHING
"""
EXPIRE = """
UPDATE hiring.invitations SET status = 'expired'
WHERE id IN (
    SELECT id FROM hiring.invitations
    WHERE status IN ('pending', 'started') AND expires_at <= $1
    ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
)
"""


class InvitationRows:
    """The invitations' half of the unit."""

    def __init__(self, unit: db.Unit) -> None:
        """Work in the open transaction `unit`."""
        self._unit = unit

    async def invitation(self, invitation_id: str, *, lock: bool = False) -> Invitation | None:
        """The aggregate with its responses, or None."""
        return await self._load(LOCKED if lock else BY_ID, invitation_id)

    async def invitation_of_token(self, fingerprint: str) -> Invitation | None:
        """The one whose link's token has that fingerprint, or None."""
        return await self._load(BY_TOKEN, fingerprint)

    async def _load(self, sql: str, argument: str) -> Invitation | None:
        row = await self._unit.fetchrow(sql, argument)
        if row is None:
            return None
        # After the lock, so that what another transaction has just committed is seen.
        responses = await self._unit.fetch(RESPONSES, row["id"])
        return invitation_of(row, responses)

    async def add_invitation(self, invitation: Invitation, template_title: str) -> None:
        """Store a new one."""
        await self._unit.execute(
            ADD,
            invitation.id,
            invitation.template_id,
            invitation.candidate_id,
            invitation.candidate_email,
            invitation.candidate_name,
            invitation.hr_id,
            invitation.status,
            invitation.access_token,
            invitation.expires_at,
            invitation.created_at,
            invitation.token_version,
            invitation.timezone,
            folded(invitation.candidate_name, invitation.candidate_email, template_title),
            invitation.extra_time_percent,
        )

    async def save_invitation(self, invitation: Invitation) -> None:
        """Store what changed of the invitation itself."""
        await self._unit.execute(
            SAVE,
            invitation.id,
            invitation.status,
            invitation.started_at,
            invitation.completed_at,
            invitation.access_token,
            invitation.revoked_at,
            invitation.token_version,
            invitation.expires_at,
            invitation.extra_time_percent,
            invitation.reminded_at,
            invitation.talked_of,
            invitation.failed_at,
            invitation.followed_by,
        )

    async def add_response(self, response: Response, subject_id: str) -> None:
        """Store an answer.

        Raises:
            ResponseAlreadySubmittedException: The question has one.
        """
        stored = await self._unit.execute(
            ANSWER,
            response.id,
            response.invitation_id,
            response.question_id,
            response.type,
            response.content,
            response.media_url,
            response.duration,
            response.submitted_at,
            response.created_at,
            subject_id,
        )
        if not stored:
            raise ResponseAlreadySubmittedException

    async def invitations(
        self, wanted: InvitationFilter, page: Page
    ) -> tuple[Sequence[InvitationView], int]:
        """One page, newest first, and how many there are in all."""
        args = _args(wanted)
        total = await self._unit.fetchval(COUNT, *args)
        if not total:
            return [], 0
        rows = await self._unit.fetch(LISTS[wanted.sort], *args, page.size, page.offset)
        return [_view(row) for row in rows], total

    async def invitations_before(
        self, wanted: InvitationFilter, last: InvitationView | None, at_most: int
    ) -> Sequence[InvitationView]:
        """The next ones after `last`, or the first, newest first, whatever the filter's sort."""
        after = (None, None) if last is None else (last.created_at, last.id)
        rows = await self._unit.fetch(BATCH, *_args(wanted), *after, at_most)
        return [_view(row) for row in rows]

    async def expire_due(self, now: datetime, at_most: int) -> int:
        """Mark those past their deadline as expired, skipping locked ones; how many."""
        return await self._unit.execute(EXPIRE, now, at_most)


def _args(wanted: InvitationFilter) -> tuple[object, ...]:
    return (
        wanted.now,
        wanted.hr_id,
        wanted.company_id,
        wanted.candidate_id,
        wanted.only_id,
        wanted.template_id,
        wanted.status,
        patterns(wanted.q),
        wanted.decision,
        wanted.analysis,
    )


def invitation_of(row: db.Row, responses: Sequence[db.Row]) -> Invitation:
    """The aggregate of its rows."""
    fields: dict[str, Any] = dict(row) | _words(row)
    return Invitation(**fields, responses=[_response(response) for response in responses])


def _view(row: db.Row) -> InvitationView:
    return InvitationView(**dict(row) | _words(row) | {"mode": InterviewMode(row["mode"])})


def _words(row: db.Row) -> dict[str, Any]:
    return {
        "status": InvitationStatus(row["status"]),
        "analysis": Analysis(row["analysis"]),
        "decision": None if row["decision"] is None else Decision(row["decision"]),
    }


def _response(row: db.Row) -> Response:
    return Response(**dict(row) | {"type": ResponseType(row["type"])})
