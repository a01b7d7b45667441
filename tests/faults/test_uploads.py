"""The application dies in the middle of an upload."""

import asyncio
import base64
import contextlib
import hashlib

import httpx
import pytest

from parley.app.simulate.api import Api, Refused
from tests.e2e.installation import Installation
from tests.faults.candidates import WEBM, Started, recording, started
from tests.faults.conftest import Faults

pytestmark = [pytest.mark.fault, pytest.mark.xdist_group("faults")]

PLACES = (
    pytest.param("upload, before sync", marks=pytest.mark.full),
    "upload, before commit",
    pytest.param(None, marks=pytest.mark.full),
)


async def send(api: Api, location: str, offset: int, part: bytes, length: int | None) -> int:
    """One PATCH; the offset that the server acknowledged."""
    headers = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(offset)}
    if length is not None:
        headers["Upload-Length"] = str(length)
    answer = await api._tus("PATCH", location, headers, part)
    return int(answer.headers["Upload-Offset"])


async def create(candidate: Started) -> str:
    """An empty upload of the first segment of a new take."""
    take = await candidate.take()
    words = {"takeId": take["takeId"], "segment": "0", "filetype": WEBM}
    metadata = ",".join(
        f"{name} {base64.b64encode(word.encode()).decode()}" for name, word in words.items()
    )
    made = await candidate.api._tus(
        "POST",
        "/api/v1/uploads",
        {"Upload-Defer-Length": "1", "Upload-Metadata": metadata},
    )
    return str(made.headers["Location"])


async def killed(
    place: str | None,
    installation: Installation,
    hr: Api,
    faults: Faults,
    mistake: str | None = None,
) -> None:
    """A recording is sent, the application dies in its middle; then the rest is sent.

    Raises:
        AssertionError: An acknowledged byte is gone, or another one is stored.
    """
    content = recording()
    first, second = len(content) // 3, 2 * len(content) // 3
    async with started(installation, hr) as candidate:
        api = candidate.api
        location = await create(candidate)
        acknowledged = await send(api, location, 0, content[:first], None)
        faults.make(mistake)
        if place:
            faults.hold(place)
        sending = asyncio.create_task(send(api, location, first, content[first:second], None))
        await (faults.held() if place else asyncio.wait({sending}))
        await asyncio.to_thread(installation.kill_app)
        with contextlib.suppress(httpx.TransportError):  # Then it wasn't acknowledged.
            acknowledged = await sending
        await asyncio.to_thread(installation.recovered)
        try:
            found = await api._tus("HEAD", location, {})
            offset = int(found.headers["Upload-Offset"])
            assert offset >= acknowledged, "acknowledged bytes are gone"
            await send(api, location, offset, content[offset:], len(content))
            stored = await api.call("GET", location)
        except Refused as error:
            raise AssertionError("acknowledged bytes are gone") from error
        assert stored["sha256"] == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("place", PLACES)
async def test_an_acknowledged_byte_stays_wherever_the_application_dies(
    place: str | None, installation: Installation, hr: Api, faults: Faults
) -> None:
    await killed(place, installation, hr, faults)


@pytest.mark.parametrize(
    ("place", "mistake"),
    [
        ("upload, before sync", "acknowledged before commit"),
        pytest.param(None, "acknowledged unsynced", marks=pytest.mark.full),
    ],
)
async def test_the_same_check_sees_bytes_acknowledged_too_early(
    place: str | None, mistake: str, installation: Installation, hr: Api, faults: Faults
) -> None:
    with pytest.raises(AssertionError, match="acknowledged bytes are gone"):
        await killed(place, installation, hr, faults, mistake)
