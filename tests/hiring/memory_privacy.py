"""The privacy half of hiring's store in memory: audit log, deletions, human looks."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from parley.contracts.erasure import Scope
from parley.hiring.domain.answers import ResponseType
from parley.hiring.domain.audit import GENESIS, Act, Entry, entry_hash
from parley.hiring.domain.invitation import OPEN, Invitation
from parley.hiring.domain.privacy import Answer, Deletion, HumanLook
from parley.hiring.domain.retention import delete_after
from parley.hiring.domain.template import InterviewTemplate
from tests.hiring.memory_reviews import HeldReviews


class PrivacyRows:
    """What a database would hold of it."""

    def __init__(self) -> None:
        self.audit: list[Entry] = []
        self.deletions: dict[str, Deletion] = {}
        self.looks: list[HumanLook] = []
        self.forgotten: list[str] = []


class MemoryPrivacy:
    """The privacy part of the unit; joined to the rest in tests/hiring/memory.py."""

    privacy: PrivacyRows
    reviews: HeldReviews
    invitations_held: dict[str, Invitation]
    templates_held: dict[str, InterviewTemplate]

    # The audit log

    async def append(self, act: Act, at: datetime) -> None:
        log = self.privacy.audit
        previous, position = (log[-1].hash if log else GENESIS), len(log) + 1
        hashed = entry_hash(previous, position, at, act)
        log.append(Entry(position, at, act, previous, hashed))
        self.reviews.acts.append((at, act))

    async def acted_since(self, act: Act, since: datetime) -> bool:
        wanted = (act.action, act.invitation_id, act.actor_id)
        return any(
            (e.act.action, e.act.invitation_id, e.act.actor_id) == wanted and e.at >= since
            for e in self.privacy.audit
        )

    async def audit_of(
        self, invitation_id: str, offset: int, at_most: int
    ) -> tuple[Sequence[Entry], int]:
        found = [e for e in reversed(self.privacy.audit) if e.act.invitation_id == invitation_id]
        return found[offset : offset + at_most], len(found)

    async def audit_after(self, position: int, at_most: int) -> Sequence[Entry]:
        return self.privacy.audit[position : position + at_most]

    async def audit_head(self) -> tuple[int, str]:
        log = self.privacy.audit
        return len(log), log[-1].hash if log else GENESIS

    # Deletion

    async def lock_subject(self, subject_id: str) -> None:
        return

    async def others_of(self, subject_id: str, invitation_id: str) -> int:
        return sum(
            i.candidate_id == subject_id and i.id != invitation_id and i.deleted_at is None
            for i in self.invitations_held.values()
        )

    async def person_deleted(self, subject_id: str, *, finished: bool) -> bool:
        return any(
            d.subject_id == subject_id
            and d.scope is Scope.PERSON
            and (finished or d.done_at is None)
            for d in self.privacy.deletions.values()
        )

    async def anonymise(self, invitation: Invitation) -> dict[str, int]:
        gone = len(self.invitations_held[invitation.id].responses)
        self.invitations_held[invitation.id] = invitation
        for held in self.invitations_held.values():
            if held.followed_by == invitation.id:
                held.followed_by = None
        self.privacy.looks = [
            look for look in self.privacy.looks if look.invitation_id != invitation.id
        ]
        return {"answers": gone}

    async def forget_recordings(self, invitation_id: str) -> dict[str, int]:
        held = self.invitations_held[invitation_id]
        kept = [r for r in held.responses if r.type is not ResponseType.VIDEO]
        gone, held.responses = len(held.responses) - len(kept), kept
        return {"answers": gone}

    async def forget_messages(self, ids: Sequence[str]) -> int:
        self.privacy.forgotten += ids
        return 0

    async def add_deletion(self, deletion: Deletion) -> None:
        self.privacy.deletions[deletion.id] = deletion

    async def deletion(self, deletion_id: str, *, lock: bool = False) -> Deletion | None:
        return self.privacy.deletions.get(deletion_id)

    async def deletion_of(self, invitation_id: str) -> Deletion | None:
        found = [d for d in self.privacy.deletions.values() if d.invitation_id == invitation_id]
        whole = [d for d in found if d.scope is not Scope.RECORDINGS]
        return (whole or found)[-1] if found else None

    async def deletion_of_code(self, code_hash: str, since: datetime) -> Deletion | None:
        found = (
            d
            for d in self.privacy.deletions.values()
            if d.code_hash == code_hash and d.asked_at > since
        )
        return next(found, None)

    async def recordings_deleting(self, invitation_id: str) -> bool:
        return any(
            d.invitation_id == invitation_id and d.scope is Scope.RECORDINGS and d.done_at is None
            for d in self.privacy.deletions.values()
        )

    async def answer_deletion(self, deletion_id: str, answer: Answer, at: datetime) -> None:
        held = self.privacy.deletions[deletion_id]
        if answer.context in held.waiting_for:
            answered = (*held.answers, answer)
            self.privacy.deletions[deletion_id] = replace(held, answers=answered)

    async def finish_deletion(self, deletion_id: str, at: datetime) -> None:
        held = self.privacy.deletions[deletion_id]
        self.privacy.deletions[deletion_id] = replace(held, done_at=at)

    async def forget_way(self, deletion_id: str) -> None:
        self.privacy.forgotten.append(deletion_id)

    async def due_for_deletion(self, now: datetime, at_most: int) -> list[str]:
        due = [
            i.id
            for i in self.invitations_held.values()
            if (end := delete_after(i, self.templates_held[i.template_id].settings)) is not None
            and end <= now
        ]
        return due[:at_most]

    async def due_for_reminder(
        self, now: datetime, before: datetime, at_most: int
    ) -> Sequence[Invitation]:
        window = before - now
        due = [
            i
            for i in self.invitations_held.values()
            if i.status in OPEN
            and i.failed_at is None
            and now < i.expires_at <= before
            and i.created_at <= i.expires_at - window
            and (i.reminded_at is None or i.reminded_at < i.expires_at - window)
        ]
        return due[:at_most]

    # Human looks

    async def look(self, invitation_id: str) -> HumanLook | None:
        found = [look for look in self.privacy.looks if look.invitation_id == invitation_id]
        return found[-1] if found else None

    async def add_look(self, look: HumanLook, subject_id: str) -> None:
        self.privacy.looks.append(look)

    async def save_look(self, look: HumanLook) -> None:
        held = self.privacy.looks
        held[[each.id for each in held].index(look.id)] = look
