"""Reviews in memory: the part of the `Unit` that ratings, notes, decisions and scores need."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from parley.hiring.domain.audit import Act
from parley.hiring.domain.invitation import Invitation
from parley.hiring.domain.review import Analysis, Note, Rating, Verdict
from parley.hiring.ports.reviews import Dashboard, Reach, Standing
from parley.kit.messages import Message


@dataclass
class HeldReviews:
    """What a database would hold of reviews."""

    standings: dict[str, Standing] = field(default_factory=dict)
    ratings: dict[tuple[str, str], Rating] = field(default_factory=dict)
    notes: dict[str, Note] = field(default_factory=dict)
    inbox: set[str] = field(default_factory=set)
    acts: list[tuple[datetime, Act]] = field(default_factory=list)


class MemoryReviews:
    """The `ReviewUnit`; the audit log and deletions are in tests/hiring/memory_privacy.py."""

    reviews: HeldReviews
    invitations_held: dict[str, Invitation]

    async def first_time(self, message: Message) -> bool:
        new = message.id not in self.reviews.inbox
        self.reviews.inbox.add(message.id)
        return new

    async def standing(self, invitation_id: str) -> Standing:
        return self.reviews.standings.get(invitation_id, Standing())

    async def save_standing(self, invitation_id: str, standing: Standing) -> None:
        old = await self.standing(invitation_id)
        kept = replace(standing, round=old.round, verdict=old.verdict)
        self.reviews.standings[invitation_id] = kept
        invitation = self.invitations_held[invitation_id]
        invitation.analysis, invitation.overall_score = kept.analysis, kept.overall

    async def save_verdict(self, invitation_id: str, verdict: Verdict) -> None:
        old = await self.standing(invitation_id)
        self.reviews.standings[invitation_id] = replace(old, verdict=verdict)
        self.invitations_held[invitation_id].decision = verdict.decision

    async def next_round(self, invitation_id: str) -> int:
        old = await self.standing(invitation_id)
        self.reviews.standings[invitation_id] = replace(old, round=old.round + 1)
        return old.round + 1

    async def round(self, invitation_id: str) -> int:
        return (await self.standing(invitation_id)).round

    async def awaiting_scores(
        self, since: datetime, until: datetime, last: str | None, at_most: int
    ) -> Sequence[str]:
        waiting = {Analysis.NONE, Analysis.PROCESSING}
        found = [
            one.id
            for one in self.invitations_held.values()
            if one.completed_at is not None
            and since <= one.completed_at <= until
            and (await self.standing(one.id)).analysis in waiting
            and (last is None or one.id > last)
        ]
        return sorted(found)[:at_most]

    async def ratings(self, invitation_id: str) -> Sequence[Rating]:
        return [r for (where, _), r in self.reviews.ratings.items() if where == invitation_id]

    async def put_rating(self, invitation_id: str, rating: Rating, subject_id: str) -> None:
        self.reviews.ratings[invitation_id, rating.user_id] = rating

    async def notes(self, invitation_id: str) -> Sequence[Note]:
        return [note for note in self.reviews.notes.values() if note.invitation_id == invitation_id]

    async def note(self, invitation_id: str, note_id: str) -> Note | None:
        found = self.reviews.notes.get(note_id)
        return found if found is not None and found.invitation_id == invitation_id else None

    async def notes_written(self, invitation_id: str) -> int:
        return len(await self.notes(invitation_id))

    async def add_note(self, note: Note, subject_id: str) -> None:
        self.reviews.notes[note.id] = note

    async def save_note(self, note: Note) -> None:
        self.reviews.notes[note.id] = note

    async def delete_note(self, note_id: str) -> None:
        del self.reviews.notes[note_id]

    async def dashboard(self, reach: Reach, now: datetime) -> Dashboard:
        raise NotImplementedError  # counted by PostgreSQL, and tested there
