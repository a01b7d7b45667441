"""More time, and reminders: by HR, and once by themselves."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.contracts.identity import Role
from parley.hiring.domain.settings import InterviewSettings, with_extra
from tests.hiring.conftest import House
from tests.hiring.interviews import (
    TEXT,
    VIDEO,
    Interview,
    interview,
    invite,
    record,
    template,
)

DAY = 86400


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


async def told(house: House, kind: str) -> list[dict[str, Any]]:
    return [e["payload"]["data"] for e in await house.events() if e["event_type"] == kind]


async def sweep(house: House, name: str) -> None:
    (found,) = (each for each in house.part.sweeps if each.name == name)
    await found.run()


async def opened(house: House, *questions: dict[str, Any], **body: Any) -> Interview:
    hr = house.person()
    return await invite(hr, (await template(hr, *questions))["id"], **body)


@given(st.integers(1, 28800), st.integers(0, 300))
def test_extra_time_is_never_short(seconds: int, percent: int) -> None:
    longer = with_extra(seconds, percent)
    assert 0 <= longer - seconds * (100 + percent) / 100 < 1


@pytest.mark.parametrize(
    ("percent", "question", "elsewhere", "limit"),
    [(0, 120, 0.0, 120), (50, 120, 0.0, 180), (25, 0, 500.0, 250), (100, None, 1200.0, 0)],
    ids=["none", "own", "total", "used up"],
)
def test_it_raises_every_limit(
    percent: int, question: int | None, elsewhere: float, limit: int
) -> None:
    settings = InterviewSettings(total_time_limit=10)
    assert settings.media_limit(question, elsewhere, percent) == limit


async def test_a_later_deadline_and_extra_time_are_told_and_logged_once(house: House) -> None:
    found = await opened(house)
    before = await found.hr.ok("GET", found.path)
    later = (at(before["expiresAt"]) + timedelta(days=3)).isoformat()
    body = {"expiresAt": later, "extraTimePercent": 25}
    after = await found.hr.ok("POST", f"{found.path}/extend", body)
    assert await found.hr.ok("POST", f"{found.path}/extend", body) == after
    assert at(after["expiresAt"]) == at(later)
    assert after["extraTimePercent"] == 25
    (event,) = await told(house, "invitation.extended")
    assert event == {
        "invitationId": found.id,
        "candidateEmail": "ana@example.com",
        "candidateName": "Ana Lima",
        "templateTitle": "Backend engineer",
        "expiresAt": after["expiresAt"],
    }
    log = await found.hr.ok("GET", f"{found.path}/audit")
    assert [entry["action"] for entry in log["items"]] == ["extended", "invited"]


@pytest.mark.parametrize(
    ("percent", "own", "default", "total"),
    [(0, 61, 90, 7), (50, 92, 135, 10.5), (300, 244, 360, 28)],
    ids=["none", "half", "most"],
)
async def test_the_candidate_sees_the_limits_that_hold_and_the_team_the_templates(
    house: House, percent: int, own: int, default: int, total: float
) -> None:
    settings = {"totalTimeLimit": 7, "questionTimeLimit": 90}
    questions = [VIDEO | {"timeLimit": limit} for limit in (61, 0, None)]
    found = await interview(house, *questions, settings=settings)
    await found.hr.ok("POST", f"{found.path}/extend", {"extraTimePercent": percent})
    seen = await found.guest.ok("GET", found.path)
    assert [question["timeLimit"] for question in seen["questions"]] == [own, 0, None]
    assert seen["template"]["settings"]["questionTimeLimit"] == default
    assert seen["template"]["settings"]["totalTimeLimit"] == total
    takes = f"{found.path}/questions/{{}}/takes"
    for question, limit in zip(seen["questions"], (own, default, default), strict=True):
        take = await found.guest.ok("POST", takes.format(question["id"]))
        assert take["mediaLimitSeconds"] == limit
    team = await found.hr.ok("GET", found.path)
    assert [question["timeLimit"] for question in team["questions"]] == [61, 0, None]
    told = (await found.hr.ok("GET", f"/templates/{found.template_id}"))["settings"]
    assert (told["questionTimeLimit"], told["totalTimeLimit"]) == (90, 7)


async def test_no_limits_stay_none_with_extra_time(house: House) -> None:
    found = await interview(house, VIDEO, settings={"totalTimeLimit": 0})
    await found.hr.ok("POST", f"{found.path}/extend", {"extraTimePercent": 50})
    settings = (await found.guest.ok("GET", found.path))["template"]["settings"]
    assert (settings["totalTimeLimit"], settings["questionTimeLimit"]) == (0, None)


@pytest.mark.parametrize("started", [False, True], ids=["pending", "started"])
async def test_an_expired_one_opens_again_where_it_was(house: House, started: bool) -> None:
    found = await interview(house, TEXT, start=started)
    house.clock.advance(8 * DAY)
    await sweep(house, "hiring.expire-invitations")
    assert (await found.hr.ok("GET", found.path))["status"] == "expired"
    later = (house.clock.now() + timedelta(days=1)).isoformat()
    again = await found.hr.ok("POST", f"{found.path}/extend", {"expiresAt": later})
    assert again["status"] == ("started" if started else "pending")
    if not started:
        await found.guest.ok("POST", f"{found.path}/start")
    answer = {"questionId": found.questions[0]["id"], "type": "text", "content": "x"}
    await found.guest.ok("POST", f"{found.path}/responses", answer)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"expiresAt": "2000-01-01T00:00:00Z"}, 422),
        ({"expiresAt": "9999-01-01T00:00:00Z"}, 422),
        ({"extraTimePercent": -1}, 422),
        ({"extraTimePercent": 301}, 422),
        ({"extraTimePercent": 300}, 200),
        ({}, 200),
    ],
    ids=["past", "too far", "negative", "too much", "most", "nothing"],
)
async def test_its_bounds(house: House, body: dict[str, Any], status: int) -> None:
    found = await opened(house)
    assert (await found.hr("POST", f"{found.path}/extend", body)).status_code == status


async def test_what_is_revoked_or_done_is_not_extended(house: House) -> None:
    found = await opened(house, TEXT)
    await found.hr.ok("POST", f"{found.path}/revoke")
    later = {"expiresAt": (house.clock.now() + timedelta(days=30)).isoformat()}
    refused = await found.hr("POST", f"{found.path}/extend", later)
    assert refused.json()["error"] == "invitation_expired"
    done = await interview(house, TEXT)
    answer = {"questionId": done.questions[0]["id"], "type": "text", "content": "x"}
    await done.guest.ok("POST", f"{done.path}/responses", answer)
    await done.guest.ok("POST", f"{done.path}/complete")
    refused = await done.hr("POST", f"{done.path}/extend", later)
    assert refused.status_code == 409


@pytest.mark.parametrize("action", ["extend", "remind"])
async def test_only_whoever_invited_may(house: House, action: str) -> None:
    found = await opened(house)
    body = {"extraTimePercent": 10} if action == "extend" else None
    stranger, guest = house.person(), found.guest
    assert (await stranger("POST", f"{found.path}/{action}", body)).status_code == 404
    assert (await guest("POST", f"{found.path}/{action}", body)).status_code == 403
    assert (await house.person(Role.ADMIN)("POST", f"{found.path}/{action}", body)).is_success


async def test_the_open_recording_goes_on_under_the_new_terms(house: House) -> None:
    found = await interview(house, VIDEO)
    await record(found, found.questions[0]["id"])
    assert house.media.asked[-1].media_limit_seconds == 120
    await found.hr.ok("POST", f"{found.path}/extend", {"extraTimePercent": 50})
    assert house.media.asked[-1].media_limit_seconds == 180
    assert not house.media.asked[-1].retake
    take = await found.guest.ok("POST", f"{found.path}/questions/{found.questions[0]['id']}/takes")
    assert house.media.asked[-1].media_limit_seconds == 180
    assert take["recordedSeconds"] == 12.2


# Reminders


async def test_hr_reminds_at_most_once_an_hour(house: House) -> None:
    found = await opened(house)
    path = f"{found.path}/remind"
    reminded = await found.hr.ok("POST", path)
    assert at(reminded["remindedAt"]) == house.clock.now()
    house.clock.advance(3599)
    refused = await found.hr("POST", path)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
    house.clock.advance(1)
    await found.hr.ok("POST", path)
    assert len(await told(house, "invitation.reminder")) == 2


async def test_reminding_at_the_same_time_reminds_once(house: House) -> None:
    found = await opened(house)
    answers = await asyncio.gather(*(found.hr("POST", f"{found.path}/remind") for _ in range(10)))
    assert sorted(a.status_code for a in answers) == [200] + [429] * 9
    assert len(await told(house, "invitation.reminder")) == 1


async def test_candidates_are_reminded_a_day_before_by_themselves_once(house: House) -> None:
    found = await opened(house)
    house.clock.advance(6 * DAY - 1)
    await sweep(house, "hiring.reminders")
    assert await told(house, "invitation.reminder") == []
    house.clock.advance(1)
    await asyncio.gather(*(sweep(house, "hiring.reminders") for _ in range(8)))
    house.clock.advance(3600)
    await sweep(house, "hiring.reminders")
    (event,) = await told(house, "invitation.reminder")
    assert (event["invitationId"], event["candidateName"]) == (found.id, "Ana Lima")
    later = (house.clock.now() + timedelta(days=5)).isoformat()
    await found.hr.ok("POST", f"{found.path}/extend", {"expiresAt": later})
    await sweep(house, "hiring.reminders")
    assert len(await told(house, "invitation.reminder")) == 1
    house.clock.advance(4 * DAY)
    await sweep(house, "hiring.reminders")
    assert len(await told(house, "invitation.reminder")) == 2


async def completed(_house: House, found: Interview) -> None:
    answer = {"questionId": found.questions[0]["id"], "type": "text", "content": "x"}
    await found.guest.ok("POST", f"{found.path}/responses", answer)
    await found.guest.ok("POST", f"{found.path}/complete")


async def revoked(_house: House, found: Interview) -> None:
    await found.hr.ok("POST", f"{found.path}/revoke")


async def deleted(_house: House, found: Interview) -> None:
    await found.hr.ok("POST", f"{found.path}/deletion", {"confirm": True})


@pytest.mark.parametrize("end", [completed, revoked, deleted], ids=["done", "revoked", "deleted"])
async def test_who_has_nothing_left_to_do_is_not_reminded(house: House, end: Any) -> None:
    found = await interview(house, TEXT)
    await end(house, found)
    house.clock.advance(int(6.5 * DAY))
    await sweep(house, "hiring.reminders")
    assert await told(house, "invitation.reminder") == []


async def test_who_was_invited_for_today_needs_no_reminder(house: House) -> None:
    soon = (house.clock.now() + timedelta(hours=5)).isoformat()
    await opened(house, expiresAt=soon)
    await sweep(house, "hiring.reminders")
    assert await told(house, "invitation.reminder") == []
