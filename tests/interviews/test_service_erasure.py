"""Forgetting: what goes, what is answered, and what comes too late."""

import asyncio
import json
from dataclasses import asdict

import pytest

from parley.contracts.interviews import SessionNotFound
from parley.contracts.scoring import Purpose
from parley.kit.ids import new_id
from parley.kit.messages import Message
from tests.interviews.conftest import House
from tests.interviews.talks import ask, talk

TABLES = (
    "interview_sessions",
    "interactions",
    "participants",
    "access_permissions",
    "outbox",
    "inbox",
    "users",
)


async def anything(house: House, *canaries: str) -> list[str]:
    """Where any of the canaries is still found, in our schema and the kit's."""
    found = []
    for table in TABLES:
        text = json.dumps(await house.rows(table), default=str)
        found += [f"{table}: {one}" for one in canaries if one in text]
    async with house.ground.db.unit("kit") as unit:
        for table in ("jobs", "events"):
            rows = await unit.fetch(f"SELECT * FROM kit.{table}")  # noqa: S608 - names above
            text = json.dumps([dict(row) for row in rows], default=str)
            found += [f"kit.{table}: {one}" for one in canaries if one in text]
    return found


async def test_an_interview_goes_whole_and_the_answer_says_so(house: House) -> None:
    who = house.person()
    gone = await house.completed(who)
    stays = await house.completed(who)
    await house.relay()
    message = house.erasure("evidence", who.user_id, gone.session_id)
    for _ in range(2):
        await house.hear(message)
    assert await anything(house, gone.session_id) == []
    assert await house.interviews.session(stays.session_id) == stays
    assert len(await house.interviews.entries(stays.session_id)) == 5
    [done] = await house.events("erasure.done")
    assert (done["erasureId"], done["context"]) == (message.key, "interviews")
    assert done["removed"] == {"interviews": 1, "entries": 5}
    [kept] = done["kept"]
    assert (kept["what"], kept["why"]) == ("evidence_id", "late_transcripts")


async def test_a_person_goes_with_everything(house: House) -> None:
    who, other = house.person(), house.person()
    named = await house.completed(who)
    await house.completed(who)
    stays = await house.completed(other)
    await house.relay()
    await house.hear(house.erasure("person", who.user_id, named.session_id))
    assert who.email is not None
    left = await anything(house, who.user_id, who.email, named.session_id)
    assert left == []
    [done] = await house.events("erasure.done")
    assert done["removed"] == {"interviews": 2, "entries": 10, "people": 1}
    assert await house.interviews.session(stays.session_id) == stays


async def test_withdrawn_consent_leaves_what_was_said(house: House) -> None:
    who = house.person()
    session = await house.completed(who, purpose=Purpose.HIRING)
    await house.hear(house.erasure("recordings", who.user_id, session.session_id))
    await house.hear(house.erasure("recordings", who.user_id, new_id()))
    first, second = await house.events("erasure.done")
    assert (first["removed"], [kept["what"] for kept in first["kept"]]) == (
        {},
        ["conversation_text"],
    )
    assert (second["removed"], second["kept"]) == ({}, [])
    assert len(await house.interviews.entries(session.session_id)) == 5


async def test_whoever_is_unknown_is_answered_too(house: House) -> None:
    await house.hear(house.erasure("person", new_id()))
    [done] = await house.events("erasure.done")
    assert done["removed"] == {"interviews": 0, "entries": 0, "people": 0}
    assert done["kept"] == []


async def test_what_was_erased_does_not_come_back(house: House) -> None:
    who = house.person()
    wanted = ask(who.user_id)
    await house.interviews.open(wanted)
    epoch = await house.engine(wanted.session_id)
    await house.hear(house.erasure("evidence", who.user_id, wanted.session_id))
    never = ask(who.user_id)
    await house.hear(house.erasure("evidence", who.user_id, never.session_id))
    for late in (
        house.interviews.open(wanted),
        house.interviews.open(never),
        house.interviews.begin(wanted.session_id, (), epoch),
        house.interviews.record(wanted.session_id, talk(), epoch),
    ):
        with pytest.raises(SessionNotFound):
            await late
    assert await house.rows("interview_sessions") == []
    house.clock.advance(91 * 86400)
    assert await house.sweep("interviews.erased") == 2
    assert await house.rows("erased") == []


async def test_opening_and_erasing_at_once_leave_nothing(house: House) -> None:
    who = house.person()
    for _ in range(10):
        wanted = ask(who.user_id)
        await asyncio.gather(
            house.interviews.open(wanted),
            house.hear(house.erasure("evidence", who.user_id, wanted.session_id)),
            return_exceptions=True,
        )
        assert await anything(house, wanted.session_id) == []


