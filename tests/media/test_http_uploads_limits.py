"""Every limit of an upload at its edge, and a disk that is full."""

import errno
import os
from dataclasses import replace
from pathlib import Path

import pytest

from parley.contracts.media import TakeTooLong
from parley.kit.clock import ManualClock
from parley.kit.db import Database
from parley.media.domain.takes import Limits
from tests.fakes.identity import FakeIdentity
from tests.media.conftest import ROOMY, House, Tus, build, sha256
from tests.media.recordings import webm
from tests.media.uploading import DATA, offset, started

LIMITS = Limits(
    grace_seconds=0.5, cap_seconds=3, bytes_per_second=40_000, segments=3, upload_bytes=30_000
)


@pytest.fixture
async def tight(db: Database, tmp_path: Path, clock: ManualClock) -> House:
    return build(db, tmp_path, clock, replace(ROOMY, limits=LIMITS), FakeIdentity())


async def test_an_upload_has_a_largest_size(tight: House) -> None:
    tus = tight.client()
    take = await tight.take()
    assert (await tus.create(take.take_id, 0, 30_001)).status_code == 413
    assert (await tus.create(take.take_id, 0, 30_000)).status_code == 201
    url = (await tus.create(take.take_id, 1)).headers["Location"]
    padded = webm(0.5).ljust(30_000, b"\0")
    answer = await tus.patch(url, 0, padded + b"x")
    assert (answer.status_code, answer.json()["error"]) == (413, "upload_too_large")
    assert await offset(tus, url) == 0
    assert (await tus.patch(url, 0, padded)).status_code == 204
    assert (await tus.patch(url, 30_000, b"x")).status_code == 413


async def test_the_bytes_of_a_take_are_bounded_and_what_came_is_kept(tight: House) -> None:
    tus = tight.client()
    take = await tight.take(media_limit_seconds=1)  # 1.5 s x 40 kB/s = 60 kB
    padded = webm(0.5).ljust(30_000, b"\0")
    urls = [(await tus.create(take.take_id, n)).headers["Location"] for n in range(3)]
    assert (await tus.patch(urls[0], 0, padded)).status_code == 204
    assert (await tus.patch(urls[1], 0, padded[:29_999])).status_code == 204
    answer = await tus.patch(urls[2], 0, padded[:2])
    assert (answer.status_code, answer.json()["error"]) == (413, "upload_too_large")
    assert (await tus.patch(urls[2], 0, padded[:1])).status_code == 204
    assert [await offset(tus, url) for url in urls] == [30_000, 29_999, 1]


async def test_a_take_has_a_last_segment(tight: House) -> None:
    tus = tight.client()
    take = await tight.take()
    for number in range(3):
        assert (await tus.create(take.take_id, number)).status_code == 201
    answer = await tus.create(take.take_id, 3)
    assert (answer.status_code, answer.json()["error"]) == (413, "too_many_segments")


async def test_a_take_that_is_over_its_limit_takes_no_more_and_is_not_submitted(
    tight: House,
) -> None:
    tus = tight.client()
    take = await tight.take(media_limit_seconds=1)
    long = webm(2.0)
    url = await tus.upload(take.take_id, long)
    # Acknowledged, and kept.
    assert (await tus.http.get(url)).json()["sha256"] == sha256(long)
    answer = await tus.create(take.take_id, 1)
    assert (answer.status_code, answer.json()["error"]) == (413, "take_too_long")
    with pytest.raises(TakeTooLong):
        await tight.media.submit_take(take.media_url, tight.evidence_id, "q1")
    assert (await tus.http.get(url)).json()["sha256"] == sha256(long)


async def test_uploads_leave_the_floor_of_the_disk_free(
    db: Database, tmp_path: Path, clock: ManualClock
) -> None:
    full = build(db, tmp_path, clock, replace(ROOMY, disk_floor_bytes=2**60), FakeIdentity())
    take = await full.take()
    answer = await full.client().create(take.take_id)
    assert (answer.status_code, answer.json()["error"]) == (503, "storage_full")
    assert int(answer.headers["Retry-After"]) > 0


async def test_a_full_disk_keeps_what_was_acknowledged(
    house: House, tus: Tus, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = await started(house, tus)
    await tus.patch(url, 0, DATA[:1000])
    real = os.pwrite

    def half(fd: int, data: bytes, at: int) -> int:
        if at > 1000:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(fd, data[:7], at)

    with monkeypatch.context() as patched:
        patched.setattr(os, "pwrite", half)
        answer = await tus.patch(url, 1000, DATA[1000:])
        assert (answer.status_code, answer.json()["error"]) == (503, "storage_full")
        assert await offset(tus, url) == 1000
    assert (await tus.patch(url, 1000, DATA[1000:], length=len(DATA))).status_code == 204
    assert (await tus.http.get(url)).json()["sha256"] == sha256(DATA)
