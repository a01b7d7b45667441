"""What a synthetic candidate sends: a given file, or a small recording made here."""

import io
import math
from fractions import Fraction
from pathlib import Path

import av
import av.container

RATE = 48_000
FRAMES_A_SECOND = 12
WIDTH, HEIGHT = 320, 240


def synthesize(seconds: float, *, hue: int = 0, speech: bytes = b"") -> bytes:
    """A WebM (VP8, Opus) of `seconds`: a moving bar and a soft tone, or `speech`.

    Written to a stream that can't seek, as a MediaRecorder does: no duration, no cues.

    Args:
        seconds: How long; with `speech` as long as that.
        hue: Of the picture.
        speech: 48 kHz mono 16-bit samples.
    """
    sink = _Unseekable()
    with av.open(sink, "w", format="webm", options={"live": "1"}) as out:
        _encode(out, len(speech) / 2 / RATE if speech else seconds, hue, speech)
    return sink.getvalue()


class _Unseekable(io.BytesIO):
    def seekable(self) -> bool:
        return False


def _encode(out: "av.container.OutputContainer", seconds: float, hue: int, speech: bytes) -> None:
    video = out.add_stream("libvpx", rate=FRAMES_A_SECOND)
    video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    video.bit_rate = 200_000
    video.options = {"deadline": "realtime", "cpu-used": "8"}
    audio = out.add_stream("libopus", rate=RATE, layout="mono")
    samples = RATE // FRAMES_A_SECOND
    for number in range(max(1, round(seconds * FRAMES_A_SECOND))):
        for packet in video.encode(_picture(number, hue)):
            out.mux(packet)
        for packet in audio.encode(_sound(number, samples, speech)):
            out.mux(packet)
    for stream in (video, audio):
        for packet in stream.encode(None):
            out.mux(packet)


def _picture(number: int, hue: int) -> av.VideoFrame:
    frame = av.VideoFrame(WIDTH, HEIGHT, "yuv420p")
    bar = (number * 8) % WIDTH
    row = bytearray([90] * WIDTH)
    row[bar : bar + 24] = bytes([210]) * len(row[bar : bar + 24])
    luma, cb, cr = frame.planes
    luma.update(bytes(row.ljust(luma.line_size, b"\0")) * HEIGHT)
    cb.update(bytes([(112 + hue) % 256]) * cb.buffer_size)
    cr.update(bytes([(136 + hue) % 256]) * cr.buffer_size)
    frame.pts, frame.time_base = number, Fraction(1, FRAMES_A_SECOND)
    return frame


def _sound(number: int, samples: int, speech: bytes) -> av.AudioFrame:
    frame = av.AudioFrame(format="s16", layout="mono", samples=samples)
    start = number * samples
    wave = speech[start * 2 : (start + samples) * 2] if speech else _tone(start, samples)
    frame.planes[0].update(wave.ljust(frame.planes[0].buffer_size, b"\0"))
    frame.sample_rate, frame.pts, frame.time_base = RATE, start, Fraction(1, RATE)
    return frame


def _tone(start: int, samples: int) -> bytes:
    values = (
        int(4000 * math.sin(2 * math.pi * 220 * i / RATE)) for i in range(start, start + samples)
    )
    return b"".join(value.to_bytes(2, "little", signed=True) for value in values)


def load(path: Path) -> bytes:
    """The bytes of a given WebM or MP4."""
    return path.read_bytes()


def seconds_of(content: bytes) -> float:
    """Media duration by its packets: a live recording's header states none."""
    end = 0.0
    with av.open(io.BytesIO(content), "r") as source:
        for packet in source.demux():
            if packet.pts is not None and packet.time_base is not None:
                end = max(end, float((packet.pts + (packet.duration or 0)) * packet.time_base))
    return end
