"""Keeping the sound of a conversation: off the hot path, in the session's time, by consent."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from datetime import timedelta

from parley.contracts.interviews import Session
from parley.contracts.media import (
    ConsentRequired,
    Media,
    OpenTake,
    RetakesExhausted,
    SoundChunk,
    Take,
    TakeNotFound,
    TakeNotReady,
    TakeTooLong,
)
from parley.interviewer.domain.conversation import RATE
from parley.interviewer.domain.tape import FRAME_BYTES, Tape
from parley.kit.errors import DomainError

log = logging.getLogger(__name__)

ITEM_ID = "conversation"  # Of the one take that a live session has.
WRITE_SECONDS = 4.0
SETTLED_SECONDS = 0.5  # What is older than this is complete on both sides.
PIECE_BYTES = 1024**2  # Of one write, which may be a gRPC message.
PENDING_BYTES = 8 * 1024**2  # Two minutes; what is older is left out, and stays silence.
FINISH_SECONDS = 5.0
MARGIN = timedelta(hours=1)  # Beyond the session's end, for what comes late.
MARGIN_SECONDS = 60


class Recorder:
    """Records one conversation while somebody has agreed to it."""

    def __init__(
        self,
        media: Media,
        session: Session,
        now: Callable[[], float],
        changed: Callable[[], None],
        *,
        agreed: bool,
    ) -> None:
        """Record into `media`.

        Args:
            media: Keeps the sound.
            session: Whose; it has begun.
            now: Seconds since the session started.
            changed: Called when `recording` has become another.
            agreed: Whether the person has agreed by now.
        """
        self._media, self._session, self._now, self._changed = media, session, now, changed
        self._tape = Tape(now()) if agreed else None
        self._url: str | None = None
        self._segment = self._first = 0
        self._pending: deque[tuple[int, bytes]] = deque()
        self._full = False
        self._longer = False  # Than what was told when the take was opened.

    @property
    def recording(self) -> bool:
        """Whether what is said now is kept."""
        return self._tape is not None

    def person(self, pcm: bytes) -> None:
        """What came from the microphone just now."""
        if self._tape is not None:
            self._tape.person(self._now(), pcm)

    def ai(self, pcm: bytes) -> None:
        """What was sent to be heard just now."""
        if self._tape is not None:
            self._tape.ai(self._now(), pcm)

    def unsaid(self) -> None:
        """What was sent and not heard yet will not be."""
        if self._tape is not None:
            self._tape.unsaid(self._now())

    def lengthen(self, session: Session) -> None:
        """The session may take longer by now, and so may its recording."""
        self._session, self._longer = session, True

    async def run(self) -> None:
        """Write every few seconds, until cancelled or nothing more can be kept."""
        while not self._full:
            await self._step(self._now() - SETTLED_SECONDS)
            await asyncio.sleep(WRITE_SECONDS)

    async def finish(self) -> None:
        """Write what is left; nothing is recorded any more."""
        try:
            async with asyncio.timeout(FINISH_SECONDS):
                if self._tape is not None:
                    await self._step(self._now())
        except TimeoutError:
            log.warning("the end of a recording was not kept")
        self._tape, self._full = None, True

    async def submit(self) -> None:
        """Have the recording made playable; what can't be done now is done by an event later."""
        if self._url is None:
            return
        try:
            async with asyncio.timeout(FINISH_SECONDS):
                await submit(self._media, self._session.session_id)
        except (DomainError, TimeoutError) as error:
            log.warning("recording not submitted", extra={"error_type": type(error).__name__})

    async def _step(self, until: float) -> None:
        """One write, or a look whether somebody has agreed."""
        try:
            if self._tape is None and not await self._agreed():
                return
            if self._url is None:
                await self._open()
            elif self._longer:
                await self._ask()
            self._collect(until)
            await self._write()
        except ConsentRequired:
            self._drop()
        except (RetakesExhausted, TakeNotFound, TakeTooLong):
            self._full = True
            self._drop()
        except DomainError as error:
            # Out of reach: it is kept here, and written when it is there again.
            log.warning("sound not written", extra={"error_type": type(error).__name__})

    async def _agreed(self) -> bool:
        consent = await self._media.consent(self._session.session_id)
        if consent is None or self._full:
            return False
        self._tape = Tape(self._now())
        self._changed()
        return True

    async def _open(self) -> None:
        take = await self._ask()
        if take.submitted:
            raise TakeNotFound
        self._url, self._segment = take.media_url, take.next_segment
        self._first = round(take.recorded_seconds * RATE)

    async def _ask(self) -> Take:
        """Open the take, or have the open one go on under the terms of now."""
        session = self._session
        started = session.started_at or session.created_at
        take = await self._media.open_take(
            OpenTake(
                evidence_id=session.session_id,
                item_id=ITEM_ID,
                subject_id=session.user_id,
                media_limit_seconds=session.limit_seconds + MARGIN_SECONDS,
                takes_allowed=1,
                retake=False,
                not_after=started + timedelta(seconds=session.limit_seconds) + MARGIN,
                language=session.language,
                transcribe=False,
            )
        )
        self._longer = self._session is not session
        return take

    def _collect(self, until: float) -> None:
        taken = self._tape.take(until) if self._tape is not None else None
        if taken is None:
            return
        frame, pcm = taken
        for at in range(0, len(pcm), PIECE_BYTES):
            self._pending.append((frame + at // FRAME_BYTES, pcm[at : at + PIECE_BYTES]))
        while sum(len(pcm) for _, pcm in self._pending) > PENDING_BYTES:
            self._pending.popleft()

    async def _write(self) -> None:
        while self._pending and self._url is not None:
            frame, pcm = self._pending[0]
            # Nothing may lie before the segment's own beginning.
            pcm = pcm[max(0, self._first - frame) * FRAME_BYTES :]
            offset = max(0, frame - self._first) * FRAME_BYTES
            if pcm:
                await self._media.write_sound(SoundChunk(self._url, self._segment, offset, pcm))
            self._pending.popleft()

    def _drop(self) -> None:
        """Keep nothing of what was not written."""
        was = self.recording
        self._tape, self._url = None, None
        self._pending.clear()
        if was:
            self._changed()


async def submit(media: Media, session_id: str) -> None:
    """Submit the recording of a session, if there is one; again is harmless.

    Raises:
        DomainError: Not now.
    """
    for take in await media.takes(session_id):
        if take.item_id == ITEM_ID and not take.submitted:
            try:
                await media.submit_take(take.media_url, session_id, ITEM_ID)
            except (TakeNotReady, TakeNotFound):
                return  # Nothing was recorded, or it was erased meanwhile.
