"""Voice in the sound of many people at once: one thread, beside the event loop (decision 20).

Streams put whole frames in; the thread takes a frame of everybody who waits, looks at them in one
batch, and tells the event loop once a batch what has become complete. Whoever has put in several
frames gets on by one a batch like everybody else. Frames of many people come at any time: with a
few milliseconds between batches they come together, at half the cost.
"""

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from parley.contracts.speech import FRAME, SpeechUnavailable
from parley.kit.errors import Malformed
from parley.speech.domain.wav import SAMPLE_BYTES
from parley.speech.ports import Batch

log = logging.getLogger(__name__)

FRAME_BYTES = FRAME * SAMPLE_BYTES
MOST_FRAMES = 10  # of one call
MOST_PENDING = 32  # frames of one stream, over calls that wait: a second
MOST_AT_ONCE = 64  # frames of one batch: 3 ms
PACE_SECONDS = 0.008  # between the beginnings of batches, unless somebody is left over from one


@dataclass(eq=False)
class _Ask:
    frames: list[bytes]
    done: "asyncio.Future[bytes]"
    found: bytearray = field(default_factory=bytearray)


class FrameThread:
    """Implements `ports.Finding`; started with the first frame, on the event loop it is used on."""

    def __init__(
        self,
        load: Callable[[], Batch],
        spare: Callable[[], Batch],
        title: str,
        *,
        pace: float = PACE_SECONDS,
    ) -> None:
        """Start nothing yet.

        Args:
            load: Makes the detector, in the thread.
            spare: Makes the one that is used where that fails.
            title: Of the one that `load` makes, for people.
            pace: Seconds between the beginnings of batches.
        """
        self._load, self._spare, self._title, self._pace = load, spare, title, pace
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._wake = threading.Condition()
        self._waiting: deque[_Stream] = deque()  # those with frames, in the order of their turns
        self._closed = False

    @property
    def title(self) -> str:
        """What finds voice."""
        return self._title

    def stream(self) -> "_Stream":
        """Begin with another person's sound."""
        return _Stream(self)

    async def close(self) -> None:
        """End the thread; whoever still waits is told."""
        with self._wake:
            self._closed = True
            self._wake.notify()
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join)

    def put(self, stream: "_Stream", ask: _Ask) -> None:
        """Let the thread look at these frames; on the event loop.

        Raises:
            SpeechUnavailable: It is closed, or the stream has too many waiting.
        """
        with self._wake:
            pending = sum(len(one.frames) - len(one.found) for one in stream.asks)
            if self._closed or stream.closed or pending + len(ask.frames) > MOST_PENDING:
                raise SpeechUnavailable
            if self._thread is None:
                self._loop = asyncio.get_running_loop()
                # A daemon: an interpreter that ends doesn't wait for whoever forgot to close.
                self._thread = threading.Thread(target=self._run, name="voice", daemon=True)
                self._thread.start()
            if not stream.asks:
                self._waiting.append(stream)
            stream.asks.append(ask)
            self._wake.notify()

    def drop(self, stream: "_Stream") -> None:
        """Forget a stream's frames; on the event loop."""
        with self._wake:
            asks, stream.asks = list(stream.asks), deque()
            if stream in self._waiting:
                self._waiting.remove(stream)
        for ask in asks:
            _tell(ask, None)

    def _run(self) -> None:
        batch, before = self._begin(), 0.0
        while True:
            with self._wake:
                if not self._waiting:
                    rest = before + self._pace - time.monotonic()
                    self._wake.wait_for(lambda: self._closed, max(rest, 0.0))
                    self._wake.wait_for(lambda: self._waiting or self._closed)
                if self._closed:
                    break
                before = time.monotonic()
                count = min(len(self._waiting), MOST_AT_ONCE)
                turn = [self._waiting.popleft() for _ in range(count)]
                asks = [stream.asks[0] for stream in turn]
            self._look(batch, turn, asks)
        with self._wake:
            left = [ask for stream in self._waiting for ask in stream.asks]
            self._waiting.clear()
        self._call([(ask, None) for ask in left])

    def _begin(self) -> Batch:
        try:
            return self._load()
        except Exception as error:  # noqa: BLE001 - whatever a damaged model makes a library raise
            log.warning("detector not loaded", extra={"error_type": type(error).__name__})
        batch = self._spare()
        self._title = batch.title
        return batch

    def _look(self, batch: Batch, turn: "list[_Stream]", asks: list[_Ask]) -> None:
        """One batch, a frame of each stream."""
        try:
            memories = [batch.begin() if (known := s.memory) is None else known for s in turn]
            frames = [ask.frames[len(ask.found)] for ask in asks]
            found: Sequence[int] | None = batch.step(memories, frames)
            for stream, memory in zip(turn, memories, strict=True):
                stream.memory = memory
        except Exception as error:  # noqa: BLE001 - native code; the next frames may do better
            log.warning("frames not looked at", extra={"error_type": type(error).__name__})
            found = None
        self._share(turn, asks, found)

    def _share(self, turn: "list[_Stream]", asks: list[_Ask], found: Sequence[int] | None) -> None:
        """Note what was found; whoever has more frames gets another turn, behind the others."""
        complete: list[tuple[_Ask, bytes | None]] = []
        with self._wake:
            for n, (stream, ask) in enumerate(zip(turn, asks, strict=True)):
                if not stream.asks or stream.asks[0] is not ask:
                    continue  # dropped meanwhile
                if found is not None:
                    ask.found.append(found[n])
                if found is None or len(ask.found) == len(ask.frames):
                    stream.asks.popleft()
                    complete.append((ask, None if found is None else bytes(ask.found)))
                if stream.asks:
                    self._waiting.append(stream)
        if complete:
            self._call(complete)

    def _call(self, complete: list[tuple[_Ask, bytes | None]]) -> None:
        """Tell the event loop, once for all of them."""

        def tell() -> None:
            for ask, found in complete:
                _tell(ask, found)

        assert self._loop is not None  # noqa: S101 - whoever put frames in has set it
        try:
            self._loop.call_soon_threadsafe(tell)
        except RuntimeError:  # the loop has been closed: nobody waits
            log.debug("nobody to tell")


class _Stream:
    """Implements `contracts.speech.VoiceStream`."""

    def __init__(self, thread: FrameThread) -> None:
        self._thread = thread
        self.memory: object | None = None
        self.asks: deque[_Ask] = deque()
        self.closed = False

    async def find(self, pcm: bytes) -> bytes:
        """Probability of voice times 255, a byte for each whole frame.

        Raises:
            Malformed: No whole frames, or more than MOST_FRAMES.
            SpeechUnavailable: It is closed, or not kept up with.
        """
        if len(pcm) % FRAME_BYTES or len(pcm) > MOST_FRAMES * FRAME_BYTES:
            raise Malformed(f"pcm: whole frames of {FRAME} samples, at most {MOST_FRAMES}")
        if not pcm:
            return b""
        frames = [pcm[at : at + FRAME_BYTES] for at in range(0, len(pcm), FRAME_BYTES)]
        ask = _Ask(frames, asyncio.get_running_loop().create_future())
        self._thread.put(self, ask)
        return await ask.done

    def close(self) -> None:
        """Forget the stream; whoever waits for it is told."""
        self.closed = True
        self._thread.drop(self)


def _tell(ask: _Ask, found: bytes | None) -> None:
    if ask.done.done():
        return
    if found is None:
        ask.done.set_exception(SpeechUnavailable())
    else:
        ask.done.set_result(found)
