"""Rows of deletions and human looks, and the statements that delete."""

from collections.abc import Sequence
from datetime import datetime

from parley.contracts import erasure
from parley.contracts.erasure import Scope
from parley.hiring.domain.invitation import Invitation
from parley.hiring.domain.privacy import Answer, Cause, Deletion, HumanLook, Kept
from parley.hiring.store.invitations import INVITATION, invitation_of
from parley.kit import db
from parley.kit.clock import rfc3339

LOCK_SUBJECT = "SELECT pg_advisory_xact_lock(hashtextextended('hiring:subject:' || $1, 0))"
OTHERS = """
SELECT count(*) FROM hiring.invitations
WHERE candidate_id = $1 AND id <> $2 AND deleted_at IS NULL
"""
PERSON_DELETED = """
SELECT EXISTS (SELECT 1 FROM hiring.deletions
               WHERE subject_id = $1 AND scope = 'person' AND ($2 OR done_at IS NULL))
"""

# What is deleted of an interview, by the word that the receipt has for it.
FORGET = {
    "answers": "DELETE FROM hiring.responses WHERE invitation_id = $1",
    "ratings": "DELETE FROM hiring.ratings WHERE invitation_id = $1",
    "notes": "DELETE FROM hiring.notes WHERE invitation_id = $1",
    "humanLooks": "DELETE FROM hiring.human_looks WHERE invitation_id = $1",
}
# The row stays for the figures. What decided is a word and stays; why is a person's sentence.
ANONYMISE = """
UPDATE hiring.invitations
SET status = $2, access_token = $3, token_version = $4, revoked_at = $5, deleted_at = $6,
    candidate_email = '', candidate_name = '', search = '', timezone = NULL,
    decision_reason = NULL, overall_score = NULL, analysis_reason = NULL,
    analysis_announced = NULL, talked_of = NULL, followed_by = NULL
WHERE id = $1
"""
# It would tell whose the one that is deleted was.
UNFOLLOW = "UPDATE hiring.invitations SET followed_by = NULL WHERE followed_by = $1"
RECORDINGS = "DELETE FROM hiring.responses WHERE invitation_id = $1 AND type = 'video' RETURNING id"
UNSCORED = """
UPDATE hiring.invitations
SET overall_score = NULL, analysis_announced = NULL,
    analysis_reason = CASE WHEN analysis <> 'none' THEN 'consent_withdrawn' END,
    analysis = CASE WHEN analysis = 'none' THEN analysis ELSE 'withheld' END
WHERE id = $1
"""
# Ids are UUIDs: a regular expression takes them for nothing but themselves.
OUTBOX = f"""
DELETE FROM hiring.outbox
WHERE topic <> '{erasure.TOPIC}'
  AND (key = ANY ($1) OR subject_id = ANY ($1)
       OR payload::text ~ array_to_string($1::text[], '|'))
"""  # noqa: S608 - our own constant
INBOX = "DELETE FROM hiring.inbox WHERE subject_id = ANY ($1)"
ERASE = "SELECT jobs + events + answers FROM kit.erase($1)"
FORGET_WAY = "DELETE FROM hiring.outbox WHERE key = $1 AND topic = $2"

ADD = """
INSERT INTO hiring.deletions
    (id, invitation_id, subject_id, scope, cause, asked_at, done_at, code_hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
ANSWER = """
INSERT INTO hiring.deletion_answers (deletion_id, context, removed, kept, answered_at)
VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING
"""
FINISH = "UPDATE hiring.deletions SET done_at = $2 WHERE id = $1 AND done_at IS NULL"
DELETION = """
SELECT id, invitation_id, subject_id, scope, cause, asked_at, done_at, code_hash
FROM hiring.deletions
"""
BY_ID = DELETION + "WHERE id = $1"
LOCKED = BY_ID + " FOR UPDATE"
OF_INVITATION = (
    DELETION + "WHERE invitation_id = $1 ORDER BY scope = 'recordings', asked_at DESC LIMIT 1"
)
OF_CODE = DELETION + "WHERE code_hash = $1 AND asked_at > $2"
DELETING = """
SELECT EXISTS (SELECT 1 FROM hiring.deletions
               WHERE invitation_id = $1 AND scope = 'recordings' AND done_at IS NULL)
