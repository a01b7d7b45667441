"""More ways that an interview can go, each through the real pages."""

import asyncio

import pytest
from playwright.async_api import Page, Route, expect

from parley.app.simulate.api import Api
from tests.e2e.candidate import Candidate
from tests.e2e.conftest import NewCandidate
from tests.e2e.installation import Installation
from tests.e2e.invitations import CHOICE, VIDEO, WRITTEN, invite
from tests.e2e.keyboard import Keyboard
from tests.e2e.test_journeys import check_playable, check_stored, crash, goes_on
from tests.e2e.wording import text

pytestmark = [
    pytest.mark.full,
    pytest.mark.journey,
    pytest.mark.asyncio(loop_scope="package"),
    pytest.mark.xdist_group("journeys"),
]

NO_RETAKES = {"allowRetakes": False, "maxRetakes": 0}


async def test_the_application_dies_while_somebody_speaks(
    api: Api, candidate: NewCandidate, parley: Installation
) -> None:
    invited = await invite(api, VIDEO, settings=NO_RETAKES)
    person = await candidate()
    await person.open(invited.link)
    await person.skip_to_the_first_question()
    await person.record(chunks=2)
    await asyncio.to_thread(parley.kill_app)
    await person.recording(chunks=2)
    await asyncio.to_thread(parley.recovered)
    await person.saved("speaking")
    await person.stop()
    await person.finish()
    assert len(person.witness.segments) == 1
    await check_stored(parley, invited, person.witness)
    await check_playable(api, invited, person.witness)


async def test_an_answer_ends_offline_and_is_handed_in_by_itself(
    api: Api, candidate: NewCandidate, parley: Installation
) -> None:
    invited = await invite(api, VIDEO, settings=NO_RETAKES)
    person = await candidate()
    await person.open(invited.link)
    await person.skip_to_the_first_question()
    await person.record(chunks=1)
    await person.page.context.set_offline(offline=True)
    await person.recording(chunks=2)
    await person.stop()
    await expect(person.page.get_by_text(text("interview.sending.offline"))).to_be_visible()
    await person.page.context.set_offline(offline=False)
    await person.finish()
    await check_stored(parley, invited, person.witness)
    await check_playable(api, invited, person.witness)


async def test_a_crash_offline_loses_nothing_that_was_committed(
    api: Api, candidate: NewCandidate, parley: Installation
) -> None:
    invited = await invite(api, VIDEO)
    person = await candidate()
    await person.open(invited.link)
    await person.skip_to_the_first_question()
    await person.record(chunks=1)
    await person.page.context.set_offline(offline=True)
    await person.recording(chunks=2)
    await crash(person)
    await person.page.context.set_offline(offline=False)
    person = Candidate(await person.page.context.new_page(), person.witness)
    await person.open(invited.link)
    await person.sees("interview.check.titleBack")
    await person.press("interview.check.open")
    await person.press("interview.check.skip")
    await person.press("interview.resume.submit")
    await person.finish()
    await check_stored(parley, invited, person.witness)
    await check_playable(api, invited, person.witness)


async def test_a_retake_is_another_take_and_the_last_one_counts(
    api: Api, candidate: NewCandidate, parley: Installation
) -> None:
    invited = await invite(api, VIDEO)
    person = await candidate()
    await person.open(invited.link)
    await person.skip_to_the_first_question()
    await person.record(chunks=2)
    await person.stop()
    await person.press("interview.review.again", left=text("interview.question.retakes_one"))
    await person.recording(chunks=3)
    await person.stop()
    await person.sees("interview.review.title")
    again = person.page.get_by_role("button", name=text("interview.review.again", left=""))
    await expect(again).to_have_count(0)  # The one retake is used.
    await person.press("interview.review.submit")
    await person.finish()
    first, last = sorted(person.witness.segments.values(), key=lambda one: len(one.chunks))
    assert first.take_id != last.take_id
    await check_stored(parley, invited, person.witness, given_up=first.take_id)
    for segment_id, segment in list(person.witness.segments.items()):
        if segment is first:
            del person.witness.segments[segment_id]
    await check_playable(api, invited, person.witness)


async def test_the_time_of_an_answer_is_over(
    api: Api, candidate: NewCandidate, parley: Installation
) -> None:
    invited = await invite(api, VIDEO | {"timeLimit": 5})
    person = await candidate()
    await person.open(invited.link)
    await person.skip_to_the_first_question()
    await person.record(chunks=1)
    await expect(person.page.get_by_text(text("interview.review.limit"))).to_be_visible()
    await person.hand_in_recording()
    await person.finish()
    await check_stored(parley, invited, person.witness)
    await check_playable(api, invited, person.witness)


