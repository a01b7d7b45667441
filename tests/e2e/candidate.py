"""A candidate at the pages: clicks and reads as a person does."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.async_api import Page, expect

from tests.e2e.witness import Witness
from tests.e2e.wording import pattern, text

WITHIN_MS = 30_000
CHUNKS_WITHIN = 40.0


@dataclass(slots=True)
class Candidate:
    """One tab of a candidate.

    Attributes:
        page: The tab.
        witness: Of what it records.
    """

    page: Page
    witness: Witness = field(default_factory=Witness)

    async def open(self, link: str) -> None:
        """Follow the link of the mail; its token leaves the address bar at once."""
        await self.page.goto(link)
        await self.page.wait_for_url("**/i/*")

    async def press(self, key: str, **values: object) -> None:
        """Press the button with that text."""
        await self.page.get_by_role("button", name=text(key, **values), exact=True).click()

    async def sees(self, key: str, **values: object) -> None:
        """Wait for the heading with that text; anything may be in places without a value."""
        name = text(key, **values) if values else pattern(key)
        await expect(self.page.get_by_role("heading", name=name)).to_be_visible()

    async def agree(self) -> None:
        """Read the welcome, tick the box."""
        await self.sees("interview.welcome.title")
        await self.press("interview.welcome.action")
        await self.sees("interview.consent.title")
        await self.page.get_by_role("checkbox", name=text("interview.consent.agree")).check()
        await self.press("interview.consent.action")

    async def turn_on(self) -> None:
        """Let the page use camera and microphone."""
        await self.press("interview.check.open")

    async def skip_to_the_first_question(self) -> None:
        """Agree, turn the devices on, and try nothing first."""
        await self.agree()
        await self.turn_on()
        await self.press("interview.check.skip")
        await self.press("interview.practice.skip")
        await self.press("interview.begin.action")

    async def question(self, wording: str) -> None:
        """Wait for the question."""
        await expect(self.page.get_by_role("heading", name=wording)).to_be_visible()

    async def record(self, chunks: int) -> None:
        """Record until so many more chunks are committed on this device."""
        await self.press("interview.question.start")
        await self.recording(chunks)

    async def recording(self, chunks: int) -> None:
        """Wait until so many more chunks are committed on this device."""
        wanted = self.witness.committed_chunks() + chunks
        await until(lambda: self.witness.committed_chunks() >= wanted, CHUNKS_WITHIN)

    async def stop(self) -> None:
        """Stop recording."""
        await self.press("interview.question.stop")

    async def saved(self, key: str) -> None:
        """Wait until the line about saving says that, which a screen reader is told, too."""
        line = self.page.get_by_text(pattern(f"interview.saved.{key}"))
        await expect(line.first).to_be_visible()

    async def hand_in_recording(self) -> None:
        """Look at the recording, then hand it in."""
        await self.sees("interview.review.title")
        await self.press("interview.review.submit")

    async def write(self, words: str) -> None:
        """Answer in writing."""
        await self.page.get_by_label(text("interview.text.label")).fill(words)
        await self.press("interview.text.submit")

    async def choose(self, option: str) -> None:
        """Answer by a choice."""
        await self.page.get_by_role("radio", name=option).check()
        await self.press("interview.choice.submit")

    async def finish(self) -> None:
        """Look over the answers and hand in the interview."""
        await self.sees("interview.lookover.title")
        await self.press("interview.lookover.complete")
        await self.sees("interview.done.title")


async def until(condition: Callable[[], object], within: float) -> None:
    """Waits for what the browser reports; fails when it doesn't come within some seconds."""
    async with asyncio.timeout(within):
        while not condition():
            await asyncio.sleep(0.02)
