"""The ways of the hiring team and of candidates through the real pages."""

import pytest
from playwright.async_api import Page, expect

from parley.app.simulate import media
from parley.app.simulate.api import Api
from tests.e2e.conftest import NewCandidate
from tests.e2e.hiring_team import CHOICE, VIDEO, WRITTEN, HiringPages, Invited, invite, somebody
from tests.e2e.installation import Installation
from tests.e2e.witness import Witness
from tests.e2e.wording import pattern, text

pytestmark = [pytest.mark.journey, pytest.mark.asyncio(loop_scope="package")]

ANSWER = "I would write the tests first, says canary 7c1e."


async def test_from_a_template_to_playing_the_answer(
    hiring: HiringPages, candidate: NewCandidate, canaries: set[str], parley: Installation
) -> None:
    name, email = somebody()
    await hiring.sign_in()
    await hiring.new_template("Backend engineer")
    for number, question in enumerate((CHOICE, WRITTEN, VIDEO), 1):
        await hiring.add_question(number, question)
    for number in (3, 2):
        await hiring.press("hiring.editor.moveUp", number=number)
    await hiring.saved()
    await hiring.publish()
    await hiring.go("invitations")
    link = await hiring.invite("Backend engineer", name, email)
    canaries |= {*name.split(), email, link.rsplit("/", 1)[-1], ANSWER}
    await hiring.go("mails")
    await hiring.page.get_by_role("link", name=email).click()
    await expect(hiring.page.get_by_role("link", name=link)).to_be_visible()

    person = await candidate()
    await person.open(link)
    await person.agree()
    await person.turn_on()
    await expect(person.page.get_by_text(text("interview.check.heard"))).to_be_visible()
    await person.press("interview.check.record")
    await person.press("interview.check.good")
    await person.press("interview.practice.start")
    await person.press("interview.practice.stop")
    await person.press("interview.practice.done")
    assert not person.witness.segments  # What was only tried stays nowhere.
    await person.press("interview.begin.action")
    await person.question(VIDEO["text"])
    await person.record(chunks=3)
    await person.saved("speaking")
    await person.stop()
    await person.question(CHOICE["text"])
    await person.choose("PUT")
    await person.question(WRITTEN["text"])
    await person.write(ANSWER)
    await person.finish()

    await hiring.go("invitations")
    await hiring.page.get_by_role("link", name=name).click()
    await expect(hiring.page.get_by_role("heading", name=VIDEO["text"])).to_be_visible()
    await plays(hiring.page, name, recorded(person.witness))
    await check_stored(parley, link, person.witness)
    await hiring.press("hiring.review.next")
    await expect(hiring.page.get_by_text(text("hiring.review.chosen"))).to_be_visible()
    await hiring.press("hiring.review.next")
    await expect(hiring.page.get_by_text(ANSWER)).to_be_visible()


def recorded(witness: Witness) -> float:
    """Seconds of everything committed, by its packets."""
    return sum(media.seconds_of(segment.content) for segment in witness.segments.values())


async def plays(page: Page, name: str, seconds: float) -> None:
    """The answer plays, is as long as what was recorded, and can be sought in."""
    player = page.get_by_role("group", name=text("hiring.player.label", name=name))
    video = player.locator("video")
    await player.get_by_role("button", name=text("hiring.player.play"), exact=True).click()
    playing = await video.element_handle()
    assert playing is not None
    await page.wait_for_function("video => video.currentTime > 0.5", arg=playing)
    length = await video.evaluate("video => video.duration")
    assert length == pytest.approx(seconds, abs=0.5)
    at = round(length * 0.6, 1)
    await player.get_by_role("slider", name=text("hiring.player.position")).fill(str(at))
    await page.wait_for_function(
        "([video, at]) => !video.seeking && video.readyState >= 2 && video.currentTime >= at - 0.3",
        arg=[playing, at],
    )
    assert await video.evaluate("video => video.error") is None


async def check_stored(parley: Installation, link: str, witness: Witness) -> None:
    """What the server holds is, byte by byte, what the device committed."""
    witness.check_nothing_changed_on_the_way_to_the_disk()
    async with Api(parley.url) as api:
        token = link.rsplit("/", 1)[-1]
        opened = await api.call("POST", "/api/v1/invitations/access", {"accessToken": token})
        api.signed_in(opened["accessToken"])
        for segment in witness.segments.values():
            upload = witness.uploads[segment.take_id, segment.segment]
            stored = await api.call("GET", f"/api/v1/uploads/{upload}")
            assert stored["complete"]
            assert stored["offset"] == len(segment.content)
            assert stored["sha256"] == segment.sha256
