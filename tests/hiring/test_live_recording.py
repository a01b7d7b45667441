"""The sound of a conversation: why there is none, and who was given it."""

from dataclasses import replace
from typing import Any

import pytest

from parley.contracts.media import Playback
from parley.hiring.service import review
from parley.kit.errors import Unavailable
from tests.hiring.conftest import Caller, House
from tests.hiring.conversations import broken, finished, hear, live, sound, talked
from tests.hiring.interviews import Interview

LINKS = ("playbackUrl", "posterUrl", "downloadUrl", "audioUrl")


async def missing(caller: Caller, found: Interview) -> str:
    """The code of why there is no sound."""
    codes = set()
    for method in ("GET", "POST"):
        answer = await caller(method, f"{found.path}/recording")
        assert answer.status_code == 404
        assert set(answer.json()) == {"error", "details", "requestId"}
        codes.add(answer.json()["error"])
    (code,) = codes
    return str(code)


async def heard(found: Interview) -> int:
    """How often somebody was given the recording, by the audit log."""
    trail = await found.hr.ok("GET", f"{found.path}/audit")
    return sum(entry["action"] == "recording_seen" for entry in trail["items"])


async def test_what_is_still_to_come_is_told_from_what_was_never_kept(house: House) -> None:
    found = await live(house, start=False)
    assert await missing(found.hr, found) == "recording_not_ready"
    await found.guest.ok("POST", f"{found.path}/start")
    for caller in (found.hr, found.guest):
        assert await missing(caller, found) == "recording_not_ready"
    # They went back on it: nothing is kept, whenever it ends.
    held = house.media.consents_held.pop(found.id)
    assert await missing(found.hr, found) == "recording_not_found"
    house.media.consents_held[found.id] = held
    await hear(house, await talked(house, found))
    assert await missing(found.hr, found) == "recording_not_found"  # it is over, and there is none
    assert await heard(found) == 0


@pytest.mark.parametrize("end", ["failed", "revoked", "expired"])
async def test_nothing_comes_of_what_is_over(house: House, end: str) -> None:
    found = await live(house, start=end == "failed")
    assert await missing(found.hr, found) == "recording_not_ready"
    if end == "failed":
        await hear(house, await broken(house, found))
    elif end == "revoked":
        await found.hr.ok("POST", f"{found.path}/revoke")
    else:
        house.clock.advance(7 * 86400)
    assert await missing(found.hr, found) == "recording_not_found"


async def test_past_the_deadline_a_conversation_goes_on(house: House) -> None:
    found = await live(house)
    house.clock.advance(7 * 86400)
    assert await missing(found.hr, found) == "recording_not_ready"


@pytest.mark.parametrize("asked", ["takes", "consent"])
async def test_while_media_is_away_nothing_is_said_to_be_missing(
    house: House, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    found = await live(house)

    async def away(_evidence_id: str) -> None:
        raise Unavailable

    monkeypatch.setattr(house.media, asked, away)
    answer = await found.hr("GET", f"{found.path}/recording")
    assert answer.status_code == 503


async def test_who_reads_a_review_has_heard_nothing(house: House) -> None:
    found = await finished(house)
    await sound(house, found)
    shown = (await found.hr.ok("GET", f"{found.path}/review"))["recording"]
    assert (shown["status"], {shown[link] for link in LINKS}) == ("ready", {None})
    assert await heard(found) == 0
    given = await found.hr.ok("GET", f"{found.path}/recording")
    assert given["playbackUrl"]
    assert await heard(found) == 1


async def test_a_candidate_who_listens_is_not_the_team(house: House) -> None:
    found = await finished(house)
    await sound(house, found)
    assert (await found.guest.ok("GET", f"{found.path}/recording"))["playbackUrl"]
    assert await heard(found) == 0


@pytest.mark.parametrize(
    ("playback", "count"),
    [
        (Playback("processing", 0.4), 0),
        (Playback("failed", 1.0), 0),
        # The original can be taken along.
        (Playback("failed", 1.0, download_url="/download/x"), 1),
    ],
    ids=range(3),
)
async def test_what_can_not_be_heard_was_not_heard(
    house: House, monkeypatch: pytest.MonkeyPatch, playback: Playback, count: int
) -> None:
    found = await finished(house)
    await sound(house, found)

    async def told(_url: str, *, retry: bool = False) -> Playback:
        return playback

    monkeypatch.setattr(house.media, "playback", told)
    given = await found.hr.ok("GET", f"{found.path}/recording")
    assert given["status"] == playback.status
    assert await heard(found) == count


def as_it_was(recording: Playback) -> Playback:
    """As it must not be: the review gives the sound away, and nobody notes it."""
    return replace(recording)


@pytest.mark.parametrize(
    ("stripped", "given"), [(review.unheard, False), (as_it_was, True)], ids=["real", "broken"]
)
async def test_no_sound_is_given_that_is_not_written_down(
    house: House, monkeypatch: pytest.MonkeyPatch, stripped: Any, given: bool
) -> None:
    monkeypatch.setattr(review, "unheard", stripped)
    found = await finished(house)
    await sound(house, found)
    shown = (await found.hr.ok("GET", f"{found.path}/review"))["recording"]
    assert any(shown[link] for link in LINKS) is given
    assert await heard(found) == 0
