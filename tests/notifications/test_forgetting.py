"""Deletion is complete, is answered, and stays."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from parley.contracts.erasure import CONTEXTS, Scope
from parley.kit.clock import ManualClock
from parley.kit.db import Database, Unit
from parley.kit.ids import new_id
from parley.kit.messages import Message
from parley.notifications.clients.folder import FolderTransport
from parley.notifications.domain import LANGUAGES
from parley.notifications.ports import Settings, Smtp
from parley.notifications.store import PostgresStore
from tests.notifications.conftest import FakeHiring, House, build

TABLES = """
SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
WHERE schemaname IN ('notifications', 'kit') AND tablename <> 'alembic_version'
"""
PAGES = Path(__file__).parents[2] / "web/src/locales"
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


async def holding(db: Database, *needles: str) -> set[str]:
    """Tables of ours and the kit's in which one of the words stands."""
    found = set()
    async with db.pool.acquire() as connection:
        for table in await connection.fetch(TABLES):
            rows = await connection.fetch(f"SELECT t::text AS row FROM {table['name']} t")  # noqa: S608 - our own tables
            if any(needle in row["row"] for row in rows for needle in needles):
                found.add(table["name"])
    return found


def lying(settings: Settings) -> list[str]:
    return (
        sorted(p.name for p in settings.mails_dir.iterdir()) if settings.mails_dir.exists() else []
    )


async def told_twice(house: House) -> tuple[Message, Message]:
    """Two invitations of two people, with letters sent and letters queued."""
    mine = house.invited(candidateEmail="canary@example.com", candidateName="Canary Bird")
    other = house.invited()
    for message in (mine, other):
        await house.publish(message)
        await house.publish(house.later(message, "invitation.reminder"))
    await house.work()
    for message in (mine, other):
        await house.publish(house.later(message, "analysis.ready"))
    return mine, other


@pytest.mark.parametrize("scope", ["evidence", "person"])
async def test_nothing_is_left_of_an_interview(
    house: House, settings: Settings, db: Database, scope: str
) -> None:
    mine, other = await told_twice(house)
    who = str(mine.subject_id)
    canaries = (mine.key, who, "canary@example.com", "Canary Bird")
    assert await holding(db, *canaries) >= {"notifications.mails", "kit.jobs", "kit.events"}
    await house.publish(house.erasure(Scope(scope), who, mine.key))
    # The wish itself, until everybody had it, and what keeps late facts out.
    left = {"kit.events", "notifications.erased"}
    assert await holding(db, *canaries) <= left
    assert {m["invitation_id"] for m in await house.mails()} == {other.key}
    assert len(lying(settings)) == 2
    assert await house.work() == 1  # the other one's letter to the team
    (answer,) = await house.answers()
    assert (answer.topic, answer.type, answer.subject_id) == (
        "privacy-events", "erasure.done", None,
    )  # fmt: skip
    assert answer.key == answer.data["erasureId"]
    assert answer.data["context"] == "notifications"
    assert answer.data["context"] in CONTEXTS
    assert answer.data["removed"] == {"mails": 3, "files": 2}
    assert who not in json.dumps(answer.envelope())


async def test_a_person_is_forgotten_beyond_the_interviews_named(house: House) -> None:
    mine, _ = await told_twice(house)
    more = house.invited(candidateId=str(mine.subject_id))
    await house.publish(more)
    await house.publish(house.erasure(Scope.EVIDENCE, str(mine.subject_id), mine.key))
    assert more.key in {m["invitation_id"] for m in await house.mails()}
    await house.publish(house.erasure(Scope.PERSON, str(mine.subject_id)))
    assert more.key not in {m["invitation_id"] for m in await house.mails()}


async def test_letters_to_a_colleague_go_with_their_account(house: House) -> None:
    invited = house.invited()
    await house.publish(invited)
    await house.publish(house.later(invited, "analysis.ready"))
    await house.publish(house.erasure(Scope.PERSON, invited.data["hrId"]))
    assert [m["occasion"] for m in await house.mails()] == ["invitation"]


async def test_a_withdrawal_leaves_letters_alone_and_is_answered(
    house: House, settings: Settings
) -> None:
    mine, _ = await told_twice(house)
    before = (await house.mails(), lying(settings))
    await house.publish(house.erasure(Scope.RECORDINGS, str(mine.subject_id), mine.key))
    assert (await house.mails(), lying(settings)) == before
    (answer,) = await house.answers()
    assert (answer.data["removed"], answer.data["kept"]) == ({"mails": 0, "files": 0}, [])


async def test_it_is_answered_once_and_also_when_there_was_nothing(house: House) -> None:
    wish = house.erasure(Scope.PERSON, new_id(), new_id())
    await house.publish(wish)
    handler = house.part.subscriptions[-1].types[wish.type]
    await handler(wish)
    (answer,) = await house.answers()
    assert answer.data["removed"] == {"mails": 0, "files": 0}
    assert house.part.topics == (wish.topic,)  # so the relay publishes it


async def test_the_answer_says_what_lies_in_mailboxes(
    db: Database, clock: ManualClock, settings: Settings
) -> None:
    house = await build(db, clock, replace(settings, smtp=Smtp("mail.test")))
    await house.publish(house.erasure(Scope.EVIDENCE, new_id(), new_id()))
    (answer,) = await house.answers()
    (kept,) = answer.data["kept"]
    assert kept == {"what": "sent_letters", "why": "in_mailboxes", "until": None}
    for language in LANGUAGES:
        receipt = json.loads((PAGES / language / "record.json").read_text())["receipt"]
        assert receipt["keptWhat"][kept["what"]]
        assert receipt["keptWhy"][kept["why"]]


