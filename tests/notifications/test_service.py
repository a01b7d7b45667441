"""From the event to the mail, on real PostgreSQL, with the embedded transport."""

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from parley.kit.clock import ManualClock
from parley.kit.db import Database
from parley.kit.ids import new_id
from parley.kit.jobs import JobState
from parley.kit.messages import Message
from parley.notifications.clients.folder import FolderTransport
from parley.notifications.domain import MailDeferred, MailRefused
from parley.notifications.ports import Settings
from tests.notifications.conftest import LINK, House, build


def files(settings: Settings) -> list[Path]:
    return sorted(settings.mails_dir.glob("*")) if settings.mails_dir.exists() else []


async def job(house: House, mail_id: str) -> JobState:
    state = await house.ground.jobs.state("mail", mail_id)
    assert state is not None
    return state


async def test_an_invitation_sends_one_mail(house: House, settings: Settings) -> None:
    message = house.invited()
    await house.publish(message)
    assert files(settings) == []  # nothing leaves before the commit
    (mail,) = await house.mails()
    assert (mail["status"], mail["subject_id"]) == ("queued", message.subject_id)
    assert await house.work() == 1
    (mail,) = await house.mails()
    assert (mail["status"], mail["attempts"], mail["last_error"]) == ("sent", 0, None)
    assert mail["sent_at"] == mail["settled_at"] == house.ground.clock.now()
    (file,) = files(settings)
    assert file.name == f"{mail['id']}.eml"
    assert LINK.encode() in file.read_bytes()


async def test_only_its_owner_can_read_the_files(house: House, settings: Settings) -> None:
    await house.publish(house.invited())
    await house.work()
    (file,) = files(settings)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(settings.mails_dir.stat().st_mode) == 0o700


async def test_the_link_is_in_no_table(house: House, db: Database) -> None:
    await house.publish(house.invited())
    await house.work()
    async with db.pool.acquire() as connection:
        tables = await connection.fetch(
            """
            SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
            WHERE schemaname IN ('notifications', 'kit')
            """
        )
        assert len(tables) > 5
        for table in tables:
            rows = await connection.fetch(f"SELECT t::text AS row FROM {table['name']} t")  # noqa: S608 - our own tables
            assert not [r for r in rows if "s3cret-canary" in r["row"]], table["name"]


async def test_an_event_told_twice_is_one_mail(house: House) -> None:
    message = house.invited()
    await house.publish(message)
    subscription = house.part.subscriptions[0]
    await subscription.types[message.type](message)
    await house.work()
    await subscription.types[message.type](message)
    assert await house.work() == 0
    assert len(await house.mails()) == 1


