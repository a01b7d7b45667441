"""What deletion, receipts, human looks and reminders need of a transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from parley.hiring.domain.invitation import Invitation
from parley.hiring.domain.privacy import Answer, Deletion, HumanLook


class PrivacyUnit(Protocol):
    """The privacy part of hiring's transaction. Ids given are well-formed UUIDs."""

    async def lock_subject(self, subject_id: str) -> None:
        """Let one transaction at a time decide what is left of a person."""
        ...

    async def others_of(self, subject_id: str, invitation_id: str) -> int:
        """How many invitations of the person there are beside that one that are not deleted."""
        ...

    async def person_deleted(self, subject_id: str, *, finished: bool) -> bool:
        """Whether all about the person is being forgotten; or, with `finished`, was at any time."""
        ...

    async def anonymise(self, invitation: Invitation) -> dict[str, int]:
        """Delete all about the invitation but its bare row, which is stored; what went."""
        ...

    async def forget_recordings(self, invitation_id: str) -> dict[str, int]:
        """Delete its recorded answers and what its row says of their scores; what went."""
        ...

    async def forget_messages(self, ids: Sequence[str]) -> int:
        """Delete messages, jobs and stored answers that name one of `ids`; how many."""
        ...

    async def add_deletion(self, deletion: Deletion) -> None:
        """Store a new one with its answers so far."""
        ...

    async def deletion(self, deletion_id: str, *, lock: bool = False) -> Deletion | None:
        """With its answers, or None."""
        ...

    async def deletion_of(self, invitation_id: str) -> Deletion | None:
        """The deletion of the whole interview, else the newest of its recordings, or None."""
        ...

    async def deletion_of_code(self, code_hash: str, since: datetime) -> Deletion | None:
        """The one whose code has that fingerprint and that was asked for since then, or None."""
        ...

    async def recordings_deleting(self, invitation_id: str) -> bool:
        """Whether a deletion of recordings runs."""
        ...

    async def answer_deletion(self, deletion_id: str, answer: Answer, at: datetime) -> None:
        """Store what a context answered; its first answer stands."""
        ...

    async def finish_deletion(self, deletion_id: str, at: datetime) -> None:
        """Every context has answered."""
        ...

    async def forget_way(self, deletion_id: str) -> None:
        """Delete hiring's own messages about a deletion."""
        ...

    async def due_for_deletion(self, now: datetime, at_most: int) -> list[str]:
        """Invitations whose retention period is over, the longest over first."""
        ...

    async def due_for_reminder(
        self, now: datetime, before: datetime, at_most: int
    ) -> Sequence[Invitation]:
        """Open ones due before then that weren't reminded in that time, locked; others' skipped."""
        ...

    async def look(self, invitation_id: str) -> HumanLook | None:
        """The newest human look, or None."""
        ...

    async def add_look(self, look: HumanLook, subject_id: str) -> None:
        """Store a new one."""
        ...

    async def save_look(self, look: HumanLook) -> None:
        """Store its answer."""
        ...
