"""From what a candidate said to a decision about it, through the real pages."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from parley.app.simulate import analysis
from parley.app.simulate.api import Api
from tests.e2e.conftest import SPOKEN, NewCandidate
from tests.e2e.hiring_team import HiringPages
from tests.e2e.invitations import WRITTEN, Invited, invite
from tests.e2e.wording import pattern, text
from tests.requires import require

pytestmark = [
    pytest.mark.full,
    pytest.mark.journey,
    pytest.mark.asyncio(loop_scope="package"),
    pytest.mark.xdist_group("journeys"),
    pytest.mark.timeout(300),
]

SAID: dict[str, Any] = {
    "text": "How do you keep a payment from being charged twice?",
    "type": "video",
    "keyPoints": ["repeats the request with the same key", "the server stores the key"],
}
NO_RETAKES = {"allowRetakes": False, "maxRetakes": 0}
SCORED_WITHIN = 30.0
JUMPED = """
([video, at]) => !video.seeking && video.currentTime >= at - 0.3 && video.currentTime < at + 5
"""


async def spoken(api: Api, candidate: NewCandidate, *more: dict[str, Any]) -> Invited:
    """An interview in which somebody has really spoken; its analysis is there."""
    require("flite")
    invited = await invite(api, SAID, *more, settings=NO_RETAKES)
    person = await candidate()
    await person.open(invited.link)
    await person.skip_to_the_first_question()
    await person.record(chunks=14)
    await person.stop()
    if more:
        await person.question(WRITTEN["text"])
        await person.write("I would log every key, says canary 51d0.")
    await person.finish()
    await analysis.read(api, invited.id)
    return invited


async def review_of(api: Api, invited: Invited) -> dict[str, Any]:
    """What the review says by now."""
    review: dict[str, Any] = await api.call("GET", f"/api/v1/invitations/{invited.id}/review")
    return review


async def open_review(hiring: HiringPages, invited: Invited) -> None:
    """Sign in and go to the review, as one does."""
    await hiring.sign_in()
    await hiring.go("invitations")
    await hiring.page.get_by_role("link", name=invited.name).click()
    await expect(hiring.page.get_by_role("heading", name=SAID["text"])).to_be_visible()


async def test_from_what_was_said_to_a_decision(
    api: Api, hiring: HiringPages, candidate: NewCandidate, tmp_path: Path
) -> None:
    invited = await spoken(api, candidate)
    await open_review(hiring, invited)
    page = hiring.page
    await clicking_a_word_jumps(page, await review_of(api, invited))

    await expect(page.get_by_role("button", name=text("hiring.score.show"))).to_be_visible()
    await rate(page, "hiring.rating.answer", 4)  # My own comes first.
    score = page.get_by_role("region", name=text("hiring.score.title"))
    await expect(score).to_be_visible()

    before = (await review_of(api, invited))["score"]["number"]
    await correct_everything(page, SPOKEN)
    review = await scored_again(api, invited, before)
    await page.reload()
    await expect(score).to_be_visible()
    answer = review["answers"][0]
    assert answer["transcript"]["segments"][0]["originalText"] is not None
    assert answer["score"]["status"] == "scored"
    await a_span_plays(page, score, answer["score"]["spans"])

    await hiring.press("hiring.decision.menu")
    await page.get_by_role("menuitemradio", name=text("hiring.decision.verb.advance")).click()
    done = text("hiring.decision.done.advance", name=invited.name)
    await expect(page.get_by_text(done)).to_be_visible()
    exported = await export_json(hiring, invited, tmp_path)
    assert SPOKEN.split(".")[0] in exported
    assert "advance" in exported


async def test_the_team_deletes_an_interview(
    api: Api, hiring: HiringPages, candidate: NewCandidate
) -> None:
    invited = await spoken(api, candidate)
    await open_review(hiring, invited)
    page = hiring.page
    await hiring.press("hiring.list.more", name=invited.name)
    await page.get_by_role("menuitem", name=text("hiring.deletion.menu")).click()
    await (
        page.get_by_role("dialog")
        .get_by_role("button", name=text("hiring.deletion.action"), exact=True)
        .click()
    )
    dialog = page.get_by_role("dialog", name=text("hiring.deletion.receiptTitle"))
    link = await dialog.get_by_label(text("hiring.deletion.linkLabel"), exact=True).input_value()
    await dialog.get_by_role("button", name=text("hiring.invite.done"), exact=True).click()
    await expect(page.get_by_text(invited.name)).to_have_count(0)
    person = await candidate()
    await person.page.goto(link)
    await person.sees("record.receipt.title.done")
    await expect(
        person.page.get_by_text(pattern("record.receipt.causes.team"), exact=True)
    ).to_be_visible()
    await person.page.goto(invited.link)
    await person.sees("interview.entry.invalid.title")


async def clicking_a_word_jumps(page: Page, review: dict[str, Any]) -> None:
    """A click on a word far along plays from there."""
    segments = review["answers"][0]["transcript"]["segments"]
    words = [word for segment in segments for word in segment["words"]]
    assert len(words) > 5, "hardly anything was heard"
    shown = page.locator("[data-word]")
    await expect(shown).to_have_count(len(words))
    number = len(words) * 2 // 3
    await shown.nth(number).click()
    video = await page.locator("video").element_handle()
    await page.wait_for_function(JUMPED, arg=[video, words[number]["start"]])


async def scored_again(api: Api, invited: Invited, before: int) -> dict[str, Any]:
    """Wait for a newer score than that number; the review with it."""
    async with asyncio.timeout(SCORED_WITHIN):
        while True:
            review = await review_of(api, invited)
            if review["score"]["number"] > before and review["score"]["status"] != "pending":
                return review
            await asyncio.sleep(0.2)


async def correct_everything(page: Page, right: str) -> None:
    """Say what was really said, in the first passage."""
    first = page.locator("[data-time]").first
    await first.focus()
    await page.keyboard.press("e")
    field = page.get_by_label(text("hiring.transcript.correctLabel"), exact=True)
    await field.fill(right)
    await page.keyboard.press("Enter")
    await expect(page.get_by_text(text("hiring.transcript.corrected"))).to_be_visible()


async def a_span_plays(page: Page, score: Locator, spans: list[dict[str, Any]]) -> None:
    """A place that the score rests on is played by pressing it."""
    span = spans[0]
    await score.get_by_role("button").filter(has_text=span["quote"][:20]).first.click()
    video = await page.locator("video").element_handle()
    await page.wait_for_function(JUMPED, arg=[video, span["start"]])


async def export_json(hiring: HiringPages, invited: Invited, folder: Path) -> str:
    """What the export says."""
    await hiring.press("hiring.list.more", name=invited.name)
    async with hiring.page.expect_download() as downloading:
        await hiring.page.get_by_role("menuitem", name=text("hiring.export.json")).click()
    path = folder / "export.json"
    await (await downloading.value).save_as(path)
    return json.dumps(json.loads(path.read_text()), ensure_ascii=False)


async def rate(page: Page, of: str, count: int) -> None:
    """Give so many stars."""
    group = page.get_by_role("group", name=text(of))
    label = text("hiring.rating.stars_other", count=count)
    await group.get_by_title(label).click()
    await expect(group.get_by_role("radio", name=label)).to_be_checked()
