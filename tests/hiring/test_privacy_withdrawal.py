"""Withdrawing consent: what goes, and what is open again."""

import asyncio

import pytest

from parley.hiring.domain import consent
from parley.hiring.domain.settings import InterviewMode, Language
from tests.hiring.conftest import House
from tests.hiring.deleting import all_answer, delete, requests, taken
from tests.hiring.interviews import (
    VIDEO,
    interview,
    invite,
    record,
    template,
)

# Withdrawal


async def test_withdrawing_consent_deletes_what_was_recorded(house: House) -> None:
    found = await taken(house)
    await found.guest.ok("DELETE", f"{found.path}/consent")
    seen = await found.guest.ok("GET", found.path)
    assert [response["type"] for response in seen["responses"]] == ["text"]
    assert seen["consent"]["givenAt"] is None
    (request,) = await requests(house)
    assert (request["scope"], request["evidenceIds"]) == ("recordings", [found.id])
    receipt = await found.guest.ok("GET", f"{found.path}/deletion")
    assert (receipt["cause"], receipt["status"]) == ("withdrawal", "running")
    log = await found.hr.ok("GET", f"{found.path}/audit")
    assert log["items"][0]["action"] == "consent_withdrawn"


async def test_the_question_is_open_again_after_agreeing_again(house: House) -> None:
    found = await interview(house, VIDEO)
    video = found.questions[0]["id"]
    sent = {"questionId": video, "type": "video", "mediaUrl": await record(found, video)}
    await found.guest.ok("POST", f"{found.path}/responses", sent)
    await found.guest.ok("DELETE", f"{found.path}/consent")
    await house.media.erase([found.id])
    refused = await found.guest("POST", f"{found.path}/questions/{video}/takes")
    assert (refused.status_code, refused.json()["error"]) == (403, "consent_required")
    agree = {"version": "2026-11-en", "accepted": True}
    early = await found.guest("POST", f"{found.path}/consent", agree)
    assert (early.status_code, early.json()["error"]) == (409, "erasure_running")
    (request,) = await requests(house)
    await all_answer(house, request["erasureId"])
    await found.guest.ok("POST", f"{found.path}/consent", agree)
    sent["mediaUrl"] = await record(found, video)
    await found.guest.ok("POST", f"{found.path}/responses", sent)


async def test_an_answer_that_races_the_withdrawal_is_not_kept(house: House) -> None:
    found = await interview(house, VIDEO)
    video = found.questions[0]["id"]
    sent = {"questionId": video, "type": "video", "mediaUrl": await record(found, video)}
    closing = house.media.submit_take

    async def closed_then_withdrawn(media_url: str, evidence_id: str, item_id: str) -> float:
        seconds = await closing(media_url, evidence_id, item_id)
        await found.guest.ok("DELETE", f"{found.path}/consent")
        return seconds

    house.media.submit_take = closed_then_withdrawn  # type: ignore[method-assign]
    late = await found.guest("POST", f"{found.path}/responses", sent)
    assert (late.status_code, late.json()["error"]) == (403, "consent_required")
    assert (await found.hr.ok("GET", found.path))["responses"] == []


async def test_withdrawing_twice_asks_once(house: House) -> None:
    found = await taken(house)
    await asyncio.gather(*(found.guest.ok("DELETE", f"{found.path}/consent") for _ in range(10)))
    assert len(await requests(house)) == 1


async def test_deleting_after_withdrawing_shows_the_whole_deletion(house: House) -> None:
    found = await taken(house)
    await found.guest.ok("DELETE", f"{found.path}/consent")
    receipt = await delete(found)
    assert (await found.guest.ok("GET", f"{found.path}/deletion"))["id"] == receipt["id"]


@pytest.mark.parametrize("language", list(Language))
async def test_consent_is_in_the_language_of_the_interview(
    house: House, language: Language
) -> None:
    hr = house.person()
    made = await template(hr, VIDEO, settings={"language": language.value})
    found = await invite(hr, made["id"])
    text = (await found.guest.ok("GET", found.path))["consent"]
    assert text["version"] == f"2026-11-{language}"
    assert text["text"] == list(consent.TEXTS[language, InterviewMode.RECORDED].paragraphs)
    agreed = await found.guest.ok(
        "POST", f"{found.path}/consent", {"version": text["version"], "accepted": True}
    )
    assert agreed["givenAt"] is not None
    other = {"version": "2026-01", "accepted": True}
    refused = await found.guest("POST", f"{found.path}/consent", other)
    assert refused.json()["error"] == "consent_version_outdated"


def test_every_language_has_a_text_of_its_own() -> None:
    texts = [consent.TEXTS[language, mode] for language in Language for mode in InterviewMode]
    assert len({text.version for text in texts}) == len(Language) * len(InterviewMode)
    assert len({text.paragraphs for text in texts}) == len(Language) * len(InterviewMode)
    for mode in InterviewMode:
        assert len({len(consent.TEXTS[one, mode].paragraphs) for one in Language}) == 1
