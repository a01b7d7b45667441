"""Somebody who talks with the AI interviewer at the real pages."""

import re
from dataclasses import dataclass, field

from playwright.async_api import Locator, Page, expect

from tests.e2e.candidate import until
from tests.e2e.installation import CANDIDATE, PASSWORD
from tests.e2e.wiretap import Wiretap
from tests.e2e.wording import pattern, text

HEARD_WITHIN = 60.0
DESCRIPTION = "Backend engineer for a payments team: Python, PostgreSQL, APIs that may be retried."


@dataclass(slots=True)
class Interviewee:
    """One tab of somebody who is interviewed.

    Attributes:
        page: The tab.
        tap: Of its voice sockets.
    """

    page: Page
    tap: Wiretap = field(init=False)

    def __post_init__(self) -> None:
        """Listen to its sockets from the start."""
        self.tap = Wiretap(self.page)

    def button(self, key: str, **values: object) -> Locator:
        """The button with that text; a key that does the same may stand behind it."""
        name = re.compile(rf"^{re.escape(text(key, **values))}( \(\w\))?$")
        return self.page.get_by_role("button", name=name)

    def choice(self, key: str) -> Locator:
        """The radio button with that text; a hint may follow it."""
        return self.page.get_by_role("radio", name=re.compile(f"^{re.escape(text(key))}"))

    async def press(self, key: str, **values: object) -> None:
        """Press that button."""
        await self.button(key, **values).click()

    async def sees(self, key: str, **values: object) -> None:
        """Wait for the heading with that text."""
        name = text(key, **values) if values else pattern(key)
        await expect(self.page.get_by_role("heading", name=name)).to_be_visible()

    async def reads(self, key: str, **values: object) -> None:
        """Wait for that text anywhere on the page."""
        name = text(key, **values) if values else pattern(key)
        await expect(self.page.get_by_text(name).first).to_be_visible()

    async def sign_in(self, email: str = CANDIDATE, password: str = PASSWORD) -> None:
        """Sign in where the page asks for it."""
        await self.sees("identity.signIn.title")
        await self.page.get_by_label(text("identity.signIn.email"), exact=True).fill(email)
        await self.page.get_by_label(text("identity.signIn.password"), exact=True).fill(password)
        await self.press("identity.signIn.submit")

    async def find_practice(self, url: str) -> None:
        """Sign in, and follow the link to where one practises."""
        await self.page.goto(f"{url}/signin")
        await self.sign_in()
        await self.page.get_by_role("link", name=text("app.nav.practice"), exact=True).click()
        await self.sees("practice.new.title")

    async def begin_practice(self, url: str, questions: int = 1, *, keep: bool = False) -> None:
        """Sign in, and ask for an interview about a job description; up to the microphone."""
        await self.find_practice(url)
        await self.ask_for(questions)
        await self.choose_to_keep(keep=keep)

    async def ask_for(self, questions: int, language: str = "en") -> None:
        """Ask for an interview about a job description."""
        await self.page.get_by_role("textbox", name=text("practice.new.paste")).fill(DESCRIPTION)
        await self.page.get_by_label(text("practice.new.count")).select_option(str(questions))
        await self.page.get_by_label(text("practice.new.language")).select_option(language)
        await self.press("practice.new.start")

    async def choose_to_keep(self, *, keep: bool) -> None:
        """Say whether the sound is kept."""
        await self.sees("voice.keep.title")
        await self.choice("voice.keep.yes" if keep else "voice.keep.no").check()
        await self.press("voice.keep.action")

    async def open(self, link: str) -> None:
        """Follow an invitation's link to the choice about the sound."""
        await self.page.goto(link)
        await self.page.wait_for_url("**/i/*")
        await self.sees("interview.welcome.title")
        await self.press("interview.welcome.action")
        await self.sees("live.consent.title")

    async def agree(self, *, record: bool = True) -> None:
        """Let the sound be recorded, or not."""
        await self.choice("live.consent.yes" if record else "live.consent.no").check()
        await self.press("interview.welcome.action")

    async def start_talking(self, key: str = "go") -> None:
        """Turn the microphone on, see that it hears, and begin."""
        await self.press("voice.check.open")
        await expect(self.page.get_by_text(text("voice.check.heard"))).to_be_visible()
        await self.press(f"voice.check.{key}")

    async def turn(self, key: str) -> None:
        """Wait until the page says that it is that turn."""
        word = self.page.get_by_text(text(f"voice.turn.{key}"), exact=True)
        await expect(word).to_be_visible(timeout=HEARD_WITHIN * 1000)

    def lost(self) -> Locator:
        """What says that the connection is gone, to somebody who speaks or who writes."""
        said = self.page.get_by_text(text("voice.network.lost"))
        return said.or_(self.page.get_by_text(text("voice.network.lostWriting")))

    async def hears(self, lines: int) -> None:
        """Wait until the AI has said so many turns to their end."""
        await until(lambda: len(self.tap.lines("AI")) >= lines, HEARD_WITHIN)

    async def is_heard(self, lines: int) -> None:
        """Wait until so many turns of one's own were understood."""
        await until(lambda: len(self.tap.lines("USER")) >= lines, HEARD_WITHIN)

    def captions(self) -> Locator:
        """What stands on the screen of what was said."""
        return self.page.get_by_role("region", name=text("voice.captions.label")).get_by_role(
            "listitem"
        )

    async def write(self, words: str) -> None:
        """Type an answer and send it."""
        field_ = self.page.get_by_label(text("voice.write.label"), exact=True)
        await field_.fill(words)
        await field_.press("Enter")

    async def end(self) -> None:
        """End it, after the question whether one means it."""
        await self.press("voice.controls.end")
        dialog = self.page.get_by_role("dialog").or_(self.page.get_by_role("alertdialog"))
        await dialog.get_by_role("button", name=text("voice.end.action"), exact=True).click()

    async def gets_feedback(self) -> None:
        """Wait for the feedback: before it the words of the talk stand there."""
        await self.page.wait_for_url("**/practice/results/*")
        await self.sees("practice.result.transcript")
