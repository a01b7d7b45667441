"""Which facts are worth a letter, to whom, in which language, and when no longer."""

from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from parley.kit.clock import ManualClock
from parley.kit.ids import new_id
from parley.notifications.domain import Mail, Occasion, Skipped, Status
from parley.notifications.ports import Settings
from tests.notifications.conftest import LINK, REVIEW, House

FACTS = {
    "reminder": "invitation.reminder",
    "extension": "invitation.extended",
    "completion": "invitation.completed",
    "interruption": "invitation.failed",
    "analysis": "analysis.ready",
}
TEAM = {"interruption", "analysis"}
every_later_fact = pytest.mark.parametrize("occasion", list(FACTS))


def letters(settings: Settings) -> list[EmailMessage]:
    return [
        message_from_bytes(file.read_bytes(), policy=policy.default)
        for file in sorted(settings.mails_dir.glob("*.eml"))
    ]


async def only(house: House, occasion: str) -> dict[str, object]:
    (mail,) = [m for m in await house.mails() if m["occasion"] == occasion]
    return dict(mail)


@every_later_fact
async def test_one_letter_a_fact(house: House, settings: Settings, occasion: str) -> None:
    invited = house.invited()
    await house.publish(invited)
    await house.work()
    fact = house.later(invited, FACTS[occasion])
    await house.publish(fact)
    handler = house.part.subscriptions[0].types[fact.type]
    await handler(fact)
    house.hiring.completed = occasion in {"completion", "analysis"}
    assert await house.work() == 1
    mail = await only(house, occasion)
    team = occasion in TEAM
    assert (mail["status"], mail["to_address"], mail["to_name"]) == (
        ("sent", "hana@example.com", "Hana Roe")
        if team
        else ("sent", "cleo@example.com", "Cleo Doe")
    )
    assert mail["subject_id"] == invited.subject_id
    assert mail["recipient_id"] == (invited.data["hrId"] if team else None)
    (letter,) = [found for found in letters(settings) if found["Subject"] == mail["subject"]]
    text = letter.get_body(("plain",))
    assert text is not None
    assert (REVIEW if team else LINK) in text.get_content()
    assert ("Hana Roe" if team else "Cleo Doe") in text.get_content()


@every_later_fact
async def test_letters_speak_the_language_of_the_interview(house: House, occasion: str) -> None:
    house.hiring.language = "de-AT"
    invited = house.invited()
    await house.publish(invited)
    await house.publish(house.later(invited, FACTS[occasion]))
    await house.work()
    subjects = {
        "reminder": "Ihr Interview ist noch offen: Frontend Developer",
        "extension": "Sie haben mehr Zeit: Frontend Developer",
        "completion": "Vielen Dank: Frontend Developer",
        "interruption": "Das Gespräch ist abgebrochen: Cleo Doe, Frontend Developer",
        "analysis": "Bereit zur Durchsicht: Cleo Doe, Frontend Developer",
    }
    mail = await only(house, occasion)
    assert (mail["subject"], mail["language"]) == (subjects[occasion], "de")
    assert (await only(house, "invitation"))["subject"] == "Ihr Interview: Frontend Developer"


@pytest.mark.parametrize("occasion", ["invitation", "reminder", "extension"])
async def test_nobody_is_called_to_an_interview_that_is_done(house: House, occasion: str) -> None:
    invited = house.invited()
    await house.publish(invited)
    if occasion != "invitation":
        await house.work()
        await house.publish(house.later(invited, FACTS[occasion]))
    house.hiring.completed = True
    await house.work()
    mail = await only(house, occasion)
    assert (mail["status"], mail["last_error"]) == ("skipped", "completed")


@every_later_fact
async def test_what_is_revoked_or_deleted_is_not_written_about(
    house: House, settings: Settings, occasion: str
) -> None:
    invited = house.invited()
    await house.publish(invited)
    await house.work()
    await house.publish(house.later(invited, FACTS[occasion]))
    house.hiring.revoked = True
    await house.work()
    mail = await only(house, occasion)
    assert (mail["status"], mail["last_error"]) == ("skipped", "revoked")
    assert len(letters(settings)) == 1


async def test_the_deadline_told_is_the_one_by_now(
    house: House, clock: ManualClock, settings: Settings
) -> None:
    """More time was given while the mail server was away: no letter says the old deadline."""
    await house.publish(house.invited())
    clock.advance(8 * 86400)
    house.hiring.expires_at = clock.now() + timedelta(days=1)
    await house.work()
    mail = await only(house, "invitation")
    assert (mail["status"], mail["deadline"]) == ("sent", house.hiring.expires_at)
    (letter,) = letters(settings)
    text = letter.get_body(("plain",))
    assert text is not None
    assert str(house.hiring.expires_at.year) in text.get_content()


async def test_thanks_come_after_the_deadline_too(house: House, clock: ManualClock) -> None:
    invited = house.invited()
    await house.publish(invited)
    await house.work()
    await house.publish(house.later(invited, FACTS["completion"]))
    clock.advance(30 * 86400)
    await house.work()
    assert (await only(house, "completion"))["status"] == "sent"


async def test_nobody_is_thanked_whom_we_never_wrote_to(house: House) -> None:
    await house.publish(house.later(house.invited(), FACTS["completion"]))
    assert await house.mails() == []
    assert await house.work() == 0


@pytest.mark.parametrize("before", sorted(TEAM))
async def test_thanks_go_to_the_candidate_and_not_to_the_team(house: House, before: str) -> None:
    invited = house.invited()
    await house.publish(invited)
    await house.publish(house.later(invited, FACTS[before]))
    await house.work()
    await house.publish(house.later(invited, FACTS["completion"]))
    await house.work()
    assert (await only(house, "completion"))["to_address"] == "cleo@example.com"


async def test_a_letter_per_interview(house: House) -> None:
    for _ in range(3):
        await house.publish(house.later(house.invited(), FACTS["analysis"]))
    assert await house.work() == 3
    assert {m["status"] for m in await house.mails()} == {"sent"}


def mail(occasion: Occasion, clock: ManualClock) -> Mail:
    return Mail(
        new_id(), new_id(), occasion, new_id(), "a@b.de", "A", "T",
        clock.now() + timedelta(seconds=1), "", None, Status.QUEUED, 0, None, None, None,
        clock.now(), None,
    )  # fmt: skip


@pytest.mark.parametrize("occasion", [o.value for o in Occasion])
@pytest.mark.parametrize("completed", [False, True])
@pytest.mark.parametrize("seconds", [0, 1])
def test_the_edge_of_the_deadline(occasion: str, completed: bool, seconds: int) -> None:
    clock = ManualClock()
    letter = mail(Occasion(occasion), clock)
    clock.advance(seconds)
    reason = "completed" if completed else "expired" if seconds == 1 else None
    if reason is None or not letter.occasion.asks_to_answer:
        letter.check_worth_sending(completed=completed, now=clock.now())
        return
    with pytest.raises(Skipped, match=f"^{reason}$"):
        letter.check_worth_sending(completed=completed, now=clock.now())
