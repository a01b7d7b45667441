"""Whoever reloads a page in the middle of a conversation goes on where they were."""

import re

import pytest
from playwright.async_api import Page, expect

from parley.app.simulate.api import Api
from parley.wire_gen.preppal import interview_pb2 as pb
from tests.e2e.candidate import until
from tests.e2e.conftest import NewInterviewee
from tests.e2e.installation import Installation
from tests.e2e.interviewee import Interviewee
from tests.e2e.test_voice import ASKED, HELLO, WRITTEN_ANSWERS, invite_to_talk
from tests.e2e.wording import text

pytestmark = [
    pytest.mark.full,
    pytest.mark.journey,
    pytest.mark.asyncio(loop_scope="package"),
    pytest.mark.xdist_group("journeys"),  # One installation for all.
    pytest.mark.timeout(300),
]

SECOND = {"text": "What does idempotent mean, and when does it matter?", "type": "video"}
VOICE = re.compile(r"/voice/[0-9a-f-]+$")


async def test_practising_through_reloads_and_addresses_that_are_typed(
    interviewee: NewInterviewee, parley: Installation
) -> None:
    person = await interviewee(1.0)
    page = person.page
    await page.goto(f"{parley.url}/practice")  # Nobody is signed in: it comes back here.
    await person.sign_in()
    await person.sees("practice.new.title")
    await page.reload()
    await person.sees("practice.new.title")
    await person.ask_for(2)
    await person.choose_to_keep(keep=False)
    await person.sees("voice.check.title")
    assert VOICE.search(page.url)
    await page.reload()  # Before the first word.
    await person.choose_to_keep(keep=False)
    await person.press("voice.check.write")
    await answers(person, lines=1)
    await until(lambda: asked(person) == 1 and person.tap.listens(), 60)

    await page.reload()  # In the middle.
    await comes_back(person)
    address = page.url
    await page.goto(f"{parley.url}/practice")  # The list knows it; so does its address.
    await page.get_by_role("link", name=text("practice.past.resume")).first.click()
    assert page.url == address
    await comes_back(person)
    person.page = await page.context.new_page()
    person.tap.listen(person.page)
    await page.close()
    await person.page.goto(address)
    await comes_back(person)

    before = person.tap.conversation()
    await person.end()
    await person.gets_feedback()
    await reads_all_of_it(person.page, before)


async def test_an_invitation_is_reloaded_while_the_ai_speaks(
    api: Api, interviewee: NewInterviewee
) -> None:
    person = await interviewee(*HELLO)
    invited = await invite_to_talk(api, ASKED, SECOND)
    await person.open(invited.link)
    await person.agree()
    await person.press("voice.check.write")
    await answers(person, lines=1)
    spoken = len(person.tap.got("audio_response"))
    await until(lambda: len(person.tap.got("audio_response")) > spoken + 20, 60)

    await person.page.reload()
    await comes_back(person)
    await person.end()
    await person.sees("interview.done.title")
    assert person.tap.ended() == [pb.SessionEnded.USER_INITIATED]
    stored = await api.call("GET", f"/api/v1/invitations/{invited.id}/review")
    lines = [(entry["speaker"], entry["text"]) for entry in stored["conversation"]]
    assert [line for line in person.tap.conversation() if line not in lines] == []


async def answers(person: Interviewee, lines: int) -> None:
    """Write an answer once the AI waits for one."""
    await until(person.tap.listens, 60)
    await person.write(WRITTEN_ANSWERS[0])
    await person.is_heard(lines)


def asked(person: Interviewee) -> int:
    """The number of the question that is open."""
    numbers = [state.current_question for state in person.tap.states()]
    return next((number for number in reversed(numbers) if number), 0)


async def comes_back(person: Interviewee) -> None:
    """The talk goes on at the same question, without a greeting, and shows where it is."""
    was, connection = asked(person), person.tap.connections
    greeting = person.tap.lines("AI")[0].split(".")[0]
    await person.sees("voice.check.titleBack")
    assert person.tap.connections == connection, "it talks before it was asked to"
    await person.press("voice.check.write")
    number = connection + 1
    await until(lambda: any(state.current_question for state in person.tap.states(number)), 30)
    here = next(s.current_question for s in person.tap.states(number) if s.current_question)
    assert here == was
    shown = text("voice.status.question", number=was, total=person.tap.states()[-1].total_questions)
    await expect(person.page.get_by_text(shown, exact=True)).to_be_visible()
    await until(lambda: person.tap.lines("AI", since=number), 60)
    again = person.tap.lines("AI", since=number)
    assert not any(greeting in line for line in again), "greeted again"


async def reads_all_of_it(page: Page, before: list[tuple[str, str]]) -> None:
    """The feedback has every line, in its order."""
    transcript = page.get_by_role("listitem")
    whole = [" ".join(line.split()) for line in await transcript.all_inner_texts()]
    places: list[int] = []
    for _, words in before:
        after = places[-1] + 1 if places else 0
        found = [place for place, line in enumerate(whole) if place >= after and words in line]
        assert found, f"lost: {words}"
        places.append(found[0])
