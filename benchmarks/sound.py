"""Taking the sound of an hour's playback, against decoding and resampling it alone.

Ours is the confined child with everything that it does: confinement, a place in time for every
sample, loudness measured and levelled with a limiter, the waveform; then the checks of its
parent. The peer is a Python process that decodes the same file by PyAV into 16 kHz mono 16 bit
and writes that. Both read Opus and a small picture from WebM, as browsers record it.
"""

import asyncio
import os
import resource
import subprocess
import sys
import tempfile
from array import array
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from random import Random

import av
from av.audio.stream import AudioStream

from benchmarks.figures import ratio, tell
from parley.media.clients.confined import ConfinedReader
from parley.media.domain.sniff import MediaType
from parley.media.ports import ReaderLimits

SECONDS = 3600
ROUNDS = 3
RATE = 48_000
PATTERN_SECONDS = 10
MINUTES = SECONDS / 60
KILO = 1024
LIMITED_TO = 256 * 1024**2  # The child's address space: an hour fits in a quarter of its setting.

PEER = """
import sys
import av
with av.open(sys.argv[1], format="matroska") as container, open(sys.argv[2], "wb") as out:
    stream = container.streams.audio[0]
    stream.codec_context.thread_count = 1
    resampler = av.AudioResampler(format="s16", layout="mono", rate=16000)
    for packet in container.demux(stream):
        for frame in packet.decode():
            for done in resampler.resample(frame):
                out.write(bytes(done.planes[0])[: done.samples * 2])
"""


def main() -> None:
    """Measure and tell."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        hour = folder / "hour.webm"
        record(hour)
        ours, theirs = [], []
        for _ in range(ROUNDS):
            ours.append(cpu_of(lambda: take(hour, folder)))
            theirs.append(cpu_of(lambda: bare(hour, folder)))
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / KILO
        waveform = (folder / "waveform").stat().st_size
    ratio("sound.cpu", [used / MINUTES for used in ours], [used / MINUTES for used in theirs], "s")
    # The larger of both, and ours is: the peer keeps nothing.
    tell("sound.memory", peak, "MB", limited_to_MB=LIMITED_TO / KILO**2)
    tell("sound.waveform", waveform / KILO, "KB")


def record(path: Path) -> None:
    """An hour of WebM: noise in syllables, with pauses, and one still picture a second."""
    random = Random(1)  # noqa: S311 - sound, not secrets
    syllable = [abs((at % 16_000) - 8_000) / 8_000 for at in range(RATE * PATTERN_SECONDS)]
    loud = (at < RATE * PATTERN_SECONDS * 0.7 for at in range(RATE * PATTERN_SECONDS))
    pattern = array(
        "h",
        (
            round(random.gauss(0, 900) * height) if speaks else 0
            for height, speaks in zip(syllable, loud, strict=True)
        ),
    )
    with av.open(path, "w", format="webm") as container:
        picture, sound = container.add_stream("libvpx", rate=1), container.add_stream("libopus")
        if not isinstance(sound, AudioStream):
            raise TypeError
        picture.width, picture.height, picture.pix_fmt = 64, 48, "yuv420p"
        sound.rate, sound.layout, sound.bit_rate = RATE, "mono", 32_000
        still = av.VideoFrame(64, 48, "yuv420p")
        for second in range(SECONDS):
            still.pts, still.time_base = second, Fraction(1)
            container.mux(picture.encode(still))
            at = second % PATTERN_SECONDS * RATE
            frame = av.AudioFrame(format="s16", layout="mono", samples=RATE)
            frame.planes[0].update(pattern[at : at + RATE].tobytes())
            frame.sample_rate, frame.pts = RATE, second * RATE
            frame.time_base = Fraction(1, RATE)
            container.mux(sound.encode(frame))
        for stream in (picture, sound):
            container.mux(stream.encode(None))


def take(hour: Path, folder: Path) -> None:
    """Ours."""

    async def ignored(_: float) -> None: ...

    reader = ConfinedReader(ReaderLimits(memory_bytes=LIMITED_TO))
    source, out = (hour, MediaType.WEBM), folder / "out"
    if not asyncio.run(reader.sound(source, float(SECONDS), out, folder / "waveform", ignored)):
        sys.exit("There should be sound.")


def bare(hour: Path, folder: Path) -> None:
    """The peer."""
    subprocess.run([sys.executable, "-c", PEER, hour, folder / "bare"], check=True)


def cpu_of(work: Callable[[], None]) -> float:
    """Seconds of CPU of the children that `work` runs, and of this process meanwhile."""
    before = os.times()
    work()
    after = os.times()
    return sum(after[:4]) - sum(before[:4])


if __name__ == "__main__":
    main()
