"""What is made of a recording's sound: a track for listening and transcribing, and its waveform.

The track is 16 kHz, mono, 16 bit (what speech recognisers take), and sample n is time n / 16000
of the playback: silence stands where the recording has no sound.

Loudness is measured over the whole track by ITU-R BS.1770-4 with both gates (blocks below -70
LUFS, then 10 LU below the mean, don't count), and one gain brings it to -16 LUFS, the upper end
of what AES TD1004.1.15-10 recommends for listening on small devices. True peaks stay at or below
-1 dBTP (EBU R 128, section m): a limiter takes what stands out, at four times the rate. The gain
is at most 24 dB: a murmur at -40 LUFS reaches the target, the noise of an empty room at -65 stays
a whisper; and what is below the absolute gate is left as it is.
"""

import struct
from typing import Any

from parley.kit.errors import DomainError, Kind

RATE = 16_000
SAMPLE_BYTES, FLOAT_BYTES = 2, 4
TARGET_LUFS = -16.0
CEILING_DBTP = -1.0
MOST_GAIN_DB = 24.0
SILENT_LUFS = -70.0
# The limiter sees peaks between samples at four times the rate; the way back down to 16 kHz may
# raise them by as much (measured, with clicks and white noise).
LIMITER_MARGIN_DB = 0.2
# Further than this from where its time says, sound is moved; nearer is a recorder's jitter.
JITTER_SECONDS = 0.04

AUDIO, WAVEFORM = "audio/wav", "application/json"
AUDIO_NAME, WAVEFORM_NAME = "audio.wav", "waveform.json"
HEADER_BYTES = 44
PEAK_MAX = 255
# An hour stays below 100 kB, and so below what a page can draw many times over.
MOST_PEAKS = 20_000
_PEAK_RATES = (20, 10, 5, 4, 2, 1)  # Each divides RATE.


class SoundUnreadable(DomainError):
    """The sound of this recording can't be read."""

    kind = Kind.MALFORMED


def samples(seconds: float) -> int:
    """How many samples a track of so many seconds has."""
    return round(seconds * RATE)


def track_bytes(seconds: float) -> int:
    """The room that taking a track needs: itself, and 32-bit floats until its loudness is known."""
    return samples(seconds) * (SAMPLE_BYTES + FLOAT_BYTES)


def wav_header(count: int) -> bytes:
    """The canonical header of `count` samples (RIFF; Multimedia Programming Interface 1.0, 1991).

    Raises:
        SoundUnreadable: More than the format can say, which is over 37 hours.
    """
    size = count * SAMPLE_BYTES
    if size + HEADER_BYTES >= 2**32:
        raise SoundUnreadable
    layout = struct.pack("<HHIIHH", 1, 1, RATE, RATE * SAMPLE_BYTES, SAMPLE_BYTES, SAMPLE_BYTES * 8)
    head = struct.pack("<4sI4s4sI", b"RIFF", size + HEADER_BYTES - 8, b"WAVE", b"fmt ", len(layout))
    return head + layout + struct.pack("<4sI", b"data", size)


def peaks_per_second(count: int) -> int:
    """How fine the waveform of `count` samples is: 20 a second, fewer from 17 minutes on."""
    return next((n for n in _PEAK_RATES if peaks(count, n) <= MOST_PEAKS), _PEAK_RATES[-1])


def peaks(count: int, per_second: int) -> int:
    """How many peaks that makes; the last may stand for less time."""
    return -(-count * per_second // RATE)


def is_waveform(said: Any, count: int) -> bool:
    """Whether `said` is a waveform of `count` samples, whoever says it."""
    rate = peaks_per_second(count)
    match said:
        case {"peaksPerSecond": int(told), "peaks": list(values)} if len(said) == 2:  # noqa: PLR2004
            return (
                told == rate
                and len(values) == peaks(count, rate)
                and all(type(value) is int and 0 <= value <= PEAK_MAX for value in values)
            )
    return False
