"""axe finds nothing serious on the pages of talking and practising, in both languages."""

import pytest
from playwright.async_api import expect

from parley.app.simulate.api import Api
from tests.e2e.candidate import until
from tests.e2e.conftest import NewInterviewee
from tests.e2e.hiring_team import HiringPages
from tests.e2e.installation import Installation
from tests.e2e.interviewee import Interviewee
from tests.e2e.test_accessibility import READERS, Auditor, reads
from tests.e2e.test_voice import ASKED, WRITTEN_ANSWERS, invite_to_talk
from tests.e2e.wording import text

pytestmark = [
    pytest.mark.journey,
    pytest.mark.full,
    pytest.mark.asyncio(loop_scope="package"),
    pytest.mark.xdist_group("journeys"),  # One installation for all.
]


@READERS
@pytest.mark.usefixtures("wording_of")
async def test_the_way_of_who_practises(
    interviewee: NewInterviewee, parley: Installation, language: str, size: tuple[int, int]
) -> None:
    person = await interviewee("Hello, hello, hello, can you hear me?", 1.0)
    audit = await reads(person.page, language, size)
    await person.find_practice(parley.url)
    await audit.look("practise")
    await person.press("practice.new.start")
    await expect(person.page.get_by_text(text("practice.new.pasteRequired"))).to_be_visible()
    await audit.look("practise, nothing entered")
    await person.choice("practice.new.plan").check()
    await audit.look("practise, ready sets")
    await person.choice("practice.new.description").check()
    await person.ask_for(1, language)
    await person.sees("voice.keep.title")
    await audit.look("keep the sound?")
    await person.choose_to_keep(keep=True)
    await person.sees("voice.check.title")
    await audit.look("microphone")
    await person.press("voice.check.open")
    await expect(person.page.get_by_text(text("voice.check.heard"))).to_be_visible()
    await audit.look("microphone on")
    await person.press("voice.check.write")
    await talks(person, audit)
    await audit.look("feedback, first sight")
    await expect(person.page.get_by_text(text("practice.result.pendingTitle"))).to_be_hidden()
    await expect(person.page.locator("audio")).to_be_visible()
    for details in await person.page.locator("summary").all():
        await details.click()
    await audit.look("feedback")
    await person.press("practice.result.delete")
    await audit.look("deletion dialog")
    await person.page.keyboard.press("Escape")
    await person.page.get_by_role("link", name=text("practice.result.back"), exact=True).click()
    earlier = person.page.get_by_role("link", name=text("practice.past.open"))
    await expect(earlier.first).to_be_visible()
    await audit.look("practise, with earlier ones")
    audit.check()


async def talks(person: Interviewee, audit: Auditor) -> None:
    """Write an answer and end it, looking at each state."""
    await until(lambda: bool(person.tap.states()), 30)
    await until(lambda: any(one.kind == "transcript_update" for one in person.tap.received), 30)
    await audit.look("the AI speaks, one writes")
    await until(person.tap.listens, 60)
    await audit.look("the AI waits, one writes")
    await person.write(WRITTEN_ANSWERS[0])
    await person.is_heard(1)
    if await person.button("voice.controls.speak").count():  # Where the language is understood.
        await person.press("voice.controls.speak")
        await audit.look("one may speak")
        await person.press("voice.controls.mute")
        await audit.look("microphone off")
    await person.page.context.set_offline(offline=True)
    await expect(person.lost()).to_be_visible()
    await audit.look("no network")
    await person.page.context.set_offline(offline=False)
    await expect(person.lost()).to_be_hidden()
    await person.press("voice.controls.end")
    await audit.look("end dialog")
    await person.page.keyboard.press("Escape")
    await person.end()
    await person.gets_feedback()


@READERS
@pytest.mark.usefixtures("wording_of")
async def test_a_live_invitation_and_its_review(
    api: Api,
    interviewee: NewInterviewee,
    hiring: HiringPages,
    parley: Installation,
    language: str,
    size: tuple[int, int],
) -> None:
    invited = await invite_to_talk(api, ASKED)
    person = await interviewee(1.0)
    audit = await reads(person.page, language, size)
    await person.page.goto(invited.link)
    await person.sees("interview.welcome.title")
    await audit.look("welcome")
    await person.press("interview.welcome.action")
    await person.sees("live.consent.title")
    await person.press("interview.welcome.action")
    await audit.look("consent, nothing chosen")
    await person.agree()
    await person.press("voice.check.write")
    await until(person.tap.listens, 60)
    await person.press("interview.privacy.menu")
    await audit.look("privacy menu in the talk")
    await person.page.keyboard.press("Escape")
    await person.write(WRITTEN_ANSWERS[0])
    await person.is_heard(1)
    await person.end()
    await person.sees("interview.done.title")
    await audit.look("done")
    audit.check()

    audit = await reads(hiring.page, language, size)
    await hiring.sign_in()
    await hiring.page.goto(f"{parley.url}/invitations/{invited.id}")
    await expect(hiring.page.get_by_text(WRITTEN_ANSWERS[0]).first).to_be_visible()
    await audit.look("review of a conversation")
    await hiring.go("templates")
    await hiring.new_template("By voice")
    await hiring.add_question(1, ASKED)
    await hiring.saved()
    await audit.look("editor")
    audit.check()
