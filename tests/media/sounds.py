"""Sound for tests: synthesized, wrapped without loss, and measured without FFmpeg."""

import io
import wave
from collections.abc import Sequence
from fractions import Fraction
from io import BytesIO
from typing import Any

import av
import numpy as np
import numpy.typing as npt
from av.audio.stream import AudioStream
from av.video.stream import VideoStream

Samples = npt.NDArray[np.float64]
# ITU-R BS.1770-4, tables 1 and 2: the two filters of the K-weighting at 48 kHz.
SHELF = (
    (1.53512485958697, -2.69169618940638, 1.19839281085285),
    (1.0, -1.69065929318241, 0.73248077421585),
)
HIGH_PASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))


def sine(seconds: float, dbfs: float, hertz: float = 997.0, rate: int = 48_000) -> Samples:
    """A tone whose peaks are at `dbfs`."""
    time = np.arange(round(seconds * rate)) / rate
    return 10 ** (dbfs / 20) * np.sin(2 * np.pi * hertz * time)


def talk(seconds: float, dbfs: float, rate: int = 48_000, seed: int = 1) -> Samples:
    """Like speech to a meter: coloured noise in syllables at an RMS of `dbfs`, with pauses."""
    random = np.random.default_rng(seed)
    count = round(seconds * rate)
    spectrum = np.fft.rfft(random.standard_normal(count))
    hertz = np.fft.rfftfreq(count, 1 / rate)
    noise = np.fft.irfft(spectrum / (1 + (hertz / 500) ** 2), count)
    time = np.arange(count) / rate
    syllables = np.clip(np.sin(2 * np.pi * 3 * time), 0, 1) ** 2
    loud: Samples = noise * syllables * (np.sin(2 * np.pi * 0.3 * time) > -0.3)
    return loud * 10 ** (dbfs / 20) / float(np.sqrt(np.mean(loud[loud != 0] ** 2)))


def matroska(
    *pieces: tuple[float, Samples],
    rate: int = 48_000,
    picture_seconds: float = 0.0,
    packet_seconds: float = 0.02,
) -> bytes:
    """PCM in Matroska: each piece (one or more channels in rows) begins at its second."""
    out = BytesIO()
    with av.open(out, "w", format="matroska") as container:
        picture = container.add_stream("libvpx", rate=10) if picture_seconds else None
        first = np.atleast_2d(pieces[0][1])
        sound = container.add_stream("pcm_f32le", rate=rate)
        assert isinstance(sound, AudioStream)
        sound.layout = "mono" if len(first) == 1 else "stereo"
        if picture is not None:
            assert isinstance(picture, VideoStream)
            picture.width, picture.height, picture.pix_fmt = 64, 48, "yuv420p"
            for number in range(round(picture_seconds * 10)):
                shown = av.VideoFrame(64, 48, "yuv420p")
                shown.pts, shown.time_base = number, Fraction(1, 10)
                container.mux(picture.encode(shown))
            container.mux(picture.encode(None))
        for begin, piece in pieces:
            for frame in _frames(np.atleast_2d(piece), begin, rate, packet_seconds):
                container.mux(sound.encode(frame))
        container.mux(sound.encode(None))
    return out.getvalue()


def _frames(
    piece: Samples, begin: float, rate: int, packet_seconds: float
) -> Sequence[av.AudioFrame]:
    step, found = round(packet_seconds * rate), []
    for at in range(0, piece.shape[1], step):
        data = np.ascontiguousarray(piece[:, at : at + step].T.reshape(1, -1), dtype=np.float32)
        layout = "mono" if len(piece) == 1 else "stereo"
        frame = av.AudioFrame.from_ndarray(data, format="flt", layout=layout)
        frame.sample_rate, frame.pts = rate, round(begin * rate) + at
        frame.time_base = Fraction(1, rate)
        found.append(frame)
    return found


def wav(data: bytes) -> tuple[Samples, Any]:
    """A WAV file's samples, -1 to 1, and its parameters, by Python's own reader."""
    with wave.open(io.BytesIO(data)) as file:
        parameters = file.getparams()
        raw = file.readframes(parameters.nframes)
    return np.frombuffer(raw, "<i2") / 32_768.0, parameters


def loudness(samples: Samples, rate: int = 16_000) -> float:
    """Integrated loudness in LUFS, by the text of ITU-R BS.1770-4."""
    at_48k = upsampled(samples, 48_000 // rate)
    padded = np.concatenate([at_48k, np.zeros(48_000)])
    turn = np.exp(-2j * np.pi * np.fft.rfftfreq(len(padded)))
    response = np.ones(len(turn), dtype=complex)
    for above, below in (SHELF, HIGH_PASS):
        response *= (above[0] + above[1] * turn + above[2] * turn**2) / (
            below[0] + below[1] * turn + below[2] * turn**2
        )
    weighted = np.fft.irfft(np.fft.rfft(padded) * response, len(padded))[: len(at_48k)]
    block, step = 19_200, 4_800
    power = np.array(
        [np.mean(weighted[at : at + block] ** 2) for at in range(0, len(weighted) - block, step)]
    )
    level = -0.691 + 10 * np.log10(power + 1e-30)
    if not (level > -70).any():
        return float("-inf")
    relative = -0.691 + 10 * np.log10(power[level > -70].mean()) - 10
    counted = power[(level > -70) & (level > relative)]
    return float(-0.691 + 10 * np.log10(counted.mean()))


def true_peak(samples: Samples) -> float:
    """In dBTP, at eight times the rate."""
    return float(20 * np.log10(np.abs(upsampled(samples, 8)).max() + 1e-30))


def upsampled(samples: Samples, times: int) -> Samples:
    """The same sound at `times` the rate, by its spectrum; silent ends keep it from wrapping."""
    if times == 1:
        return samples
    edge = np.zeros(4_000)
    padded = np.concatenate([edge, samples, edge])
    spectrum = np.fft.rfft(padded)
    wide = np.zeros(len(padded) * times // 2 + 1, dtype=complex)
    wide[: len(spectrum)] = spectrum
    full = np.fft.irfft(wide, len(padded) * times) * times
    return full[len(edge) * times : (len(edge) + len(samples)) * times]
