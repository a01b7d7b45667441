"""Retention, the record of what is kept, and the human look."""

import asyncio
import json
from datetime import datetime, timedelta

import pytest

from parley.hiring.domain import consent
from tests.hiring.conftest import House
from tests.hiring.deleting import DAY, everything, requests, taken
from tests.hiring.interviews import (
    CHOICE,
    TEXT,
    Interview,
    interview,
)

# Retention


async def retire(house: House) -> None:
    (sweep,) = (each for each in house.part.sweeps if each.name == "hiring.retention")
    await sweep.run()


async def kept_for(house: House, days: int | None, *, complete: bool) -> Interview:
    found = await interview(house, TEXT, settings={"retentionDays": days})
    if complete:
        answer = {"questionId": found.questions[0]["id"], "type": "text", "content": "zebra"}
        await found.guest.ok("POST", f"{found.path}/responses", answer)
        await found.guest.ok("POST", f"{found.path}/complete")
    return found


@pytest.mark.parametrize(("complete", "ends"), [(True, 30), (False, 37)], ids=["done", "expired"])
async def test_what_was_kept_long_enough_is_deleted(
    house: House, complete: bool, ends: int
) -> None:
    found = await kept_for(house, 30, complete=complete)
    record_ = await found.guest.ok("GET", f"{found.path}/record")
    due = datetime.fromisoformat(record_["deleteAfter"])
    assert due == house.clock.now() + timedelta(days=ends)
    house.clock.advance(ends * DAY - 1)
    await retire(house)
    assert await requests(house) == []
    house.clock.advance(1)
    await asyncio.gather(retire(house), retire(house))
    (request,) = await requests(house)
    assert request["evidenceIds"] == [found.id]
    receipt = await found.hr.ok("GET", f"{found.path}/deletion")
    assert (receipt["cause"], receipt["receiptLink"]) == ("retention", None)
    assert "zebra" not in await everything(house)


async def test_without_a_period_nothing_goes_by_itself(house: House) -> None:
    found = await kept_for(house, None, complete=True)
    assert (await found.guest.ok("GET", f"{found.path}/record"))["deleteAfter"] is None
    house.clock.advance(4000 * DAY)
    await retire(house)
    assert await requests(house) == []


@pytest.mark.parametrize(
    ("days", "status"), [(0, 422), (1, 201), (3650, 201), (3651, 422), (-1, 422)]
)
async def test_bounds_of_a_period(house: House, days: int, status: int) -> None:
    body = {"title": "x", "settings": {"retentionDays": days}}
    assert (await house.person()("POST", "/templates", body)).status_code == status


# The record, and the human look


async def test_the_record_tells_what_is_kept_and_who_saw_it(house: House) -> None:
    found = await taken(house)
    seen = await found.hr.ok("GET", found.path)
    video = next(r for r in seen["responses"] if r["type"] == "video")
    await found.hr.ok("GET", f"{found.path}/responses/{video['id']}/playback")
    told = await found.guest.ok("GET", f"{found.path}/record")
    assert [each["version"] for each in told["consents"]] == ["2026-11-en"]
    assert told["consents"][0]["text"] == list(consent.ENGLISH.paragraphs)
    assert [(each["type"], each["durationSeconds"]) for each in told["answers"]] == [
        ("video", 13.0),
        ("text", None),
    ]
    assert {(each["action"], each["who"]) for each in told["seen"]} >= {
        ("invited", "Somebody"),
        ("recording_seen", "Somebody"),
    }
    assert "consented" not in {each["action"] for each in told["seen"]}
    assert (await found.hr("GET", f"{found.path}/record")).status_code == 403
    assert (await house.person()("GET", f"{found.path}/record")).status_code == 404


async def test_the_record_shows_what_was_written_and_chosen(house: House) -> None:
    several = CHOICE | {"allowMultiple": True}
    found = await interview(house, TEXT, CHOICE, several)
    ids = {o["text"]: o["id"] for o in found.questions[2]["options"]}
    sent = [
        ("text", "Once or twice,\nit is the same: a zebra."),
        ("choice", "RabbitMQ"),
        ("choice", json.dumps([ids["PNG"], ids["SQS"]])),
    ]
    for question, (kind, content) in zip(found.questions, sent, strict=True):
        body = {"questionId": question["id"], "type": kind, "content": content}
        await found.guest.ok("POST", f"{found.path}/responses", body)
    told = await found.guest.ok("GET", f"{found.path}/record")
    assert [(each["transcriptText"], each["transcribedBy"]) for each in told["answers"]] == [
        (sent[0][1], None),
        ("RabbitMQ", None),
        ("PNG\nSQS", None),
    ]


async def test_a_human_look_is_asked_for_once_and_answered(house: House) -> None:
    found = await taken(house)
    ask, path = {"text": "again?"}, f"{found.path}/human-look"
    refused = await found.guest("POST", path, ask)
    assert (refused.status_code, refused.json()["error"]) == (409, "human_look_open")
    answered = await found.hr.ok("POST", f"{path}/answer", {"text": "We looked."})
    assert (answered["text"], answered["answer"]) == ("a quokka", "We looked.")
    again = await found.hr("POST", f"{path}/answer", {"text": "Twice."})
    assert (again.status_code, again.json()["error"]) == (409, "human_look_not_asked")
    told = (await found.guest.ok("GET", f"{found.path}/record"))["humanLook"]
    assert (told["answer"], told["answeredBy"]) == ("We looked.", "Somebody")
    assert (await found.guest("POST", path, ask)).status_code == 201
    log = await found.hr.ok("GET", f"{found.path}/audit?pageSize=100")
    actions = [entry["action"] for entry in log["items"]]
    assert (actions.count("human_look_asked"), actions.count("human_look_answered")) == (2, 1)


async def test_a_human_look_is_asked_by_the_candidate_and_answered_by_the_team(
    house: House,
) -> None:
    found = await interview(house, TEXT, start=False)
    path = f"{found.path}/human-look"
    assert (await found.guest("POST", path, {})).json()["error"] == "invitation_not_started"
    await found.guest.ok("POST", f"{found.path}/start")
    assert (await found.hr("POST", path, {})).status_code == 403
    many = await asyncio.gather(*(found.guest("POST", path, {}) for _ in range(5)))
    assert sorted(answer.status_code for answer in many) == [201, 409, 409, 409, 409]
    assert (await found.guest("POST", f"{path}/answer", {"text": "x"})).status_code == 403
    assert (await house.person()("POST", f"{path}/answer", {"text": "x"})).status_code == 404
