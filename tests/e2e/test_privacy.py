"""What a candidate may do about their own data, through the real pages."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import pytest
from playwright.async_api import expect

from parley.app.simulate.api import Api
from tests.e2e.candidate import Candidate
from tests.e2e.conftest import NewCandidate
from tests.e2e.installation import Installation
from tests.e2e.invitations import CHOICE, VIDEO, WRITTEN, Invited, invite
from tests.e2e.keyboard import Keyboard
from tests.e2e.wording import text

pytestmark = [
    pytest.mark.journey,
    pytest.mark.asyncio(loop_scope="package"),
    pytest.mark.xdist_group("journeys"),
]

ANSWER = "I would ask earlier, says canary 51d0."
FORGOTTEN_WITHIN = 15.0
NO_RETAKES = {"allowRetakes": False, "maxRetakes": 0}
# What the page holds on this device, of any interview.
LEFT_HERE = """
async () => {
  const open = indexedDB.open("parley-recordings");
  await new Promise((done, fail) => { open.onsuccess = done; open.onerror = fail; });
  const count = (name) => new Promise((done, fail) => {
    const asked = open.result.transaction(name).objectStore(name).count();
    asked.onsuccess = () => done(asked.result);
    asked.onerror = fail;
  });
  const counts = [await count("segments"), await count("chunks")];
  open.result.close();
  return counts;
}
"""


async def test_by_keyboard_alone_from_the_link_to_the_receipt(
    api: Api, candidate: NewCandidate, parley: Installation
) -> None:
    invited = await invite(api, VIDEO, CHOICE, WRITTEN, settings=NO_RETAKES)
    person = await candidate()
    keys = Keyboard(person.page)
    await person.open(invited.link)
    await answer_by_keyboard(person, keys)
    await keys.arrives("interview.done.title")

    await keys.press("interview.done.recordAction", role="link")
    await keys.arrives("record.title")
    shown = person.page.locator("summary").last
    await keys.reach(shown)
    await person.page.keyboard.press("Enter")
    await expect(shown.locator("xpath=following-sibling::*")).to_be_visible()
    await keys.press("record.look.open")
    await person.page.keyboard.type("The second answer.")
    await keys.press("record.look.submit")
    await expect(person.page.get_by_text(text("record.look.sent"))).to_be_visible()
    await keys.holds_the_focus()

    await keys.press("record.remove.action")
    await person.page.keyboard.press("Escape")
    opener = person.page.get_by_role("button", name=text("record.remove.action"))
    await expect(opener).to_be_focused()
    await person.page.keyboard.press("Enter")
    await keys.tick("record.remove.understood")
    await keys.press("record.remove.confirm")
    await keys.arrives("record.receipt.title.done")
    await expect(person.page.get_by_text(text("record.receipt.words.recordings"))).to_be_visible()
    assert "/receipts/" in person.page.url
    await person.page.reload()  # The address is the receipt's own: it can be kept.
    await keys.arrives("record.receipt.title.done")
    assert await person.page.evaluate(LEFT_HERE) == [0, 0]
    assert not await named(parley, invited)
    await person.page.goto(invited.link)
    await person.sees("interview.entry.invalid.title")


async def test_withdrawing_while_speaking_stops_and_deletes(
    api: Api, candidate: NewCandidate, parley: Installation
) -> None:
    invited = await invite(api, VIDEO, WRITTEN)
    person = await candidate()
    await person.open(invited.link)
    await person.skip_to_the_first_question()
    await person.record(chunks=2)
    await person.saved("speaking")
    await person.press("interview.privacy.menu")
    await person.press("interview.privacy.stop")
    await person.press("interview.privacy.confirm")
    await person.sees("interview.stopped.withdrawn.title")
    assert await person.page.evaluate(LEFT_HERE) == [0, 0]
    made = person.witness.committed_chunks()
    await media_forgets(parley, invited)

    await person.press("interview.stopped.goOn")
    await person.question(WRITTEN["text"])
    await person.write(ANSWER)
    await person.sees("interview.lookover.title")
    await person.press("interview.lookover.answerThis", number=1)
    await person.sees("interview.consent.title")  # Nothing is recorded without it.
    assert person.witness.committed_chunks() == made
    await person.page.get_by_role("checkbox", name=text("interview.consent.agree")).check()
    await person.press("interview.consent.action")
    await person.turn_on()
    await person.press("interview.check.skip")
    await person.record(chunks=2)
    await person.stop()
    await person.hand_in_recording()
    await person.finish()


@pytest.mark.full
async def test_withdrawing_on_another_device_stops_this_one(
    api: Api, candidate: NewCandidate, parley: Installation
) -> None:
    invited = await invite(api, VIDEO)
    laptop = await candidate()
    await laptop.open(invited.link)
    await laptop.skip_to_the_first_question()
    await laptop.record(chunks=2)
    phone = await candidate()
    await phone.open(invited.link)
    await phone.page.goto(f"{parley.url}/i/{invited.id}/record")
    await phone.sees("record.title")
    await phone.press("record.withdraw.action")
    await phone.press("record.withdraw.confirm")
    told = laptop.page.get_by_text(text("interview.stopped.withdrawn_elsewhere.text"), exact=True)
    await expect(told).to_be_visible()
    assert await laptop.page.evaluate(LEFT_HERE) == [0, 0]
    await media_forgets(parley, invited)
    await expect(laptop.page.locator("video")).to_have_count(0)


@pytest.mark.full
async def test_more_time_is_seen_on_an_open_page(
    api: Api, candidate: NewCandidate, parley: Installation
) -> None:
    invited = await invite(api, {**VIDEO, "timeLimit": 60}, settings=NO_RETAKES)
    person = await candidate()
    await person.open(invited.link)
    await person.sees("interview.welcome.title")
    noon = datetime.now(UTC).replace(hour=12, minute=0) + timedelta(days=90)
    more = {"extraTimePercent": 50, "expiresAt": noon.isoformat()}
    await api.call("POST", f"/api/v1/invitations/{invited.id}/extend", more)
    await person.page.evaluate("dispatchEvent(new Event('online'))")  # One of the times to look.
    await expect(person.page.get_by_text(text("interview.extraTime.title"))).to_be_visible()
    own = noon.astimezone(ZoneInfo("Europe/Vienna"))  # The zone of this browser.
    shown = f"{own:%b} {own.day}, {own.year}, {own:%I:%M %p}"
    await expect(person.page.get_by_text(shown)).to_be_visible()
    await person.skip_to_the_first_question()
    await expect(person.page.get_by_text("1:30")).to_be_visible()


@pytest.mark.full
async def test_an_interview_that_the_team_deletes_closes_while_it_is_open(
    api: Api, candidate: NewCandidate, parley: Installation
) -> None:
    invited = await invite(api, VIDEO)
    person = await candidate()
    await person.open(invited.link)
    await person.skip_to_the_first_question()
    await person.record(chunks=2)
    await api.call("POST", f"/api/v1/invitations/{invited.id}/deletion", {"confirm": True})
    await person.page.evaluate("dispatchEvent(new Event('online'))")
    await person.sees("interview.entry.closed.title")
    await expect(person.page.locator("video")).to_have_count(0)
    await person.page.wait_for_function(f"async () => !(await ({LEFT_HERE})()).some(Boolean)")
    await person.page.goto(invited.link)
    await person.sees("interview.entry.invalid.title")


async def answer_by_keyboard(person: Candidate, keys: Keyboard) -> None:
    """From the welcome to handing in, each screen by its keys."""
    page = person.page
    await keys.arrives("interview.welcome.title")
    await keys.press("interview.welcome.action")
    await keys.arrives("interview.consent.title")
    await keys.tick("interview.consent.agree")
    await keys.press("interview.consent.action")
    await keys.arrives("interview.check.title")
    await keys.press("interview.check.open")
    await keys.press("interview.check.record")
    watching = page.get_by_role("heading", name=text("interview.check.watch"))
    await expect(watching).to_be_visible()
    await keys.holds_the_focus()
    await keys.press("interview.check.good")
    await keys.arrives("interview.practice.title")
    await keys.press("interview.practice.skip")
    await keys.arrives("interview.begin.title")
    await keys.press("interview.begin.action")
    await keys.arrives_at(VIDEO["text"])
    await keys.press("interview.question.start")
    await person.recording(chunks=2)
    await keys.holds_the_focus()
    await keys.press("interview.question.stop")
    await keys.arrives_at(CHOICE["text"])
    await keys.reach(page.get_by_role("radio").first)
    await page.keyboard.press("2")
    await expect(page.get_by_role("radio", name="PUT")).to_be_checked()
    await keys.press("interview.choice.submit")
    await keys.arrives_at(WRITTEN["text"])
    await keys.reach(page.get_by_label(text("interview.text.label")))
    await page.keyboard.type(ANSWER)
    await keys.press("interview.text.submit")
    await keys.arrives("interview.lookover.title")
    await keys.press("interview.lookover.complete")


async def asked(parley: Installation, sql: str, *args: Any) -> Any:
    """One row, from behind the API."""
    connection = await asyncpg.connect(parley.dsn)
    try:
        return await connection.fetchrow(sql, *args)
    finally:
        await connection.close()


async def named(parley: Installation, invited: Invited) -> bool:
    """Whether the invitation still says whose it was."""
    row = await asked(
        parley,
        "SELECT candidate_name, candidate_email FROM hiring.invitations WHERE id = $1",
        invited.id,
    )
    return bool(row["candidate_name"] or row["candidate_email"])


async def media_forgets(parley: Installation, invited: Invited) -> None:
    """Wait until nothing of that interview's recordings is stored; fail after a while."""
    async with asyncio.timeout(FORGOTTEN_WITHIN):
        while True:
            row = await asked(
                parley, "SELECT count(*) FROM media.takes WHERE evidence_id = $1", invited.id
            )
            if row[0] == 0:
                return
            await asyncio.sleep(0.1)
