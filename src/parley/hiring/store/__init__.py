"""Hiring on PostgreSQL: one unit of work over both aggregates, in schema `hiring`."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime

from parley.hiring.domain.facts import Fact
from parley.hiring.store.audit import AuditRows
from parley.hiring.store.dashboard import DashboardRows
from parley.hiring.store.invitations import InvitationRows
from parley.hiring.store.privacy import PrivacyRows
from parley.hiring.store.reviews import ReviewRows
from parley.hiring.store.templates import TemplateRows
from parley.kit import db
from parley.kit.messages import Message
from parley.kit.outbox import Outbox

SCHEMA = "hiring"

ROWS = """
SELECT 'templates' AS kind, status::text, count(*) FROM hiring.interview_templates GROUP BY status
UNION ALL
-- Those past their deadline count as expired before the sweeper has come.
SELECT 'invitations', effective, count(*) FROM (
    SELECT CASE WHEN status IN ('pending', 'started') AND expires_at <= $1 THEN 'expired'
                ELSE status::text END AS effective
    FROM hiring.invitations
) AS i GROUP BY effective
UNION ALL
SELECT 'outbox', status, count(*) FROM hiring.outbox GROUP BY status
"""


class PostgresUnit(TemplateRows, InvitationRows, ReviewRows, DashboardRows, AuditRows, PrivacyRows):
    """The `Unit` of hiring's ports."""

    def __init__(
        self, unit: db.Unit, outbox: Outbox, to_message: Callable[[Fact, datetime], Message]
    ) -> None:
        """Work in the open transaction `unit`."""
        super().__init__(unit)
        self._outbox, self._to_message = outbox, to_message

    async def tell(self, fact: Fact, at: datetime) -> None:
        """Put a fact into the outbox of this transaction."""
        await self._outbox.put(self._unit, self._to_message(fact, at))

    def after_commit(self, action: Callable[[], None]) -> None:
        """Call `action` once the transaction has committed."""
        self._unit.after_commit(action)


class PostgresStore:
    """The `Store` of hiring's ports."""

    def __init__(
        self,
        database: db.Database,
        to_message: Callable[[Fact, datetime], Message],
        now: Callable[[], datetime],
    ) -> None:
        """Keep everything in schema `hiring` of `database`.

        Args:
            database: The pool.
            to_message: How a fact travels.
            now: The time, for counting what is past its deadline.
        """
        self._db, self._to_message, self._now = database, to_message, now
        self._outbox = Outbox(SCHEMA)

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[PostgresUnit]:
        """A transaction as role `hiring`."""
        async with self._db.unit(SCHEMA) as unit:
            yield PostgresUnit(unit, self._outbox, self._to_message)

    async def rows(self) -> Mapping[str, Mapping[str, int]]:
        """How many rows there are by status, for `templates`, `invitations`, `outbox`."""
        found: dict[str, dict[str, int]] = {"templates": {}, "invitations": {}, "outbox": {}}
        async with self._db.unit(SCHEMA) as unit:
            for row in await unit.fetch(ROWS, self._now()):
                found[row["kind"]][row["status"]] = row["count"]
        return found
