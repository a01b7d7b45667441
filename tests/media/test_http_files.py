"""Signed links and ranges (RFC 9110, sections 13 and 14)."""

import re
import time
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.contracts.media import Playback
from parley.kit.ids import new_id
from parley.media.http.ranges import Slice, Unsatisfiable, names, parse_range, still_applies
from tests.media.conftest import House
from tests.media.recordings import webm


@pytest.fixture
async def playback(house: House) -> Playback:
    take = await house.take()
    await house.client().upload(take.take_id, webm(1.0))
    await house.media.submit_take(take.media_url, house.evidence_id, "q1")
    await house.work()
    return await house.media.playback(take.media_url)


@pytest.fixture
async def http(house: House) -> httpx.AsyncClient:
    """A player: it has the link and nothing else."""
    client = house.client().http
    del client.headers["Authorization"]
    return client


async def test_a_link_plays_and_can_do_nothing_else(
    playback: Playback, http: httpx.AsyncClient
) -> None:
    answer = await http.get(playback.playback_url or "")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "video/webm"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert "no-store" in answer.headers["Cache-Control"]
    assert "Content-Disposition" not in answer.headers
    saved = await http.get(playback.download_url or "")
    assert saved.content == answer.content
    assert saved.headers["Content-Disposition"] == 'attachment; filename="recording.webm"'
    assert saved.headers["Content-Type"] == "application/octet-stream"


async def test_head_tells_what_get_would(playback: Playback, http: httpx.AsyncClient) -> None:
    url = playback.playback_url or ""
    got, head = await http.get(url), await http.head(url)
    assert head.content == b""
    for name in ("Content-Length", "Content-Type", "ETag", "Accept-Ranges"):
        assert head.headers[name] == got.headers[name]
    assert int(head.headers["Content-Length"]) == len(got.content)
    # A range means nothing for HEAD.
    assert (await http.head(url, headers={"Range": "bytes=0-1"})).status_code == 200


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=0-", 0, None),
        ("bytes=100-199", 100, 200),
        ("bytes=100-999999999", 100, None),
        ("bytes=-1", -1, None),
        ("bytes=-999999999", 0, None),
        ("Bytes= 5-9", 5, 10),
    ],
)
async def test_one_range_is_answered_by_that_range(
    playback: Playback, http: httpx.AsyncClient, asked: str, start: int, end: int | None
) -> None:
    url = playback.playback_url or ""
    whole = (await http.get(url)).content
    answer = await http.get(url, headers={"Range": asked})
    assert answer.status_code == 206
    assert answer.content == whole[start:end]
    found = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", answer.headers["Content-Range"])
    assert found is not None
    first, last, size = map(int, found.groups())
    assert (size, last - first + 1) == (len(whole), len(answer.content))
    assert whole[first : last + 1] == answer.content


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=-0", "bytes=99999999-999999999"])
async def test_a_range_outside_is_unsatisfiable(
    playback: Playback, http: httpx.AsyncClient, asked: str
) -> None:
    url = playback.playback_url or ""
    size = (await http.head(url)).headers["Content-Length"]
    answer = await http.get(url, headers={"Range": asked})
    assert (answer.status_code, answer.headers["Content-Range"]) == (416, f"bytes */{size}")
    assert answer.json()["error"] == "range_not_satisfiable"


@pytest.mark.parametrize(
    "asked", ["bytes=5-2", "bytes=0-1,4-5", "items=0-1", "bytes=a-b", "bytes", ""]
)
async def test_what_is_no_single_range_is_answered_by_the_whole(
    playback: Playback, http: httpx.AsyncClient, asked: str
) -> None:
    url = playback.playback_url or ""
    answer = await http.get(url, headers={"Range": asked})
    assert answer.status_code == 200
    assert len(answer.content) == int(answer.headers["Content-Length"])