async def test_left_for_later_and_found_when_looking_over(
    api: Api, candidate: NewCandidate
) -> None:
    invited = await invite(api, WRITTEN, CHOICE)
    person = await candidate()
    await person.open(invited.link)
    await person.agree()
    await person.press("interview.begin.action")  # Nothing is recorded: no device is asked for.
    await person.question(WRITTEN["text"])
    await person.press("interview.question.later")
    await person.choose("PUT")
    await person.press("interview.lookover.answerThis", number=1)
    await person.write("Later.")
    await person.finish()
    assert (await api.call("GET", f"/api/v1/invitations/{invited.id}"))["answeredCount"] == 2


async def test_a_draft_is_there_after_a_reload(api: Api, candidate: NewCandidate) -> None:
    invited = await invite(api, WRITTEN)
    person = await candidate()
    await person.open(invited.link)
    await person.agree()
    await person.press("interview.begin.action")
    field = person.page.get_by_label(text("interview.text.label"))
    await field.fill("Half a thought")
    await person.page.reload()
    await expect(field).to_have_value("Half a thought")


async def test_an_invitation_revoked_in_mid_answer_says_so(
    api: Api, candidate: NewCandidate
) -> None:
    invited = await invite(api, WRITTEN)
    person = await candidate()
    await person.open(invited.link)
    await person.agree()
    await person.press("interview.begin.action")
    await person.question(WRITTEN["text"])
    await api.call("POST", f"/api/v1/invitations/{invited.id}/revoke")
    await person.write("Too late.")
    await says_what_to_do(person.page)
    detail = await api.call("GET", f"/api/v1/invitations/{invited.id}")
    assert detail["responses"] == []


async def says_what_to_do(page: Page) -> None:
    """Either beside the button, or by a page of its own."""
    told = page.get_by_role("alert").or_(
        page.get_by_role("heading", name=text("interview.expired.title"))
    )
    ended = page.get_by_role("heading", name=text("interview.entry.signedOut.title"))
    await expect(told.or_(ended).first).to_be_visible()
    print(await page.get_by_role("main").aria_snapshot())


async def test_the_whole_way_by_keyboard(api: Api, candidate: NewCandidate) -> None:
    invited = await invite(api, CHOICE, WRITTEN)
    person = await candidate()
    page, keys = person.page, Keyboard(person.page)
    await person.open(invited.link)
    await keys.arrives("interview.welcome.title")
    await keys.press("interview.welcome.action")
    await keys.arrives("interview.consent.title")
    await page.keyboard.press("Tab")  # The box.
    await page.keyboard.press("Space")
    await keys.press("interview.consent.action")
    await keys.arrives("interview.begin.title")
    await keys.press("interview.begin.action")
    await person.question(CHOICE["text"])
    await page.keyboard.press("2")  # At first sight.
    await expect(page.get_by_role("radio", name="PUT")).to_be_checked()
    await keys.press("interview.choice.submit")
    await person.question(WRITTEN["text"])
    await page.keyboard.press("Tab")
    await page.keyboard.type("By hand.")
    await expect(page.get_by_label(text("interview.text.label"))).to_have_value("By hand.")
    await keys.press("interview.text.submit")
    await keys.arrives("interview.lookover.title")
    await keys.press("interview.lookover.complete")
    await keys.arrives("interview.done.title")


async def test_the_same_check_sees_bytes_that_never_arrived(
    api: Api, candidate: NewCandidate, parley: Installation
) -> None:
    """Something between page and server says that it stored what it threw away."""
    invited = await invite(api, VIDEO)
    person = await candidate()

    async def lie(route: Route) -> None:
        request = route.request
        if request.method != "PATCH":
            await route.continue_()
            return
        offset = int(request.headers["upload-offset"]) + len(request.post_data_buffer or b"")
        headers = {"Tus-Resumable": "1.0.0", "Upload-Offset": str(offset)}
        await route.fulfill(status=204, headers=headers)

    await person.page.route("**/api/v1/uploads/*", lie)
    await person.open(invited.link)
    await person.skip_to_the_first_question()
    await person.record(chunks=2)
    await person.stop()
    await person.sees("interview.review.title")
    await person.saved("idle")
    with pytest.raises(AssertionError):
        await check_stored(parley, invited, person.witness)


async def test_two_devices_at_once_write_segments_of_their_own(
    api: Api, candidate: NewCandidate, parley: Installation
) -> None:
    """Neither knows of the other; nobody's bytes end up in the other's segment."""
    invited = await invite(api, VIDEO)
    laptop = await candidate()
    await laptop.open(invited.link)
    await laptop.skip_to_the_first_question()
    await laptop.record(chunks=2)
    phone = await candidate(laptop.witness)
    await phone.open(invited.link)
    await goes_on(phone, VIDEO["text"])
    await phone.recording(chunks=4)
    for device in (laptop, phone):
        await device.stop()
        await device.sees("interview.review.title")
        await device.saved("idle")
    await phone.press("interview.review.submit")
    await phone.finish()
    assert len(phone.witness.segments) == 2
    await check_stored(parley, invited, phone.witness)
    await check_playable(api, invited, phone.witness)
