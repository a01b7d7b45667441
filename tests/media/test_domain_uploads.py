import base64
import contextlib
import io
import zipfile
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.contracts.media import Gap
from parley.kit.errors import Malformed
from parley.kit.ids import new_id
from parley.media.domain.playback import gaps
from parley.media.domain.sniff import HEAD_BYTES, TAIL_BYTES, MediaType, is_also_archive, sniff
from parley.media.domain.takes import Segment
from parley.media.domain.uploads import (
    ChecksumUnsupported,
    UnsupportedMedia,
    parse_metadata,
    read_checksum,
    read_metadata,
)
from tests.media.recordings import mp4, ogg, shared, webm


def pairs(**fields: str) -> str:
    return ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in fields.items())


@pytest.mark.parametrize(
    ("recording", "kind"),
    [(webm(), MediaType.WEBM), (mp4(), MediaType.MP4), (ogg(), MediaType.OGG)],
    ids=["webm", "mp4", "ogg"],
)
def test_every_beginning_of_a_recording_is_undecided_or_right(
    recording: bytes, kind: MediaType
) -> None:
    seen = [sniff(recording[:count]) for count in range(200)]
    decided = seen.index(kind)
    assert set(seen[:decided]) == {None}
    assert set(seen[decided:]) == {kind}


def test_a_camera_file_is_mp4() -> None:
    assert sniff(shared("video/one_blink_smile.mp4")[:HEAD_BYTES]) is MediaType.MP4


HEADER = bytes.fromhex("4286810142f7810142f2810442f381084282847765626d4287810442858102")
VOID_IN_HEADER = b"\x1a\x45\xdf\xa3" + bytes([0x80 | 40]) + HEADER + b"\xec\x87alert()"


@pytest.mark.parametrize(
    "data",
    [
        b"<!doctype html><script>",
        b"PK\x03\x04" + webm(),
        b"%PDF-1.7\n" + webm(),
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\0\0\0\0WAVE",
        b"\x1a\x45\xdf\xa3" + b"<html>" * 20,
        VOID_IN_HEADER,
        webm()[:40] + b"%PDF-1.4" + webm()[40:],
        webm()[:100] + b"<script>alert(1)</script>",
        mp4()[:4] + b"moov" + mp4()[8:],
        b"\0\0\0\x20ftypisom" + b"\0" * 4 + b"\xff" * 16 + b"\0\0\0\x08free",
        mp4()[: int.from_bytes(mp4()[:4])] + b"\0\0\x10\0free" + b"<svg onload=alert(1)>",
        b"\0\0\0\x12ftyp",
        b"OggX",
        b"\0\0\0\0",
    ],
)
def test_what_is_no_recording_or_something_else_too_is_refused(data: bytes) -> None:
    with pytest.raises(UnsupportedMedia):
        sniff(data)


@given(st.binary(max_size=300))
def test_sniffing_decides_or_refuses_and_never_breaks(data: bytes) -> None:
    try:
        kind = sniff(data)
    except UnsupportedMedia:
        return
    assert kind is None or data[:4] in {b"\x1a\x45\xdf\xa3", b"OggS"} or data[4:8] == b"ftyp"


@given(st.binary(max_size=80))
def test_a_matroska_header_of_any_bytes_never_breaks(data: bytes) -> None:
    with contextlib.suppress(UnsupportedMedia):
        assert sniff(b"\x1a\x45\xdf\xa3" + data) in {None, MediaType.WEBM, MediaType.MATROSKA}


def archive(comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("index.html", "<script>")
        made.comment = comment
    return out.getvalue()


@pytest.mark.parametrize("comment", [b"", b"x" * 1000])
def test_a_recording_with_an_archive_behind_it_is_found(comment: bytes) -> None:
    both = webm() + archive(comment)
    assert is_also_archive(both[-TAIL_BYTES:], len(both))


@pytest.mark.parametrize("recording", [webm(), mp4(), ogg(), webm() + b"PK\x05\x06" + b"\1" * 30])
def test_a_recording_alone_is_no_archive(recording: bytes) -> None:
    assert not is_also_archive(recording[-TAIL_BYTES:], len(recording))


def test_metadata_asks_for_a_segment() -> None:
    take_id = new_id()
    header = pairs(
        takeId=take_id, segment="7", filetype="video/webm", startedAt="2026-01-01T01:00:00+01:00"
    )
    ask = read_metadata(header)
    assert (ask.take_id, ask.index, ask.metadata) == (take_id, 7, header)
    assert ask.declared_start == datetime(2026, 1, 1, tzinfo=UTC)


def test_a_take_id_of_another_form_names_nothing() -> None:
    assert read_metadata(pairs(takeId="../../etc", segment="0")).take_id == ""


@pytest.mark.parametrize(
    "header",
    [
        "",
        ",",
        "takeId",
        "takeId !!",
        "takeId \xe9\xe9\xe9\xe9",
        pairs(takeId="x", segment="1", startedAt="0001-01-01T00:00:00+14:00"),
        pairs(takeId="x"),
        pairs(segment="1"),
        pairs(takeId="x", segment="-1"),
        pairs(takeId="x", segment="1.5"),
        pairs(takeId="x", segment="1e3"),
        pairs(takeId="x", segment="٣"),
        pairs(takeId="x", segment="9" * 17),
        pairs(takeId="x", segment="1", startedAt="yesterday"),
        pairs(takeId="x", segment="1", startedAt="2026-01-01T00:00:00"),
        pairs(takeId="x", segment="1") + "," + pairs(segment="2"),
        "takeId " + base64.b64encode(b"\xff\xfe").decode() + "," + pairs(segment="1"),
        pairs(takeId="x" * 4096, segment="1"),
    ],
)
def test_metadata_of_another_form_is_refused(header: str) -> None:
    with pytest.raises(Malformed):
        read_metadata(header)


@given(
    st.dictionaries(
        st.from_regex(r"[a-zA-Z0-9]{1,20}", fullmatch=True),
        st.text(max_size=50),
        min_size=1,
        max_size=8,
    )
)
def test_metadata_is_read_as_it_was_written(fields: dict[str, str]) -> None:
    assert parse_metadata(pairs(**fields)) == fields


def test_a_checksum_is_a_sha256() -> None:
    digest = bytes(range(32))
    assert read_checksum("sha256 " + base64.b64encode(digest).decode()) == digest
    assert read_checksum(None) is None
    with pytest.raises(ChecksumUnsupported):
        read_checksum("sha1 " + base64.b64encode(digest[:20]).decode())
    for bad in ("sha256", "sha256 ???", "sha256 " + base64.b64encode(digest[:31]).decode()):
        with pytest.raises(Malformed):
            read_checksum(bad)


def moment(second: float) -> datetime:
    return datetime.fromtimestamp(1_767_225_600 + second, UTC)


def test_gaps_follow_the_recorder_and_else_the_arrival() -> None:
    first = Segment("a", 0, duration=4.0, declared_start=moment(0), last_byte_at=moment(100))
    second = Segment("b", 1, duration=2.0, declared_start=moment(34), first_byte_at=moment(100))
    third = Segment("c", 2, duration=1.0, first_byte_at=moment(99))
    assert gaps([first, second], [0.0, 4.0], 9.0) == (Gap(4.0, 30.0),)
    assert gaps([first, third], [0.0, 4.0], 9.0) == (Gap(4.0, 0.0),)
    assert gaps([first], [0.0], 9.0) == ()
