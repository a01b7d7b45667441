"""axe finds nothing serious on any page, of both ways, in both themes; and pages speak German."""

import asyncio
import json
import re
from dataclasses import dataclass, field

import pytest
from playwright.async_api import Page, expect

from parley.app.simulate import analysis, media, recorded, speech
from parley.app.simulate.api import Api
from tests.e2e.axe import findings
from tests.e2e.candidate import Candidate
from tests.e2e.conftest import SPOKEN, NewCandidate, NewContext
from tests.e2e.hiring_team import HiringPages
from tests.e2e.installation import Installation
from tests.e2e.invitations import CHOICE, RETAKES, VIDEO, WRITTEN, Invited, enter, invite
from tests.e2e.wording import LOCALES, text
from tests.requires import require

GAPS = re.compile(r"\{\{\w+\}\}")

pytestmark = [
    pytest.mark.journey,
    pytest.mark.asyncio(loop_scope="package"),
    pytest.mark.xdist_group("journeys"),  # One Chromium for all.
]

WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
CUT = """() => [...document.querySelectorAll("button, a")]
  .filter((one) => one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1)
  .filter((one) => getComputedStyle(one).overflowX === "visible")
  .map((one) => one.innerText)
"""
ASTRAY = """() => {
  history.pushState({}, "", "/nothing");
  dispatchEvent(new PopStateEvent("popstate"));
}"""

# Whoever reads English at a desk, and whoever reads German, whose words are longer, on a phone.
READERS = pytest.mark.parametrize(
    ("language", "size"),
    [("en", (1280, 800)), ("de", (360, 740))],
    ids=["English at a desk", "German on a phone"],
)


@dataclass
class Auditor:
    """Looks at one page after another, and says at the end what it found.

    Attributes:
        page: The tab.
        found: In all places so far.
        places: Where it looked.
    """

    page: Page
    found: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)

    async def look(self, place: str) -> None:
        """Look at the page as it is."""
        self.places.append(place)
        self.found += await findings(self.page, place)
        wider = await self.page.evaluate(WIDER)
        if wider:
            self.found.append(f"{place}: scrolls sideways by {wider} px")
        self.found += [f"{place}: too long: {one}" for one in await self.page.evaluate(CUT)]

    def check(self) -> None:
        """Fail with everything that was found."""
        assert not self.found, "\n".join(self.found)


async def reads(page: Page, language: str, size: tuple[int, int]) -> Auditor:
    """Somebody who chose that language, at a screen of so many pixels."""
    await page.set_viewport_size({"width": size[0], "height": size[1]})
    await page.add_init_script(f"localStorage.setItem('parley.language', '{language}')")
    return Auditor(page)


@READERS
@pytest.mark.usefixtures("wording_of")
async def test_the_candidates_way(
    api: Api, candidate: NewCandidate, language: str, size: tuple[int, int]
) -> None:
    invited = await invite(api, VIDEO, CHOICE, WRITTEN)
    person = await candidate()
    audit = await reads(person.page, language, size)
    await person.open(invited.link)
    await person.sees("interview.welcome.title")
    await audit.look("welcome")
    await person.press("interview.welcome.action")
    await person.sees("interview.consent.title")
    await audit.look("consent")
    await person.press("interview.consent.action")
    await audit.look("consent, box not ticked")
    await person.page.get_by_role("checkbox", name=text("interview.consent.agree")).check()
    await person.press("interview.consent.action")
    await person.sees("interview.check.title")
    await audit.look("devices")
    await person.turn_on()
    await expect(person.page.get_by_text(text("interview.check.heard"))).to_be_visible()
    await audit.look("devices on")
    await person.press("interview.privacy.menu")
    await audit.look("privacy menu")
    await person.press("interview.privacy.stop")
    await audit.look("withdrawal dialog")
    await person.page.keyboard.press("Escape")
    await person.press("interview.check.skip")
    await person.sees("interview.practice.title")
    await audit.look("practice")
    await person.press("interview.practice.skip")
    await person.sees("interview.begin.title")
    await audit.look("begin")
    await person.press("interview.begin.action")
    await answers(person, audit)
    await person.sees("interview.done.title")
    await audit.look("done")
    await person.page.get_by_role("link", name=text("interview.done.recordAction")).click()
    await person.sees("record.title")
    await audit.look("record")
    await person.press("record.remove.action")
    await audit.look("deletion dialog")
    await person.page.keyboard.press("Escape")
    audit.check()


