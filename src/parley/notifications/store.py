"""Mails in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime

from parley.kit.db import Row, Unit
from parley.kit.ids import is_id
from parley.notifications.domain import Mail, Occasion, Status

ADD = """
INSERT INTO notifications.mails
    (id, event_id, occasion, invitation_id, to_address, to_name, title, deadline, subject, status,
     subject_id, recipient_id, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (event_id) DO NOTHING
"""

GET = "SELECT * FROM notifications.mails WHERE id = $1"

# Whoever erases waits for the letter that is just being handed over, and then deletes it.
HOLD = """
SELECT 1 FROM notifications.mails
WHERE id = $1 AND status NOT IN ('sent', 'skipped') FOR UPDATE
"""

TOLD_CANDIDATE = """
SELECT * FROM notifications.mails
WHERE invitation_id = $1 AND occasion NOT IN ('analysis', 'interruption')
ORDER BY created_at DESC, id LIMIT 1
"""

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
    attempts = attempts + CASE WHEN $2::varchar = 'failed' THEN 1 ELSE 0 END,
    to_address = $5, to_name = $6, title = $7, subject = $8, deadline = $9, language = $10
WHERE id = $1 AND status NOT IN ('sent', 'skipped')
"""

ATTEMPTED = """
UPDATE notifications.mails SET attempts = attempts + 1, last_error = $2
WHERE id = $1 AND status = 'queued'
"""

FORGET_SETTLED = "DELETE FROM notifications.mails WHERE settled_at < $1 RETURNING id"

FORGET_ABOUT = """
DELETE FROM notifications.mails
WHERE invitation_id = ANY($1) OR subject_id = $2 OR recipient_id = $2 RETURNING id
"""

FORGET_WORK = "SELECT kit.erase($1)"

OF = "SELECT id FROM notifications.mails WHERE id = ANY($1)"

# In one order, so that two never wait for each other. A row can't be locked: there is none yet.
CLAIM = """
SELECT pg_advisory_xact_lock(hashtextextended('notifications:' || id, 0))
FROM unnest($1::text[]) WITH ORDINALITY AS claimed (id, place) ORDER BY place
"""

NOTE_ERASED = """
INSERT INTO notifications.erased (id, erased_at) SELECT unnest($1::text[]), $2
ON CONFLICT (id) DO UPDATE SET erased_at = excluded.erased_at
"""
ERASED = "SELECT EXISTS (SELECT 1 FROM notifications.erased WHERE id = ANY($1))"
FORGET_ERASED = "DELETE FROM notifications.erased WHERE erased_at < $1"

UNNAME = "UPDATE notifications.inbox SET subject_id = NULL WHERE subject_id = $1"


def _mail(row: Row) -> Mail:
    fields = {name: row[name] for name in Mail.__slots__}
    return Mail(**fields | {"status": Status(row["status"]), "occasion": Occasion(row["occasion"])})


class PostgresStore:
    """`ports.Store` on schema `notifications`."""

    async def add(self, unit: Unit, mail: Mail) -> bool:
        """Store a new mail; False when its event has one already."""
        return bool(
            await unit.execute(
                ADD, mail.id, mail.event_id, mail.occasion.value, mail.invitation_id,
                mail.to_address, mail.to_name, mail.title, mail.deadline, mail.subject,
                mail.status.value, mail.subject_id, mail.recipient_id, mail.created_at,
            )
        )  # fmt: skip

    async def get(self, unit: Unit, mail_id: str) -> Mail | None:
        """The mail of that id."""
        row = await unit.fetchrow(GET, mail_id) if is_id(mail_id) else None
        return _mail(row) if row else None

    async def hold(self, unit: Unit, mail_id: str) -> bool:
        """Lock the mail to the end of the transaction; False when it is gone or settled."""
        return bool(await unit.fetchval(HOLD, mail_id))

    async def told_candidate(self, unit: Unit, invitation_id: str) -> Mail | None:
        """The newest mail that went, or is to go, to this invitation's candidate."""
        row = await unit.fetchrow(TOLD_CANDIDATE, invitation_id)
        return _mail(row) if row else None

    async def sent(self, unit: Unit, page: int, page_size: int) -> tuple[list[Mail], int]:
        """A page of the mails that were sent, the newest first, and how many there are."""
        rows = await unit.fetch(SENT, page_size, (page - 1) * page_size)
        return [_mail(row) for row in rows], await unit.fetchval(COUNT_SENT)

    async def settle(
        self, unit: Unit, mail: Mail, status: Status, error: str | None, now: datetime
    ) -> None:
        """Note how it ended, and what its letter said to whom."""
        await unit.execute(
            SETTLE, mail.id, status.value, error, now, mail.to_address, mail.to_name, mail.title,
            mail.subject, mail.deadline, mail.language,
        )  # fmt: skip

    async def attempted(self, unit: Unit, mail_id: str, error: str) -> None:
        """Note that sending failed and will be tried again."""
        await unit.execute(ATTEMPTED, mail_id, error)

    async def forget_settled(self, unit: Unit, before: datetime) -> list[str]:
        """Delete mails settled before that moment; their ids."""
        return [row["id"] for row in await unit.fetch(FORGET_SETTLED, before)]

    async def forget_about(
        self, unit: Unit, invitation_ids: Sequence[str], person_id: str | None
    ) -> list[str]:
        """Delete the mails of these invitations, and those about or to somebody; their ids."""
        rows = await unit.fetch(FORGET_ABOUT, list(invitation_ids), person_id)
        return [row["id"] for row in rows]

    async def forget_work(self, unit: Unit, ids: Sequence[str]) -> None:
        """Delete jobs, and what else the kit keeps, that is about these ids."""
        await unit.execute(FORGET_WORK, [one for one in ids if is_id(one)])

    async def of(self, unit: Unit, mail_ids: Sequence[str]) -> set[str]:
        """Which of these mails are there."""
        known = [mail_id for mail_id in mail_ids if is_id(mail_id)]
        return {row["id"] for row in await unit.fetch(OF, known)}

    async def claim(self, unit: Unit, ids: Sequence[str]) -> None:
        """Keep others from writing about these invitations and people until the commit."""
        await unit.fetch(CLAIM, sorted(set(ids)))

    async def note_erased(self, unit: Unit, ids: Sequence[str], now: datetime) -> None:
        """Remember that these invitations and people are to be forgotten."""
        await unit.execute(NOTE_ERASED, sorted(set(ids)), now)

    async def erased(self, unit: Unit, ids: Sequence[str]) -> bool:
        """Whether any of these invitations and people is to be forgotten."""
        return bool(await unit.fetchval(ERASED, list(ids)))

    async def forget_erased(self, unit: Unit, before: datetime) -> None:
        """Forget which ids were erased before that moment."""
        await unit.execute(FORGET_ERASED, before)

    async def unname(self, unit: Unit, person_id: str) -> None:
        """Take somebody's id off what stays: the note of which events were had."""
        await unit.execute(UNNAME, person_id)
