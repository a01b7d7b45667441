"""The sound of a playback: in its time, at one loudness, with its waveform.

Three passes, each in bounded memory: decode and resample into a scratch file of 32-bit floats,
where every sample has its place in the playback's time; measure that; write it at its gain. Where
the limiter had much to do, the last two are done once more with the gain that it has cost.
"""

import contextlib
import json
import math
import os
from array import array
from collections.abc import Iterator
from typing import Any, NamedTuple

from .reading import PROGRESS_STEP, Refused, opened, packets, say, tracks

FLOAT_BYTES, SHORT_BYTES = 4, 2
PIECE = 65_536  # Samples that are handled at a time.
DECODED, MEASURED, LEVELLED = 0.8, 0.85, 0.9  # Of the whole: progress when each is done.
CLOSE_ENOUGH_DB = 0.3  # What the limiter has taken away is given back where it is more than this.
OVERSAMPLING = 4  # BS.1770-4, annex 2: what a true peak is estimated at.
ATTACK_MS, RELEASE_MS = 5, 50
SIXTEEN_BITS, EIGHT_BITS = 32_768, 255


class Kept(NamedTuple):
    """A file of samples: its name in the task, its format, a sample's bytes, room for a header."""

    name: str
    form: str
    width: int
    headed: bool


SCRATCH = Kept("scratch", "flt", FLOAT_BYTES, headed=False)
TRACK = Kept("out", "s16", SHORT_BYTES, headed=True)


class Steps:
    """Progress, told in steps."""

    def __init__(self) -> None:
        self.shown = 0.0

    def at(self, fraction: float) -> None:
        """Tell the parent, unless it was told as much."""
        if fraction - self.shown >= PROGRESS_STEP:
            self.shown = fraction
            say(progress=min(fraction, 1.0))


def sound(av: Any, task: dict[str, Any]) -> dict[str, Any]:
    """The track and its waveform; `sound` is false where there is no sound to take."""
    steps = Steps()
    if not decode(av, task, steps):
        return {"sound": False}
    loudness, peak = measure(av, task, SCRATCH)
    steps.at(MEASURED)
    gain = 0.0
    # A measure may be of anything, also of what is no number.
    if math.isfinite(loudness) and loudness > task["silent_lufs"]:
        gain = min(task["target_lufs"] - loudness, task["most_gain_db"])
    limited = not peak + gain <= task["ceiling_dbtp"]
    level(av, task, gain, limited=limited)
    steps.at(LEVELLED)
    if limited:
        reached, _ = measure(av, task, TRACK)
        more = min(task["target_lufs"] - reached, task["most_gain_db"] - gain)
        if math.isfinite(reached) and more > CLOSE_ENOUGH_DB:
            gain += more
            level(av, task, gain, limited=True)
    return {"sound": True, "loudness": loudness if math.isfinite(loudness) else None, "gain": gain}


# First pass