async def test_ending_and_erasing_at_once_leave_nothing(house: House) -> None:
    who = house.person()
    for _ in range(10):
        begun, _ = await house.begun(who)
        await house.engine_gone(begun.session_id)
        await asyncio.gather(
            house.uses.endings.abandoned(who, begun.session_id),
            house.hear(house.erasure("evidence", who.user_id, begun.session_id)),
            return_exceptions=True,
        )
        assert await anything(house, begun.session_id) == []


async def test_deleting_practice_asks_everybody_to_forget(house: House) -> None:
    who = house.person()
    session = await house.completed(who)
    await house.uses.practice.delete(who, session.session_id)
    [asked] = await house.events("erasure.requested")
    assert (asked["scope"], asked["subjectId"]) == ("evidence", who.user_id)
    assert asked["evidenceIds"] == [session.session_id]
    with pytest.raises(SessionNotFound):
        await house.uses.practice.delete(who, session.session_id)
    assert [one for one in await anything(house, session.session_id) if "outbox" not in one] == []
    # It comes back to us by the bus, and is answered.
    await house.relay()
    await house.consume()
    [done] = await house.events("erasure.done")
    assert done["erasureId"] == asked["erasureId"]
    assert await house.work() == 0
    assert house.scoring.submitted == {}


async def test_many_deletions_at_once_ask_once(house: House) -> None:
    who = house.person()
    session = await house.completed(who)
    calls = (house.uses.practice.delete(who, session.session_id) for _ in range(20))
    found = await asyncio.gather(*calls, return_exceptions=True)
    assert [one for one in found if one is None] == [None]
    assert len(await house.events("erasure.requested")) == 1


async def test_a_newer_request_may_say_more(house: House) -> None:
    message = house.erasure("evidence", new_id(), new_id())
    data = {**message.data, "somethingNew": True}
    await house.hear(house.message(message.topic, message.type, message.key, data))
    assert len(await house.events("erasure.done")) == 1


# People


def user(house: House, kind: str, user_id: str, email: str = "", name: str = "") -> Message:
    data = {"userId": user_id, "email": email, "name": name, "role": "candidate"}
    if kind == "user.deleted":
        data = {"userId": user_id}
    return house.message("identity-events", kind, user_id, data)


async def people(house: House) -> dict[str, tuple[str, str]]:
    return {
        row["user_id"]: (row["email"], row["name"])
        for row in await house.rows("users")
        if row["user_id"] != "ai"
    }


async def test_users_follow_identitys_accounts(house: House) -> None:
    ana = new_id()
    for message in (
        user(house, "user.created", ana, "ana@example.com", "Ana"),
        user(house, "user.updated", ana, "ana@example.com", "Ana Lima"),
    ):
        await house.hear(message)
    assert await people(house) == {ana: ("ana@example.com", "Ana Lima")}
    await house.hear(user(house, "user.deleted", ana))
    assert await people(house) == {}


async def test_two_people_of_one_address_both_have_a_row(house: House) -> None:
    guest, account = new_id(), new_id()
    for one in (guest, account, guest, account):
        await house.hear(user(house, "user.created", one, "ana@example.com", "Ana"))
    assert await people(house) == {
        guest: ("ana@example.com", "Ana"),
        account: (f"{account}@users.invalid", "Ana"),
    }


async def test_ten_people_of_one_address_at_once_all_have_a_row(house: House) -> None:
    ids = [new_id() for _ in range(10)]
    await asyncio.gather(
        *(house.hear(user(house, "user.created", one, "ana@example.com", "Ana")) for one in ids)
    )
    found = await people(house)
    assert set(found) == set(ids)
    assert sorted(email for email, _ in found.values() if email == "ana@example.com") == [
        "ana@example.com"
    ]


async def test_names_and_addresses_fit_the_columns(house: House) -> None:
    one = new_id()
    await house.hear(user(house, "user.created", one, "x" * 256, "n" * 300))
    assert await people(house) == {one: (f"{one}@users.invalid", "n" * 255)}
    await house.hear(user(house, "user.updated", one, "x" * 255, "n" * 255))
    assert await people(house) == {one: ("x" * 255, "n" * 255)}


async def test_whoever_still_takes_part_loses_name_and_address(house: House) -> None:
    who = house.person()
    session = await house.completed(who)
    await house.hear(user(house, "user.deleted", who.user_id))
    assert await people(house) == {who.user_id: (f"{who.user_id}@users.invalid", "")}
    await house.hear(house.erasure("person", who.user_id, session.session_id))
    assert await people(house) == {}


async def test_events_take_effect_once(house: House) -> None:
    one = new_id()
    first = user(house, "user.created", one, "ana@example.com", "Ana")
    await house.hear(first)
    await house.hear(user(house, "user.deleted", one))
    await house.hear(first)
    assert await people(house) == {}
    plan = await house.published(new_id())
    assert asdict(plan)["templateId"] in {row["template_id"] for row in await house.rows("plans")}
