"""Identity forgets guests of whom nothing else is left, and answers every request once."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from parley.contracts import erasure
from parley.contracts.erasure import ErasureRequested, Scope
from parley.contracts.identity import Role
from parley.identity.domain import InvalidRefreshToken
from parley.kit.ids import new_id
from parley.kit.messages import Message
from tests.identity.conftest import House

WEEK = timedelta(days=7)


def asking(scope: Scope, subject_id: str, *invitations: str) -> Message:
    body = ErasureRequested(new_id(), scope.value, subject_id, list(invitations))
    now = datetime.now(UTC)
    return Message(
        new_id(), erasure.TOPIC, body.TYPE, body.erasureId, now, asdict(body), subject_id
    )


async def forget(house: House, message: Message) -> None:
    (subscription,) = house.part.subscriptions
    assert subscription.topic == erasure.TOPIC
    await subscription.types[message.type](message)


async def answers(house: House) -> list[dict[str, Any]]:
    async with house.ground.db.unit("identity") as unit:
        rows = await unit.fetch(
            "SELECT payload FROM identity.outbox WHERE topic = $1 ORDER BY position", erasure.TOPIC
        )
    return [row["payload"]["data"] for row in rows]


async def everything(house: House) -> str:
    """All rows of the schema, and what the kit keeps, as text."""
    said = []
    async with house.ground.db.unit("identity") as unit:
        for table in ("accounts", "refresh_families", "refresh_tokens", "outbox", "inbox"):
            said += await unit.fetch(f"SELECT t::text FROM identity.{table} t")  # noqa: S608 - our names
    async with house.ground.db.unit("kit") as unit:
        said += await unit.fetch("SELECT e::text FROM kit.events e")
    return "\n".join(row[0] for row in said)


async def test_a_guest_is_forgotten_and_their_sessions_end(house: House) -> None:
    guest = await house.identity.ensure_candidate("zita@canary.test", "Zita Canary")
    end = house.ground.clock.now() + WEEK
    session = await house.identity.open_guest_session(guest.user_id, "11", end)
    assert "canary" in (await everything(house)).lower()
    message = asking(Scope.PERSON, guest.user_id, "11")
    await forget(house, message)
    assert await house.identity.accounts([guest.user_id]) == []
    with pytest.raises(InvalidRefreshToken):
        await house.identity.sessions.refresh(session.refresh_token, "11")
    assert "canary" not in (await everything(house)).lower()
    (answer,) = await answers(house)
    assert answer["removed"] == {"sessions": 1, "accounts": 1}
    assert (answer["context"], answer["kept"]) == ("identity", [])
    assert answer["erasureId"] == message.key


async def test_hearing_it_twice_answers_once(house: House) -> None:
    guest = await house.identity.ensure_candidate("zita@canary.test", "Zita Canary")
    message = asking(Scope.PERSON, guest.user_id, "11")
    for _ in range(2):
        await forget(house, message)
    assert len(await answers(house)) == 1


async def test_of_one_interview_of_several_only_the_sessions_go(house: House) -> None:
    guest = await house.identity.ensure_candidate("zita@canary.test", "Zita Canary")
    end = house.ground.clock.now() + WEEK
    gone = await house.identity.open_guest_session(guest.user_id, "11", end)
    stays = await house.identity.open_guest_session(guest.user_id, "22", end)
    await forget(house, asking(Scope.EVIDENCE, guest.user_id, "11"))
    with pytest.raises(InvalidRefreshToken):
        await house.identity.sessions.refresh(gone.refresh_token, "11")
    assert (await house.identity.sessions.refresh(stays.refresh_token, "22")).account == guest
    assert (await answers(house))[0]["removed"] == {"sessions": 1, "accounts": 0}


async def test_an_account_of_their_own_stays_and_is_said_to(house: House) -> None:
    account, _ = await house.identity.accounts_.add_user(
        "zita@canary.test", "Zita", Role.CANDIDATE, "long enough for all"
    )
    await forget(house, asking(Scope.PERSON, account.user_id, "11"))
    assert await house.identity.accounts([account.user_id]) == [account]
    (answer,) = await answers(house)
    assert answer["kept"] == [{"what": "account", "why": "registered", "until": None}]


async def test_withdrawing_consent_ends_no_session(house: House) -> None:
    guest = await house.identity.ensure_candidate("zita@canary.test", "Zita Canary")
    end = house.ground.clock.now() + WEEK
    session = await house.identity.open_guest_session(guest.user_id, "11", end)
    await forget(house, asking(Scope.RECORDINGS, guest.user_id, "11"))
    assert (await house.identity.sessions.refresh(session.refresh_token, "11")).account == guest
    assert (await answers(house))[0]["removed"] == {"sessions": 0, "accounts": 0}


async def test_who_is_unknown_by_now_is_answered_for_too(house: House) -> None:
    await forget(house, asking(Scope.PERSON, new_id(), "11"))
    assert (await answers(house))[0]["removed"] == {"sessions": 0, "accounts": 0}
