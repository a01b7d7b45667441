"""The confined process that opens what strangers sent: probes it, or remuxes it.

Run as a script by `clients.confined`, with a Python that knows nothing of this project: no
environment, no site-packages but the folder PyAV lies in, inputs and outputs as descriptors
that are already open. Before the first byte is read it gives up opening files, growing beyond
its memory, time and output limits, and leaving core dumps; a malicious file can only fail.

Reads one JSON object from argv, writes JSON lines: `{"progress": 0.5}` while it works, then
`{"result": ...}` or `{"error": "unreadable" | "not_joinable", "reason": ...}`.
"""

import codecs
import contextlib
import errno
import importlib
import json
import os
import pkgutil
import resource
import signal
import sys
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

CODINGS = ("utf-8", "latin-1", "ascii", "idna")
NOBODY = 65534
AUDIO_AND_VIDEO = ("video", "audio")
# Whose packets need the header they were made with: joined only when it is the same.
HEADER_BOUND = frozenset({"h264", "hevc", "aac", "vorbis", "mp3", "flac"})
WEBM = frozenset({"vp8", "vp9", "av1", "opus", "vorbis"})
MP4 = frozenset({"h264", "hevc", "av1", "vp9", "aac", "opus", "mp3", "flac"})
FIRST_FRAMES = 60  # How many packets may fail before a stream counts as undecodable.
POSTER_FRAMES = 90
LONGEST_GUESS = Fraction(1, 10)  # Seconds that a last picture is taken to stay.
POSTER_WIDTH = 640
PROGRESS_STEP = 0.02


class Refused(Exception):
    """The input can't be used; `args` are the word and the reason."""


def say(**line: object) -> None:
    """Write one line to the parent."""
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def confine(limits: dict[str, int]) -> None:
    """Give up what opening media doesn't need; nothing here can be undone by this process."""
    if os.geteuid() == 0:
        # Root could raise its limits again, and is nobody to open strangers' files.
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    for name, value in (
        # Neither processes nor threads; decoding here needs none.
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, limits["file_bytes"]),
        (resource.RLIMIT_CPU, limits["cpu_seconds"]),
        (resource.RLIMIT_AS, limits["memory_bytes"]),
        # Descriptors that are open stay usable; a new one can't be had.
        (resource.RLIMIT_NOFILE, 0),
    ):
        # Some systems (macOS) know a limit and refuse to set it; the others still hold.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(name, (value, value))
    # The last resort where the parent is gone: the default action ends the process.
    signal.alarm(limits["wall_seconds"])


def library() -> Any:
    """PyAV with all that it would import lazily: once confined, no file can be opened."""
    import av  # noqa: PLC0415 - found only by the path given in argv
    import av.error  # noqa: PLC0415

    for module in pkgutil.walk_packages(av.__path__, "av."):
        if not module.name.endswith(".__main__"):
            importlib.import_module(module.name)
    for name in CODINGS:
        codecs.lookup(name)
    av.logging.set_level(None)
    return av


def main() -> None:
    """Do the one task in argv."""
    task = json.loads(sys.argv[1])
    sys.path.append(task["site"])
    av = library()
    confine(task["limits"])
    try:
        done = probe(av, task) if task["task"] == "probe" else remux(av, task)
    except Refused as error:
        say(error=error.args[0], reason=error.args[1])
    except OSError as error:
        say(error="full" if error.errno == errno.ENOSPC else "unreadable", reason=str(error.errno))
    except (av.error.FFmpegError, ValueError, ArithmeticError, EOFError) as error:
        say(error="unreadable", reason=type(error).__name__)
    except MemoryError:
        say(error="unreadable", reason="MemoryError")
    else:
        say(result=done)


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


def plan(av: Any, sources: list[dict[str, Any]]) -> tuple[str, dict[str, int]]:
    """The container that holds all, and for each kind the input its track is modelled on."""
    models: dict[str, int] = {}
    headers: dict[str, tuple[str, bytes]] = {}
    for number, source in enumerate(sources):
        with opened(av, source) as container:
            for kind, stream in tracks(container).items():
                name = stream.codec_context.codec.canonical_name
                header = (name, bytes(stream.codec_context.extradata or b""))
                first = headers.setdefault(kind, header)
                models.setdefault(kind, number)
                if first[0] != name or (name in HEADER_BOUND and first != header):
                    raise Refused("not_joinable", f"{kind}: {first[0]} then {name}")
    names = {header[0] for header in headers.values()}
    if names <= WEBM:
        return "webm", models
    if names <= MP4:
        return "mp4", models
    raise Refused("not_joinable", "no container holds " + "+".join(sorted(names)))


