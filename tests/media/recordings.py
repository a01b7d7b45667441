"""Real recordings, made here: small, and such as a browser's MediaRecorder makes them."""

import array
import math
import os
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from io import BytesIO
from pathlib import Path

import av
import pytest
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.stream import VideoStream

FPS, RATE, SAMPLES = 10, 48_000, 4_800
SHARED = Path(
    os.environ.get("PARLEY_TEST_MEDIA", Path(__file__).resolve().parents[3] / "shared" / "media")
)


@cache
def webm(
    seconds: float = 1.0, *, video: str | None = "libvpx", audio: bool = True, shade: int = 0
) -> bytes:
    """A live WebM: unknown sizes, no duration, no index."""
    return _encode("webm", seconds, video, "libopus" if audio else None, shade, live=True)


@cache
def mp4(seconds: float = 1.0) -> bytes:
    """A fragmented MP4, as Safari's recorder makes it."""
    return _encode("mp4", seconds, "libx264", "aac", 0, live=True)


@cache
def ogg(seconds: float = 1.0) -> bytes:
    """Opus in Ogg, as Firefox's recorder makes it for sound alone."""
    return _encode("ogg", seconds, None, "libopus", 0, live=False)


@dataclass(frozen=True)
class Played:
    """What a player finds in a file."""

    form: str
    seconds: float
    codecs: dict[str, str]
    has_index: bool


def play(data: bytes) -> Played:
    """Open a derived file as a player would: duration from the header, codecs, an index."""
    with av.open(BytesIO(data), "r") as container:
        assert isinstance(container, InputContainer)
        seconds = (container.duration or 0) / av.time_base
        codecs = {str(s.type): s.codec_context.codec.canonical_name for s in container.streams}
        form = container.format.name
    return Played(form, seconds, codecs, b"\x1c\x53\xbb\x6b" in data or b"stss" in data)


def seek(data: bytes, second: float) -> float:
    """Where a player lands that seeks to `second`: the first picture's time from there."""
    with av.open(BytesIO(data), "r") as container:
        assert isinstance(container, InputContainer)
        container.seek(round(second * av.time_base), backward=True, any_frame=False)
        packet = next(p for p in container.demux(video=0) if p.pts is not None)
        assert packet.pts is not None
        assert packet.time_base is not None
        packet.decode()
        return float(packet.pts * packet.time_base)


def shared(name: str) -> bytes:
    """A file of the shared test media."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"requires shared test media: {name}")
    return path.read_bytes()


def _encode(
    form: str, seconds: float, video: str | None, audio: str | None, shade: int, *, live: bool
) -> bytes:
    out = BytesIO()
    options = {}
    if live:
        options = (
            {"live": "1"}
            if form == "webm"
            else {"movflags": "frag_keyframe+empty_moov+default_base_moof"}
        )
    with av.open(out, "w", format=form, options=options) as container:
        picture = _video(container.add_stream(video, rate=FPS)) if video else None
        sound = _audio(container.add_stream(audio, rate=RATE)) if audio else None
        for number in range(round(seconds * FPS)):
            if picture is not None:
                container.mux(picture.encode(_frame(number, shade)))
            if sound is not None:
                container.mux(sound.encode(_tone(number)))
        for stream in (picture, sound):
            if stream is not None:
                container.mux(stream.encode(None))
    return out.getvalue()


def _video(stream: object) -> VideoStream:
    assert isinstance(stream, VideoStream)
    stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
    stream.codec_context.gop_size = 5
    stream.codec_context.max_b_frames = 0
    return stream


def _audio(stream: object) -> AudioStream:
    assert isinstance(stream, AudioStream)
    stream.layout = "mono"
    return stream


def _frame(number: int, shade: int) -> av.VideoFrame:
    frame = av.VideoFrame(64, 48, "yuv420p")
    for index, plane in enumerate(frame.planes):
        row = bytes(
            (x * 3 + number * 8 + shade) & 255 if index == 0 else 128
            for x in range(plane.line_size)
        )
        plane.update(row * plane.height)
    frame.pts, frame.time_base = number, Fraction(1, FPS)
    return frame


def _tone(number: int) -> av.AudioFrame:
    frame = av.AudioFrame(format="s16", layout="mono", samples=SAMPLES)
    wave = (int(8000 * math.sin((number * SAMPLES + t) * 0.05)) for t in range(SAMPLES))
    frame.planes[0].update(array.array("h", wave).tobytes())
    frame.sample_rate, frame.pts, frame.time_base = RATE, number * SAMPLES, Fraction(1, RATE)
    return frame
