"""What an hour's interview costs the review page: 9,000 words that keep in step with the player.

The built pages in web/dist, served by the hiring team's mock (web/dev/hiring-mock.mjs) with a
recording made here; Chromium's own accounts of its work. Figures are milliseconds of scripting: to
open the page, and for a second of playback. Set CHROMIUM to the browser unless it is in the PATH.
"""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import av
import numpy as np
from playwright.async_api import CDPSession, Page, async_playwright

from benchmarks.figures import tell
from benchmarks.installation import ROOT

WEB = ROOT / "web"
# As long as the mock says its long answer is.
SECONDS = 3600
SIZE = (64, 36)
WATCHED = 20.0
ANYTHING = "x"  # The mock takes any password but `wrong`.
WORDS = "[data-word]"


def main() -> None:
    """Measure and tell."""
    node = shutil.which("node") or shutil.which("node", path=Path(sys.executable).parent)
    browser = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if node is None or not (WEB / "dist" / "index.html").exists():
        sys.exit("Build the pages first: make setup.")
    if browser is None:
        sys.exit("This needs Chromium: install it, or name it in CHROMIUM.")
    with tempfile.TemporaryDirectory() as folder:
        video = Path(folder) / "hour.webm"
        write_video(video)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        script = WEB / "dev" / "hiring-mock.mjs"
        command: list[str | Path] = [
            node,
            script,
            "--port",
            str(port),
            "--dist",
            WEB / "dist",
            "--video",
            video,
        ]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
            try:
                # It says where it is once it listens.
                next(iter(server.stdout or ()))
                asyncio.run(measure(browser, f"http://127.0.0.1:{port}"))
            finally:
                server.terminate()


def write_video(path: Path) -> None:
    """An hour of a grey picture, one a second: small, and as long as it has to be."""
    with av.open(path, "w", format="webm") as container:
        stream = container.add_stream("libvpx", rate=1)
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        stream.options = {"deadline": "realtime", "cpu-used": "8"}
        picture = np.full((SIZE[1], SIZE[0], 3), 60, np.uint8)
        for _ in range(SECONDS):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())


async def measure(browser: str, url: str) -> None:
    """Open the long interview, play some of it, and tell."""
    async with page_of(browser, url) as (page, devtools):
        before = await scripting(devtools)
        await page.get_by_role("link", name="Hanne Vos").first.click()
        await page.locator(WORDS).last.wait_for(state="attached")
        await page.wait_for_timeout(1500)
        opened = await scripting(devtools) - before
        words = await page.locator(WORDS).count()
        await page.locator(WORDS).nth(50).click()
        await page.wait_for_timeout(2000)
        started = await playing_at(page)
        before = await scripting(devtools)
        await page.wait_for_timeout(WATCHED * 1000)
        spent = await scripting(devtools) - before
        played = await playing_at(page) - started
    tell("review.open", opened, "ms", words=words)
    tell("review.play", spent / played, "ms/s", words=words, played_s=played)


@asynccontextmanager
async def page_of(browser: str, url: str) -> AsyncIterator[tuple[Page, CDPSession]]:
    """A signed-in page of the hiring team, at its invitations."""
    async with async_playwright() as playwright:
        arguments = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
        chromium = await playwright.chromium.launch(executable_path=browser, args=arguments)
        page = await chromium.new_page(viewport={"width": 1280, "height": 900})
        await page.goto(f"{url}/signin")
        await page.get_by_label("E-mail", exact=True).fill("hr@demo.parley")
        await page.get_by_label("Password", exact=True).fill(ANYTHING)
        await page.get_by_role("button", name="Sign in", exact=True).click()
        await page.get_by_role("heading", level=1).wait_for()
        await page.goto(f"{url}/invitations")
        await page.get_by_role("link", name="Hanne Vos").first.wait_for()
        devtools = await page.context.new_cdp_session(page)
        await devtools.send("Performance.enable")
        yield page, devtools
        await chromium.close()


async def scripting(devtools: CDPSession) -> float:
    """Milliseconds that the page's scripts have run so far."""
    answer = await devtools.send("Performance.getMetrics")
    metrics = {metric["name"]: float(metric["value"]) for metric in answer["metrics"]}
    return 1000 * metrics["ScriptDuration"]


async def playing_at(page: Page) -> float:
    """Seconds of the video."""
    return float(await page.evaluate("document.querySelector('video').currentTime"))


if __name__ == "__main__":
    main()
