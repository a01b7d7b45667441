"""One installation and one Chromium for all journeys."""

import math
import subprocess
import wave
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    async_playwright,
    expect,
)

from parley.app.simulate.api import Api
from tests.e2e import canaries, invitations, voices, wording
from tests.e2e.candidate import WITHIN_MS, Candidate
from tests.e2e.hiring_team import HiringPages
from tests.e2e.installation import Installation, installed
from tests.e2e.interviewee import Interviewee
from tests.e2e.invitations import sign_in
from tests.e2e.network import Network
from tests.e2e.witness import Witness
from tests.requires import find, require

RATE = 48_000
# What candidates say, where a synthesiser is installed.
SPOKEN = (
    "We repeat the request with the same key. The server stores the key and the answer. "
    "For example, last year a customer was charged twice, because a retry made a new key."
)
OUTCOME = pytest.StashKey[pytest.TestReport]()

NewContext = Callable[[], Awaitable[BrowserContext]]
NewCandidate = Callable[..., Awaitable[Candidate]]
NewInterviewee = Callable[..., Awaitable[Interviewee]]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keeps how a test went, so that its fixtures know when to take a picture."""
    report = yield
    if report.when == "call":
        item.stash[OUTCOME] = report
    return report


@pytest.fixture(scope="package")
def parley(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The installation that the journeys share."""
    require("chromium")
    with installed(tmp_path_factory.mktemp("parley") / "data") as running:
        yield running
        canaries.check(running, invitations.TOKENS | invitations.PEOPLE)


@pytest.fixture(scope="package")
def microphone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the fake microphone hears, over and over: a voice, else syllables."""
    path = tmp_path_factory.mktemp("microphone") / "voice.wav"
    if flite := find("flite"):
        subprocess.run([flite, "-voice", "slt", "-t", SPOKEN, "-o", path], check=True)
    else:
        _syllables(path)
    return path


def _syllables(path: Path) -> None:
    samples = bytearray()
    for i in range(4 * RATE):
        seconds = i / RATE
        loud = max(0.0, math.sin(2 * math.pi * 1.5 * seconds))
        value = int(14_000 * loud * math.sin(2 * math.pi * 180 * seconds))
        samples += value.to_bytes(2, "little", signed=True)
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(bytes(samples))


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def playwright() -> AsyncIterator[Playwright]:
    """Starts browsers."""
    expect.set_options(timeout=WITHIN_MS)
    async with async_playwright() as started:
        yield started


async def launch(playwright: Playwright, microphone: Path, *more: str) -> Browser:
    """The system's Chromium, with a made-up camera and that microphone, and `more` arguments."""
    return await playwright.chromium.launch(
        executable_path=require("chromium"),
        chromium_sandbox=False,  # Not possible as root, which CI is.
        args=[
            "--use-fake-device-for-media-stream=fps=15",
            "--use-fake-ui-for-media-stream",
            f"--use-file-for-fake-audio-capture={microphone}",
            "--autoplay-policy=no-user-gesture-required",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-gpu",
            *more,
        ],
    )


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def browser(playwright: Playwright, microphone: Path) -> AsyncIterator[Browser]:
    """The browser of the journeys that don't care what is said."""
    chromium = await launch(playwright, microphone)
    yield chromium
    await chromium.close()


@pytest_asyncio.fixture(loop_scope="package")
async def interviewee(
    playwright: Playwright,
    parley: Installation,
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> AsyncIterator[NewInterviewee]:
    """Makes people who talk with the AI, each with a microphone that hears what they are given.

    What is given, sentences and seconds of silence, is said over and over from the moment at
    which the page turns the microphone on.
    """
    made: list[BrowserContext] = []
    browsers: list[Browser] = []

    async def new(*said: str | float, through: Network | None = None) -> Interviewee:
        voice = await voices.record(tmp_path / f"voice-{len(made)}.wav", *said)
        browsers.append(await launch(playwright, voice, *([through.rule] if through else [])))
        one = await browsers[-1].new_context(
            locale="en-US", timezone_id="Europe/Vienna", base_url=parley.url
        )
        one.set_default_timeout(WITHIN_MS)
        made.append(one)
        return Interviewee(await one.new_page())

    yield new
    await _close(made, request, tmp_path)
    for one in browsers:
        await one.close()


@pytest_asyncio.fixture(loop_scope="package")
async def context(
    browser: Browser, parley: Installation, request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[NewContext]:
    """Makes browser contexts: other people, or other devices of the same one."""
    made: list[BrowserContext] = []

    async def new() -> BrowserContext:
        one = await browser.new_context(
            locale="en-US", timezone_id="Europe/Vienna", base_url=parley.url
        )
        one.set_default_timeout(WITHIN_MS)
        await one.grant_permissions(["clipboard-read", "clipboard-write"], origin=parley.url)
        made.append(one)
        return one

    yield new
    await _close(made, request, tmp_path)


async def _close(made: list[BrowserContext], request: pytest.FixtureRequest, folder: Path) -> None:
    """Close them, after a picture of what stood there when the test failed."""
    report = request.node.stash.get(OUTCOME, None)
    for number, one in enumerate(made):
        if report is not None and report.failed:
            await _picture(one.pages, folder, number)
        await one.close()


async def _picture(pages: list[Page], folder: Path, number: int) -> None:
    for place, page in enumerate(pages):
        path = folder / f"context-{number}-page-{place}.png"
        try:
            await page.screenshot(path=path, timeout=5000)
            said = await page.locator("body").aria_snapshot(timeout=5000)
        except Exception as error:  # noqa: BLE001 - the page may be gone, which was the test
            said = type(error).__name__
        print(f"{path}\n{page.url}\n{said}")


@pytest_asyncio.fixture(loop_scope="package")
async def candidate(context: NewContext) -> NewCandidate:
    """Makes candidates, each with a device of their own, watched by a witness."""

    async def new(witness: Witness | None = None) -> Candidate:
        one = await context()
        seen = witness or Witness()
        await seen.watch(one)
        return Candidate(await one.new_page(), seen)

    return new


@pytest.fixture
def wording_of(monkeypatch: pytest.MonkeyPatch, language: str) -> Iterator[None]:
    """What the tests read on the pages is in that language."""
    monkeypatch.setattr(wording, "LOCALES", wording.LOCALES.parent / language)
    wording._texts.cache_clear()
    yield
    wording._texts.cache_clear()


@pytest_asyncio.fixture(loop_scope="package")
async def hiring(context: NewContext, parley: Installation) -> HiringPages:
    """A tab for the hiring team."""
    return HiringPages(await (await context()).new_page(), parley)


@pytest_asyncio.fixture(loop_scope="package")
async def api(parley: Installation) -> AsyncIterator[Api]:
    """The public API, as HR: for what a journey isn't about."""
    async with Api(parley.url) as opened:
        await sign_in(opened)
        yield opened
