"""A deletion is made whole wherever the application dies, and leaves nothing behind."""

import asyncio
import contextlib
import re
import secrets
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import asyncpg
import httpx
import pytest

from parley.app.simulate.api import Api, Refused
from parley.contracts.erasure import CONTEXTS
from tests.e2e.installation import Installation
from tests.e2e.invitations import WRITTEN, invite
from tests.faults import erased
from tests.faults.candidates import WEBM, Started, recording, started
from tests.faults.conftest import Faults

pytestmark = [pytest.mark.fault, pytest.mark.xdist_group("faults"), pytest.mark.timeout(240)]

DONE_WITHIN = 30.0
STUCK_WITHIN = 10.0  # One that a mistake keeps from its end needn't be waited for that long.
QUIET_WITHIN = 90.0  # A recording may just be listened to.
BUSY = """
SELECT (SELECT count(*) FROM kit.jobs WHERE status IN ('queued', 'running') AND run_at <= now())
     + (SELECT count(*) FROM kit.deliveries WHERE status = 'pending')
"""


@dataclass(frozen=True, slots=True)
class Whole:
    """An interview that was taken.

    Attributes:
        candidate: Whose.
        words: Found nowhere else: name, address, answer, note, tokens.
    """

    candidate: Started
    words: frozenset[str]

    @property
    def deletion(self) -> str:
        """Where its deletion is asked for and read."""
        return f"{self.candidate.base}/deletion"


@contextlib.asynccontextmanager
async def taken(installation: Installation, hr: Api) -> AsyncIterator[Whole]:
    """A completed interview of which everything is full of words that are found nowhere else."""
    mark = secrets.token_hex(6)
    answer, note, look = f"answer {mark}a", f"note {mark}b", f"look {mark}c"
    async with started(installation, hr) as candidate:
        api, invited = candidate.api, candidate.invited
        take = await candidate.take()
        upload = await api.upload(take["takeId"], 0, recording(), 20_000, WEBM)
        await candidate.hand_in(upload["mediaUrl"])
        text = {"questionId": candidate.questions[1]["id"], "type": "text", "content": answer}
        await api.call("POST", f"{candidate.base}/responses", text)
        await api.call("POST", f"{candidate.base}/complete")
        await api.call("POST", f"{candidate.base}/human-look", {"text": look})
        await hr.call("POST", f"{candidate.base}/review/notes", {"text": note})
        await hr.call("POST", f"{candidate.base}/link")
        words = {invited.name, invited.email, invited.token, answer, note, look}
        words |= {word for word in (api._token,) if word}
        yield Whole(candidate, frozenset(words))


async def quiet(installation: Installation) -> None:
    """Wait until nothing is under way."""
    connection = await asyncpg.connect(installation.dsn)
    try:
        async with asyncio.timeout(QUIET_WITHIN):
            while await connection.fetchval(BUSY):
                await asyncio.sleep(0.05)
    finally:
        await connection.close()


async def finished(api: Api, path: str, within: float = DONE_WITHIN) -> dict[str, Any]:
    """The receipt, once every context has answered.

    Raises:
        AssertionError: One never does.
    """
    receipt: dict[str, Any] = {"waitingFor": ["nobody asked"]}
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(within):
            while receipt.get("status") != "done":
                await asyncio.sleep(0.1)
                with contextlib.suppress(httpx.TransportError, Refused):
                    receipt = await api.call("GET", path)
    assert receipt.get("status") == "done", f"waits for {receipt['waitingFor']} for ever"
    return receipt


async def deleted(
    place: str | None,
    installation: Installation,
    hr: Api,
    faults: Faults,
    mistake: str | None = None,
) -> dict[str, Any]:
    """Somebody deletes their interview, the application dies meanwhile; the receipt.

    Raises:
        AssertionError: It is never done, or something is left.
    """
    async with taken(installation, hr) as whole:
        beside = await invite(hr, WRITTEN)
        before = await erased.search(installation, whole.words)
        assert before.found, "nothing was there to delete"
        faults.make(mistake)
        if place is not None:
            faults.hold(place)
        asking = asyncio.create_task(
            whole.candidate.api.call("POST", whole.deletion, {"confirm": True})
        )
        if place is not None:
            await faults.held()
            await asyncio.to_thread(installation.kill_app)
            faults.mend()
            await asyncio.to_thread(installation.recovered)
        asked = await asking
        within = DONE_WITHIN if mistake is None else STUCK_WITHIN
        receipt = await finished(hr, whole.deletion, within)
        await quiet(installation)
        (await erased.search(installation, whole.words)).check_none()
        assert asked["id"] == receipt["id"]
        stays = await hr.call("GET", f"/api/v1/invitations/{beside.id}")
        assert stays["candidateName"] == beside.name, "somebody else went too"
        return receipt