@pytest.mark.parametrize("scope", ["evidence", "person"])
async def test_a_fact_told_late_makes_no_mail(house: House, db: Database, scope: str) -> None:
    invited = house.invited()
    await house.publish(house.erasure(Scope(scope), str(invited.subject_id), invited.key))
    for message in (invited, house.later(invited, "invitation.reminder")):
        # As the bus would, which keeps what it delivers for a day.
        await house.part.subscriptions[0].types[message.type](message)
    assert await house.mails() == []
    assert await house.work() == 0
    assert "notifications.inbox" not in await holding(db, str(invited.subject_id))


async def test_which_ids_were_erased_is_forgotten_too(
    house: House, db: Database, clock: ManualClock, settings: Settings
) -> None:
    gone = new_id()
    await house.publish(house.erasure(Scope.EVIDENCE, new_id(), gone))
    clock.advance(settings.keep.total_seconds())
    await house.part.sweeps[0].run()
    assert "notifications.erased" in await holding(db, gone)
    clock.advance(1)
    await house.part.sweeps[0].run()
    assert "notifications.erased" not in await holding(db, gone)


async def test_letters_that_a_crash_left_are_swept(house: House, settings: Settings) -> None:
    await house.publish(house.invited())
    await house.work()
    (letter,) = lying(settings)
    for orphan in (f"{new_id()}.eml", f".{new_id()}.draft", "not-ours.eml"):
        (settings.mails_dir / orphan).write_text("Dear Canary")
    assert await house.part.sweeps[0].run() == 0
    assert lying(settings) == [letter]


# A letter that is on its way while its mail is erased


async def _unlocked(self: PostgresStore, unit: Unit, mail_id: str) -> bool:
    """The broken variant: whatever happened meanwhile, the letter goes out."""
    return True


async def _hold_nothing(self: PostgresStore, unit: Unit, mail_id: str) -> bool:
    """The broken variant: it looks, and locks nothing."""
    return await self.get(unit, mail_id) is not None


def stopping(real: Callable[..., Any], reached: asyncio.Event, go: asyncio.Event) -> Any:
    async def stop(*given: Any) -> Any:
        reached.set()
        await go.wait()
        return await real(*given)

    return stop


async def erased_while_sending(
    house: House, settings: Settings, monkeypatch: pytest.MonkeyPatch, of: type, name: str
) -> None:
    """The letter is stopped at a place, erased, and then goes on.

    Raises:
        AssertionError: Something of it is left.
    """
    reached, go = asyncio.Event(), asyncio.Event()
    invited = house.invited()
    await house.publish(invited)
    monkeypatch.setattr(of, name, stopping(getattr(of, name), reached, go))
    sending = asyncio.ensure_future(house.work())
    await reached.wait()
    wish = house.erasure(Scope.EVIDENCE, str(invited.subject_id), invited.key)
    erasing = asyncio.ensure_future(house.publish(wish))
    while not erasing.done() and not await house.ground.db.pool.fetchval(WAITING):
        await asyncio.sleep(0.01)
    go.set()
    await asyncio.gather(sending, erasing)
    assert await house.mails() == [], "a row is left"
    assert lying(settings) == [], "a letter is left"
    (answer,) = await house.answers()
    assert answer.type == "erasure.done"


PLACES: dict[str, tuple[type, str]] = {
    "being written": (FakeHiring, "candidate_link"),
    "being handed over": (FolderTransport, "send"),
}


@pytest.mark.parametrize("place", list(PLACES))
async def test_a_letter_on_its_way_is_not_written_back(
    house: House, settings: Settings, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    await erased_while_sending(house, settings, monkeypatch, *PLACES[place])


@pytest.mark.parametrize("place", list(PLACES))
async def test_the_same_check_sees_a_letter_written_back(
    house: House, settings: Settings, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    wrong = {"being written": _unlocked, "being handed over": _hold_nothing}[place]
    monkeypatch.setattr(PostgresStore, "hold", wrong)
    with pytest.raises(AssertionError, match="a letter is left"):
        await erased_while_sending(house, settings, monkeypatch, *PLACES[place])


async def test_a_fact_that_comes_while_its_interview_is_erased_makes_no_mail(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Erasure has looked already when the fact arrives: it must wait, and then find out."""
    invited = house.invited()
    reached, go = asyncio.Event(), asyncio.Event()
    monkeypatch.setattr(
        PostgresStore, "forget_work", stopping(PostgresStore.forget_work, reached, go)
    )
    wish = house.erasure(Scope.EVIDENCE, str(invited.subject_id), invited.key)
    erasing = asyncio.ensure_future(house.publish(wish))
    await reached.wait()
    telling = asyncio.ensure_future(house.part.subscriptions[0].types[invited.type](invited))
    while not telling.done() and not await house.ground.db.pool.fetchval(WAITING):
        await asyncio.sleep(0.01)
    go.set()
    await asyncio.gather(erasing, telling)
    assert await house.mails() == []


def test_a_draft_goes_with_its_letter(tmp_path: Path) -> None:
    folder = FolderTransport(tmp_path)
    (tmp_path / ".m.draft").write_text("Dear Canary")
    assert asyncio.run(folder.kept()) == ["m"]
    assert asyncio.run(folder.forget(["m", "never"])) == 0
    assert list(tmp_path.iterdir()) == []