async def answers(person: Candidate, audit: Auditor) -> None:
    """Answer every question, looking at each state."""
    await person.question(VIDEO["text"])
    await audit.look("video question")
    await person.record(chunks=1)
    await audit.look("recording")
    await person.stop()
    await person.sees("interview.review.title")
    await audit.look("answer before it is handed in")
    await person.hand_in_recording()
    await person.question(CHOICE["text"])
    await audit.look("choice question")
    await person.choose("PUT")
    await person.question(WRITTEN["text"])
    await audit.look("written question")
    await person.press("interview.question.later")
    await person.sees("interview.lookover.title")
    await audit.look("look over, one open")
    await person.press("interview.lookover.answerThis", number=3)
    await person.write("I would ask earlier.")
    await person.sees("interview.lookover.title")
    await audit.look("look over")
    await person.press("interview.lookover.complete")


async def test_pages_of_people_without_an_account(
    candidate: NewCandidate, parley: Installation
) -> None:
    person = await candidate()
    audit = Auditor(person.page)
    for path, key in (
        ("/interview/nothing", "interview.entry.invalid.title"),
        ("/signin", "identity.signIn.title"),
        ("/register", "identity.register.title"),
        ("/receipts/nothing", "record.receipt.notFound.title"),
    ):
        await person.page.goto(f"{parley.url}{path}")
        await person.sees(key)
        await audit.look(path)
    # The server knows which paths are pages: this one is reached by a link of ours only.
    await person.page.evaluate(ASTRAY)
    await person.sees("app.notFound.title")
    await audit.look("no such page")
    await person.page.goto(f"{parley.url}/signin")
    await person.press("identity.signIn.submit")
    await expect(person.page.get_by_text(text("identity.errors.email"))).to_be_visible()
    await audit.look("sign-in, nothing entered")
    audit.check()


@READERS
@pytest.mark.usefixtures("wording_of")
async def test_the_hiring_teams_way(
    api: Api, hiring: HiringPages, parley: Installation, language: str, size: tuple[int, int]
) -> None:
    invited = await invite(api, WRITTEN, CHOICE)
    async with Api(parley.url) as theirs:
        detail = await enter(theirs, invited)
        base = f"/api/v1/invitations/{invited.id}"
        await theirs.call("POST", f"{base}/start")
        answer = {"questionId": detail["questions"][0]["id"], "type": "text", "content": "Ask."}
        await theirs.call("POST", f"{base}/responses", answer)
    audit = await reads(hiring.page, language, size)
    await hiring.sign_in()
    await audit.look("templates")
    await hiring.new_template("Accessible")
    await hiring.add_question(1, VIDEO)
    await hiring.add_question(2, CHOICE)
    await hiring.saved()
    await audit.look("editor")
    await hiring.press("hiring.editor.publish")
    await audit.look("publish dialog")
    await hiring.page.keyboard.press("Escape")
    await hiring.go("invitations")
    await expect(hiring.page.get_by_role("link", name=invited.name)).to_be_visible()
    await audit.look("invitations")
    await hiring.press("hiring.invitations.invite")
    await audit.look("invitation dialog")
    await hiring.page.keyboard.press("Escape")
    await hiring.press("hiring.list.more", name=invited.name)
    await audit.look("menu of an invitation")
    await hiring.page.keyboard.press("Escape")
    await hiring.page.get_by_role("link", name=invited.name).click()
    await expect(hiring.page.get_by_role("heading", name=WRITTEN["text"])).to_be_visible()
    await audit.look("review, written answer")
    await hiring.press("hiring.review.next")
    await expect(hiring.page.get_by_role("heading", name=CHOICE["text"])).to_be_visible()
    await audit.look("review, not answered")
    await hiring.go("mails")
    await audit.look("mails")
    await hiring.page.get_by_role("link", name=invited.email).click()
    await expect(hiring.page.get_by_role("article")).to_be_visible()
    await audit.look("a mail")
    await hiring.go("dashboard")
    await audit.look("dashboard")
    await hiring.page.get_by_role("button", name=text("app.nav.account", name="Hanna Reed")).click()
    await audit.look("account menu")
    audit.check()


