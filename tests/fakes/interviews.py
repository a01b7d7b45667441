"""Interviews in memory: the contract's rules, without anything durable."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime

from parley.contracts.interviews import (
    TOPIC,
    Completion,
    EndReason,
    Entry,
    InterviewCompleted,
    InterviewFailed,
    NotTheOwner,
    OpenSession,
    PlanItem,
    Provenance,
    Session,
    SessionConflict,
    SessionNotFound,
    SessionStatus,
    Speaker,
)
from parley.kit.clock import Clock, SystemClock, rfc3339
from parley.kit.errors import Unavailable
from parley.kit.ids import new_id
from parley.kit.messages import Message

OVER = frozenset({SessionStatus.COMPLETED, SessionStatus.CANCELLED, SessionStatus.FAILED})


@dataclass
class FakeInterviews:
    """`contracts.interviews.Interviews`.

    `epochs` stands for the leases: a session without one takes any epoch. What `complete` and
    `fail` would put in the outbox is in `told`.
    """

    clock: Clock = field(default_factory=SystemClock)
    held: dict[str, Session] = field(default_factory=dict)
    said: dict[str, list[Entry]] = field(default_factory=dict)
    asked: dict[str, OpenSession] = field(default_factory=dict)
    epochs: dict[str, int] = field(default_factory=dict)
    told: list[Message] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    down: bool = False

    async def open(self, ask: OpenSession) -> Session:
        self._check()
        if ask.session_id not in self.held:
            given = {one.name: getattr(ask, one.name) for one in fields(ask)}
            self.asked[ask.session_id], self.said[ask.session_id] = ask, []
            self.held[ask.session_id] = Session(
                **given, status=SessionStatus.SCHEDULED, created_at=self.clock.now()
            )
        return self.held[ask.session_id]

    async def session(self, session_id: str) -> Session:
        self._check()
        if session_id not in self.held:
            raise SessionNotFound
        return self.held[session_id]

    async def sessions(self, session_ids: Sequence[str]) -> list[Session]:
        self._check()
        return [self.held[each] for each in session_ids if each in self.held]

    async def entries(self, session_id: str) -> list[Entry]:
        await self.session(session_id)
        return list(self.said[session_id])

    async def begin(self, session_id: str, items: Sequence[PlanItem], epoch: int) -> Session:
        session = await self._owned(session_id, epoch)
        if session.status is SessionStatus.IN_PROGRESS:
            return session
        return self._put(
            replace(
                session,
                status=SessionStatus.IN_PROGRESS,
                items=tuple(items),
                started_at=self.clock.now(),
            )
        )

    async def record(self, session_id: str, entries: Sequence[Entry], epoch: int) -> None:
        session = await self._owned(session_id, epoch)
        if session.status is not SessionStatus.IN_PROGRESS:
            raise SessionConflict
        had = {entry.entry_id for entry in self.said[session_id]}
        self.said[session_id] += [entry for entry in entries if entry.entry_id not in had]

    async def complete(self, completion: Completion) -> Session:
        session = await self.session(completion.session_id)
        if session.status is SessionStatus.COMPLETED:
            return session
        await self._owned(session.session_id, completion.epoch)
        if session.status is not SessionStatus.IN_PROGRESS or session.started_at is None:
            raise SessionConflict
        if completion.entries is not None:
            self.said[session.session_id] = list(completion.entries)
        done = replace(
            session,
            status=SessionStatus.COMPLETED,
            completed_at=completion.ended_at,
            end_reason=completion.reason,
        )
        self.told.append(self.news(done))
        return self._put(done)

    async def fail(self, session_id: str, ended_at: datetime, epoch: int | None) -> Session:
        session = await self.session(session_id)
        if session.status is SessionStatus.FAILED:
            return session
        await self._owned(session_id, epoch)
        body = InterviewFailed(session_id, session.user_id, rfc3339(ended_at))
        self.told.append(
            Message(new_id(), TOPIC, body.TYPE, session_id, ended_at, asdict(body), session.user_id)
        )
        return self._put(replace(session, status=SessionStatus.FAILED))

    async def cancel(self, session_id: str) -> None:
        self._check()
        self.cancelled.append(session_id)
        session = self.held.get(session_id)
        if session is not None and session.status not in OVER:
            self._put(replace(session, status=SessionStatus.CANCELLED))

    async def lengthen(self, session_id: str, planned_seconds: int, limit_seconds: int) -> None:
        self._check()
        session = self.held.get(session_id)
        if session is not None and session.status not in OVER:
            planned = max(session.planned_seconds, planned_seconds)
            limit = max(session.limit_seconds, limit_seconds)
            self._put(replace(session, planned_seconds=planned, limit_seconds=limit))

    # What tests ask for beyond the contract

    async def hold(
        self, session_id: str, *said: tuple[str, str], reason: EndReason = EndReason.AI_ENDED
    ) -> Message:
        """A whole conversation: each question is asked, and answered by the text of its id.

        Args:
            session_id: Of a session that was opened.
            said: Pairs of a question's id and its answer.
            reason: Why it ends.

        Returns:
            `interview.completed`, as the bus would bring it.
        """
        epoch = self.epochs.get(session_id, 1)
        session = await self.begin(session_id, self.held[session_id].items, epoch)
        texts = {item.item_id: item.text for item in session.items}
        for place, (item_id, text) in enumerate(said):
            start = 20.0 * place
            await self.record(
                session_id,
                [
                    spoken(Speaker.AI, texts[item_id], start, item_id, "ask"),
                    spoken(Speaker.USER, text, start + 8, item_id, "answer"),
                ],
                epoch,
            )
        await self.complete(Completion(session_id, reason, self.clock.now(), None, epoch))
        return self.told[-1]

    def news(self, session: Session) -> Message:
        """`interview.completed` of a session that is."""
        start, end = session.started_at, session.completed_at
        assert start is not None
        assert end is not None
        answers = {
            entry.item_id
            for entry in self.said[session.session_id]
            if entry.speaker is Speaker.USER and entry.item_id is not None
        }
        body = InterviewCompleted(
            session.session_id,
            session.user_id,
            rfc3339(end),
            int((end - start).total_seconds()),
            len(answers),
        )
        key, subject = session.session_id, session.user_id
        return Message(new_id(), TOPIC, body.TYPE, key, end, asdict(body), subject)

    def _check(self) -> None:
        if self.down:
            raise Unavailable

    def _put(self, session: Session) -> Session:
        self.held[session.session_id] = session
        return session

    async def _owned(self, session_id: str, epoch: int | None) -> Session:
        session = await self.session(session_id)
        known = self.epochs.get(session_id)
        if None not in {epoch, known} and epoch != known:
            raise NotTheOwner
        if session.status in OVER:
            raise SessionConflict
        return session


def spoken(
    speaker: Speaker, text: str, start: float, item_id: str | None = None, move: str = ""
) -> Entry:
    """An entry that lasts five seconds."""
    ai = speaker is Speaker.AI
    return Entry(
        entry_id=new_id(),
        speaker=speaker,
        text=text,
        at=datetime(2026, 3, 1, 12, tzinfo=UTC),
        start=start,
        end=start + 5,
        provenance=Provenance.MODEL if ai else Provenance.HEARD,
        item_id=item_id,
        move=move,
        confidence=0.0 if ai else 0.9,
    )
