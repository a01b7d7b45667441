"""The pace at which the AI's voice is sent: never much more than was played."""

from parley.interviewer.domain.conversation import RATE, SAMPLE_BYTES

CHUNK_SECONDS = 0.04
AHEAD_SECONDS = 0.12  # of real time, for clients that can't flush (realtime-session.md has none)
AHEAD_FLUSHABLE_SECONDS = 0.4  # a slow network may stall so long before it is heard
LAG_SECONDS = 0.08  # from sending to the ear: jitter buffer and sound card
PLAYED_SECONDS = 10.0  # kept after it was played, then forgotten
_BYTES = RATE * SAMPLE_BYTES  # a second
_CHUNK = round(CHUNK_SECONDS * _BYTES)
_EPSILON = 1e-9


class Playout:
    """What is to be heard, in order, sent in chunks as it is heard; usable by any engine.

    Positions are seconds of everything that was pushed.
    """

    def __init__(self, *, can_flush: bool) -> None:
        """Begin with nothing to say.

        Args:
            can_flush: Whether the client drops what it holds when told to.
        """
        self._can_flush = can_flush
        self._ahead = AHEAD_FLUSHABLE_SECONDS if can_flush else AHEAD_SECONDS
        self._data = bytearray()
        self._base = 0  # bytes that were forgotten at the front
        self._cursor = 0  # the next byte to be sent
        self._hushed: list[tuple[int, int]] = []  # stretches that pass without a sound
        self._ends = 0.0  # when everything that was sent will have been played
        self._floor = 0  # bytes that were heard for certain: what was flushed comes after them
        self._complete = self._held = False

    @property
    def pushed(self) -> float:
        """Seconds that are to be heard, in all."""
        return self._end / _BYTES

    @property
    def sent(self) -> float:
        """Seconds of them that were sent."""
        return self._cursor / _BYTES

    @property
    def ends(self) -> float:
        """When everything that was sent will have been played, but for the lag."""
        return self._ends

    @property
    def held(self) -> bool:
        """Whether sending pauses."""
        return self._held

    def follow(self, ends: float) -> None:
        """What was sent before this plays on until `ends`: it counts as sent ahead."""
        self._ends = max(self._ends, ends)

    def push(self, pcm: bytes) -> None:
        """More to be heard: whole samples."""
        self._data += pcm
        self._complete = False

    def rest(self, seconds: float) -> None:
        """Time in which nothing sounds: a sentence that is only read."""
        start = self._end
        self._data += bytes(round(seconds * RATE) * SAMPLE_BYTES)
        self._hushed.append((start, self._end))
        self._complete = False

    def finish(self) -> None:
        """Nothing follows for now: the last piece need not wait until it is a whole chunk."""
        self._complete = True

    def due(self, now: float) -> list[bytes]:
        """What is to be sent now, in chunks; time that passes in silence is none."""
        chunks = []
        while not self._held and (size := self._next()) > 0:
            seconds = size / _BYTES
            if max(self._ends, now) + seconds > now + self._ahead + _EPSILON:
                break
            if not self._is_hushed(self._cursor):
                begin = self._cursor - self._base
                chunks.append(bytes(self._data[begin : begin + size]))
            self._ends = max(self._ends, now) + seconds
            self._cursor += size
        self._forget(now)
        return chunks

    def wake(self, now: float) -> float | None:
        """When `due` has something next; None while there is nothing to send."""
        if self._held or not (size := self._next()):
            return None
        # With much room ahead, a few chunks at once cost fewer wake-ups.
        step = max(size / _BYTES, self._ahead / 3)
        return max(now, self._ends + step - self._ahead)

    def heard(self, now: float) -> float:
        """How far it was heard by `now`."""
        return self._heard(now) / _BYTES

    def over(self, now: float) -> float | None:
        """When the last of it will have been heard; None while something is left to send."""
        return max(now, self._ends + LAG_SECONDS) if self._cursor >= self._end else None

    def hold(self) -> None:
        """Send nothing for a moment; what was sent plays on."""
        self._held = True

    def release(self) -> None:
        """Go on from the place where it was held or flushed."""
        self._held = False

    def flush(self, now: float) -> float:
        """Stop: hold, and take back what was not heard; how far it was heard.

        A client that can't flush hears all that was sent.
        """
        if self._can_flush:
            self._cursor = self._heard(now)
            self._ends = now
        self._floor, self._held = self._cursor, True
        return self._cursor / _BYTES

    def drop(self) -> None:
        """Forget what was not sent; begin anew."""
        del self._data[self._cursor - self._base :]
        self._hushed = [(start, end) for start, end in self._hushed if end <= self._cursor]
        self._held, self._complete = False, False

    @property
    def _end(self) -> int:
        return self._base + len(self._data)

    def _heard(self, now: float) -> int:
        unheard = round(max(0.0, self._ends + LAG_SECONDS - now) * RATE) * SAMPLE_BYTES
        return min(self._cursor, max(self._base, self._floor, self._cursor - unheard))

    def _next(self) -> int:
        """Bytes of the next chunk; 0 while there is no whole one and more may come."""
        left = self._end - self._cursor
        for start, end in self._hushed:
            if start <= self._cursor < end:
                return min(_CHUNK, end - self._cursor)
            if self._cursor < start < self._cursor + _CHUNK:
                return start - self._cursor
        if left < _CHUNK and not self._complete:
            return 0
        return min(_CHUNK, left)

    def _is_hushed(self, place: int) -> bool:
        return any(start <= place < end for start, end in self._hushed)

    def _forget(self, now: float) -> None:
        """Let go of what was played long ago, seldom: it moves what is left."""
        played = self._heard(now) - self._base
        if played > 2 * PLAYED_SECONDS * _BYTES:
            cut = played - round(PLAYED_SECONDS * RATE) * SAMPLE_BYTES
            del self._data[:cut]
            self._base += cut
            self._hushed = [(start, end) for start, end in self._hushed if end > self._base]
