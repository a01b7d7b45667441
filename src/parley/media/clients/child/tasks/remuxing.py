"""One file that plays, out of all segments of a take, and a picture of it."""

import contextlib
import os
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from .reading import (
    AUDIO_AND_VIDEO,
    PROGRESS_STEP,
    Refused,
    bounds,
    frames,
    opened,
    packets,
    say,
    tracks,
)

# Whose packets need the header they were made with: joined only when it is the same.
HEADER_BOUND = frozenset({"h264", "hevc", "aac", "vorbis", "mp3", "flac"})
WEBM = frozenset({"vp8", "vp9", "av1", "opus", "vorbis"})
MP4 = frozenset({"h264", "hevc", "av1", "vp9", "aac", "opus", "mp3", "flac"})
POSTER_FRAMES = 90
POSTER_WIDTH = 640


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
    """All inputs one after another in one file that has a duration and an index.

    It ends at `seconds`; what was recorded behind that is in the originals alone.
    """
    sources, longest = task["inputs"], Fraction(task["seconds"])
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
            if offset >= longest:
                continue
            start, end = bounds(av, source)
            for moved, size in shifted(av, source, written, (offset - start, longest), newest):
                out.mux(moved)
                done += size
                if done / total - shown >= PROGRESS_STEP:
                    shown = done / total
                    say(progress=min(shown, 1.0))
            offset = min(offset + end - start, longest)
    out_file.flush()
    return {
        "duration": float(offset),
        "form": form,
        "starts": starts,
        "video": "video" in written,
        "poster": "video" in written and poster_if_any(av, task),
    }


def shifted(
    av: Any,
    source: dict[str, Any],
    written: dict[str, Any],
    window: tuple[Fraction, Fraction],
    newest: dict[str, Fraction],
) -> Iterator[tuple[Any, int]]:
    """Packets of one input, sound and picture alike, each with its size.

    `window`: by how many seconds they are moved, and the second that none begins at or behind.

    `newest` keeps the last decoding time of each kind over all inputs: a writer refuses time
    that stands still or runs back, and a recorder may send it.
    """
    by, until = window
    with opened(av, source) as container:
        found = tracks(container)
        kinds = {stream.index: kind for kind, stream in found.items()}
        for packet in packets(av, container, list(found.values())):
            kind, base = kinds[packet.stream.index], packet.time_base
            ticks = round(by / base)
            if (packet.pts + ticks) * base >= until:
                continue
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


def lively(frame: Any) -> bool:
    """Whether the picture is more than one even shade (a camera that is still waking up)."""
    plane = frame.reformat(width=32, height=32, format="gray", threads=1).planes[0]
    luma = [b for row in range(32) for b in bytes(plane)[row * plane.line_size :][:32]]
    mean = sum(luma) / len(luma)
    return sum((value - mean) ** 2 for value in luma) / len(luma) > 25.0  # noqa: PLR2004 - 5 of 255