def remux(av: Any, task: dict[str, Any]) -> dict[str, Any]:
    """All inputs one after another in one file that has a duration and an index."""
    sources = task["inputs"]
    form, models = plan(av, sources)
    total = sum(os.fstat(source["fd"]).st_size for source in sources) or 1
    out_file = os.fdopen(task["out"], "r+b", closefd=False)
    starts: list[float] = []
    offset = Fraction(0)
    done = shown = 0.0
    with av.open(out_file, mode="w", format=form) as out:
        written: dict[str, Any] = {}
        with contextlib.ExitStack() as held:
            for kind in AUDIO_AND_VIDEO:
                if kind in models:
                    model = held.enter_context(opened(av, sources[models[kind]]))
                    written[kind] = out.add_stream_from_template(tracks(model)[kind], opaque=True)
            out.start_encoding()
        newest: dict[str, Fraction] = {}
        for source in sources:
            starts.append(float(offset))
            start, end = bounds(av, source)
            for moved, size in shifted(av, source, written, offset - start, newest):
                out.mux(moved)
                done += size
                if done / total - shown >= PROGRESS_STEP:
                    shown = done / total
                    say(progress=min(shown, 1.0))
            offset += end - start
    out_file.flush()
    return {
        "duration": float(offset),
        "form": form,
        "starts": starts,
        "video": "video" in written,
        "poster": "video" in written and poster_if_any(av, task),
    }


def bounds(av: Any, source: dict[str, Any]) -> tuple[Fraction, Fraction]:
    """Where an input begins and ends, over all its streams."""
    with opened(av, source) as container:
        found = tracks(container)
        spans = {stream.index: Span() for stream in found.values()}
        for packet in packets(av, container, list(found.values())):
            spans[packet.stream.index].add(packet)
    return extent(list(spans.values()))


def shifted(
    av: Any,
    source: dict[str, Any],
    written: dict[str, Any],
    by: Fraction,
    newest: dict[str, Fraction],
) -> Iterator[tuple[Any, int]]:
    """Packets of one input moved `by` seconds, sound and picture alike, each with its size.

    `newest` keeps the last decoding time of each kind over all inputs: a writer refuses time
    that stands still or runs back, and a recorder may send it.
    """
    with opened(av, source) as container:
        found = tracks(container)
        kinds = {stream.index: kind for kind, stream in found.items()}
        for packet in packets(av, container, list(found.values())):
            kind, base = kinds[packet.stream.index], packet.time_base
            ticks = round(by / base)
            dts = (packet.pts if packet.dts is None else packet.dts) + ticks
            if kind in newest:
                dts = max(dts, int(newest[kind] / base) + 1)
            newest[kind] = dts * base
            packet.pts, packet.dts = max(packet.pts + ticks, dts), dts
            size = packet.size
            packet.stream = written[kind]
            yield packet, size


def poster_if_any(av: Any, task: dict[str, Any]) -> bool:
    """A playback without a picture in front is better than none."""
    try:
        return poster(av, task)
    except (av.error.FFmpegError, OSError, ValueError, MemoryError, EOFError):
        return False


def poster(av: Any, task: dict[str, Any]) -> bool:
    """A small JPEG of the first frame that shows something; False when none can be had."""
    chosen = None
    with opened(av, task["inputs"][0]) as container:
        stream = tracks(container).get("video")
        if stream is None:
            return False
        stream.codec_context.thread_count = 1
        for number, frame in enumerate(frames(av, container, stream)):
            chosen = chosen or frame
            if lively(frame):
                chosen = frame
                break
            if number >= POSTER_FRAMES:
                break
    if chosen is None:
        return False
    width = min(POSTER_WIDTH, chosen.width) // 2 * 2
    height = max(2, round(chosen.height * width / chosen.width / 2) * 2)
    small = chosen.reformat(width=width, height=height, format="yuvj420p", threads=1)
    small.pts = None
    encoder = av.CodecContext.create("mjpeg", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuvj420p"
    encoder.time_base, encoder.thread_count = Fraction(1, 25), 1
    data = b"".join(bytes(p) for p in [*encoder.encode(small), *encoder.encode(None)])
    os.write(task["poster"], data)
    return True


def frames(av: Any, container: Any, stream: Any) -> Iterator[Any]:
    """Decoded frames, leaving out what doesn't decode."""
    for packet in packets(av, container, [stream]):
        try:
            yield from packet.decode()
        except (av.error.FFmpegError, EOFError):
            continue


def lively(frame: Any) -> bool:
    """Whether the picture is more than one even shade (a camera that is still waking up)."""
    plane = frame.reformat(width=32, height=32, format="gray", threads=1).planes[0]
    luma = [b for row in range(32) for b in bytes(plane)[row * plane.line_size :][:32]]
    mean = sum(luma) / len(luma)
    return sum((value - mean) ** 2 for value in luma) / len(luma) > 25.0  # noqa: PLR2004 - 5 of 255


if __name__ == "__main__":
    main()
