"""What the audit log needs of a transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from parley.hiring.domain.audit import Act


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the log.

    Attributes:
        position: From 1, without a gap.
        at: When.
        act: What was done.
        previous: Hash of the entry before it.
        hash: Its own, over `previous` and all the rest.
    """

    position: int
    at: datetime
    act: Act
    previous: str
    hash: str


class AuditLog(Protocol):
    """The audit log within one transaction."""

    async def append(self, act: Act, at: datetime) -> None:
        """Append an entry when, and only when, the transaction commits."""
        ...

    async def acted_since(self, act: Act, since: datetime) -> bool:
        """Whether this person did the same with the same invitation since then."""
        ...

    async def audit_of(
        self, invitation_id: str, offset: int, at_most: int
    ) -> tuple[Sequence[Entry], int]:
        """Entries about an invitation, the newest first, and how many there are in all."""
        ...
