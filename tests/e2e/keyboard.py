"""Somebody who has no mouse: Tab, Enter and Space, and a focus that can be seen."""

from dataclasses import dataclass

from playwright.async_api import Locator, Page, expect

from tests.e2e.wording import pattern, text

MOST_STOPS = 60  # Of a page, once around.

# An outline on the control, or on the label or row that stands for it.
SHOWN = """
(control) => {
  const near = [control, control.parentElement, control.parentElement?.parentElement];
  return near.some((one) => {
    if (!one) return false;
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  });
}
"""
FOCUSED = "control => control === document.activeElement"
LOST = "() => document.activeElement === null || document.activeElement === document.body"


@dataclass(slots=True)
class Keyboard:
    """The keys of one tab.

    Attributes:
        page: The tab.
    """

    page: Page

    async def reach(self, control: Locator) -> None:
        """Tab to a control; the way there is finite, and each stop can be seen."""
        await expect(control).to_be_visible()
        for _ in range(MOST_STOPS):
            if await control.evaluate(FOCUSED):
                assert await control.evaluate(SHOWN), "focused, and nobody can see it"
                return
            await self.page.keyboard.press("Tab")
        raise AssertionError(f"no way to {control} by Tab")

    async def press(self, key: str, *, role: str = "button", **values: object) -> None:
        """Tab to the button, or the link, with that text and press Enter."""
        name = text(key, **values) if values else text(key)
        control = self.page.get_by_role(
            "link" if role == "link" else "button", name=name, exact=True
        )
        await self.reach(control)
        await self.page.keyboard.press("Enter")

    async def tick(self, key: str) -> None:
        """Tab to the checkbox with that text and press Space."""
        box = self.page.get_by_role("checkbox", name=text(key))
        await self.reach(box)
        await self.page.keyboard.press("Space")
        await expect(box).to_be_checked()

    async def arrives(self, key: str) -> None:
        """Wait for a screen's heading, which has the focus: it is what a screen reader says."""
        heading = self.page.get_by_role("heading", name=pattern(key))
        await expect(heading).to_be_visible()
        await expect(heading).to_be_focused()

    async def arrives_at(self, wording: str) -> None:
        """Wait for the heading with those words, which has the focus."""
        heading = self.page.get_by_role("heading", name=wording)
        await expect(heading).to_be_focused()

    async def holds_the_focus(self) -> None:
        """What was pressed is gone, but the focus isn't: it is on what came instead."""
        assert not await self.page.evaluate(LOST), "the focus is lost"
