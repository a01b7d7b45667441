"""Follows hiring's published templates: what interviews can be practised with."""

from parley.contracts.interviews import PlanItem
from parley.interviews.domain.practice import Plan
from parley.interviews.ports import ROLE, Store
from parley.kit.bus import once
from parley.kit.db import Database
from parley.kit.messages import Message


class PlanNews:
    """Handlers of topic `plan-events`."""

    def __init__(self, db: Database, store: Store) -> None:
        """Keep them in `store`."""
        self._db, self._store = db, store

    async def on_published(self, message: Message) -> None:
        """`plan.published`."""
        data = message.data
        plan = Plan(
            template_id=str(data["templateId"]),
            title=str(data["title"]),
            owner_id=str(data["ownerId"]),
            company_id=data["companyId"],
            language=str(data["language"]),
            practice=bool(data["practice"]),
            planned_seconds=int(data["plannedSeconds"]),
            items=tuple(
                PlanItem(
                    item_id=str(item["itemId"]),
                    text=str(item["text"]),
                    category=str(item["category"]),
                    key_points=tuple(map(str, item["keyPoints"])),
                    required=bool(item["required"]),
                    seconds=item["seconds"],
                )
                for item in data["items"]
            ),
        )
        async with self._db.unit(ROLE) as unit:
            if await once(unit, ROLE, message):
                await self._store.save_plan(unit, plan)

    async def on_archived(self, message: Message) -> None:
        """`plan.archived`."""
        template_id = str(message.data["templateId"])
        async with self._db.unit(ROLE) as unit:
            if await once(unit, ROLE, message):
                await self._store.archive_plan(unit, template_id, message.occurred_at)
