"""Who opens what strangers sent."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from parley.kit.errors import Unavailable
from parley.media.domain.sniff import MediaType


class ReaderBusy(Unavailable):
    """The recording could not be looked at just now: nothing is lost, try again in a moment."""


class ReaderDied(Exception):
    """The confined process was ended while it read: by its limits, or by what it read."""


@dataclass(frozen=True, slots=True)
class Remuxed:
    """A derived file.

    Attributes:
        duration: Seconds.
        form: `webm` or `mp4`.
        starts: Where each input begins, seconds.
        video: Whether it has a picture.
        poster: Whether a poster was made.
    """

    duration: float
    form: str
    starts: tuple[float, ...]
    video: bool
    poster: bool


Source = tuple[Path, MediaType]
Progress = Callable[[float], Awaitable[None]]


class Reader(Protocol):
    """Opens what strangers sent, confined."""

    async def probe(self, source: Source) -> float:
        """Media duration in seconds, by packets.

        Raises:
            UnreadableMedia: Nothing in it can be played.
            ReaderBusy: Not in time.
            ReaderDied: It was ended.
        """
        ...

    async def encode(self, pcm: Path, out: Path) -> None:
        """Write PCM that this server has recorded (`domain.recorded`) into `out`: Opus in WebM.

        Raises:
            StorageFull, ReaderBusy, ReaderDied: It wasn't done.
        """
        ...

    async def remux(
        self,
        sources: Sequence[Source],
        out: Path,
        poster: Path,
        progress: Progress,
        *,
        longest: float,
    ) -> Remuxed:
        """Write all sources one after another into `out`, a picture into `poster`.

        What lies behind `longest` seconds is left out.

        Raises:
            UnreadableMedia, NotJoinable: It can never be done.
            StorageFull, ReaderBusy, ReaderDied: It wasn't done.
        """
        ...

    async def sound(
        self, source: Source, seconds: float, out: Path, waveform: Path, progress: Progress
    ) -> bool:
        """Write the track of `source` into `out`, its waveform into `waveform` (`domain.sound`).

        Args:
            source: A playback.
            seconds: How long the track becomes, whatever is in the source.
            out: A file to be made; of no meaning unless True is returned.
            waveform: Likewise.
            progress: Told how far it is, 0 to 1.

        Returns:
            False when there is no sound track, or nothing in it.

        Raises:
            UnreadableMedia, SoundUnreadable: It can never be done.
            StorageFull, ReaderBusy, ReaderDied: It wasn't done.
        """
        ...
