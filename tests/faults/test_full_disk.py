"""The disk is full: uploads are refused, nothing is lost, and it goes on when there is room."""

import asyncio
import hashlib
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

import asyncpg
import pytest

from parley.app.simulate.api import Api, Refused
from parley.hiring.domain.template import DESCRIPTION_MAX
from tests.e2e.installation import Installation, installed
from tests.e2e.invitations import WRITTEN, invite, sign_in
from tests.faults import broken_app, ledger
from tests.faults.candidates import recording, started
from tests.faults.conftest import Faults
from tests.faults.test_uploads import create, send
from tests.requires import require

pytestmark = [pytest.mark.fault, pytest.mark.xdist_group("full disk")]

SIZE = "420m"  # PostgreSQL, its binaries and its log take about half of it.
LEFT_BYTES = 4096


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A file system of a known size."""
    require("root")
    folder.mkdir()
    try:
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=0755", "tmpfs", folder],
            check=True,
            capture_output=True,
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("requires the right to mount")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The disk that the installation of these tests is on."""
    with small_disk(tmp_path_factory.mktemp("disk") / "small") as folder:
        yield folder


@pytest.fixture(scope="module")
def wishes(tmp_path_factory: pytest.TempPathFactory) -> Faults:
    """What is to go wrong besides."""
    return Faults(tmp_path_factory.mktemp("faults"))


@pytest.fixture(scope="module")
def installation(disk: Path, wishes: Faults) -> Iterator[Installation]:
    """One that leaves no space free by itself, so that the disk can really be full."""
    environment = {**wishes.environment, "PARLEY_DISK_FLOOR_BYTES": "0"}
    with installed(disk / "data", module=broken_app.MODULE, environment=environment) as running:
        yield running


@contextmanager
def filled(disk: Path) -> Iterator[None]:
    """Hardly a byte is free meanwhile."""
    path = disk / "filler"
    free = os.statvfs(disk)
    with path.open("wb") as filler:
        os.posix_fallocate(filler.fileno(), 0, free.f_bavail * free.f_frsize - LEFT_BYTES)
    try:
        yield
    finally:
        path.unlink()


async def full(
    disk: Path, installation: Installation, hr: Api, faults: Faults, mistake: str | None = None
) -> None:
    """The disk is full in the middle of a recording; then there is room again.

    Raises:
        AssertionError: It wasn't refused, or a byte is lost.
    """
    content = recording()
    third = len(content) // 3
    async with started(installation, hr) as candidate:
        api = candidate.api
        location = await create(candidate)
        acknowledged = await send(api, location, 0, content[:third], None)
        faults.make(mistake)
        refusal = ""
        with filled(disk):
            try:
                acknowledged = await send(api, location, third, content[third:], None)
            except Refused as error:
                refusal = str(error)
        faults.mend()
        found = await api._tus("HEAD", location, {})
        offset = int(found.headers["Upload-Offset"])
        assert offset >= acknowledged
        await send(api, location, offset, content[offset:], len(content))
        stored = await api.call("GET", location)
        assert stored["sha256"] == hashlib.sha256(content).hexdigest(), "bytes are lost"
        assert "503" in refusal
        assert "storage_full" in refusal


async def test_an_upload_is_refused_and_goes_on_when_there_is_room(
    disk: Path, installation: Installation, hr: Api, faults: Faults
) -> None:
    await full(disk, installation, hr, faults)


async def test_the_same_check_sees_a_full_disk_ignored(
    disk: Path, installation: Installation, hr: Api, faults: Faults
) -> None:
    with pytest.raises((AssertionError, Refused)):
        await full(disk, installation, hr, faults, "full disk ignored")


async def test_postgresql_on_a_full_disk_refuses_and_comes_back_by_itself(
    disk: Path, installation: Installation
) -> None:
    async with Api(installation.url) as hr:
        await sign_in(hr)
        before = await ledger.look(installation)
        with filled(disk):
            # More than fits into what PostgreSQL has allocated already.
            statuses = {await made(hr) for _ in range(60)}
            await fill_the_log(installation)
            refused = await made(hr)
        assert statuses <= {HTTPStatus.CREATED, HTTPStatus.SERVICE_UNAVAILABLE}, statuses
        assert HTTPStatus.SERVICE_UNAVAILABLE in statuses
        assert refused == HTTPStatus.SERVICE_UNAVAILABLE
        await asyncio.to_thread(installation.recovered)
        invited = await invite(hr, WRITTEN)
        after = (await ledger.look(installation)).since(before)
        assert list(after.invitations) == [invited.id]
        after.check()


async def fill_the_log(installation: Installation) -> None:
    """Begin new files of PostgreSQL's write-ahead log until there is no room for one."""
    with pytest.raises((asyncpg.PostgresError, ConnectionError)):
        for _ in range(100):
            connection = await asyncpg.connect(installation.dsn)
            try:
                await connection.execute("SELECT pg_logical_emit_message(true, 'filler', 'x')")
                await connection.execute("SELECT pg_switch_wal()")
            finally:
                await connection.close()


async def made(hr: Api) -> int:
    """The status of making a template with a long description, which doesn't compress."""
    words = os.urandom(DESCRIPTION_MAX // 2).hex()
    try:
        await hr.call("POST", "/api/v1/templates", {"title": "Long", "description": words})
    except Refused as error:
        return error.status
    return HTTPStatus.CREATED
