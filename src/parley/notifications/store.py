"""Mails in PostgreSQL."""

from datetime import datetime

from parley.kit.db import Row, Unit
from parley.kit.ids import is_id
from parley.notifications.domain import Mail, Status

ADD = """
INSERT INTO notifications.mails
    (id, event_id, invitation_id, to_address, to_name, title, deadline, subject, status,
     subject_id, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (event_id) DO NOTHING
"""

GET = "SELECT * FROM notifications.mails WHERE id = $1"

SENT = """
SELECT * FROM notifications.mails WHERE status = 'sent'
ORDER BY sent_at DESC, id LIMIT $1 OFFSET $2
"""
COUNT_SENT = "SELECT count(*) FROM notifications.mails WHERE status = 'sent'"

# What was sent stays sent: a later attempt of a worker that lost its lease changes nothing.
SETTLE = """
UPDATE notifications.mails
SET status = $2::varchar, last_error = $3, settled_at = $4,
    sent_at = CASE WHEN $2::varchar = 'sent' THEN $4::timestamptz END,
    attempts = attempts + CASE WHEN $2::varchar = 'failed' THEN 1 ELSE 0 END
WHERE id = $1 AND status NOT IN ('sent', 'skipped')
"""

ATTEMPTED = """
UPDATE notifications.mails SET attempts = attempts + 1, last_error = $2
WHERE id = $1 AND status = 'queued'
"""

FORGET_SETTLED = "DELETE FROM notifications.mails WHERE settled_at < $1 RETURNING id"

FORGET_SUBJECT = "DELETE FROM notifications.mails WHERE subject_id = $1 RETURNING id"


def _mail(row: Row) -> Mail:
    fields = {name: row[name] for name in Mail.__slots__}
    return Mail(**fields | {"status": Status(row["status"])})


class PostgresStore:
    """`ports.Store` on schema `notifications`."""

    async def add(self, unit: Unit, mail: Mail) -> bool:
        """Store a new mail; False when its event has one already."""
        return bool(
            await unit.execute(
                ADD, mail.id, mail.event_id, mail.invitation_id, mail.to_address, mail.to_name,
                mail.title, mail.deadline, mail.subject, mail.status.value, mail.subject_id,
                mail.created_at,
            )
        )  # fmt: skip

    async def get(self, unit: Unit, mail_id: str) -> Mail | None:
        """The mail of that id."""
        row = await unit.fetchrow(GET, mail_id) if is_id(mail_id) else None
        return _mail(row) if row else None

    async def sent(self, unit: Unit, page: int, page_size: int) -> tuple[list[Mail], int]:
        """A page of the mails that were sent, the newest first, and how many there are."""
        rows = await unit.fetch(SENT, page_size, (page - 1) * page_size)
        return [_mail(row) for row in rows], await unit.fetchval(COUNT_SENT)

    async def settle(
        self, unit: Unit, mail_id: str, status: Status, error: str | None, now: datetime
    ) -> None:
        """Note how it ended."""
        await unit.execute(SETTLE, mail_id, status.value, error, now)

    async def attempted(self, unit: Unit, mail_id: str, error: str) -> None:
        """Note that sending failed and will be tried again."""
        await unit.execute(ATTEMPTED, mail_id, error)

    async def forget_settled(self, unit: Unit, before: datetime) -> list[str]:
        """Delete mails settled before that moment; their ids."""
        return [row["id"] for row in await unit.fetch(FORGET_SETTLED, before)]

    async def forget_subject(self, unit: Unit, subject_id: str) -> list[str]:
        """Delete the mails about somebody; their ids."""
        return [row["id"] for row in await unit.fetch(FORGET_SUBJECT, subject_id)]
