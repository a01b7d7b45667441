"""The hiring team without a mouse, from signing in to a decision."""

import pytest
from playwright.async_api import expect

from parley.app.simulate.api import Api
from tests.e2e.hiring_team import HiringPages
from tests.e2e.installation import HR, PASSWORD, Installation
from tests.e2e.invitations import TOKENS, WRITTEN, Invited, somebody
from tests.e2e.keyboard import Keyboard
from tests.e2e.wording import text

pytestmark = [
    pytest.mark.full,
    pytest.mark.journey,
    pytest.mark.asyncio(loop_scope="package"),
    pytest.mark.xdist_group("journeys"),
]

TITLE = "Keyboard engineer"
ANSWER = "I would ask earlier, says canary 77ab."


async def test_by_keyboard_alone_from_signing_in_to_a_decision(
    hiring: HiringPages, parley: Installation
) -> None:
    page, keys = hiring.page, Keyboard(hiring.page)
    name, email = somebody()
    await page.goto(parley.url)
    await fill(keys, "identity.signIn.email", HR)
    await fill(keys, "identity.signIn.password", PASSWORD)
    await page.keyboard.press("Enter")
    await heading(keys, "hiring.templates.title")

    await keys.press("hiring.templates.new")
    await fill(keys, "hiring.editor.titleLabel", TITLE)
    await keys.press("hiring.editor.addFirst")
    await fill(keys, "hiring.editor.question", WRITTEN["text"], number=1)
    await choose(keys, "hiring.editor.typeLabel", text(f"hiring.questionType.{WRITTEN['type']}"))
    await hiring.saved()
    await keys.press("hiring.editor.publish")
    dialog = page.get_by_role("dialog", name=text("hiring.editor.publishTitle"))
    await keys.reach(dialog.get_by_role("button", name=text("hiring.editor.publish"), exact=True))
    await page.keyboard.press("Enter")
    await expect(page.get_by_text(text("hiring.editor.published"))).to_be_visible()

    await follow(keys, "app.nav.invitations", "hiring.invitations.title")
    link = await invite(keys, name, email)
    await take_in_writing(parley, Invited("", link, name, email))
    await page.reload()
    await keys.reach(page.get_by_role("link", name=name))
    await page.keyboard.press("Enter")
    await expect(page.get_by_text(ANSWER)).to_be_visible()

    group = page.get_by_role("group", name=text("hiring.rating.overall"))
    await keys.reach(group.get_by_role("radio").first)
    await page.keyboard.press("Space")
    for _ in range(3):
        await page.keyboard.press("ArrowRight")
    four = text("hiring.rating.stars_other", count=4)
    await expect(group.get_by_role("radio", name=four)).to_be_checked()
    await keys.press("hiring.decision.menu")
    item = page.get_by_role("menuitemradio", name=text("hiring.decision.verb.advance"))
    await expect(item).to_be_focused()
    await page.keyboard.press("Enter")
    done = text("hiring.decision.done.advance", name=name)
    await expect(page.get_by_text(done)).to_be_visible()


async def fill(keys: Keyboard, label: str, words: str, **values: object) -> None:
    """Tab to a field and type."""
    await keys.reach(keys.page.get_by_label(text(label, **values), exact=True))
    await keys.page.keyboard.press("ControlOrMeta+a")
    await keys.page.keyboard.type(words)


async def choose(keys: Keyboard, label: str, option: str) -> None:
    """Tab to a list and type the name of an option."""
    # Where a dialog is open, what lies behind it is out of reach.
    field = keys.page.locator("body:not(:has(dialog[open])), dialog[open]").get_by_label(
        text(label), exact=True
    )
    await keys.reach(field)
    await keys.page.keyboard.type(option)
    await expect(field.locator("option:checked")).to_have_text(option)


async def follow(keys: Keyboard, link: str, title: str) -> None:
    """Follow a link of the main navigation."""
    navigation = keys.page.get_by_role("navigation", name=text("app.nav.label"))
    await keys.reach(navigation.get_by_role("link", name=text(link), exact=True))
    await keys.page.keyboard.press("Enter")
    await heading(keys, title)


async def heading(keys: Keyboard, title: str) -> None:
    """Wait for the page with that heading."""
    await expect(keys.page.get_by_role("heading", name=text(title), exact=True)).to_be_visible()


async def invite(keys: Keyboard, name: str, email: str) -> str:
    """Invite somebody; the link that the page shows."""
    await keys.press("hiring.invitations.invite")
    await choose(keys, "hiring.invite.template", TITLE)
    await fill(keys, "hiring.invite.name", name)
    await fill(keys, "hiring.invite.email", email)
    await keys.press("hiring.invite.send")
    field = keys.page.get_by_label(text("hiring.invite.linkLabel"), exact=True)
    link = await field.input_value()
    TOKENS.add(link.rsplit("/", 1)[-1])
    await keys.press("hiring.invite.done")
    return link


async def take_in_writing(parley: Installation, invited: Invited) -> None:
    """Answer and hand in, as a candidate, by the API."""
    async with Api(parley.url) as api:
        opened = await api.call(
            "POST", "/api/v1/invitations/access", {"accessToken": invited.token}
        )
        api.signed_in(opened["accessToken"])
        base = f"/api/v1/invitations/{opened['invitation']['id']}"
        await api.call("POST", f"{base}/start")
        question = (await api.call("GET", base))["questions"][0]["id"]
        answer = {"questionId": question, "type": "text", "content": ANSWER}
        await api.call("POST", f"{base}/responses", answer)
        await api.call("POST", f"{base}/complete")
