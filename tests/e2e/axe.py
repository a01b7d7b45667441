"""axe-core in a page: what stands in the way of people with disabilities.

The program is the development dependency of web/. It is put into the page by the browser's own
debugger, because the pages' policy rightly lets no other script run there.
"""

from functools import cache
from typing import Any

import pytest
from playwright.async_api import Page

from tests.e2e.installation import ROOT

PROGRAM = ROOT / "web/node_modules/axe-core/axe.min.js"
THEMES = ("light", "dark")
GRAVE = ("serious", "critical")

# Letters of mails are shown in a frame of their own, which no script may enter.
RUN = """
async () => {
  const frame = () => new Promise((painted) => requestAnimationFrame(painted));
  // Where motion is reduced, a change of theme still goes down the tree a frame at a time.
  for (let still = 0, frames = 0; still < 3 && frames < 120; frames += 1) {
    await frame();
    still = document.getAnimations().length > 0 ? 0 : still + 1;
  }
  const { violations, passes } = await axe.run(document, { iframes: false });
  return {
    violations: violations.map(({ id, impact, help, nodes }) => ({
      id, impact, help,
      nodes: nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`),
    })),
    passed: passes.length,
  };
}
"""


@cache
def _program() -> str:
    if not PROGRAM.exists():
        pytest.fail(f"{PROGRAM.name} is missing: run `npm ci` in web/.")
    return PROGRAM.read_text()


async def findings(page: Page, place: str) -> list[str]:
    """What axe finds serious or critical on the page as it is, in both themes.

    Args:
        page: It stands still meanwhile: reduced motion is asked for.
        place: Where this is, for whoever reads the findings.
    """
    session = await page.context.new_cdp_session(page)
    await session.send("Runtime.evaluate", {"expression": f"{_program()};0"})
    await session.detach()
    found: list[str] = []
    for theme in THEMES:
        await page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]  # a word of THEMES
        said: dict[str, Any] = await page.evaluate(RUN)
        assert said["passed"] > 0, f"{place}: axe looked at nothing"
        found += [
            f"{place}, {theme}: {one['id']} ({one['impact']}): {one['help']}\n    {node}"
            for one in said["violations"]
            if one["impact"] in GRAVE
            for node in one["nodes"]
        ]
    return found
