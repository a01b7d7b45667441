"""Opening recordings and measuring them, by packets."""

import contextlib
import json
import os
import sys
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

AUDIO_AND_VIDEO = ("video", "audio")
FIRST_FRAMES = 60  # How many packets may fail before a stream counts as undecodable.
LONGEST_GUESS = Fraction(1, 10)  # Seconds that a last picture is taken to stay.
PROGRESS_STEP = 0.02


class Refused(Exception):
    """The input can't be used; `args` are the word and the reason."""


def say(**line: object) -> None:
    """Write one line to the parent."""
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def opened(av: Any, source: dict[str, Any]) -> Any:
    """The container behind a descriptor, with the format that its first bytes have."""
    file = os.fdopen(source["fd"], "rb", closefd=False)
    file.seek(0)
    return av.open(file, mode="r", format=source["format"], metadata_errors="replace")


def tracks(container: Any) -> dict[str, Any]:
    """The first video and the first audio stream; anything else is left out."""
    found: dict[str, Any] = {}
    for stream in container.streams:
        if stream.type in AUDIO_AND_VIDEO and stream.codec_context is not None:
            found.setdefault(stream.type, stream)
    if not found:
        raise Refused("unreadable", "no audio or video")
    return found


def packets(av: Any, container: Any, streams: list[Any]) -> Iterator[Any]:
    """Packets up to the first that can't be read: a recording may end anywhere."""
    reading = container.demux(streams)
    while True:
        try:
            packet = next(reading)
        except (StopIteration, av.error.FFmpegError, EOFError):
            return
        if packet.size and packet.pts is not None:
            yield packet


def frames(av: Any, container: Any, stream: Any) -> Iterator[Any]:
    """Decoded frames, leaving out what doesn't decode."""
    for packet in packets(av, container, [stream]):
        try:
            yield from packet.decode()
        except (av.error.FFmpegError, EOFError):
            continue


class Span:
    """From when to when a stream's packets last, in seconds."""

    def __init__(self) -> None:
        self.first: Fraction | None = None
        self.last = self.end = Fraction(0)
        self.count = 0

    def add(self, packet: Any) -> None:
        """Take one packet in."""
        start = packet.pts * packet.time_base
        length = (packet.duration or 0) * packet.time_base
        if self.first is None:
            self.first = self.last = self.end = start
        self.first, self.last = min(self.first, start), max(self.last, start)
        self.end = max(self.end, start + length)
        self.count += 1

    def until(self) -> Fraction:
        """Its end; where packets don't tell how long they are, one mean distance after the last.

        A camera that stutters has long distances and says nothing of its last picture: the guess
        stays short.
        """
        if self.first is None:
            return Fraction(0)
        if self.end > self.last or self.count < 2:  # noqa: PLR2004 - a distance needs two
            return self.end
        return self.last + min((self.last - self.first) / (self.count - 1), LONGEST_GUESS)


def extent(spans: list[Span]) -> tuple[Fraction, Fraction]:
    """Start and end over all streams."""
    live = [span for span in spans if span.first is not None]
    if not live:
        raise Refused("unreadable", "no packets")
    start = min(span.first for span in live if span.first is not None)
    return start, max(span.until() for span in live)


def bounds(av: Any, source: dict[str, Any]) -> tuple[Fraction, Fraction]:
    """Where an input begins and ends, over all its streams."""
    with opened(av, source) as container:
        found = tracks(container)
        spans = {stream.index: Span() for stream in found.values()}
        for packet in packets(av, container, list(found.values())):
            spans[packet.stream.index].add(packet)
    return extent(list(spans.values()))


def decodes(av: Any, source: dict[str, Any], kind: str) -> bool:
    """Whether at least one frame of the stream comes out."""
    with opened(av, source) as container:
        stream = tracks(container)[kind]
        stream.codec_context.thread_count = 1
        for number, packet in enumerate(packets(av, container, [stream])):
            if number >= FIRST_FRAMES:
                return False
            try:
                if packet.decode():
                    return True
            except (av.error.FFmpegError, EOFError):
                continue
        # Short or delayed: what the decoder still holds.
        with contextlib.suppress(av.error.FFmpegError, EOFError):
            return bool(stream.codec_context.decode(None))
    return False


def probe(av: Any, task: dict[str, Any]) -> dict[str, Any]:
    """Length by packets, and which streams really decode."""
    source = task["inputs"][0]
    start, end = bounds(av, source)
    with opened(av, source) as container:
        names = {
            kind: stream.codec_context.codec.canonical_name
            for kind, stream in tracks(container).items()
        }
    good = {kind: name for kind, name in names.items() if decodes(av, source, kind)}
    if not good:
        raise Refused("unreadable", "nothing decodes")
    return {"duration": float(end - start), "codecs": good}
