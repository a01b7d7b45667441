"""The tasks around a talk: sending, receiving, renewing the connection, giving out events."""

import asyncio
import logging
import math
import secrets
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta

from parley.interviewer.clients.gemini_live import line, messages
from parley.interviewer.clients.gemini_live.talk import MOST_AHEAD, Talk
from parley.interviewer.domain.conversation import (
    RATE,
    SAMPLE_BYTES,
    Briefing,
    Broken,
    Finished,
    FromEngine,
    FromPerson,
    Sound,
)
from parley.interviewer.domain.guard import Fault
from parley.interviewer.domain.instruction import instruction
from parley.interviewer.ports import GeminiLiveSettings, InterviewerUnavailable
from parley.kit.clock import Clock
from parley.kit.errors import Unavailable
from parley.kit.ids import new_id
from parley.kit.resilience import Breaker, CircuitOpen, backoff_seconds

log = logging.getLogger(__name__)
Faulted = Callable[[Fault], None]
UNREACHABLE = "gemini_live_unreachable"
MUTE = "mute"


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds, all of them.

    Attributes:
        connect: For one connection to be set up.
        start: For the first one, retries included.
        retry: For connections after it; then the conversation can't go on.
        lifetime: After which a connection is renewed by ourselves: Google ends it after about 10
            minutes (facts.md, Gemini).
        patience: That the renewal waits for a moment in which nobody speaks.
        farewell: Before the end that the server announces, it is renewed whoever speaks.
        first_wait: Before the second attempt.
        pulse: Between two looks whether the other end is still there.
        pong: For it to answer one.
        stable: That a connection holds to count as one; else the time for retries runs on.
        sound: Of the microphone that wait for the model; the oldest goes first.
        packet: Of the microphone that are sent at once; 0.02 to 0.1 is what the API asks for.
    """

    connect: float = 8.0
    start: float = 20.0
    retry: float = 45.0
    lifetime: float = 510.0
    patience: float = 45.0
    farewell: float = 2.0
    first_wait: float = 0.25
    pulse: float = 4.0
    pong: float = 4.0
    stable: float = 5.0
    sound: float = 15.0
    packet: float = 0.1


class GeminiLiveEngine:
    """Implements `ports.Engine`."""

    def __init__(
        self,
        settings: GeminiLiveSettings,
        clock: Clock,
        limits: Limits | None = None,
        breaker: Breaker | None = None,
        faulted: Faulted | None = None,
    ) -> None:
        """Talk to the model of `settings`.

        Args:
            settings: Which model.
            clock: The time.
            limits: Of connections.
            breaker: Between us and the vendor.
            faulted: Is told which rules the model has broken, aloud; None: nobody is.

        Raises:
            GeminiNotInstalled: The library isn't there.
        """
        self._exchange = line.Exchange(settings)
        self._clock, self._limits = clock, limits or Limits()
        self._breaker = breaker or Breaker("Gemini Live")
        self._faulted = faulted or (lambda _: None)

    async def start(self, briefing: Briefing) -> "GeminiLive":
        """Connect to the model.

        Raises:
            InterviewerUnavailable: Not now.
        """
        try:
            self._breaker.enter()
        except CircuitOpen as error:
            raise InterviewerUnavailable(retry_after=error.retry_after) from error
        live = GeminiLive(self._exchange, briefing, self._clock, self._limits, self._faulted)
        try:
            await live.ready()
        except InterviewerUnavailable:
            self._breaker.failed()
            raise
        except BaseException:
            self._breaker.abandoned()
            raise
        self._breaker.succeeded()
        return live

    async def check(self) -> None:
        """Raise while it is being left alone."""
        if self._breaker.state == "open":
            raise Unavailable("Gemini Live is not answering.")


class GeminiLive:
    """Implements `ports.Live`."""

    def __init__(
        self,
        exchange: line.Exchange,
        briefing: Briefing,
        clock: Clock,
        limits: Limits,
        faulted: Faulted,
    ) -> None:
        """Begin to connect."""
        self._faulted = faulted
        self._exchange, self._briefing, self._limits = exchange, briefing, limits
        loop = asyncio.get_running_loop()
        self._time, self._call_at = loop.time, loop.call_at
        self._zero = loop.time() - briefing.elapsed
        date = clock.now() - timedelta(seconds=briefing.elapsed)
        self._secret = secrets.token_hex(4)
        self._talk = Talk(briefing, self._secret, lambda at: date + timedelta(seconds=at), new_id)
        self._planned = math.inf  # When `events` looks again by itself.
        self._handle: str | None = None
        self._sound: deque[bytes] = deque()
        self._waiting = 0  # bytes of it
        self._packet = bytearray()
        self._go_away: float | None = None  # The loop's time at which the server hangs up.
        self._outgoing, self._news, self._room = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._connected: asyncio.Future[None] = loop.create_future()
        self._closed = self._broken = self._renewed = False
        self._mutes = 0  # lines in a row
        self._task = asyncio.create_task(self._hold())

    async def ready(self) -> None:
        """Wait until the model is there.

        Raises:
            InterviewerUnavailable: It isn't.
        """
        try:
            async with asyncio.timeout(self._limits.start):
                await asyncio.shield(self._connected)
        except (TimeoutError, line.LineLost) as error:
            await self.close()
            raise InterviewerUnavailable from error
        except BaseException:
            await self.close()
            raise

    async def hear(self, said: FromPerson) -> None:
        """Take in what comes from the person."""
        if isinstance(said, Sound):
            if self._talk.listens:
                self._take(said.pcm)
            return
        if self._packet:
            self._pack()
        self._talk.person(said, self._now())
        self._wake()

    def _take(self, pcm: bytes) -> None:
        """Let a piece of the microphone wait for the model, which may be away for a moment."""
        self._packet += pcm
        if len(self._packet) >= self._limits.packet * RATE * SAMPLE_BYTES:
            self._pack()

    def _pack(self) -> None:
        packet, self._packet = bytes(self._packet), bytearray()
        self._talk.sound(packet, self._now())
        self._sound.append(packet)
        self._waiting += len(packet)
        while self._waiting > self._limits.sound * RATE * SAMPLE_BYTES:
            self._waiting -= len(self._sound.popleft())
        self._outgoing.set()

    async def events(self) -> AsyncIterator[FromEngine]:
        """What it says and does, in order."""
        while True:
            self._news.clear()
            if not self._closed:
                self._talk.tick(self._now())
            if self._talk.sends:
                self._outgoing.set()
            while self._talk.faults:
                fault = self._talk.faults.popleft()
                log.warning("the model broke a rule", extra={"code": fault.value})
                self._faulted(fault)
            while self._talk.events:
                event = self._talk.events.popleft()
                yield event
                if isinstance(event, Finished):
                    return
            if self._closed:
                return
            if self._broken:
                yield Broken(UNREACHABLE)
                return
            for event in self._talk.due(self._now()):
                yield event
            await self._rest()

    async def _rest(self) -> None:
        """Until there may be something to say."""
        if self._talk.ahead < MOST_AHEAD:
            self._room.set()
        if not self._talk.events:
            await self._until(self._talk.wake(self._now()))

    async def _until(self, moment: float) -> None:
        """Wait for news, or for the session's time."""
        self._planned = moment = max(moment, self._now() + BLINK)
        # A bare timer: `asyncio.timeout` costs three times as much, ten times a second.
        timer = self._call_at(moment + self._zero, self._news.set)
        try:
            await self._news.wait()
        finally:
            timer.cancel()

    async def close(self) -> None:
        """Stop; what was said until here can still be taken from `events`."""
        if self._closed:
            return
        self._closed = True
        self._talk.end(self._now())
        self._task.cancel()
        await asyncio.wait({self._task})
        if self._connected.done() and not self._connected.cancelled():
            self._connected.exception()  # somebody may have given up on it
        self._news.set()

    def _now(self) -> float:
        return self._time() - self._zero

    def _wake(self) -> None:
        self._news.set()
        if self._talk.sends:
            self._outgoing.set()

    def _wake_for(self, said: messages.FromModel) -> None:
        """Look at what came from the model, unless the voice goes on as it was to go on anyway."""
        more = isinstance(said, messages.Audio) and not self._talk.events
        if not more or self._talk.wake(self._now()) < self._planned:
            self._wake()

    # Its connections, one after another

    async def _hold(self) -> None:
        """Have a connection until `close`, or until none is to be had any more."""
        try:
            while True:
                await self._connect()
        except line.LineLost as error:
            self._give_up(error)
        except Exception as error:
            log.exception("the engine failed")
            self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        if not self._connected.done():
            self._connected.set_exception(line.LineLost(str(error)))
        self._talk.end(self._now())
        self._broken = True
        self._news.set()

    async def _connect(self) -> None:
        """Have connections until one held for a while.

        Raises:
            LineLost: None was to be had within the time for retries, or the model says nothing.
        """
        limits, failures = self._limits, 0
        until = self._time() + (limits.retry if self._connected.done() else limits.start)
        while True:
            if self._mutes >= MUTE_LINES:
                raise line.LineLost(MUTE)
            began, handle = self._time(), self._handle
            try:
                await self._use()
                reason = "ended"
            except line.LineLost as error:
                reason = str(error)
            if self._renewed or self._time() - began >= limits.stable:
                return
            if self._handle != handle:  # It was short, and yet brought the session on.
                await asyncio.sleep(limits.first_wait)
                return
            failures += 1
            log.warning("no line to the model", extra={"state": reason, "attempt": failures})
            if failures >= HANDLE_ATTEMPTS:
                self._handle = None  # it may be this session that can't be taken up again
            wait = backoff_seconds(failures - 1, base=limits.first_wait, limit=LONGEST_WAIT)
            if self._time() + wait >= until:
                raise line.LineLost(reason)
            await asyncio.sleep(wait)

    async def _use(self) -> None:
        """Set up a connection and talk over it until it ends or is to be renewed.

        Raises:
            LineLost: It couldn't be set up.
        """
        self._renewed = False
        said = self._talk.said if self._handle is None else ()
        told = instruction(self._briefing, self._secret, said)
        connecting = self._exchange.connect(told, self._handle, self._limits.connect)
        async with connecting as up:
            self._go_away = None
            if self._connected.done():
                self._talk.connected(self._now())
            else:
                self._connected.set_result(None)
            self._outgoing.set()
            try:
                await self._converse(up)
            finally:
                self._talk.disconnected()
                self._news.set()

    async def _converse(self, up: line.Line) -> None:
        tasks = {
            asyncio.create_task(work)
            for work in (self._receive(up), self._send(up), self._age(), self._pulse(up))
        }
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                if isinstance(error := task.exception(), line.LineLost):
                    up.abandon()
                elif error is not None:
                    raise error
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _receive(self, up: line.Line) -> None:
        while True:
            for said in await up.received():
                match said:
                    case messages.Resumable(handle):
                        self._handle = handle
                    case messages.GoAway(seconds):
                        self._go_away = self._time() + seconds
                    case _:
                        self._mutes = 0
                        self._talk.model(said, self._now())
                        self._wake_for(said)
            while self._talk.ahead >= MOST_AHEAD:
                self._room.clear()
                await self._room.wait()

    async def _send(self, up: line.Line) -> None:
        while True:
            await self._outgoing.wait()
            self._outgoing.clear()
            while self._talk.sends:
                await up.send(self._talk.sends.popleft())
            if self._sound:
                pcm = b"".join(self._sound)
                self._sound.clear()
                self._waiting = 0
                await up.sound(pcm)

    async def _pulse(self, up: line.Line) -> None:
        """Look whether the other end is there: a dead line doesn't say that it is.

        Raises:
            LineLost: It isn't.
        """
        while True:
            await asyncio.sleep(self._limits.pulse)
            await up.alive(self._limits.pong)

    async def _age(self) -> None:
        """Return when the connection is to be renewed: in a quiet moment, if there is one.

        Raises:
            LineLost: The model says nothing any more.
        """
        limits = self._limits
        renew = self._time() + limits.lifetime
        while True:
            now, go_away = self._time(), self._go_away
            late = renew + limits.patience
            if go_away is not None:
                late = min(late, go_away - limits.farewell)
            wanted = now >= renew or go_away is not None
            quiet = self._handle is not None and self._talk.quiet(self._now())
            if now >= late or (wanted and quiet):
                self._renewed = True
                return
            if self._talk.mute(self._now()):
                self._mutes += 1
                raise line.LineLost(MUTE)
            await asyncio.sleep(min(AGE_TICK, limits.lifetime / 20))


HANDLE_ATTEMPTS = 3  # with the newest handle; then a new session is told what was said
LONGEST_WAIT = 5.0  # seconds between two attempts
AGE_TICK = 0.5  # seconds
MUTE_LINES = 4  # in a row on which the model said nothing: then it can't go on
BLINK = 0.001  # seconds that are waited at least