async def test_a_crash_before_it_was_noted_sends_the_same_message_again(
    house: House, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    deliver = FolderTransport.send

    async def dying(self: FolderTransport, mail_id: str, letter: object) -> None:
        await deliver(self, mail_id, letter)  # type: ignore[arg-type]
        sent.append(letter["Message-ID"])  # type: ignore[index]
        if len(sent) == 1:
            raise ConnectionError  # taken, but we never learn it

    monkeypatch.setattr(FolderTransport, "send", dying)
    await house.publish(house.invited())
    await house.work()
    (mail,) = await house.mails()
    assert (mail["status"], mail["attempts"], mail["last_error"]) == (
        "queued", 1, "ConnectionError",
    )  # fmt: skip
    await house.make_due()
    await house.work()
    assert len(sent) == 2
    assert len(set(sent)) == 1
    assert [m["status"] for m in await house.mails()] == ["sent"]
    assert len(files(settings)) == 1


async def test_a_revoked_invitation_is_not_mailed(house: House, settings: Settings) -> None:
    await house.publish(house.invited())
    house.hiring.revoked = True
    await house.work()
    (mail,) = await house.mails()
    assert (mail["status"], mail["last_error"], mail["sent_at"]) == ("skipped", "revoked", None)
    assert files(settings) == []
    assert (await job(house, mail["id"])).status == "done"


@pytest.mark.parametrize(("early", "status"), [(0, "skipped"), (1, "sent")])
async def test_an_expired_invitation_is_not_mailed(
    house: House, clock: ManualClock, early: int, status: str
) -> None:
    await house.publish(house.invited())
    clock.advance(7 * 86400 - early)
    await house.work()
    assert [m["status"] for m in await house.mails()] == [status]


async def test_a_refused_recipient_is_a_visible_failure(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusing = True

    async def send(self: FolderTransport, mail_id: str, letter: object) -> None:
        if refusing:
            raise MailRefused("550")

    monkeypatch.setattr(FolderTransport, "send", send)
    await house.publish(house.invited())
    await house.work()
    (mail,) = await house.mails()
    assert (mail["status"], mail["attempts"], mail["last_error"]) == ("failed", 1, "550")
    assert (await job(house, mail["id"])).status == "dead"
    # Whoever mended the mailbox may have it tried again.
    refusing = False
    assert await house.ground.jobs.retry("mail", mail["id"])
    await house.work()
    assert [(m["status"], m["last_error"]) for m in await house.mails()] == [("sent", None)]


async def test_what_is_put_off_is_tried_again_and_then_given_up(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def send(self: FolderTransport, mail_id: str, letter: object) -> None:
        raise MailDeferred("451")

    monkeypatch.setattr(FolderTransport, "send", send)
    await house.publish(house.invited())
    for attempt, status in ((1, "queued"), (2, "queued"), (3, "failed")):
        await house.make_due()
        assert await house.work() == 1
        (mail,) = await house.mails()
        assert (mail["status"], mail["attempts"]) == (status, attempt)
    (mail,) = await house.mails()
    assert (await job(house, mail["id"])).status == "dead"


async def test_hiring_being_away_only_puts_off(house: House) -> None:
    await house.publish(house.invited())
    house.hiring.down = True
    await house.work()
    house.hiring.down = False
    await house.make_due()
    await house.work()
    assert [m["status"] for m in await house.mails()] == ["sent"]


async def test_an_address_no_header_can_hold_fails_at_once(house: House) -> None:
    await house.publish(house.invited(candidateEmail="a@b.de\r\nBcc: eve@evil.test"))
    await house.work()
    (mail,) = await house.mails()
    assert (mail["status"], mail["last_error"]) == ("failed", "address")


async def test_a_deleted_person_leaves_no_mail(house: House, settings: Settings) -> None:
    mine, other = house.invited(), house.invited()
    await house.publish(mine)
    await house.publish(other)
    await house.work()
    who = str(mine.subject_id)
    await house.publish(
        Message(
            new_id(), "identity-events", "user.deleted", who, house.ground.clock.now(),
            {"userId": who}, who,
        )
    )  # fmt: skip
    (kept,) = await house.mails()
    assert kept["subject_id"] == other.subject_id
    assert [f.stem for f in files(settings)] == [kept["id"]]


async def test_a_mail_forgotten_before_it_was_sent_is_not_sent(
    house: House, settings: Settings
) -> None:
    message = house.invited()
    await house.publish(message)
    who = str(message.subject_id)
    now = house.ground.clock.now()
    await house.publish(
        Message(new_id(), "identity-events", "user.deleted", who, now, {"userId": who}, who)
    )
    assert await house.work() == 0
    assert files(settings) == []


async def test_old_mails_are_forgotten(
    house: House, settings: Settings, clock: ManualClock
) -> None:
    await house.publish(house.invited())
    await house.work()
    (sweep,) = house.part.sweeps
    clock.advance(settings.keep.total_seconds())
    assert await sweep.run() == 0
    clock.advance(1)
    assert await sweep.run() == 1
    assert await house.mails() == []
    assert files(settings) == []


async def test_mails_not_sent_yet_are_kept(house: House, clock: ManualClock) -> None:
    await house.publish(house.invited())
    clock.advance(365 * 86400)
    assert await house.part.sweeps[0].run() == 0
    assert len(await house.mails()) == 1


async def test_a_newer_hiring_may_say_more(house: House) -> None:
    await house.publish(house.invited(somethingNew=1))
    assert len(await house.mails()) == 1


async def test_the_check_says_that_the_folder_is_there(
    db: Database, clock: ManualClock, settings: Settings, tmp_path: Path
) -> None:
    await (await build(db, clock, settings)).part.checks["mail"]()
    (tmp_path / "file").touch()
    broken = replace(settings, mails_dir=tmp_path / "file" / "mails")
    house = await build(db, clock, replace(settings, mails_dir=tmp_path / "again" / "mails"))
    assert broken.mails_dir.parent.is_file()
    await house.part.checks["mail"]()
    with pytest.raises(OSError, match="file"):
        await FolderTransport(broken.mails_dir).check()
