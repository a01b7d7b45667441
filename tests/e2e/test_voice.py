"""Talking with the AI interviewer through the real pages, the microphone and the voice socket."""

import re
from typing import Any

import pytest
from playwright.async_api import expect

from parley.app.simulate.api import Api
from parley.wire_gen.preppal import interview_pb2 as pb
from tests.e2e.candidate import until
from tests.e2e.conftest import NewInterviewee
from tests.e2e.installation import Installation
from tests.e2e.interviewee import Interviewee
from tests.e2e.invitations import Invited, invite_with, publish
from tests.e2e.keyboard import Keyboard
from tests.e2e.wording import text

pytestmark = [
    pytest.mark.journey,
    pytest.mark.asyncio(loop_scope="package"),
    pytest.mark.xdist_group("journeys"),  # One installation for all.
]

ANSWER = (
    "I designed a payments A P I. Clients retried requests, so some customers were charged twice. "
    "We stored a key together with each payment."
)
HEARD = re.compile(r"payment|customer|request|client|charged|stored", re.IGNORECASE)
# A word for the microphone check; then the AI greets and asks; then comes the answer.
HELLO = ("Hello?", 17.0)
GAP = 12.0
ASKED: dict[str, Any] = {
    "text": "Tell us about an API that you designed. What was hard about it?",
    "type": "video",
    "keyPoints": ["Clients retried requests and customers were charged twice"],
}
WRITTEN_ANSWERS = (
    "I designed an API for payments. It was hard: clients retried, and people paid twice.",
    "That is all that I can say about it.",
)
MOST_TURNS = 4  # A question, two further ones, and one to spare.
CHUNK_BYTES = 1024  # 32 ms at 16 kHz
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


async def invite_to_talk(api: Api, *questions: dict[str, Any], minutes: int = 6) -> Invited:
    """Invite somebody to a template by voice."""
    settings = {"mode": "voice", "totalTimeLimit": minutes}
    return await invite_with(api, await publish(api, *questions, settings=settings))


async def scored_or_told_why(person: Interviewee) -> None:
    """The feedback page shows a figure, or a reason why there is none."""
    page = person.page
    await expect(page.get_by_text(text("practice.result.pendingTitle"))).to_be_hidden()
    figure = page.get_by_text(text("practice.result.ofHundred"), exact=True)
    withheld = page.get_by_role("heading", name=text("practice.result.withheldTitle"))
    await expect(figure.or_(withheld).first).to_be_visible()


async def test_the_documents_journey(interviewee: NewInterviewee, parley: Installation) -> None:
    """realtime-session.md, section 7, E2E: against the live integrated system."""
    person = await interviewee(*HELLO, ANSWER, GAP)
    await person.begin_practice(parley.url)
    await person.start_talking()
    await until(lambda: any(frame.loud for frame in person.tap.got("audio_response")), 30)
    await person.is_heard(1)
    heard = person.captions().filter(has_text=text("voice.captions.you")).filter(has_text=HEARD)
    await expect(heard.first).to_be_visible()
    said = person.tap.conversation()
    await person.end()
    await person.gets_feedback()

    chunks = person.tap.gave("audio_chunk")
    assert any(frame.loud for frame in chunks), "the microphone's sound never left"
    assert {len(frame.audio) for frame in chunks} == {CHUNK_BYTES}
    assert person.tap.texts == [], "the schema is binary"
    assert {who for who, _ in said} == {"AI", "USER"}
    assert person.tap.ended() == [pb.SessionEnded.USER_INITIATED]
    transcript = person.page.get_by_role("listitem")
    for who, words in said:
        name = text("practice.result.ai" if who == "AI" else "practice.result.you")
        line = transcript.filter(has_text=name).filter(has_text=words)
        await expect(line.first).to_be_visible()
    await scored_or_told_why(person)


async def fits(person: Interviewee) -> None:
    """Nothing has to be scrolled sideways."""
    assert await person.page.evaluate(WIDER) <= 0


async def test_in_writing_by_keyboard_alone_on_a_phone(
    api: Api, interviewee: NewInterviewee
) -> None:
    person = await interviewee(1.0)
    page, keys = person.page, Keyboard(person.page)
    await page.set_viewport_size({"width": 360, "height": 740})
    await page.goto((await invite_to_talk(api, ASKED)).link)
    await keys.arrives("interview.welcome.title")
    await fits(person)
    await keys.press("interview.welcome.action")
    await keys.arrives("live.consent.title")
    await fits(person)
    await keys.reach(person.choice("live.consent.yes"))
    await page.keyboard.press("ArrowDown")
    await expect(person.choice("live.consent.no")).to_be_checked()
    await keys.press("interview.welcome.action")
    await keys.arrives("voice.check.title")
    await fits(person)
    await keys.press("voice.check.write")
    field = page.get_by_label(text("voice.write.label"), exact=True)
    await expect(field).to_be_focused()
    await fits(person)
    for turn in range(MOST_TURNS):
        await until(lambda: person.tap.ended() or person.tap.listens(), 60)
        if person.tap.ended():
            break
        await expect(field).to_be_focused()
        await page.keyboard.type(WRITTEN_ANSWERS[min(turn, 1)])
        await page.keyboard.press("Enter")
        await person.is_heard(turn + 1)
        await fits(person)
    await keys.arrives("interview.done.title")
    assert person.tap.ended() == [pb.SessionEnded.GEMINI_ENDED]
    assert person.tap.gave("typed_text")
    assert not any(frame.loud for frame in person.tap.gave("audio_chunk"))
    await fits(person)
