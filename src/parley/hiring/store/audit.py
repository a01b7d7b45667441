"""Rows of the audit log."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from parley.hiring.domain.audit import Act, Action, Entry, entry_hash
from parley.kit import db

# Whoever appends waits here for whoever is about to commit; nothing is locked after it.
HEAD = "SELECT position, hash FROM hiring.audit_head FOR UPDATE"
APPEND = """
WITH appended AS (
    INSERT INTO hiring.audit
        (position, at, action, invitation_id, actor_id, details, previous, hash)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
)
UPDATE hiring.audit_head SET position = $1, hash = $8
"""
ACTED = """
SELECT EXISTS (
    SELECT 1 FROM hiring.audit
    WHERE invitation_id IS NOT DISTINCT FROM $1 AND actor_id IS NOT DISTINCT FROM $2
      AND action = $3 AND at >= $4
)
"""
# One person's looks are counted one after the other: two pages may open at once.
LOOKING = "SELECT pg_advisory_xact_lock(hashtextextended('hiring:look:' || $1, 0))"
ENTRIES = """
SELECT position, at, action, invitation_id, actor_id, details, previous, hash FROM hiring.audit
"""
OF_INVITATION = ENTRIES + "WHERE invitation_id = $1 ORDER BY position DESC LIMIT $2 OFFSET $3"
COUNT = "SELECT count(*) FROM hiring.audit WHERE invitation_id = $1"
AFTER = ENTRIES + "WHERE position > $1 ORDER BY position LIMIT $2"
LAST = "SELECT position, hash FROM hiring.audit_head"

# Stands for what says nothing that an entry can say.
NONSENSE = Act(Action.EXPORTED, None, None, {})


class AuditRows:
    """The audit log's part of the unit."""

    def __init__(self, unit: db.Unit) -> None:
        """Work in the open transaction `unit`."""
        self._unit = unit

    async def append(self, act: Act, at: datetime) -> None:
        """Append an entry when, and only when, the transaction commits."""
        self._unit.before_commit(partial(self._append, act, at))

    async def _append(self, act: Act, at: datetime) -> None:
        head = await self._unit.fetchrow(HEAD)
        assert head is not None  # noqa: S101 - the migration made the row
        position, previous = head["position"] + 1, head["hash"]
        await self._unit.execute(
            APPEND,
            position,
            at,
            act.action.value,
            act.invitation_id,
            act.actor_id,
            dict(act.details),
            previous,
            entry_hash(previous, position, at, act),
        )

    async def acted_since(self, act: Act, since: datetime) -> bool:
        """Whether this person did the same with the same invitation since then."""
        await self._unit.fetchval(LOOKING, f"{act.action}:{act.invitation_id}:{act.actor_id}")
        return bool(
            await self._unit.fetchval(
                ACTED, act.invitation_id, act.actor_id, act.action.value, since
            )
        )

    async def audit_of(
        self, invitation_id: str, offset: int, at_most: int
    ) -> tuple[Sequence[Entry], int]:
        """Entries about an invitation, the newest first, and how many there are in all."""
        total = await self._unit.fetchval(COUNT, invitation_id)
        rows = await self._unit.fetch(OF_INVITATION, invitation_id, at_most, offset)
        return [_entry(row) for row in rows], total

    async def audit_after(self, position: int, at_most: int) -> Sequence[Entry]:
        """Entries after that position, in order; one that says nonsense comes without a hash."""
        return [_as_found(row) for row in await self._unit.fetch(AFTER, position, at_most)]

    async def audit_head(self) -> tuple[int, str]:
        """Position and hash of the last entry, as the head has them."""
        row = await self._unit.fetchrow(LAST)
        assert row is not None  # noqa: S101 - the migration made the row
        return row["position"], row["hash"]


def _entry(row: db.Row) -> Entry:
    act = Act(Action(row["action"]), row["invitation_id"], row["actor_id"], row["details"])
    return Entry(row["position"], row["at"], act, row["previous"], row["hash"])


def _as_found(row: db.Row) -> Entry:
    known = row["action"] in set(Action) and isinstance(row["details"], dict)
    return _entry(row) if known else Entry(row["position"], row["at"], NONSENSE, "", "")
