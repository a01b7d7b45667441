"""What the audit log needs of a transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from parley.hiring.domain.audit import Act, Entry


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

    async def audit_after(self, position: int, at_most: int) -> Sequence[Entry]:
        """Entries after that position, in order."""
        ...

    async def audit_head(self) -> tuple[int, str]:
        """Position and hash of the last entry, as noted apart from it."""
        ...