"""
ANSWERS = """
SELECT context, removed, kept FROM hiring.deletion_answers WHERE deletion_id = $1
ORDER BY answered_at, context
"""

# Over: so many days after it was completed, revoked, or could be completed no more.
ENDED = "coalesce(i.completed_at, i.revoked_at, i.expires_at)"
DUE = f"""
SELECT i.id FROM hiring.invitations i JOIN hiring.interview_templates t ON t.id = i.template_id
WHERE i.deleted_at IS NULL AND (t.settings ->> 'retentionDays') IS NOT NULL
  AND {ENDED} + make_interval(days => (t.settings ->> 'retentionDays')::int) <= $1
ORDER BY {ENDED} LIMIT $2
"""  # noqa: S608 - our own constant
# Made or reminded since the time began at which the reminder is due: they know.
DUE_SOON = (
    INVITATION
    + """
WHERE status IN ('pending', 'started') AND deleted_at IS NULL AND failed_at IS NULL
  AND expires_at > $1 AND expires_at <= $2
  AND created_at <= expires_at - ($2::timestamptz - $1::timestamptz)
  AND (reminded_at IS NULL OR reminded_at < expires_at - ($2::timestamptz - $1::timestamptz))
ORDER BY expires_at LIMIT $3 FOR UPDATE SKIP LOCKED
"""
)

LOOK = """
SELECT id, invitation_id, text, asked_at, answer, answered_by, answered_at
FROM hiring.human_looks WHERE invitation_id = $1 ORDER BY asked_at DESC LIMIT 1
"""
ADD_LOOK = """
INSERT INTO hiring.human_looks (id, invitation_id, text, asked_at, subject_id)
VALUES ($1, $2, $3, $4, $5)
"""
SAVE_LOOK = """
UPDATE hiring.human_looks SET answer = $2, answered_by = $3, answered_at = $4 WHERE id = $1
"""


class PrivacyRows:
    """The privacy part of the unit."""

    def __init__(self, unit: db.Unit) -> None:
        """Work in the open transaction `unit`."""
        self._unit = unit

    async def lock_subject(self, subject_id: str) -> None:
        """Let one transaction at a time decide what is left of a person."""
        await self._unit.fetchval(LOCK_SUBJECT, subject_id)

    async def others_of(self, subject_id: str, invitation_id: str) -> int:
        """How many invitations of the person there are beside that one that are not deleted."""
        return int(await self._unit.fetchval(OTHERS, subject_id, invitation_id))

    async def person_deleted(self, subject_id: str, *, finished: bool) -> bool:
        """Whether all about the person is being forgotten; or, with `finished`, was at any time."""
        return bool(await self._unit.fetchval(PERSON_DELETED, subject_id, finished))

    async def anonymise(self, invitation: Invitation) -> dict[str, int]:
        """Delete all about the invitation but its bare row, which is stored; what went."""
        removed = {
            what: await self._unit.execute(sql, invitation.id) for what, sql in FORGET.items()
        }
        await self._unit.execute(
            ANONYMISE,
            invitation.id,
            invitation.status,
            invitation.access_token,
            invitation.token_version,
            invitation.revoked_at,
            invitation.deleted_at,
        )
        await self._unit.execute(UNFOLLOW, invitation.id)
        return removed

    async def forget_recordings(self, invitation_id: str) -> dict[str, int]:
        """Delete its recorded answers and what its row says of their scores; what went."""
        gone = [row["id"] for row in await self._unit.fetch(RECORDINGS, invitation_id)]
        await self._unit.execute(UNSCORED, invitation_id)
        return {"answers": len(gone), "messages": await self.forget_messages(gone)}

    async def forget_messages(self, ids: Sequence[str]) -> int:
        """Delete messages, jobs and stored answers that name one of `ids`; how many."""
        if not ids:
            return 0
        gone = await self._unit.execute(OUTBOX, list(ids))
        await self._unit.execute(INBOX, list(ids))
        return gone + int(await self._unit.fetchval(ERASE, list(ids)))

    async def add_deletion(self, deletion: Deletion) -> None:
        """Store a new one with its answers so far."""
        await self._unit.execute(
            ADD,
            deletion.id,
            deletion.invitation_id,
            deletion.subject_id,
            deletion.scope.value,
            deletion.cause.value,
            deletion.asked_at,
            deletion.done_at,
            deletion.code_hash,
        )
        for answer in deletion.answers:
            await self.answer_deletion(deletion.id, answer, deletion.asked_at)

    async def deletion(self, deletion_id: str, *, lock: bool = False) -> Deletion | None:
        """With its answers, or None."""
        return await self._deletion(LOCKED if lock else BY_ID, deletion_id)

    async def deletion_of(self, invitation_id: str) -> Deletion | None:
        """The deletion of the whole interview, else the newest of its recordings, or None."""
        return await self._deletion(OF_INVITATION, invitation_id)

    async def deletion_of_code(self, code_hash: str, since: datetime) -> Deletion | None:
        """The one whose code has that fingerprint and that was asked for since then, or None."""
        return await self._deletion(OF_CODE, code_hash, since)

    async def _deletion(self, sql: str, *args: object) -> Deletion | None:
        row = await self._unit.fetchrow(sql, *args)
        if row is None:
            return None
        answers = await self._unit.fetch(ANSWERS, row["id"])
        words = {"scope": Scope(row["scope"]), "cause": Cause(row["cause"])}
        return Deletion(**dict(row) | words, answers=tuple(_answer(each) for each in answers))

    async def recordings_deleting(self, invitation_id: str) -> bool:
        """Whether a deletion of recordings runs."""
        return bool(await self._unit.fetchval(DELETING, invitation_id))

    async def answer_deletion(self, deletion_id: str, answer: Answer, at: datetime) -> None:
        """Store what a context answered; its first answer stands."""
        kept = [
            {"what": k.what, "why": k.why, "until": None if k.until is None else rfc3339(k.until)}
            for k in answer.kept
        ]
        await self._unit.execute(ANSWER, deletion_id, answer.context, answer.removed, kept, at)

    async def finish_deletion(self, deletion_id: str, at: datetime) -> None:
        """Every context has answered."""
        await self._unit.execute(FINISH, deletion_id, at)

    async def forget_way(self, deletion_id: str) -> None:
        """Delete hiring's own messages about a deletion."""
        await self._unit.execute(FORGET_WAY, deletion_id, erasure.TOPIC)

    async def due_for_deletion(self, now: datetime, at_most: int) -> list[str]:
        """Invitations whose retention period is over, the longest over first."""
        return [row["id"] for row in await self._unit.fetch(DUE, now, at_most)]

    async def due_for_reminder(
        self, now: datetime, before: datetime, at_most: int
    ) -> Sequence[Invitation]:
        """Open ones due before then that weren't reminded in that time, locked; others' skipped."""
        rows = await self._unit.fetch(DUE_SOON, now, before, at_most)
        return [invitation_of(row, ()) for row in rows]

    async def look(self, invitation_id: str) -> HumanLook | None:
        """The newest human look, or None."""
        row = await self._unit.fetchrow(LOOK, invitation_id)
        return None if row is None else HumanLook(**row)

    async def add_look(self, look: HumanLook, subject_id: str) -> None:
        """Store a new one."""
        await self._unit.execute(
            ADD_LOOK, look.id, look.invitation_id, look.text, look.asked_at, subject_id
        )

    async def save_look(self, look: HumanLook) -> None:
        """Store its answer."""
        await self._unit.execute(
            SAVE_LOOK, look.id, look.answer, look.answered_by, look.answered_at
        )


def _answer(row: db.Row) -> Answer:
    kept = (
        Kept(k["what"], k["why"], datetime.fromisoformat(k["until"]) if k["until"] else None)
        for k in row["kept"]
    )
    return Answer(row["context"], row["removed"], tuple(kept))
