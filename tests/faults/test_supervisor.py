"""The supervisor is killed: what it owned goes with it, and the next start takes over."""

import asyncio
import hashlib
import os
import signal
from pathlib import Path

import psutil
import pytest

from parley.app.simulate.api import Api
from tests.e2e.installation import Installation, installed
from tests.e2e.invitations import sign_in
from tests.faults import broken_app, ledger
from tests.faults.candidates import recording, started
from tests.faults.conftest import Faults
from tests.faults.test_uploads import create, send
from tests.processes import alive, eventually

pytestmark = [pytest.mark.fault, pytest.mark.xdist_group("faults")]

GONE_WITHIN = 5.0


def gone(processes: list[psutil.Process]) -> None:
    """Waits until nothing of an installation runs any more.

    Raises:
        AssertionError: Something outlived its supervisor.
    """
    eventually(lambda: not any(alive(one.pid) for one in processes), GONE_WITHIN)


async def test_nothing_outlives_it_and_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    content = recording()
    half = len(content) // 2
    with installed(tmp_path / "data") as first:
        async with Api(first.url) as hr:
            await sign_in(hr)
            async with started(first, hr) as candidate:
                location = await create(candidate)
                assert await send(candidate.api, location, 0, content[:half], None) == half
                before = await ledger.look(first)
                tree = first.tree()
                assert len(tree) > 2
                first.kill()
                gone(tree)
        port = int(first.url.rsplit(":", 1)[1])
        with installed(tmp_path / "data", port=port) as second:
            after = await ledger.look(second)
            assert after == before
            after.check()
            async with Api(second.url, candidate.api._token) as api:
                found = await api._tus("HEAD", location, {})
                assert int(found.headers["Upload-Offset"]) == half
                await send(api, location, half, content[half:], len(content))
                stored = await api.call("GET", location)
                assert stored["sha256"] == hashlib.sha256(content).hexdigest()


@pytest.mark.full
def test_the_same_check_sees_an_orphan(tmp_path: Path) -> None:
    faults = Faults(tmp_path / "faults")
    faults.folder.mkdir()
    faults.make("orphans")
    with installed(
        tmp_path / "data", module=broken_app.MODULE, environment=faults.environment
    ) as parley:
        app, tree = parley.app_pid, parley.tree()
        parley.kill()
        try:
            with pytest.raises(AssertionError, match="never came true"):
                gone(tree)
        finally:
            os.kill(app, signal.SIGKILL)


async def test_a_killed_postgresql_comes_back_and_the_application_goes_on(
    installation: Installation, hr: Api
) -> None:
    before = await ledger.look(installation)
    app, postgres = installation.app_pid, installation.postgres_pid
    os.kill(postgres, signal.SIGKILL)
    await asyncio.to_thread(eventually, lambda: not alive(postgres))
    await asyncio.to_thread(installation.recovered)
    assert installation.app_pid == app
    assert await ledger.look(installation) == before
    assert (await hr.call("GET", "/api/v1/templates"))["total"] > 0
