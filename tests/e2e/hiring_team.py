"""The hiring team at the pages."""

from dataclasses import dataclass
from typing import Any

from playwright.async_api import Page, expect

from tests.e2e.installation import HR, PASSWORD, Installation
from tests.e2e.wording import text


@dataclass(slots=True)
class HiringPages:
    """A tab of somebody of the hiring team."""

    page: Page
    parley: Installation

    async def press(self, key: str, **values: object) -> None:
        """Press the button with that text."""
        await self.page.get_by_role("button", name=text(key, **values), exact=True).click()

    async def go(self, key: str) -> None:
        """Follow a link of the main navigation."""
        navigation = self.page.get_by_role("navigation", name=text("app.nav.label"))
        await navigation.get_by_role("link", name=text(f"app.nav.{key}")).click()
        await expect(
            self.page.get_by_role("heading", name=text(f"hiring.{key}.title"), exact=True)
        ).to_be_visible()

    async def sign_in(self) -> None:
        """Sign in on the page that the bare address leads to."""
        await self.page.goto(self.parley.url)
        await self.page.get_by_label(text("identity.signIn.email"), exact=True).fill(HR)
        await self.page.get_by_label(text("identity.signIn.password"), exact=True).fill(PASSWORD)
        await self.press("identity.signIn.submit")
        await expect(
            self.page.get_by_role("heading", name=text("hiring.templates.title"), exact=True)
        ).to_be_visible()

    async def new_template(self, title: str) -> None:
        """Begin a template."""
        await self.press("hiring.templates.new")
        await self.page.get_by_label(text("hiring.editor.titleLabel"), exact=True).fill(title)

    async def add_question(self, number: int, question: dict[str, Any]) -> None:
        """Write a question; it becomes the one with that number."""
        await self.press("hiring.editor.addFirst" if number == 1 else "hiring.editor.addQuestion")
        field = self.page.get_by_label(text("hiring.editor.question", number=number), exact=True)
        await field.fill(question["text"])
        await self.page.get_by_label(text("hiring.editor.typeLabel"), exact=True).select_option(
            question["type"]
        )
        for place, option in enumerate(question.get("options", ()), 1):
            label = text("hiring.editor.option", number=place)
            if place > 2:  # Two are there from the start.
                await self.press("hiring.editor.addOption")
            await self.page.get_by_label(label, exact=True).fill(option)

    async def saved(self) -> None:
        """Wait until the server has everything."""
        status = self.page.get_by_role("status").filter(has_text=text("hiring.editor.saved"))
        await expect(status).to_be_visible()

    async def publish(self) -> None:
        """Publish, after reading what follows."""
        await self.press("hiring.editor.publish")
        dialog = self.page.get_by_role("dialog", name=text("hiring.editor.publishTitle"))
        await dialog.get_by_role("button", name=text("hiring.editor.publish"), exact=True).click()
        await expect(self.page.get_by_text(text("hiring.editor.published"))).to_be_visible()

    async def invite(self, title: str, name: str, email: str) -> str:
        """Invite somebody; the link that the page shows."""
        await self.press("hiring.invitations.invite")
        dialog = self.page.get_by_role("dialog")
        await dialog.get_by_label(text("hiring.invite.template"), exact=True).select_option(title)
        await dialog.get_by_label(text("hiring.invite.name"), exact=True).fill(name)
        await dialog.get_by_label(text("hiring.invite.email"), exact=True).fill(email)
        await dialog.get_by_role("button", name=text("hiring.invite.send"), exact=True).click()
        field = dialog.get_by_label(text("hiring.invite.linkLabel"), exact=True)
        link = await field.input_value()
        await dialog.get_by_role("button", name=text("hiring.invite.copy")).click()
        copied = await self.page.evaluate("navigator.clipboard.readText()")
        assert copied == link
        await dialog.get_by_role("button", name=text("hiring.invite.done"), exact=True).click()
        return link

    async def revoke(self, name: str) -> None:
        """Take an invitation back."""
        await self.press("hiring.list.more", name=name)
        await self.page.get_by_role("menuitem", name=text("hiring.invitations.revoke")).click()
        dialog = self.page.get_by_role("dialog").or_(self.page.get_by_role("alertdialog"))
        await dialog.get_by_role("button", name=text("hiring.invitations.revoke")).click()
        await expect(
            self.page.get_by_text(text("hiring.invitations.revoked", name=name))
        ).to_be_visible()
