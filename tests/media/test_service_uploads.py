"""Stored bytes equal sent bytes, whatever breaks; each rule shown red by a broken variant."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parley.contracts.identity import Principal
from parley.kit.clock import ManualClock
from parley.kit.db import Database, Unit
from parley.media.clients.staging import LocalStagedFile, LocalStaging
from parley.media.domain.uploads import read_metadata
from parley.media.ports import StorageDamaged
from parley.media.service.segments import Segments
from parley.media.service.uploads import Patch, Session, Uploads
from parley.media.store import PostgresStore
from tests.fakes.identity import FakeIdentity
from tests.media.conftest import ROOMY, House, build, sha256
from tests.media.recordings import webm
from tests.media.test_domain_uploads import pairs
from tests.media.wires import Connection, patch

# No living lease in the way: a connection that came back takes over at once.
EAGER = replace(ROOMY, lease_seconds=0.0, piece_bytes=1500)
DATA = webm(1.0)


@pytest.fixture
async def eager(db: Database, tmp_path: Path, clock: ManualClock) -> House:
    return build(db, tmp_path, clock, EAGER, FakeIdentity())


@given(
    schedule=st.lists(
        st.tuples(st.integers(0, 6000), st.integers(1, 4), st.booleans(), st.integers(-50, 50)),
        max_size=8,
    ),
)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
async def test_stored_bytes_equal_sent_bytes_under_any_schedule_of_breaks(
    eager: House, schedule: list[tuple[int, int, bool, int]]
) -> None:
    house = eager
    take = await house.take("q1", retake=True, takes_allowed=10_000)
    app, token = house.app(), house.identity.token(house.candidate)
    url = (await house.client().create(take.take_id)).headers["Location"]
    path = house.ground.data_dir / "uploads" / url.rsplit("/", 1)[-1]
    offset = 0
    for size, parts, breaks, astray in schedule:
        # A client that lost count is told so, and nothing is stored.
        wrong = max(0, offset + astray)
        body = DATA[wrong : wrong + size]
        step = max(1, -(-len(body) // parts))
        pieces = [body[at : at + step] for at in range(0, len(body), step)]
        answer = await patch(app, url, token, wrong, pieces, breaks=breaks)
        assert answer.status == (409 if wrong != offset else 499 if breaks else 204)
        before, offset = offset, int((await house.client().head(url)).headers["Upload-Offset"])
        if wrong != before:
            assert offset == before
        elif not breaks:
            assert offset == before + len(body) == int(answer.headers["upload-offset"])
        else:
            # What had come when it broke is kept.
            assert offset == before + len(body)
        assert path.read_bytes()[:offset] == DATA[:offset] if offset else True
    last = await house.client().patch(url, offset, DATA[offset:], length=len(DATA))
    assert last.status_code == 204
    state = (await house.client().http.get(url)).json()
    assert path.read_bytes() == DATA
    assert (state["sha256"], state["complete"], state["offset"]) == (sha256(DATA), True, len(DATA))


async def test_a_second_connection_is_told_at_once_that_another_writes(house: House) -> None:
    take = await house.take()
    url = (await house.client().create(take.take_id)).headers["Location"]
    token = house.identity.token(house.candidate)
    first = Connection(house.app(), url, token, {"Upload-Offset": "0"})
    first.feed(DATA[:100])
    await first.listening()
    second = await patch(house.app(), url, token, 0, [DATA[:100]], breaks=False)
    assert (second.status, b"upload_locked" in second.body) == (423, True)
    assert second.headers["retry-after"] == "1"
    first.feed(DATA[100:], more=False)
    assert (await first.end()).status == 204
    # And free again as soon as the first has ended.
    third = await patch(house.app(), url, token, len(DATA), [], breaks=False)
    assert third.status == 204


async def test_a_connection_that_came_back_takes_over_and_the_old_one_is_fenced(
    eager: House,
) -> None:
    take = await eager.take()
    url = (await eager.client().create(take.take_id)).headers["Location"]
    path = eager.ground.data_dir / "uploads" / url.rsplit("/", 1)[-1]
    token = eager.identity.token(eager.candidate)
    old = Connection(eager.app(), url, token, {"Upload-Offset": "0"})
    old.feed(b"")
    await old.listening()
    new = Connection(eager.app(), url, token, {"Upload-Offset": "0"})
    new.feed(DATA[:5000])
    new.break_off()
    assert (await new.end()).status == 499
    old.feed(b"\0" * 8000, more=False)
    late = await old.end()
    assert (late.status, b"upload_locked" in late.body) == (423, True)
    assert path.read_bytes() == DATA[:5000]
    assert (await eager.client().head(url)).headers["Upload-Offset"] == "5000"


async def test_a_writer_that_goes_on_sending_keeps_its_lease(house: House) -> None:
    take = await house.take()
    url = (await house.client().create(take.take_id)).headers["Location"]
    upload_id = url.rsplit("/", 1)[-1]
    token = house.identity.token(house.candidate)
    first = Connection(house.app(), url, token, {"Upload-Offset": "0"})
    first.feed(DATA[:100])
    await first.listening()

    async def until() -> object:
        async with house.ground.db.unit("media") as unit:
            return await unit.fetchrow(
                "SELECT writer_until, byte_offset FROM media.segments WHERE id = $1", upload_id
            )

    before = await until()
    deadline = asyncio.get_running_loop().time() + 10
    while (now := await until()) == before:
        # What has come is made durable within half a second, and that renews the lease.
        await asyncio.sleep(0.05)
        assert asyncio.get_running_loop().time() < deadline
    assert now is not None
    first.break_off()
    await first.end()


async def test_fifty_connections_at_once_leave_one_recording(house: House) -> None:
    take = await house.take()
    url = (await house.client().create(take.take_id)).headers["Location"]
    path = house.ground.data_dir / "uploads" / url.rsplit("/", 1)[-1]
    app, token = house.app(), house.identity.token(house.candidate)
    answers = await asyncio.gather(
        *(
            patch(app, url, token, 0, [DATA[:3000], DATA[3000:6000]], breaks=False)
            for _ in range(50)
        )
    )
    statuses = [answer.status for answer in answers]
    assert statuses.count(204) == 1
    assert set(statuses) <= {204, 409, 423}
    assert path.read_bytes() == DATA[:6000]


async def test_fifty_creations_at_once_make_one_upload(house: House) -> None:
    take = await house.take()
    client = house.client()
    made = await asyncio.gather(*(client.create(take.take_id, 0) for _ in range(50)))
    assert sorted({answer.status_code for answer in made}) == [200, 201]
    assert [answer.status_code for answer in made].count(201) == 1
    assert len({answer.headers["Location"] for answer in made}) == 1


# Crashes. A power cut takes back what was written and not synced; the database keeps what it
# committed. The cut comes at every step in turn.


class PowerCut(Exception):
    """Everything stops here."""


class Steps:
    """Counts steps and cuts the power at one."""

    def __init__(self, cut_at: int) -> None:
        self.left = cut_at
        self.reached = 0

    def step(self) -> None:
        self.reached += 1
        if self.reached == self.left:
            raise PowerCut


class FrailFile(LocalStagedFile):
    """A file whose writes are in a cache until they are synced."""

    def __init__(self, inner: LocalStagedFile, path: Path, disk: "FrailStaging") -> None:
        super().__init__(inner._fd, inner._folder, 0)
        self._path, self._disk = path, disk

    async def write(self, offset: int, data: bytes) -> None:
        self._disk.steps.step()
        await super().write(offset, data)
        self._disk.steps.step()

    async def sync(self) -> None:
        await super().sync()
        self._disk.durable[self._path] = self._path.read_bytes()
        self._disk.steps.step()


class FrailStaging(LocalStaging):
    """A disk that forgets."""

    def __init__(self, folder: Path, steps: Steps) -> None:
        super().__init__(folder, 0)
        self.steps = steps
        self.durable: dict[Path, bytes] = {}

    async def open(self, upload_id: str, offset: int) -> LocalStagedFile:
        return FrailFile(await super().open(upload_id, offset), self.path(upload_id), self)

    def power_cut(self, *, wrote_back: bool) -> None:
        """What is left: the synced bytes; or all of them, as the kernel may have written back."""
        for path in self._folder.iterdir():
            if not wrote_back:
                path.write_bytes(self.durable.get(path, b""))


class CrashingUploads(Uploads):
    """As it is, with steps around the commit."""

    steps: Steps

    async def _acknowledge(self, unit: Unit, session: Session, count: int) -> None:
        await super()._acknowledge(unit, session, count)
        self.steps.step()

    async def _store_piece(self, session: Session, data: bytes, *, acknowledge: bool) -> None:
        await super()._store_piece(session, data, acknowledge=acknowledge)
        self.steps.step()


class AcknowledgesBeforeSync(CrashingUploads):
    """Broken: the offset is committed while the bytes are in a cache."""

    async def _store_piece(self, session: Session, data: bytes, *, acknowledge: bool) -> None:
        async with self._db.unit("media") as unit:
            await self._admit(unit, session, data)
            await session.file.write(session.offset, data)
            await self._acknowledge(unit, session, len(data))
        session.offset += len(data)
        self.steps.step()


class CommitsBeforeWriting(CrashingUploads):
    """Broken: the offset comes first, the bytes after."""

    async def _store_piece(self, session: Session, data: bytes, *, acknowledge: bool) -> None:
        async with self._db.unit("media") as unit:
            await self._admit(unit, session, data)
            await self._acknowledge(unit, session, len(data))
        await session.file.write(session.offset, data)
        await session.file.sync()
        session.offset += len(data)
        self.steps.step()


class AppendsAtTheEnd(CrashingUploads):
    """Broken: bytes go where the file ends, as servers without an offset of their own do."""

    async def _store_piece(self, session: Session, data: bytes, *, acknowledge: bool) -> None:
        assert isinstance(session.file, FrailFile)
        path = session.file._path
        async with self._db.unit("media") as unit:
            await self._admit(unit, session, data)
            await session.file.write(len(path.read_bytes()), data)
            await session.file.sync()
            await self._acknowledge(unit, session, len(data))
        session.offset += len(data)
        self.steps.step()


class KeepsUnacknowledged(FrailStaging):
    """Broken: a file is opened without being cut back."""

    def _open(self, upload_id: str, offset: int) -> LocalStagedFile:
        path = self.path(upload_id)
        kept = path.read_bytes() if path.exists() else b""
        opened = super()._open(upload_id, offset)
        path.write_bytes(kept)
        return opened


class Whole:
    """A body that is there at once."""

    def __init__(self, data: bytes) -> None:
        self._left = [data]

    async def piece(self, wait: float) -> bytes | None:
        return self._left.pop() if self._left else None


async def survives(
    house: House,
    make: type[CrashingUploads],
    staging_type: type[FrailStaging],
    cut_at: int,
    *,
    wrote_back: bool,
) -> bool:
    """Upload with a power cut at step `cut_at`, come back, finish; whether it was reached.

    Raises:
        AssertionError, StorageDamaged: Something acknowledged is lost or changed.
    """
    take = await house.take("q1", retake=True, takes_allowed=10_000)
    steps = Steps(cut_at)
    staging = staging_type(house.ground.data_dir / "uploads", steps)
    store = PostgresStore()
    who: Principal = house.candidate

    def started(kind: type[CrashingUploads]) -> CrashingUploads:
        segments = Segments(house.ground.db, store, staging, _Nothing(), _Nothing())  # type: ignore[arg-type] # never asked
        uploads = kind(house.ground.db, store, staging, segments, house.clock, SMALL)
        uploads.steps = steps
        return uploads

    uploads = started(make)
    upload, _ = await uploads.create(
        who, read_metadata(pairs(takeId=take.take_id, segment="0")), None
    )
    acknowledged, cut = 0, False
    data = DATA[:3000]
    for at in range(0, 2000, 1000):
        try:
            done = await uploads.append(who, upload.id, Patch(at), Whole(data[at : at + 1000]))
            acknowledged = done.segment.offset
        except PowerCut:
            cut = True
            break
    if not cut:
        return False
    staging.power_cut(wrote_back=wrote_back)
    steps.left = -1
    uploads = started(make)
    found = await uploads.find(who, upload.id)
    offset = found.segment.offset
    assert offset >= acknowledged
    assert staging.path(upload.id).read_bytes()[:offset] == data[:offset] if offset else True
    done = await uploads.append(who, upload.id, Patch(offset), Whole(data[offset:]))
    assert done.segment.offset == len(data)
    assert staging.path(upload.id).read_bytes() == data
    return True


class _Nothing:
    """A collaborator that isn't called."""


SMALL = replace(EAGER, piece_bytes=400)


async def every_cut(
    house: House, make: type[CrashingUploads], staging: type[FrailStaging] = FrailStaging
) -> int:
    """Cut at every step there is; how many there were."""
    cut = 1
    while await survives(house, make, staging, cut, wrote_back=False):
        await survives(house, make, staging, cut, wrote_back=True)
        cut += 1
    return cut - 1


async def test_no_power_cut_loses_or_doubles_an_acknowledged_byte(eager: House) -> None:
    assert await every_cut(eager, CrashingUploads) == 30


@pytest.mark.parametrize(
    ("make", "staging"),
    [
        (AcknowledgesBeforeSync, FrailStaging),
        (CommitsBeforeWriting, FrailStaging),
        (AppendsAtTheEnd, KeepsUnacknowledged),
    ],
)
async def test_the_checker_sees_what_is_broken(
    eager: House, make: type[CrashingUploads], staging: type[FrailStaging]
) -> None:
    with pytest.raises((AssertionError, StorageDamaged)):
        await every_cut(eager, make, staging)
