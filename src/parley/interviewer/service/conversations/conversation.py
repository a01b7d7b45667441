"""One conversation: a person's connection on one side, an engine on the other, in one process.

What an engine says takes effect in its order: an entry is committed before anything that comes
after it is sent, so nobody hears what rests on something that could still be lost.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeVar

from parley.contracts.interviews import (
    Completion,
    EndReason,
    Entry,
    Mode,
    NotTheOwner,
    PlanItem,
    Session,
    SessionConflict,
    SessionNotFound,
    SessionStatus,
    Speaker,
)
from parley.interviewer.domain.conversation import (
    Briefing,
    Broken,
    Caption,
    Changed,
    Finished,
    Flush,
    FromEngine,
    FromPerson,
    Sound,
    Spoke,
    Turn,
    Voice,
)
from parley.interviewer.domain.outgoing import State, TimeLeft
from parley.interviewer.domain.standing import (
    PHASES,
    Phase,
    Standing,
    open_question,
    standing,
)
from parley.interviewer.ports import Connection, InterviewerUnavailable, Live
from parley.interviewer.service.conversations.ownership import Ownership
from parley.interviewer.service.conversations.presence import Presence
from parley.interviewer.service.conversations.recorder import Recorder
from parley.interviewer.service.conversations.stage import Ending, Stage, Way
from parley.kit.errors import DomainError, Unavailable
from parley.kit.resilience import backoff_seconds

log = logging.getLogger(__name__)

T = TypeVar("T")

START_SECONDS = 30.0  # For an engine to be there.
LAST_MINUTE = 60.0  # the AI closes within it, once the planned time is over
OUTAGE_SECONDS = 60.0  # How long a turn waits for a database that is away.
DRAIN_SECONDS = 2.0  # For what an engine still has to say once it is told to stop.
WARN_SHARE = 0.25  # Of a short session, the warning comes not before its last quarter.
TICK_SECONDS = 1.0  # The alarm looks at the clock so often: a machine may have slept.
OVER = {SessionStatus.COMPLETED, SessionStatus.CANCELLED, SessionStatus.FAILED}


class _Over(Exception):
    """It can't be held; `args[0]` is the ending."""


