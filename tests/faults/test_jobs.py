"""The application dies in the middle of a job."""

import asyncio

import pytest

from parley.app.simulate.api import Api
from tests.e2e.installation import Installation
from tests.faults import ledger
from tests.faults.candidates import WEBM, recording, started
from tests.faults.conftest import Faults

pytestmark = [pytest.mark.fault, pytest.mark.xdist_group("faults")]


async def killed(
    place: str, installation: Installation, hr: Api, faults: Faults, mistake: str | None = None
) -> None:
    """An answer is handed in, the application dies while it makes the file that plays.

    Raises:
        AssertionError: It was made never, or told twice.
    """
    async with started(installation, hr) as candidate:
        take = await candidate.take()
        upload = await candidate.api.upload(take["takeId"], 0, recording(), 20_000, WEBM)
        before = await ledger.look(installation)
        faults.make(mistake)
        faults.hold(place)
        await candidate.hand_in(upload["mediaUrl"])
        await faults.held()
        await asyncio.to_thread(installation.kill_app)
        await asyncio.to_thread(installation.recovered)
        seen = (await ledger.look(installation)).since(before)
        assert list(seen.jobs_done) == [take["takeId"]]
        seen.check()


@pytest.mark.parametrize(
    "place",
    [
        "playback, remuxed",
        pytest.param("playback, before finishing", marks=pytest.mark.full),
    ],
)
async def test_a_playback_is_made_and_told_once_wherever_the_application_dies(
    place: str, installation: Installation, hr: Api, faults: Faults
) -> None:
    await killed(place, installation, hr, faults)


@pytest.mark.parametrize(
    ("place", "mistake", "seen"),
    [
        ("playback, remuxed", "taken is done", "jobs done and playbacks made differ"),
        pytest.param(
            "playback, before finishing",
            "made again",
            "playbacks and what was told",
            marks=pytest.mark.full,
        ),
    ],
)
async def test_the_same_check_sees_a_job_done_never_or_twice(
    place: str, mistake: str, seen: str, installation: Installation, hr: Api, faults: Faults
) -> None:
    with pytest.raises(AssertionError, match=seen):
        await killed(place, installation, hr, faults, mistake)
