"""Hiring's store in memory: one transaction at a time, and nothing kept of a failed one."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime

from parley.hiring.domain.answers import ResponseType
from parley.hiring.domain.errors import ResponseAlreadySubmittedException
from parley.hiring.domain.facts import Fact
from parley.hiring.domain.invitation import OPEN, Invitation, InvitationStatus, Response
from parley.hiring.domain.template import InterviewTemplate
from parley.hiring.ports import InvitationFilter, InvitationView, Page, TemplateFilter, TemplateView
from tests.hiring.memory_privacy import MemoryPrivacy, PrivacyRows
from tests.hiring.memory_reviews import HeldReviews, MemoryReviews


@dataclass
class Rows:
    """What a database would hold."""

    templates: dict[str, InterviewTemplate] = field(default_factory=dict)
    invitations: dict[str, Invitation] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    reviews: HeldReviews = field(default_factory=HeldReviews)
    privacy: PrivacyRows = field(default_factory=PrivacyRows)


class MemoryUnit(MemoryPrivacy, MemoryReviews):
    """The `Unit` of hiring's ports."""

    def __init__(self, rows: Rows) -> None:
        self.rows, self.reviews, self.privacy = rows, rows.reviews, rows.privacy
        self.invitations_held, self.templates_held = rows.invitations, rows.templates
        self.after: list[Callable[[], None]] = []

    async def template(
        self, template_id: str, *, lock: bool = False, share: bool = False
    ) -> InterviewTemplate | None:
        return deepcopy(self.rows.templates.get(template_id))

    async def template_view(self, template_id: str) -> TemplateView | None:
        found = self.rows.templates.get(template_id)
        return None if found is None else TemplateView.of(found)

    async def add_template(self, template: InterviewTemplate) -> None:
        self.rows.templates[template.id] = deepcopy(template)

    save_template = add_template
    save_questions = add_template

    async def delete_template(self, template_id: str) -> None:
        del self.rows.templates[template_id]

    async def is_used(self, template_id: str) -> bool:
        return any(i.template_id == template_id for i in self.rows.invitations.values())

    async def templates(
        self, wanted: TemplateFilter, page: Page
    ) -> tuple[Sequence[TemplateView], int]:
        everything = wanted.owner_id is None and wanted.company_id is None
        found = [
            TemplateView.of(t)
            for t in reversed(self.rows.templates.values())
            if (
                everything
                or t.owner_id == wanted.owner_id
                or (t.company_id is not None and t.company_id == wanted.company_id)
            )
            and wanted.status in {None, t.status}
            and (wanted.q or "").casefold() in f"{t.title} {t.description}".casefold()
        ]
        return found[page.offset : page.offset + page.size], len(found)

    async def invitation(self, invitation_id: str, *, lock: bool = False) -> Invitation | None:
        return deepcopy(self.rows.invitations.get(invitation_id))

    async def invitation_of_token(self, fingerprint: str) -> Invitation | None:
        found = (i for i in self.rows.invitations.values() if i.access_token == fingerprint)
        return deepcopy(next(found, None))

    async def add_invitation(self, invitation: Invitation, template_title: str) -> None:
        self.rows.invitations[invitation.id] = deepcopy(invitation)

    async def save_invitation(self, invitation: Invitation) -> None:
        self.rows.invitations[invitation.id] = deepcopy(invitation)

    async def add_response(self, response: Response, subject_id: str) -> None:
        held = self.rows.invitations[response.invitation_id]
        if any(r.question_id == response.question_id for r in held.responses):
            raise ResponseAlreadySubmittedException
        held.responses.append(response)

    async def invitations(
        self, wanted: InvitationFilter, page: Page
    ) -> tuple[Sequence[InvitationView], int]:
        found = []
        for held in reversed(self.rows.invitations.values()):
            invitation, template = deepcopy(held), self.rows.templates[held.template_id]
            invitation.touch(wanted.now)
            everything = wanted.hr_id is None and wanted.company_id is None
            shared = template.company_id is not None and template.company_id == wanted.company_id
            text = f"{held.candidate_name} {held.candidate_email} {template.title}".casefold()
            if (
                (everything or held.hr_id == wanted.hr_id or shared)
                and wanted.candidate_id in {None, held.candidate_id}
                and wanted.only_id in {None, held.id}
                and wanted.template_id in {None, held.template_id}
                and wanted.status in {None, invitation.status}
                and (wanted.q or "").casefold() in text
            ):
                found.append(InvitationView.of(invitation, template))
        return found[page.offset : page.offset + page.size], len(found)

    async def invitations_before(
        self, wanted: InvitationFilter, last: InvitationView | None, at_most: int
    ) -> Sequence[InvitationView]:
        found, _ = await self.invitations(wanted, Page(size=len(self.rows.invitations) + 1))
        ids = [view.id for view in found]
        start = 0 if last is None else ids.index(last.id) + 1
        return found[start : start + at_most]

    async def expire_due(self, now: datetime, at_most: int) -> int:
        due = [
            i for i in self.rows.invitations.values() if i.status in OPEN and i.expires_at <= now
        ]
        for invitation in due[:at_most]:
            invitation.status = InvitationStatus.EXPIRED
        return len(due[:at_most])

    async def tell(self, fact: Fact, at: datetime) -> None:
        self.rows.facts.append(fact)

    def after_commit(self, action: Callable[[], None]) -> None:
        self.after.append(action)


class MemoryStore:
    """The `Store` of hiring's ports."""

    def __init__(self) -> None:
        self.committed = Rows()
        self.transactions = 0
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[MemoryUnit]:
        async with self._turn:
            unit = MemoryUnit(deepcopy(self.committed))
            yield unit
            self.committed = unit.rows
            self.transactions += 1
        for action in unit.after:
            action()

    async def rows(self) -> Mapping[str, Mapping[str, int]]:
        return {"templates": {}, "invitations": {}, "outbox": {}}


@dataclass
class CountedFigures:
    """The `Counters` of hiring's ports."""

    commands: list[str] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)
    responses: list[ResponseType] = field(default_factory=list)
    durations: list[float] = field(default_factory=list)

    def command(self, name: str) -> None:
        self.commands.append(name)

    def query(self, name: str) -> None:
        self.queries.append(name)

    def response(self, kind: ResponseType) -> None:
        self.responses.append(kind)

    def completed(self, seconds: float) -> None:
        self.durations.append(seconds)
