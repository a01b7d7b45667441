"""The ways of the hiring team and of candidates through the real pages."""

import asyncio

import asyncpg
import pytest
from playwright.async_api import Page, expect

from parley.app.simulate import media
from parley.app.simulate.api import Api
from parley.app.simulate.recorded import wait_ready
from tests.e2e.candidate import Candidate
from tests.e2e.conftest import NewCandidate
from tests.e2e.hiring_team import HiringPages
from tests.e2e.installation import Installation
from tests.e2e.invitations import CHOICE, TOKENS, VIDEO, WRITTEN, Invited, invite, somebody
from tests.e2e.witness import Witness
from tests.e2e.wording import text

pytestmark = [
    pytest.mark.journey,
    pytest.mark.asyncio(loop_scope="package"),
    pytest.mark.xdist_group("journeys"),  # One Chromium for all.
]

RIGHT_WITHIN = 0.5  # Seconds that a duration may be off, for each segment.
ANSWER = "I would write the tests first, says canary 7c1e."


async def test_from_a_template_to_playing_the_answer(
    hiring: HiringPages, candidate: NewCandidate, parley: Installation
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
    TOKENS.add(link.rsplit("/", 1)[-1])
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
    await expect(person.page.get_by_text(text("interview.question.rec"))).to_be_visible()
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
    await check_stored(parley, Invited("", link, name, email), person.witness)
    await hiring.press("hiring.review.next")
    chosen = hiring.page.get_by_role("listitem").filter(has_text=text("hiring.review.chosen"))
    await expect(chosen).to_be_visible()
    await hiring.press("hiring.review.next")
    await expect(hiring.page.get_by_text(ANSWER)).to_be_visible()


async def test_nothing_is_lost_while_the_network_is_away(
    api: Api, candidate: NewCandidate, parley: Installation
) -> None:
    invited = await invite(api, VIDEO)
    person = await candidate()
    await person.open(invited.link)
    await person.skip_to_the_first_question()
    await person.record(chunks=2)
    await person.saved("speaking")
    await person.page.context.set_offline(offline=True)
    await person.recording(chunks=3)
    await person.saved("offlinePending")
    await person.page.context.set_offline(offline=False)
    await person.saved("speaking")
    await person.recording(chunks=1)
    await person.stop()
    await person.hand_in_recording()
    await person.finish()
    assert len(person.witness.segments) == 1
    await check_stored(parley, invited, person.witness)
    await check_playable(api, invited, person.witness)


async def test_a_reload_and_a_crash_go_on_with_the_same_answer(
    api: Api, candidate: NewCandidate, parley: Installation
) -> None:
    invited = await invite(api, WRITTEN, VIDEO)
    person = await candidate()
    await person.open(invited.link)
    await person.skip_to_the_first_question()
    await person.write(ANSWER)
    await person.question(VIDEO["text"])
    await person.record(chunks=2)
    person.page.on("dialog", lambda dialog: dialog.accept())  # "Leave the page?"
    await person.page.reload()
    await goes_on(person, VIDEO["text"])
    await person.recording(chunks=2)
    await crash(person)
    person = Candidate(await person.page.context.new_page(), person.witness)
    await person.open(invited.link)
    await goes_on(person, VIDEO["text"])
    await person.recording(chunks=2)
    await person.stop()
    await person.hand_in_recording()
    await person.finish()
    assert len(person.witness.segments) == 3
    assert len({segment.take_id for segment in person.witness.segments.values()}) == 1
    await check_stored(parley, invited, person.witness)
    await check_playable(api, invited, person.witness)


async def test_one_tab_records_and_another_can_take_over(
    api: Api, candidate: NewCandidate, parley: Installation
) -> None:
    invited = await invite(api, VIDEO)
    first = await candidate()
    await first.open(invited.link)
    await first.skip_to_the_first_question()
    await first.record(chunks=2)
    second = Candidate(await first.page.context.new_page(), first.witness)
    await second.open(invited.link)
    await second.sees("interview.entry.elsewhere.title")
    await first.recording(chunks=1)  # Being looked at from elsewhere doesn't stop it.
    await second.press("interview.entry.elsewhere.action")
    await first.sees("interview.entry.elsewhere.takenOver")
    await goes_on(second, VIDEO["text"])
    await second.recording(chunks=2)
    await second.stop()
    await second.hand_in_recording()
    await second.finish()
    assert len(second.witness.segments) == 2
    await check_stored(parley, invited, second.witness)
    await check_playable(api, invited, second.witness)


async def test_another_device_goes_on_at_the_right_question(
    api: Api, candidate: NewCandidate, parley: Installation
) -> None:
    invited = await invite(api, WRITTEN, VIDEO, CHOICE)
    laptop = await candidate()
    await laptop.open(invited.link)
    await laptop.skip_to_the_first_question()
    await laptop.write(ANSWER)
    await laptop.record(chunks=2)
    await laptop.stop()
    await laptop.sees("interview.review.title")
    await laptop.saved("idle")
    phone = await candidate(laptop.witness)
    await phone.open(invited.link)
    await goes_on(phone, VIDEO["text"])
    await phone.recording(chunks=2)
    await phone.stop()
    await phone.hand_in_recording()
    await phone.question(CHOICE["text"])
    await phone.choose("PUT")
    await phone.finish()
    assert len(phone.witness.segments) == 2
    assert len({segment.take_id for segment in phone.witness.segments.values()}) == 1
    await check_stored(parley, invited, phone.witness)
    await check_playable(api, invited, phone.witness)


async def test_every_link_that_opens_nothing_shows_the_same_page(
    api: Api,
    hiring: HiringPages,
    candidate: NewCandidate,
    parley: Installation,
) -> None:
    expired, revoked = await invite(api, WRITTEN), await invite(api, WRITTEN)
    await time_passes(parley, expired)
    person = await candidate()
    await person.open(revoked.link)
    await person.sees("interview.welcome.title")
    await hiring.sign_in()
    await hiring.go("invitations")
    await hiring.revoke(revoked.name)
    shown = set()
    for token in (expired.token, revoked.token, "x" * len(revoked.token), "x"):
        await person.page.goto(f"{parley.url}/interview/{token}")
        await person.sees("interview.entry.invalid.title")
        shown.add(await person.page.get_by_role("main").inner_text())
    assert len(shown) == 1


async def goes_on(person: Candidate, wording: str) -> None:
    """Whoever comes back turns the devices on and is asked how to go on with that question."""
    await person.sees("interview.check.titleBack")
    await person.turn_on()
    await person.press("interview.check.skip")
    await person.question(wording)
    await person.press("interview.resume.go")


async def crash(person: Candidate) -> None:
    """Kill the tab's renderer, right after a chunk was committed."""
    crashed = asyncio.get_running_loop().create_future()
    person.page.on("crash", lambda _page: crashed.set_result(None))
    await person.recording(chunks=1)
    session = await person.page.context.new_cdp_session(person.page)
    killing = asyncio.create_task(session.send("Page.crash"))
    await asyncio.wait_for(crashed, 10)
    killing.cancel()
    await asyncio.wait({killing})
    await person.page.close()


async def time_passes(parley: Installation, invited: Invited) -> None:
    """The invitation's deadline is over."""
    connection = await asyncpg.connect(parley.dsn)
    try:
        done = await connection.execute(
            "UPDATE hiring.invitations SET expires_at = now() WHERE id = $1", invited.id
        )
    finally:
        await connection.close()
    assert done == "UPDATE 1"


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
    assert length == pytest.approx(seconds, abs=RIGHT_WITHIN)
    at = round(length * 0.6, 1)
    await player.get_by_role("slider", name=text("hiring.player.position")).fill(str(at))
    await page.wait_for_function(
        "([video, at]) => !video.seeking && video.readyState >= 2 && video.currentTime >= at - 0.3",
        arg=[playing, at],
    )
    assert await video.evaluate("video => video.error") is None


async def check_stored(
    parley: Installation, invited: Invited, witness: Witness, given_up: str = ""
) -> None:
    """What the server holds is, byte by byte, what the device committed.

    Of a take that was `given_up` for another the device stops sending: there may be less.
    """
    witness.check_nothing_changed_on_the_way_to_the_disk()
    async with Api(parley.url) as api:
        opened = await api.call(
            "POST", "/api/v1/invitations/access", {"accessToken": invited.token}
        )
        api.signed_in(opened["accessToken"])
        for segment in witness.segments.values():
            upload = witness.uploads[segment.take_id, segment.segment]
            stored = await api.call("GET", f"/api/v1/uploads/{upload}")
            if segment.take_id == given_up and not stored["complete"]:
                assert stored["offset"] <= len(segment.content)
                continue
            assert stored["complete"]
            assert stored["offset"] == len(segment.content)
            assert stored["sha256"] == segment.sha256


async def check_playable(api: Api, invited: Invited, witness: Witness) -> None:
    """The answer that the hiring team gets is as long as everything that was recorded."""
    base = f"/api/v1/invitations/{invited.id}"
    detail = await api.call("GET", base)
    assert detail["status"] == "completed"
    (answer,) = [response for response in detail["responses"] if response["type"] == "video"]
    playback = await wait_ready(api, f"{base}/responses/{answer['id']}/playback")
    # WebM doesn't say how long a segment's last picture stays: on a busy machine a while.
    slack = RIGHT_WITHIN * len(witness.segments)
    assert playback["durationSeconds"] == pytest.approx(recorded(witness), abs=slack)