async def test_validators(playback: Playback, http: httpx.AsyncClient) -> None:
    url = playback.playback_url or ""
    etag = (await http.head(url)).headers["ETag"]
    same = await http.get(url, headers={"If-None-Match": etag})
    assert (same.status_code, same.content) == (304, b"")
    assert (await http.get(url, headers={"If-None-Match": '"else"'})).status_code == 200
    part = {"Range": "bytes=0-9"}
    assert (await http.get(url, headers={**part, "If-Range": etag})).status_code == 206
    assert (await http.get(url, headers={**part, "If-Range": '"else"'})).status_code == 200
    assert (await http.get(url, headers={**part, "If-Range": f"W/{etag}"})).status_code == 200


def changed(url: str, **fields: str) -> str:
    parts = urlsplit(url)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()} | fields
    return f"{parts.path}?{urlencode(query)}"


async def test_a_link_is_good_for_what_it_was_signed_for_alone(
    house: House, playback: Playback, http: httpx.AsyncClient
) -> None:
    url, poster = playback.playback_url or "", playback.poster_url or ""
    bad = [
        changed(url, type="text/html"),
        changed(url, type="application/octet-stream"),
        changed(url, expires=str(int(time.time()) + 10**6)),
        changed(url, signature="0" * 64),
        changed(url, signature=""),
        f"{urlsplit(poster).path}?{urlsplit(url).query}",
        f"{urlsplit(url).path}x?{urlsplit(url).query}",
        f"/api/v1/media/../keys/link.key?{urlsplit(url).query}",
        f"/api/v1/media/takes/{new_id()}/x?{urlsplit(url).query}",
    ]
    for link in bad:
        answer = await http.get(link)
        assert answer.status_code in {403, 404}, link
        if answer.status_code == 403:
            assert answer.json()["error"] == "link_expired"
    for broken in ({"expires": "soon"}, {"signature": "xyz"}, {"expires": "-1"}):
        assert (await http.get(changed(url, **broken))).status_code == 422
    assert (await http.get(urlsplit(url).path)).status_code == 422
    assert (await http.post(url)).status_code == 405


async def test_a_link_ends_and_a_new_one_goes_on(
    house: House, playback: Playback, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = playback.playback_url or ""
    expires = int(parse_qs(urlsplit(url).query)["expires"][0])
    monkeypatch.setattr("parley.kit.blobs.time.time", lambda: float(expires))
    assert (await http.get(url)).status_code == 200
    monkeypatch.setattr("parley.kit.blobs.time.time", lambda: expires + 0.001)
    answer = await http.get(url, headers={"Range": "bytes=0-9"})
    assert (answer.status_code, answer.json()["error"]) == (403, "link_expired")
    media_url = (await house.media.takes(house.evidence_id))[0].media_url
    renewed = (await house.media.playback(media_url)).playback_url or ""
    assert urlsplit(renewed).path == urlsplit(url).path
    assert (await http.get(renewed, headers={"Range": "bytes=0-9"})).status_code == 206


async def test_the_link_key_is_made_once_and_is_the_owners_alone(house: House) -> None:
    key = house.ground.data_dir / "keys" / "link.key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert len(key.read_bytes()) == 32
    assert [path.name for path in key.parent.iterdir()] == ["link.key"]


@given(st.text(max_size=40), st.integers(0, 10**6))
def test_any_range_header_is_a_slice_inside_or_none_or_unsatisfiable(text: str, size: int) -> None:
    for header in (text, "bytes=" + text):
        try:
            part = parse_range(header, size)
        except Unsatisfiable:
            continue
        assert part is None or 0 <= part.start < part.end <= size


@given(st.integers(0, 50), st.integers(0, 50), st.integers(1, 50))
def test_a_range_is_what_a_slice_is(first: int, last: int, size: int) -> None:
    whole = bytes(range(size))
    try:
        part = parse_range(f"bytes={first}-{last}", size)
    except Unsatisfiable:
        assert whole[first:] == b""
        return
    if part is None:
        assert last < first
    else:
        assert part == Slice(first, first + len(whole[first : last + 1]))


def test_tags_are_compared_weakly_for_caches_and_strongly_for_ranges() -> None:
    assert names('W/"a", "b"', '"b"')
    assert names("*", '"b"')
    assert not names('"ab"', '"b"')
    assert still_applies(None, '"a"')
    assert not still_applies('W/"a"', '"a"')
