import os
import time
from datetime import timedelta
from pathlib import Path

import pytest

from parley.contracts.media import TakeNotFound
from parley.kit.clock import ManualClock
from parley.kit.ids import new_id
from tests.media.conftest import House
from tests.media.recordings import webm
from tests.media.test_service_playback import due, recorded


async def test_erasing_leaves_nothing(house: House) -> None:
    media_url = await recorded(house, webm(1.0))
    await house.work()
    link = (await house.media.playback(media_url)).playback_url or ""
    other = await house.take("q2")
    url = (await house.client().create(other.take_id)).headers["Location"]
    await house.client().patch(url, 0, webm(1.0)[:1000])
    await house.media.erase([house.evidence_id])
    assert house.files("blobs") == []
    assert house.files("uploads") == []
    async with house.ground.db.unit("media") as unit:
        left = await unit.fetchrow("""
            SELECT (SELECT count(*) FROM media.consents), (SELECT count(*) FROM media.takes),
                (SELECT count(*) FROM media.segments), (SELECT count(*) FROM media.playbacks)
        """)
    assert left is not None
    assert tuple(left) == (0, 0, 0, 0)
    answer = await house.client().http.get(link)
    assert (answer.status_code, answer.json()["error"]) == (404, "media_not_found")
    assert (await house.client().patch(url, 1000, b"x")).status_code == 404
    with pytest.raises(TakeNotFound):
        await house.media.playback(media_url)
    assert await house.media.consent(house.evidence_id) is None


async def test_erasing_while_a_playback_is_made_leaves_nothing(house: House) -> None:
    await recorded(house, webm(1.0))
    remuxing = house.part.workers[0]._handlers["playback"].__self__  # type: ignore[attr-defined] # a bound method
    real = remuxing._reader.remux

    async def erased(*args: object, **named: object) -> object:
        made = await real(*args, **named)
        await house.media.erase([house.evidence_id])
        return made

    remuxing._reader.remux = erased
    await house.work()
    assert house.files("blobs") == []
    assert house.files("uploads") == []
    await due(house)
    await house.work()
    assert (await house.ground.jobs.take("media")) is None


async def test_a_deletion_that_was_broken_off_is_finished_by_the_sweep(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await recorded(house, webm(1.0))
    await house.work()
    erasure = house.media._erasure

    async def crash(_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(erasure, "_delete", crash)
        with pytest.raises(KeyboardInterrupt):
            await house.media.erase([house.evidence_id])
    assert house.files("blobs") != []
    await house.part.sweeps[0].run()
    assert house.files("blobs") == []


def _age(path: Path, seconds: float) -> None:

    then = time.time() - seconds
    os.utime(path, (then, then))


async def test_the_sweep_deletes_what_belongs_to_nothing_and_keeps_the_rest(
    house: House, clock: ManualClock
) -> None:
    take = await house.take()
    url = (await house.client().create(take.take_id)).headers["Location"]
    await house.client().patch(url, 0, webm(1.0))
    uploads = house.ground.data_dir / "uploads"
    mine = uploads / url.rsplit("/", 1)[-1]
    orphan, left, young = uploads / new_id(), uploads / "x.making", uploads / new_id()
    for path in (orphan, left, young):
        path.write_bytes(b"x")
    for path in (mine, orphan, left):
        _age(path, house.settings.orphan_seconds + 10)
    sweep = house.part.sweeps[0].run
    await sweep()
    assert {path.name for path in house.files("uploads")} == {mine.name, young.name}
    # Its end and the days after have passed: nobody will submit it any more.
    clock.advance(timedelta(days=14).total_seconds() - 1)
    await sweep()
    assert mine.exists()
    clock.advance(2)
    await sweep()
    assert not mine.exists()
    assert await house.media.takes(house.evidence_id) == []
