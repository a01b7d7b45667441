"""The audit log: writing it from the commands, and reading it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from parley.contracts.hiring import InvitationNotFoundException
from parley.contracts.identity import Identity, Principal
from parley.hiring.domain.audit import GENESIS, Act, Checked, Entry
from parley.hiring.domain.visibility import Sight, is_candidate, sight_of_invitation
from parley.hiring.ports import Counters, Page, Store
from parley.hiring.ports.audit import AuditLog
from parley.hiring.service.loading import invitation_and_template
from parley.kit.errors import Forbidden

SEEN_AGAIN = timedelta(minutes=10)  # looking again within this is the same look
VERIFY_BATCH = 1000  # entries read at once
SYSTEM = "system"
CANDIDATE = "candidate"


async def record(unit: AuditLog, act: Act, at: datetime) -> None:
    """Append `act` to the audit log when, and only when, the transaction of `unit` commits."""
    await unit.append(act, at)


async def record_look(unit: AuditLog, act: Act, at: datetime) -> bool:
    """Append that somebody looked, at most once in SEEN_AGAIN a person; whether it was."""
    if await unit.acted_since(act, at - SEEN_AGAIN):
        return False
    await unit.append(act, at)
    return True


@dataclass(frozen=True, slots=True)
class ListAuditQuery:
    """List what was done with an invitation, the newest first."""

    who: Principal
    invitation_id: str
    page: Page = field(default_factory=Page)


class AuditQueries:
    """Answers it."""

    def __init__(self, store: Store, counters: Counters, identity: Identity) -> None:
        """Read from `store`; names are `identity`'s."""
        self._store, self._counters, self._identity = store, counters, identity

    async def of_invitation(self, query: ListAuditQuery) -> tuple[Sequence[tuple[Entry, str]], int]:
        """Answer ListAuditQuery: entries with the name of whoever acted, and how many in all.

        Raises:
            InvitationNotFoundException: None, or not theirs to see.
            Forbidden: The candidate asks: they have their record.
        """
        async with self._store.unit() as unit:
            invitation, template = await invitation_and_template(unit, query.invitation_id)
            if sight_of_invitation(query.who, invitation, template.company_id) is Sight.NONE:
                if is_candidate(query.who, invitation):
                    raise Forbidden
                raise InvitationNotFoundException
            found, total = await unit.audit_of(invitation.id, query.page.offset, query.page.size)
        names = await self._names(found, invitation.candidate_id)
        self._counters.query("list_audit")
        return [(entry, names[entry.act.actor_id]) for entry in found], total

    async def _names(self, entries: Sequence[Entry], candidate_id: str) -> Mapping[str | None, str]:
        ids = {entry.act.actor_id for entry in entries}
        staff = sorted(one for one in ids if one is not None and one != candidate_id)
        known = {a.user_id: a.name for a in await self._identity.accounts(staff)} if staff else {}
        return {
            one: SYSTEM if one is None else CANDIDATE if one == candidate_id else known.get(one, "")
            for one in ids
        }


async def verify(store: Store) -> Checked:
    """Check the whole log as it stands when this begins."""
    async with store.unit() as unit:
        last, last_hash = await unit.audit_head()
        position, hashed = 0, GENESIS
        while position < last:
            entries = await unit.audit_after(position, min(VERIFY_BATCH, last - position))
            for entry in entries:
                if not entry.follows(position, hashed):
                    return Checked(position, position + 1)
                position, hashed = entry.position, entry.hash
            if not entries:
                break
        whole = (position, hashed) == (last, last_hash)
    return Checked(position, None if whole else min(position + 1, max(last, 1)))
