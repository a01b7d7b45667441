import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.speech.domain.wav import HEAD_BYTES, Sound, Unreadable, read_header
from tests.fakes.speech_engine import in_wav, silence

GOOD = in_wav(silence(1.0))


def form(kind: int = 1, channels: int = 1, rate: int = 16_000, bits: int = 16) -> bytes:
    return struct.pack("<HHIIHH", kind, channels, rate, 2 * rate, 2, bits)


def riff(*chunks: tuple[bytes, bytes]) -> bytes:
    body = b"".join(
        name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)
        for name, data in chunks
    )
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WAVE" + body


def test_what_the_writer_makes_is_read() -> None:
    sound = read_header(GOOD[:HEAD_BYTES], len(GOOD))
    assert sound == Sound(44, 16_000)
    assert sound.seconds == 1.0
    assert sound.span(10, 20) == (64, 84)


def test_other_chunks_are_passed_over() -> None:
    data = riff((b"LIST", b"odd"), (b"fmt ", form()), (b"fact", b"1234"), (b"data", bytes(64)))
    assert read_header(data, len(data)) == Sound(len(data) - 64, 32)


@pytest.mark.parametrize("length", [0, 0xFFFFFFFF], ids=["zero", "all ones"])
def test_a_length_nobody_wrote_is_what_is_stored(length: int) -> None:
    data = riff((b"fmt ", form()), (b"data", b""))[:-4] + struct.pack("<I", length) + bytes(100)
    assert read_header(data, len(data)).samples == 50


def test_a_length_beyond_the_file_is_what_is_stored() -> None:
    data = riff((b"fmt ", form()), (b"data", b""))[:-4] + struct.pack("<I", 2**31) + bytes(101)
    assert read_header(data, len(data)).samples == 50


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"OggS" + bytes(60),
        b"RIFF\x00\x00\x00\x00AVI " + bytes(60),
        riff((b"data", bytes(10))),
        riff((b"fmt ", form())),
        riff((b"fmt ", form()[:10]), (b"data", bytes(10))),
        riff((b"fmt ", form(kind=3)), (b"data", bytes(10))),
        riff((b"fmt ", form(channels=2)), (b"data", bytes(10))),
        riff((b"fmt ", form(rate=48_000)), (b"data", bytes(10))),
        riff((b"fmt ", form(bits=24)), (b"data", bytes(10))),
        riff((b"junk", bytes(HEAD_BYTES)), (b"fmt ", form()), (b"data", bytes(10))),
    ],
    ids=[
        "empty", "ogg", "avi", "no format", "no samples", "short format", "float", "stereo",
        "48 kHz", "24 bit", "header too long",
    ],
)  # fmt: skip
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read_header(data[:HEAD_BYTES], len(data))


@given(st.binary(max_size=200), st.integers(0, 2**40))
def test_no_header_leads_outside_the_file(tail: bytes, size: int) -> None:
    head = GOOD[:36] + tail
    try:
        sound = read_header(head, size)
    except Unreadable:
        return
    assert sound.samples >= 0
    assert sound.samples == 0 or sound.span(0, sound.samples)[1] <= size
