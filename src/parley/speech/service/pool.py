"""Several processes that hear, for utterances that somebody waits for.

Whoever comes first is heard first. A process that is started or has to load its model takes no
call before it is ready; one that hangs, grows or dies costs the utterance that it had, and is
replaced while the others go on.
"""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from parley.contracts.speech import SpeechUnavailable
from parley.speech.domain.engines import (
    Answer,
    Ask,
    Description,
    EngineDied,
    EngineUnavailable,
    LanguageUnavailable,
)
from parley.speech.domain.wav import RATE, SAMPLE_BYTES
from parley.speech.ports import Child, Engine, LiveSettings

log = logging.getLogger(__name__)

SILENCE = bytes(RATE * SAMPLE_BYTES // 2)  # half a second: what a model is loaded with
SOON = 1.0  # seconds after which to ask again

T = TypeVar("T")


@dataclass(eq=False)
class _Slot:
    """A process, and as which of its lives it has loaded what."""

    engine: Child
    ready: tuple[int | None, str] | None = None

    def is_ready(self, recognizer: str | None) -> bool:
        """Whether it can hear by that recogniser without loading anything; None: it runs."""
        if self.engine.pid is None:
            return False
        return recognizer is None or self.ready == (self.engine.pid, recognizer)


@dataclass(eq=False)
class _Job:
    """A call that somebody waits for, until `done` is."""

    work: Callable[[Engine], Awaitable[Any]]
    seconds: float
    loads: tuple[str, str] | None  # recogniser and language that must be loaded before
    done: "asyncio.Future[Any]"


class Pool:
    """Hears utterances of all conversations."""

    def __init__(self, engines: Sequence[Child], settings: LiveSettings) -> None:
        """Hear by `engines`, none of which is started."""
        self._settings = settings
        self._engines = engines
        self._idle = [_Slot(engine) for engine in engines]
        self._waiting: deque[_Job] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._known: Description | None = None
        self._closed = False

    @property
    def known(self) -> Description | None:
        """What the processes had when they were last asked."""
        return self._known

    async def describe(self) -> Description:
        """What the processes have; what was known last while all are busy.

        Raises:
            EngineUnavailable: None can be started.
        """
        if self._known is None or self._idle:
            try:
                self._known = await self._do(
                    lambda engine: engine.describe(), self._settings.load_seconds, None
                )
            except EngineDied as error:
                raise EngineUnavailable from error
        return self._known

    def warm(self, recognizer: str, language: str) -> None:
        """Begin to load a recogniser in every process that has time."""
        cold = [slot for slot in self._idle if not slot.is_ready(recognizer)]
        for slot in cold:
            self._idle.remove(slot)
            self._begin(self._warm(slot, recognizer, language))

    async def transcribe(self, ask: Ask) -> Answer:
        """The words of an utterance.

        Raises:
            SpeechUnavailable: Not in time, or too many wait.
            EngineUnavailable, EngineDied, LanguageUnavailable: As of any engine.
        """
        seconds = self._settings.deadline(len(ask.pcm) / SAMPLE_BYTES / RATE)
        return await self._do(
            lambda engine: engine.transcribe(ask), seconds, (ask.recognizer, ask.language)
        )

    async def close(self) -> None:
        """End everything."""
        self._closed = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for job in self._waiting:
            job.done.cancel()
        await asyncio.gather(*(engine.stop() for engine in self._engines))

    async def _do(
        self,
        work: Callable[[Engine], Awaitable[T]],
        seconds: float,
        loads: tuple[str, str] | None,
    ) -> T:
        """Wait `seconds` for a process and its work.

        A call that is given up before its turn is forgotten; one whose work has begun is not
        interrupted: a process that goes on is there sooner than one that is replaced.
        """
        if self._closed or len(self._waiting) >= self._settings.most_waiting:
            raise SpeechUnavailable(retry_after=SOON)
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Job(work, seconds, loads, done))
        self._assign()
        try:
            async with asyncio.timeout(seconds):
                return await done
        except TimeoutError as error:
            raise SpeechUnavailable(retry_after=SOON) from error

    def _assign(self) -> None:
        """Give those who wait, in their order, to processes that have time."""
        while self._waiting and self._idle and not self._closed:
            job = self._waiting.popleft()
            if job.done.done():
                continue
            # One that has loaded what is needed, the busiest of late first: the others may rest.
            wanted = None if job.loads is None else job.loads[0]
            slot = next((s for s in reversed(self._idle) if s.is_ready(wanted)), self._idle[-1])
            self._idle.remove(slot)
            self._begin(self._serve(slot, job))

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, slot: _Slot, job: _Job) -> None:
        failed: Exception | None = None
        try:
            if job.loads is not None:
                await self._load(slot, *job.loads)
            if not job.done.done():
                async with asyncio.timeout(job.seconds):
                    answer = await job.work(slot.engine)
                if not job.done.done():
                    job.done.set_result(answer)
        except TimeoutError as error:
            # Whoever asked has been told; being cancelled, the engine has ended its process.
            log.warning("recogniser is too slow")
            failed = error
        except (EngineDied, EngineUnavailable, LanguageUnavailable) as error:
            failed = error
        finally:
            if not job.done.done():
                job.done.set_exception(failed or EngineUnavailable())
                # Whoever asked may be just about to give up.
                job.done.exception()
            if failed is not None and job.loads is not None and not self._closed:
                self._begin(self._warm(slot, *job.loads))
            else:
                self._back(slot)

    async def _warm(self, slot: _Slot, recognizer: str, language: str) -> None:
        try:
            with contextlib.suppress(
                EngineDied, EngineUnavailable, LanguageUnavailable, TimeoutError
            ):
                await self._load(slot, recognizer, language)
        finally:
            self._back(slot)

    async def _load(self, slot: _Slot, recognizer: str, language: str) -> None:
        if slot.is_ready(recognizer):
            return
        async with asyncio.timeout(self._settings.load_seconds):
            await slot.engine.transcribe(Ask(SILENCE, recognizer, language))
        slot.ready = (slot.engine.pid, recognizer)

    def _back(self, slot: _Slot) -> None:
        self._idle.append(slot)
        self._assign()