class Track:
    """Floats in the playback's time, as far as they have come."""

    def __init__(self, task: dict[str, Any]) -> None:
        self.descriptor, self.total = task["scratch"], task["samples"]
        self.at = 0
        self.over = 0  # Samples of the present run whose place is taken.

    def go_to(self, place: int) -> None:
        """What comes next belongs at `place`: silence up to there, or what overlaps is left out."""
        self.silence(min(place, self.total) - self.at)
        self.over = max(0, self.at - place)

    def silence(self, count: int) -> None:
        """So many samples without sound."""
        while count > 0:
            piece = min(count, PIECE)
            self.put(bytes(piece * FLOAT_BYTES))
            count -= piece

    def add(self, data: bytes) -> None:
        """The next samples of the run; what lies behind the end is left out."""
        left_out = min(self.over, len(data) // FLOAT_BYTES)
        self.over -= left_out
        room = (self.total - self.at) * FLOAT_BYTES
        self.put(data[left_out * FLOAT_BYTES :][:room])

    def put(self, data: bytes) -> None:
        """Write, and be further by so much."""
        write(self.descriptor, data)
        self.at += len(data) // FLOAT_BYTES


class Run:
    """Sound without a break, from one decoder's first frame on: one resampler."""

    def __init__(self, av: Any, frame: Any, seconds: float, task: dict[str, Any]) -> None:
        self.form, self.rate = form(frame), frame.sample_rate
        self.begin, self.count = seconds, 0
        self.graph = chain(
            av,
            ("aresample", str(task["rate"])),
            ("aformat", f"sample_fmts=flt:channel_layouts=mono:sample_rates={task['rate']}"),
            ("asetnsamples", f"n={task['rate'] // 2}:p=0"),
            before=self.form,
        )

    @property
    def end(self) -> float:
        """Where the next frame is expected, in seconds."""
        return self.begin + float(self.count / self.rate)

    def push(self, frame: Any) -> None:
        """Take one frame in."""
        frame.pts = None
        self.count += frame.samples
        self.graph.push(frame)


def decode(av: Any, task: dict[str, Any], steps: Steps) -> bool:
    """Fill the scratch file; False when there is no sound track, or nothing in it."""
    track, run, some = Track(task), None, False
    with opened(av, task["inputs"][0]) as container:
        stream = tracks(container).get("audio")
        if stream is None:
            return False
        stream.codec_context.thread_count = 1
        for frame in decoded(av, container, stream):
            if frame is None:
                some = True
                continue
            if track.at >= track.total:
                break
            place = run.end if run and frame.pts is None else seconds_of(frame)
            jumps = run is not None and abs(place - run.end) > task["jitter_seconds"]
            if run is None or jumps or run.form != form(frame):
                finish(av, run, track)
                run = Run(av, frame, place, task)
                track.go_to(round(place * task["rate"]))
            run.push(frame)
            drain(av, run, track)
            steps.at(DECODED * track.at / max(track.total, 1))
    finish(av, run, track)
    if run is None and some:
        raise Refused("unreadable", "no sound decodes")
    track.silence(track.total - track.at)
    return run is not None


def decoded(av: Any, container: Any, stream: Any) -> Iterator[Any]:
    """Frames with something in them, and None where a packet gave none."""
    for packet in packets(av, container, [stream]):
        found = []
        with contextlib.suppress(av.error.FFmpegError, EOFError):
            found = [frame for frame in packet.decode() if frame.samples and frame.sample_rate]
        yield from found or [None]
    with contextlib.suppress(av.error.FFmpegError, EOFError):
        yield from (frame for frame in stream.codec_context.decode(None) if frame.samples)


def seconds_of(frame: Any) -> float:
    """Where a frame begins, in the playback's time."""
    return 0.0 if frame.pts is None else float(frame.pts * frame.time_base)


def form(frame: Any) -> tuple[str, str, int]:
    """What a resampler is made for."""
    return frame.format.name, frame.layout.name, frame.sample_rate


def drain(av: Any, run: Run, track: Track) -> None:
    """Take over what is resampled."""
    for frame in pulled(av, run.graph):
        track.add(content(frame, FLOAT_BYTES))


def finish(av: Any, run: Run | None, track: Track) -> None:
    """Take over what a run still holds."""
    if run is not None:
        run.graph.push(None)
        drain(av, run, track)


# Second pass


def measure(av: Any, task: dict[str, Any], kept: Kept) -> tuple[float, float]:
    """Integrated loudness in LUFS and true peak in dBTP (EBU R 128, by FFmpeg's `ebur128`).

    The peak of the scratch file alone: what has passed the limiter needs none.
    """
    peak = "true" if kept is SCRATCH else "none"
    graph = chain(
        av,
        ("ebur128", f"metadata=1:framelog=quiet:peak={peak}"),
        before=(kept.form, "mono", task["rate"]),
    )
    last = None
    for frame in through(av, graph, stored(av, task, kept)):
        last = frame
    found = {} if last is None else last.metadata
    highest = float(found.get("lavfi.r128.true_peak", 0.0))
    return float(found.get("lavfi.r128.I", -math.inf)), decibels(highest)


def decibels(peak: float) -> float:
    """Relative to full scale."""
    return 20 * math.log10(peak) if peak > 0 else -math.inf


# Third pass


def level(av: Any, task: dict[str, Any], gain: float, *, limited: bool) -> None:
    """Write the track at its gain behind the place of its header, and its waveform."""
    per_peak = task["rate"] // task["per_second"]
    graph = amplifier(av, task, gain, per_peak, limited=limited)
    for name in ("out", "waveform"):
        os.ftruncate(task[name], 0)
        os.lseek(task[name], 0, os.SEEK_SET)
    os.lseek(task["out"], task["header_bytes"], os.SEEK_SET)
    left, peaks = task["samples"], list[int]()
    for frame in through(av, graph, stored(av, task, SCRATCH)):
        data = content(frame, SHORT_BYTES)[: left * SHORT_BYTES]
        left -= len(data) // SHORT_BYTES
        write(task["out"], data)
        peaks.extend(peaks_of(data, per_peak))
    # The way up and down in rate may end a few samples early.
    write(task["out"], bytes(left * SHORT_BYTES))
    wanted = -(-task["samples"] // per_peak)
    said = {
        "peaksPerSecond": task["per_second"],
        "peaks": (peaks + [0] * wanted)[:wanted],
    }
    write(task["waveform"], json.dumps(said, separators=(",", ":")).encode())


def amplifier(av: Any, task: dict[str, Any], gain: float, per_peak: int, *, limited: bool) -> Any:
    """A graph from floats to 16 bit at a gain, in frames of whole peaks."""
    rate = task["rate"]
    nodes = [("volume", f"volume={gain:.3f}dB:precision=double")]
    if limited:
        ceiling = 10 ** ((task["ceiling_dbtp"] - task["margin_db"]) / 20)
        nodes += [
            ("aresample", str(rate * OVERSAMPLING)),
            (
                "alimiter",
                f"limit={ceiling:.6f}:attack={ATTACK_MS}:release={RELEASE_MS}:level=0:latency=1",
            ),
            ("aresample", str(rate)),
        ]
    return chain(
        av,
        *nodes,
        ("aformat", f"sample_fmts=s16:channel_layouts=mono:sample_rates={rate}"),
        ("asetnsamples", f"n={per_peak * max(1, PIECE // per_peak)}:p=0"),
        before=("flt", "mono", rate),
    )


def peaks_of(data: bytes, per_peak: int) -> Iterator[int]:
    """The highest distance from zero in each `per_peak` samples, 0 to 255."""
    values = array("h", data)
    for at in range(0, len(values), per_peak):
        some = values[at : at + per_peak]
        top, bottom = max(some), min(some)
        highest = max(top, -bottom)
        yield (highest * EIGHT_BITS + SIXTEEN_BITS // 2) // SIXTEEN_BITS


# Frames and filters


def chain(av: Any, *nodes: tuple[str, str], before: tuple[str, str, int]) -> Any:
    """Filters one after another, from frames of that format, layout and rate to a sink."""
    graph = av.filter.Graph()
    graph.threads = 1
    form, layout, rate = before
    arguments = f"sample_fmt={form}:channel_layout={layout}:sample_rate={rate}:time_base=1/{rate}"
    made = [graph.add("abuffer", arguments), *(graph.add(*node) for node in nodes)]
    graph.link_nodes(*made, graph.add("abuffersink")).configure()
    return graph


def pulled(av: Any, graph: Any) -> Iterator[Any]:
    """What has come out of a graph by now."""
    while True:
        try:
            yield graph.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return


def through(av: Any, graph: Any, frames: Iterator[Any]) -> Iterator[Any]:
    """All that comes out of a graph when all `frames` are put in."""
    for frame in frames:
        graph.push(frame)
        yield from pulled(av, graph)
    graph.push(None)
    yield from pulled(av, graph)


def stored(av: Any, task: dict[str, Any], kept: Kept) -> Iterator[Any]:
    """A file that was written, as frames."""
    offset = task["header_bytes"] if kept.headed else 0
    for at in range(0, task["samples"], PIECE):
        count = min(PIECE, task["samples"] - at)
        frame = av.AudioFrame(format=kept.form, layout="mono", samples=count)
        frame.sample_rate, frame.pts = task["rate"], at
        data = read(task[kept.name], count * kept.width, offset + at * kept.width)
        frame.planes[0].update(data)
        yield frame


def content(frame: Any, width: int) -> bytes:
    """The samples of a mono frame; its plane may be longer."""
    return bytes(frame.planes[0])[: frame.samples * width]


def read(descriptor: int, size: int, offset: int) -> bytes:
    """All of it.

    Raises:
        EOFError: There is less.
    """
    data = b""
    while len(data) < size:
        piece = os.pread(descriptor, size - len(data), offset + len(data))
        if not piece:
            raise EOFError
        data += piece
    return data


def write(descriptor: int, data: bytes) -> None:
    """All of it."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
