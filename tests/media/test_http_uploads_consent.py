"""Uploads need consent: at creation, at every patch, and in the midst of one."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from parley.media.service.uploads import Uploads
from tests.media.conftest import PATCH_TYPE, TUS, House, Tus
from tests.media.uploading import DATA, checksum, offset, started
from tests.media.wires import Connection


async def test_consent_is_asked_for_at_creation_and_at_every_patch(house: House, tus: Tus) -> None:
    url = await started(house, tus)
    take = await house.take()
    assert (await tus.patch(url, 0, DATA[:100])).status_code == 204
    await house.media.withdraw_consent(house.evidence_id)
    refused = await tus.patch(url, 100, DATA[100:])
    assert (refused.status_code, refused.json()["error"]) == (403, "consent_required")
    refused = await tus.create(take.take_id, 1)
    assert (refused.status_code, refused.json()["error"]) == (403, "consent_required")
    assert await offset(tus, url) == 100
    await house.consent()
    assert (await tus.patch(url, 100, DATA[100:])).status_code == 204


async def test_consent_withdrawn_in_mid_request_stops_it(house: House, tus: Tus) -> None:
    url = await started(house, tus)

    async def chunks() -> AsyncIterator[bytes]:
        yield DATA[:1000]
        await house.media.withdraw_consent(house.evidence_id)
        yield DATA[1000:]

    answer = await tus.patch(url, 0, chunks())
    assert (answer.status_code, answer.json()["error"]) == (403, "consent_required")


@pytest.mark.parametrize("summed", [False, True], ids=["plain", "checksum"])
async def test_consent_withdrawn_ends_a_request_that_is_silent(
    house: House, tus: Tus, summed: bool
) -> None:
    """It waits for bytes, and is told at once and not when the next ones come."""
    url = await started(house, tus)
    headers = {"Upload-Offset": "0"}
    if summed:
        headers["Upload-Checksum"] = checksum(DATA)
    wire = Connection(house.app(), url, house.identity.token(house.candidate), headers)
    wire.feed(DATA[:1000])
    await wire.listening()
    await house.media.withdraw_consent(house.evidence_id)
    async with asyncio.timeout(house.settings.idle_seconds / 2):
        answer = await wire.end()
    assert (answer.status, json.loads(answer.body)["error"]) == (403, "consent_required")


async def withdrawn(house: House, tus: Tus, address: str, *, silent: bool) -> None:
    """A real upload over a socket is under way, and consent is withdrawn.

    Raises:
        AssertionError: It wasn't told why, or only long after.
    """
    url = await started(house, tus)
    host, port = address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    words = {
        "Host": host, "Authorization": f"Bearer {house.identity.token(house.candidate)}",
        "Upload-Offset": "0", "Content-Type": PATCH_TYPE, "Transfer-Encoding": "chunked", **TUS,
    }  # fmt: skip
    head = "".join(f"{name}: {value}\r\n" for name, value in words.items())
    writer.write(f"PATCH {url} HTTP/1.1\r\n{head}\r\n".encode())
    writer.write(b"%x\r\n%b\r\n" % (1000, DATA[:1000]))
    async with asyncio.timeout(10):
        while await offset(tus, url) < 1000:
            await asyncio.sleep(0.02)

    async def trickle() -> None:
        for at in range(1000, len(DATA), 10):
            writer.write(b"a\r\n%b\r\n" % DATA[at : at + 10])
            await asyncio.sleep(0.02)

    sending = None if silent else asyncio.ensure_future(trickle())
    await house.media.withdraw_consent(house.evidence_id)
    try:
        async with asyncio.timeout(4 * house.settings.flush_seconds + 1):
            status = await reader.readline()
            rest = await reader.readuntil(b"}")
    except TimeoutError as error:
        raise AssertionError("goes on without consent") from error
    finally:
        if sending is not None:
            sending.cancel()
        writer.close()
    assert b" 403 " in status
    assert b"consent_required" in rest


@pytest.mark.parametrize("silent", [True, False], ids=["silent", "sending"])
async def test_a_real_upload_ends_at_once_when_consent_is_withdrawn(
    house: House, tus: Tus, address: str, silent: bool
) -> None:
    await withdrawn(house, tus, address, silent=silent)


async def test_the_same_check_sees_consent_that_is_looked_at_with_the_next_bytes_alone(
    house: House, tus: Tus, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(*_: object) -> None: ...

    monkeypatch.setattr(Uploads, "_still", never)
    with pytest.raises(AssertionError, match="goes on without consent"):
        await withdrawn(house, tus, address, silent=True)


async def test_a_silent_request_whose_consent_stands_goes_on(house: House, tus: Tus) -> None:
    url = await started(house, tus)
    headers = {"Upload-Offset": "0", "Upload-Length": str(len(DATA))}
    wire = Connection(house.app(), url, house.identity.token(house.candidate), headers)
    wire.feed(DATA[:1000])
    async with asyncio.timeout(10):
        while await offset(tus, url) < 1000:
            await asyncio.sleep(0.05)
    wire.feed(DATA[1000:], more=False)
    assert (await wire.end()).status == 204