class Conversation:
    """Held by `run`, from taking its lease to giving it back."""

    def __init__(self, session_id: str, user_id: str, stage: Stage) -> None:
        """For the session and the person that a token named."""
        self.session_id, self._user_id, self._stage = session_id, user_id, stage
        self._own = Ownership(session_id, stage, lambda: self.decide(Ending(Way.TAKEN_OVER)))
        self._session: Session | None = None
        self._can_hear = self._can_speak = True
        self._items: tuple[PlanItem, ...] = ()
        self._briefing: Briefing | None = None
        self._person = Presence(stage.settings.grace_seconds, lambda: self.decide(Ending(Way.LEFT)))
        self._recorder: Recorder | None = None
        self._over: asyncio.Future[Ending] = asyncio.get_running_loop().create_future()
        self._zero = 0.0  # The loop's time when the session started.
        self._turn, self._question = Turn.THINKING, -1
        self._news = asyncio.Event()  # Where it stands has changed.
        self._held_up: float | None = None  # Seconds that commits kept the present turn waiting.
        self._committing = False

    # The person's side

    @property
    def ending(self) -> bool:
        """Whether it comes to its end: nobody can join it any more."""
        return self._over.done()

    def belongs_to(self, user_id: str) -> bool:
        """Whether it is this person's."""
        return user_id == self._user_id

    async def attach(self, connection: Connection) -> None:
        """The person is there, in place of whatever connection they had."""
        await self._person.attach(connection, self._state)

    async def detach(self, connection: Connection) -> None:
        """That connection is gone; the place is kept for a while."""
        if self._person.has(connection) and not self.ending:
            await self._person.detach()

    async def hear(self, connection: Connection, said: FromPerson) -> None:
        """Something came from the person; from a connection that was replaced it is nothing."""
        if not self._person.has(connection) or self.ending:
            return
        if isinstance(said, Sound) and self._recorder is not None:
            self._recorder.person(said.pcm)
        await self._person.hear(said)

    def end(self, connection: Connection) -> None:
        """The person wants to stop: so it stops."""
        if self._person.has(connection):
            self.decide(Ending(Way.COMPLETE, EndReason.USER_INITIATED))

    def decide(self, ending: Ending) -> None:
        """It ends like this, unless it is ending already."""
        if not self._over.done():
            if ending.way is Way.TAKEN_OVER:
                self._person.hush()
            self._over.set_result(ending)

    # Its course

    async def run(self) -> None:
        """Hold it: take the lease, start the engine, carry what both sides say, end it."""
        try:
            ending = await self._held()
        except asyncio.CancelledError:
            self._person.dismiss(Ending(Way.STOPPING))
            self._own.look_away()
            raise
        except Exception as error:  # noqa: BLE001 - whatever it was, the person is told
            ending = self._ending_of(error)
        if ending == Ending(Way.CLOSED):
            ending = await self._explained()
        self.decide(ending)
        self._person.dismiss(ending)
        if self._recorder is not None and ending.way in {Way.COMPLETE, Way.BROKEN}:
            await self._recorder.submit()
        if ending == Ending(Way.CLOSED):
            await self._own.forget(self.session_id)
        await self._own.give_back()

    def _ending_of(self, error: Exception) -> Ending:
        match error:
            case _Over():
                found: Ending = error.args[0]
                return found
            case NotTheOwner():
                return Ending(Way.TAKEN_OVER)
            case SessionNotFound() | SessionConflict():
                return Ending(Way.CLOSED)
            case InterviewerUnavailable():
                self._stage.meters.failed("start")
            case Unavailable():
                log.warning("conversation broke off", extra={"error_type": type(error).__name__})
            case _:
                log.error("conversation broke off", exc_info=error)
        return Ending(Way.UNREACHABLE)

    async def _explained(self) -> Ending:
        """Why the session was closed by somebody else, where it was completed."""
        with suppress(DomainError):
            session = await self._stage.interviews.session(self.session_id)
            if session.user_id == self._user_id:
                return Ending(Way.CLOSED, session.end_reason)
        return Ending(Way.CLOSED)

    async def _held(self) -> Ending:
        history = await self._open()
        session = self._require(self._session)
        stage, elapsed = self._stage, self._elapsed()
        agreed = await self._agreed()
        live = await self._start(history, elapsed)
        self._zero = asyncio.get_running_loop().time() - elapsed
        try:
            if not self._person.here and session.status is SessionStatus.SCHEDULED:
                return Ending(Way.LEFT)  # They went before anything began.
            session = await self._durably(
                lambda: stage.interviews.begin(self.session_id, self._items, self._own.epoch)
            )
            self._session = session
            self._recorder = Recorder(
                stage.media, session, self._now, self._show_state, agreed=agreed
            )
            await self._person.meet(live, resumed=bool(history))
            self._show_state()
            return await self._talk(live)
        finally:
            self._person.part()
            await live.close()

    async def _open(self) -> list[Entry]:
        """Take the lease, load the session and what was said, plan where there is no plan."""
        stage = self._stage
        await self._admitted()
        await self._own.take()
        # Once more: whoever had it can't change it any more.
        session = await self._admitted()
        if self._seconds_left() <= 0:
            raise _Over(await self._completed(EndReason.TIMEOUT))
        self._can_hear, self._can_speak = await stage.abilities(session.language, START_SECONDS)
        self._items = session.items or tuple(
            await stage.drafter.plan(
                session.job_description, session.language, session.total_questions
            )
        )
        history = await stage.interviews.entries(self.session_id)
        self._question = open_question(self._items, history)
        await self._own.begin(self._standing(Phase.IDLE))
        return history

    async def _admitted(self) -> Session:
        """The session, if this person may talk in it.

        Raises:
            _Over: They may not, or nobody may any more.
        """
        session = self._session = await self._stage.interviews.session(self.session_id)
        if session.user_id != self._user_id:
            raise _Over(Ending(Way.STRANGER))
        if session.mode is not Mode.VOICE:
            raise _Over(Ending(Way.CLOSED))
        if session.status in OVER:
            raise _Over(Ending(Way.CLOSED, session.end_reason))
        return session

    async def _start(self, history: list[Entry], elapsed: float) -> Live:
        session = self._require(self._session)
        briefing = self._briefing = Briefing(
            session_id=session.session_id,
            language=session.language,
            title=session.title,
            job_description=session.job_description,
            items=self._items,
            history=history,
            elapsed=elapsed,
            planned_seconds=session.planned_seconds,
            limit_seconds=session.limit_seconds,
            practice=session.owner_id == session.user_id,
        )
        try:
            async with asyncio.timeout(START_SECONDS):
                return await self._stage.engine.start(briefing)
        except TimeoutError as error:
            raise InterviewerUnavailable from error

    async def _talk(self, live: Live) -> Ending:
        """Until somebody decides that it ends; then commit what is left and end it."""
        recorder = self._require(self._recorder)
        pump = self._spawn(self._pump(live))
        others = [
            self._spawn(work) for work in (self._keep(), self._alarm(), self._note_down())
        ] + [self._spawn(recorder.run())]
        try:
            ending = await asyncio.shield(self._over)
            await live.close()
            if ending.way is not Way.TAKEN_OVER:
                await self._drain(pump)
        finally:
            for task in (pump, *others):
                task.cancel()
            await asyncio.gather(pump, *others, return_exceptions=True)
        return await self._finished(ending, recorder)

    async def _drain(self, pump: asyncio.Task[None]) -> None:
        """What was said before the end is recorded, also when it was said just now.

        Raises:
            DomainError: It can't be.
        """
        await asyncio.wait({pump}, timeout=DRAIN_SECONDS)
        if self._committing:
            await asyncio.wait({pump}, timeout=OUTAGE_SECONDS)
        if pump.done() and not pump.cancelled() and (error := pump.exception()) is not None:
            raise error

    async def _finished(self, ending: Ending, recorder: Recorder) -> Ending:
        if ending.way in {Way.TAKEN_OVER, Way.CLOSED}:
            return ending
        await recorder.finish()
        if ending.way is Way.COMPLETE:
            return await self._completed(ending.reason or EndReason.AI_ENDED)
        if ending.way is Way.BROKEN:
            now = self._stage.clock.now()
            await self._durably(
                lambda: self._stage.interviews.fail(self.session_id, now, self._own.epoch)
            )
        await self._note(Phase.ERROR if ending.way is Way.BROKEN else Phase.IDLE)
        return ending

    async def _completed(self, reason: EndReason) -> Ending:
        """Commit the transcript and the session's end; what ended it before stands."""
        now = self._stage.clock.now()
        try:
            session = await self._durably(
                lambda: self._stage.interviews.complete(
                    Completion(self.session_id, reason, now, epoch=self._own.epoch)
                )
            )
        except SessionConflict:
            session = await self._stage.interviews.session(self.session_id)
            return Ending(Way.CLOSED, session.end_reason)
        await self._note(Phase.IDLE)
        return Ending(Way.COMPLETE, session.end_reason or reason)

    # What goes on meanwhile

    async def _pump(self, live: Live) -> None:
        """Carry out what the engine says, one after another."""
        async for event in live.events():
            await self._carry_out(event)
        # An engine ends by saying why, or because it was closed.
        if not self.ending:
            self._stage.meters.failed("broken")
            self.decide(Ending(Way.BROKEN))

    async def _carry_out(self, event: FromEngine) -> None:
        match event:
            case Voice():
                self._voice(event)
            case Caption():
                self._person.send(event)
            case Spoke(entry):
                await self._record(entry)
            case Flush():
                self._require(self._recorder).unsaid()
                self._person.send(event)
            case Changed(turn, question):
                self._turn, self._question = turn, question
                self._news.set()
                self._show_state()
            case Finished():
                self.decide(Ending(Way.COMPLETE, EndReason.AI_ENDED))
            case Broken(reason):
                self._stage.meters.failed("broken")
                log.error("engine broke", extra={"code": reason})
                self.decide(Ending(Way.BROKEN))

    def _voice(self, voice: Voice) -> None:
        if self.ending:
            return  # Stop means stop.
        if self._held_up is not None:
            self._stage.meters.added(self._held_up)
            self._held_up = None
        self._require(self._recorder).ai(voice.pcm)
        self._person.send(voice)

    async def _record(self, entry: Entry) -> None:
        began = self._now()
        self._committing = True
        try:
            await self._durably(
                lambda: self._stage.interviews.record(self.session_id, [entry], self._own.epoch)
            )
        finally:
            self._committing = False
        if entry.speaker is Speaker.USER:
            self._held_up = (self._held_up or 0.0) + self._now() - began
        self._stage.meters.turn(entry.speaker.value)

    async def _durably(self, call: Callable[[], Awaitable[T]]) -> T:
        """Call until it is done, through a short outage.

        Raises:
            Unavailable: The outage is no short one.
            DomainError: What else the call raises.
        """
        loop, attempt = asyncio.get_running_loop(), 0
        until = loop.time() + OUTAGE_SECONDS
        while True:
            try:
                return await call()
            except Unavailable:
                wait = backoff_seconds(attempt, base=0.1, limit=2.0)
                if loop.time() + wait > until:
                    raise
            attempt += 1
            await asyncio.sleep(wait)

    async def _keep(self) -> None:
        """Renew the lease, and notice when somebody else has ended the session."""
        while True:
            await self._own.rest()
            with suppress(Unavailable):
                await self._own.renew()
                session = await self._stage.interviews.session(self.session_id)
                if session.status in OVER:
                    self.decide(Ending(Way.CLOSED, session.end_reason))
                self._lengthen(session.planned_seconds, session.limit_seconds)

    def _lengthen(self, planned: int, limit: int) -> None:
        """More time was given: the engine, the recording and the page go by it from now on."""
        known = self._require(self._session)
        if (planned, limit) == (known.planned_seconds, known.limit_seconds):
            return
        self._session = replace(known, planned_seconds=planned, limit_seconds=limit)
        briefing = self._require(self._briefing)
        briefing.planned_seconds, briefing.limit_seconds = planned, limit
        self._require(self._recorder).lengthen(self._session)
        self._show_state()

    async def _alarm(self) -> None:
        """End the session when its time is over, and say so before."""
        warned = 0  # of which limit
        while (left := self._seconds_left()) > 0:
            limit = self._require(self._session).limit_seconds
            warn = min(self._stage.settings.warn_seconds, limit * WARN_SHARE)
            if left <= warn and warned != limit:
                warned = limit
                self._person.send(TimeLeft(round(left)))
            await asyncio.sleep(min(TICK_SECONDS, left))
        self.decide(Ending(Way.COMPLETE, EndReason.TIMEOUT))

    async def _note_down(self) -> None:
        """Write where it stands, at every turn, beside it: who has lost the lease stops by it."""
        while True:
            await self._news.wait()
            self._news.clear()
            await self._own.note(self._standing(PHASES[self._turn]))

    async def _note(self, phase: Phase) -> None:
        """Write where it stands at its end; what counts is committed already."""
        with suppress(NotTheOwner):
            await self._own.note(self._standing(phase))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run beside the conversation; what breaks it ends it."""
        task = asyncio.create_task(work)

        def ended(task: asyncio.Task[None]) -> None:
            error = None if task.cancelled() else task.exception()
            if isinstance(error, Exception):
                self.decide(self._ending_of(error))

        task.add_done_callback(ended)
        return task

    # What it knows

    def _now(self) -> float:
        """Seconds since the session started, by a clock that is never set."""
        return asyncio.get_running_loop().time() - self._zero

    def _elapsed(self) -> float:
        session = self._require(self._session)
        if session.started_at is None:
            return 0.0
        return max(0.0, (self._stage.clock.now() - session.started_at).total_seconds())

    def _seconds_left(self) -> float:
        return self._require(self._session).limit_seconds - self._elapsed()

    def _shown_left(self) -> int:
        """Seconds to the planned end, as people are told; the last minute lasts until goodbye."""
        session, limit = self._require(self._session), max(0.0, self._seconds_left())
        planned = session.planned_seconds - self._elapsed()
        return round(min(limit, max(planned, LAST_MINUTE)))

    async def _agreed(self) -> bool:
        """Whether the sound may be kept; the recorder asks again where nobody can tell."""
        try:
            return await self._stage.media.consent(self.session_id) is not None
        except DomainError:
            return False

    def _standing(self, phase: Phase) -> Standing:
        return standing(self.session_id, self._user_id, phase, self._items, self._question)

    def _show_state(self) -> None:
        self._person.send(self._state())

    def _state(self) -> State:
        return State(
            turn=self._turn,
            question=self._question + 1,
            total=len(self._items),
            seconds_left=self._shown_left(),
            can_hear=self._can_hear,
            can_speak=self._can_speak,
            recording=self._recorder is not None and self._recorder.recording,
        )

    @staticmethod
    def _require(thing: T | None) -> T:
        assert thing is not None  # noqa: S101 - set before anything asks for it
        return thing