async def answered(api: Api, parley: Installation) -> Invited:
    """An interview in which somebody spoke and wrote; its transcript and scores are there."""
    require("flite")
    asked = {**VIDEO, "keyPoints": ["repeats the request with the same key", "stores the key"]}
    invited = await invite(api, asked, WRITTEN)
    base = f"/api/v1/invitations/{invited.id}"
    async with Api(parley.url) as theirs:
        spoken, written = (await enter(theirs, invited))["questions"]
        await theirs.call("POST", f"{base}/start")
        sound = await speech.spoken(SPOKEN)
        recording = await asyncio.to_thread(media.synthesize, 0, hue=3, speech=sound)
        played = recorded.Played(invited.name)
        sent = await recorded.record(theirs, base, spoken["id"], [recording], played)
        answer = {"questionId": spoken["id"], "type": "video", **sent}
        await theirs.call("POST", f"{base}/responses", answer)
        answer = {"questionId": written["id"], "type": "text", "content": "Ask earlier."}
        await theirs.call("POST", f"{base}/responses", answer)
        await theirs.call("POST", f"{base}/complete")
    await analysis.read(api, invited.id)
    return invited


async def judge(api: Api, invited: Invited) -> None:
    """Rate, note and decide."""
    base = f"/api/v1/invitations/{invited.id}/review"
    first = (await api.call("GET", base))["answers"][0]["questionId"]
    await api.call("PUT", f"{base}/rating", {"overall": 4, "questions": {first: 3}})
    note = {"text": "Ask about races.", "questionId": first, "atSeconds": 1.5}
    await api.call("POST", f"{base}/notes", note)
    await api.call("PUT", f"{base}/decision", {"decision": "advance", "reason": "Clear."})


async def transcript_in_sight(page: Page) -> None:
    """Rows out of sight aren't painted: their colours stay those of the theme before."""
    await page.locator("[data-word]").last.scroll_into_view_if_needed()


@pytest.mark.full
@READERS
@pytest.mark.usefixtures("wording_of")
async def test_a_filled_review_until_its_receipt(
    api: Api, hiring: HiringPages, parley: Installation, language: str, size: tuple[int, int]
) -> None:
    invited = await answered(api, parley)
    audit = await reads(hiring.page, language, size)
    page = hiring.page
    await hiring.sign_in()
    await page.goto(f"{parley.url}/invitations/{invited.id}")
    await transcript_in_sight(page)
    await audit.look("filled review, not rated")
    await judge(api, invited)
    await page.reload()
    score = page.get_by_role("region", name=text("hiring.score.title"), exact=True)
    await expect(score).to_be_visible()
    await expect(page.get_by_text("Ask about races.")).to_be_visible()
    await hiring.press("hiring.score.how")
    await transcript_in_sight(page)
    await audit.look("filled review, rated, noted, decided")
    await page.locator("[data-time]").first.focus()
    await page.keyboard.press("e")
    field = page.get_by_label(text("hiring.transcript.correctLabel"), exact=True)
    await expect(field).to_be_focused()
    await audit.look("transcript being corrected")
    await page.keyboard.press("Escape")
    await hiring.press("hiring.decision.word.advance")
    await audit.look("decision menu")
    await page.keyboard.press("Escape")
    await hiring.press("hiring.list.more", name=invited.name)
    await page.get_by_role("menuitem", name=text("hiring.audit.menu")).click()
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_text(text("hiring.audit.action.decided"))).to_be_visible()
    await audit.look("audit dialog")
    await page.keyboard.press("Escape")
    await hiring.press("hiring.list.more", name=invited.name)
    await page.get_by_role("menuitem", name=text("hiring.deletion.menu")).click()
    confirm = dialog.get_by_role("button", name=text("hiring.deletion.action"), exact=True)
    await expect(confirm).to_be_visible()
    await audit.look("deletion dialog of the team")
    await confirm.click()
    link = dialog.get_by_label(text("hiring.deletion.linkLabel"), exact=True)
    address = await link.input_value()
    await audit.look("receipt in its dialog")
    await dialog.get_by_role("button", name=text("hiring.invite.done"), exact=True).click()
    receipt = page.get_by_role("region", name=text("hiring.deletion.receiptTitle"), exact=True)
    done = text("hiring.receipt.status.done")
    await expect(receipt.get_by_text(done, exact=True)).to_be_visible()
    await audit.look("receipt in the place of the review")
    await page.goto(address)
    title = page.get_by_role("heading", name=text("record.receipt.title.done"), exact=True)
    await expect(title).to_be_visible()
    await audit.look("done receipt")
    audit.check()