async def test_nothing_is_left_of_a_deleted_interview_but_its_receipt(
    installation: Installation, hr: Api, faults: Faults
) -> None:
    receipt = await deleted(None, installation, hr, faults)
    removed = {each["what"]: each["count"] for each in receipt["removed"]}
    print(f"removed: {removed}; kept: {[each['what'] for each in receipt['kept']]}")
    assert (receipt["scope"], receipt["cause"]) == ("person", "candidate")
    assert (removed["answers"], removed["recordings"], removed["accounts"]) == (2, 1, 1)
    assert removed["mails"] >= 1
    assert removed["files"] >= 2


PLACES = (
    "erasure.requested, before commit",
    pytest.param("erasure.requested, before publishing", marks=pytest.mark.full),
    "erasure.requested, after publishing",
    *(
        pytest.param(f"{context}, erasure.done, before commit", marks=pytest.mark.full)
        for context in CONTEXTS
        if context != "hiring"
    ),
    pytest.param("identity, noted", marks=pytest.mark.full),
    "erasure.done, before publishing",
    pytest.param("erasure.done, after publishing", marks=pytest.mark.full),
    pytest.param("answered, before commit", marks=pytest.mark.full),
)


@pytest.mark.parametrize("place", PLACES)
async def test_it_is_made_whole_wherever_the_application_dies(
    place: str, installation: Installation, hr: Api, faults: Faults
) -> None:
    await deleted(place, installation, hr, faults)


@pytest.mark.parametrize(
    ("place", "mistake", "seen"),
    [
        ("erasure.requested, after commit", "asked after commit", "for ever"),
        pytest.param(
            "identity, noted",
            "noted before forgotten",
            "waits for \\['identity'\\] for ever",
            marks=pytest.mark.full,
        ),
    ],
)
async def test_the_same_check_sees_a_deletion_that_never_ends(
    place: str, mistake: str, seen: str, installation: Installation, hr: Api, faults: Faults
) -> None:
    with pytest.raises(AssertionError, match=seen):
        await deleted(place, installation, hr, faults, mistake)


async def test_the_same_search_sees_what_is_left(
    installation: Installation, hr: Api, faults: Faults
) -> None:
    with pytest.raises(AssertionError, match=r"left behind: .*hiring\.responses"):
        await deleted(None, installation, hr, faults, "answers kept")


@pytest.mark.parametrize(
    "place",
    [
        "erasure.requested, before publishing",
        pytest.param("consent, before it ends", marks=pytest.mark.full),
    ],
)
async def test_a_withdrawal_ends_consent_and_deletes_recordings_wherever_it_dies(
    place: str, installation: Installation, hr: Api, faults: Faults
) -> None:
    async with taken(installation, hr) as whole:
        api, base = whole.candidate.api, whole.candidate.base
        faults.hold(place)
        withdrawing = asyncio.create_task(api.call("DELETE", f"{base}/consent"))
        await faults.held()
        await asyncio.to_thread(installation.kill_app)
        faults.mend()
        await asyncio.to_thread(installation.recovered)
        with contextlib.suppress(httpx.TransportError):  # Nobody tries again.
            await withdrawing
        receipt = await finished(hr, whole.deletion)
        await quiet(installation)
        removed = {each["what"]: each["count"] for each in receipt["removed"]}
        assert (receipt["cause"], removed["recordings"], removed["answers"]) == ("withdrawal", 1, 1)
        seen = await api.call("GET", base)
        assert seen["consent"]["givenAt"] is None
        assert [response["type"] for response in seen["responses"]] == ["text"]
        (consent,) = (await api.call("GET", f"{base}/record"))["consents"]
        assert consent["withdrawnAt"] is not None


def verified(installation: Installation) -> tuple[int, str]:
    """What `parley audit verify` says: its exit code and its line."""
    command = [sys.executable, "-m", "parley.app.cli", "audit", "verify", "--data-dir"]
    done = subprocess.run(
        [*command, str(installation.data_dir)], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout.strip()


async def flip(installation: Installation, position: int) -> None:
    """Change one byte of an entry, as somebody with the database's keys might; again: back."""
    connection = await asyncpg.connect(installation.dsn)
    try:
        await connection.execute("SET ROLE hiring")
        await connection.execute("ALTER TABLE hiring.audit DISABLE TRIGGER audit_only_grows")
        await connection.execute(
            "UPDATE hiring.audit SET action = reverse(action) WHERE position = $1", position
        )
        await connection.execute("ALTER TABLE hiring.audit ENABLE TRIGGER audit_only_grows")
    finally:
        await connection.close()


async def test_the_operator_sees_that_the_audit_log_is_whole_or_where_it_isnt(
    installation: Installation, hr: Api, faults: Faults
) -> None:
    await invite(hr, WRITTEN)
    await invite(hr, WRITTEN)
    code, line = await asyncio.to_thread(verified, installation)
    assert code == 0
    assert re.fullmatch(r"\d+ entries checked, all whole", line), line
    await flip(installation, 2)
    try:
        broken = await asyncio.to_thread(verified, installation)
    finally:
        await flip(installation, 2)
    assert broken == (1, "broken at position 2; 1 entries before it are whole")
    assert (await asyncio.to_thread(verified, installation))[0] == 0