BREAKS: dict[str, str] = {
    "image-alt": "() => document.body.append(new Image(20, 20))",
    "html-has-lang": "() => document.documentElement.removeAttribute('lang')",
    "color-contrast": """() => {
        const words = document.querySelector('h1');
        words.style.color = 'rgb(128 128 128 / 0.4)';
    }""",
    "button-name": "() => document.body.append(document.createElement('button'))",
}


@pytest.mark.parametrize("rule", list(BREAKS))
async def test_the_same_look_sees_what_is_broken(
    rule: str, candidate: NewCandidate, parley: Installation
) -> None:
    person = await candidate()
    await person.page.goto(f"{parley.url}/signin")
    await person.sees("identity.signIn.title")
    await person.page.evaluate(BREAKS[rule])
    found = await findings(person.page, "broken")
    for theme in ("light", "dark"):
        assert [one for one in found if f"{theme}: {rule} (" in one], found


async def test_the_same_look_sees_what_does_not_fit(
    candidate: NewCandidate, parley: Installation
) -> None:
    person = await candidate()
    audit = await reads(person.page, "en", (360, 740))
    await person.page.goto(f"{parley.url}/signin")
    await person.sees("identity.signIn.title")
    await audit.look("as it is")
    audit.check()
    await person.page.evaluate("document.querySelector('h1').style.width = '400px'")
    await audit.look("with a wide heading")
    assert [one for one in audit.found if "scrolls sideways" in one]
    button = person.page.get_by_role("button", name=text("identity.signIn.submit"), exact=True)
    await button.evaluate("one => { one.style.width = '3ch'; one.style.whiteSpace = 'nowrap'; }")
    await audit.look("with a long button")
    assert [one for one in audit.found if "too long" in one]


# German


def in_german(key: str) -> re.Pattern[str]:
    """The German text with anything in its places."""
    namespace, *path = key.split(".")
    found = json.loads((LOCALES.parent / "de" / f"{namespace}.json").read_text())
    for step in path:
        found = found[step]
    return re.compile(f"^{'.+'.join(re.escape(part) for part in GAPS.split(found))}$")


async def german(page: Page, key: str) -> None:
    """The page has that heading in German, and says what language it speaks."""
    heading = page.get_by_role("heading", name=in_german(key))
    await expect(heading).to_be_visible()
    await expect(page.locator("html")).to_have_attribute("lang", "de")


async def test_pages_speak_the_browsers_language_until_another_is_chosen(
    context: NewContext, parley: Installation
) -> None:
    page = await (await context()).new_page()
    await page.add_init_script(
        "Object.defineProperty(navigator, 'languages', { get: () => ['fr', 'de-AT', 'en'] })"
    )
    await page.goto(f"{parley.url}/signin")
    await german(page, "identity.signIn.title")
    assert not await findings(page, "sign-in in German")
    await page.get_by_role("combobox", name="Sprache").select_option("en")
    await expect(
        page.get_by_role("heading", name=text("identity.signIn.title"), exact=True)
    ).to_be_visible()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await page.reload()
    await expect(
        page.get_by_role("heading", name=text("identity.signIn.title"), exact=True)
    ).to_be_visible()


async def test_an_interview_in_german_is_german_for_whoever_chose_nothing(
    api: Api, candidate: NewCandidate, parley: Installation
) -> None:
    invited = await invite(api, WRITTEN, settings={**RETAKES, "language": "de"})
    person = await candidate()  # Whose browser speaks English.
    await person.page.goto(invited.link)
    await german(person.page, "interview.welcome.title")
    assert not await findings(person.page, "welcome in German")
    await person.page.goto(f"{parley.url}/receipts/nothing")  # In the same tab.
    await german(person.page, "record.receipt.notFound.title")
    await person.page.goto(invited.link)
    await german(person.page, "interview.welcome.title")
    await person.page.get_by_role("combobox", name="Sprache").select_option("en")
    await person.sees("interview.welcome.title")
    await person.page.reload()
    await person.sees("interview.welcome.title")


async def test_staff_choose_a_language_in_the_menu_of_their_account(hiring: HiringPages) -> None:
    await hiring.sign_in()
    menu = hiring.page.get_by_role("button", name=text("app.nav.account", name="Hanna Reed"))
    await menu.click()
    await hiring.page.get_by_role("menuitemradio", name="Deutsch").click()
    await german(hiring.page, "hiring.templates.title")
    await hiring.page.reload()
    await german(hiring.page, "hiring.templates.title")
