"""`plans`: a projection of hiring's published templates."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from parley.contracts.identity import Principal
from parley.contracts.interviews import PlanItem
from parley.interviews.domain.practice import Plan
from parley.kit.db import Row, Unit

SAVE = """
INSERT INTO interviews.plans
    (template_id, title, owner_id, company_id, language, practice, planned_seconds, items)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (template_id) DO UPDATE
SET title = $2, owner_id = $3, company_id = $4, language = $5, practice = $6, planned_seconds = $7,
    items = $8
"""
ARCHIVE = """
UPDATE interviews.plans SET archived_at = $2 WHERE template_id = $1 AND archived_at IS NULL
"""
PLAN = "SELECT * FROM interviews.plans WHERE template_id = $1"

# `Plan.is_open_to` in SQL: both say the same (a test).
OPEN = """
FROM interviews.plans
WHERE archived_at IS NULL AND jsonb_array_length(items) > 0
  AND (practice OR owner_id = $1 OR company_id = $2)
"""
OPEN_PAGE = f"SELECT * {OPEN} ORDER BY title, template_id OFFSET $3 LIMIT $4"
OPEN_COUNT = f"SELECT count(*) {OPEN}"


def items_to_json(items: Sequence[PlanItem]) -> list[dict[str, Any]]:
    """As stored in `plan` and `items`."""
    return [asdict(item) for item in items]


def items_of_json(stored: Sequence[Mapping[str, Any]]) -> tuple[PlanItem, ...]:
    """As stored, back."""
    return tuple(PlanItem(**{**item, "key_points": tuple(item["key_points"])}) for item in stored)


def _plan(row: Row) -> Plan:
    return Plan(
        template_id=row["template_id"],
        title=row["title"],
        owner_id=row["owner_id"],
        company_id=row["company_id"],
        language=row["language"],
        practice=row["practice"],
        planned_seconds=row["planned_seconds"],
        items=items_of_json(row["items"]),
        archived=row["archived_at"] is not None,
    )


class PlanRows:
    """Reads and writes `plans`."""

    async def save_plan(self, unit: Unit, plan: Plan) -> None:
        """Add one; a template that was archived stays so."""
        await unit.execute(
            SAVE, plan.template_id, plan.title, plan.owner_id, plan.company_id, plan.language,
            plan.practice, plan.planned_seconds, items_to_json(plan.items),
        )  # fmt: skip

    async def archive_plan(self, unit: Unit, template_id: str, at: datetime) -> None:
        """Nobody may begin with it any more."""
        await unit.execute(ARCHIVE, template_id, at)

    async def plan(self, unit: Unit, template_id: str) -> Plan | None:
        """One, archived or not."""
        row = await unit.fetchrow(PLAN, template_id)
        return None if row is None else _plan(row)

    async def open_plans(
        self, unit: Unit, who: Principal, offset: int, limit: int
    ) -> tuple[Sequence[Plan], int]:
        """Those that `Plan.is_open_to` that person, by title, and how many there are."""
        mine = (who.user_id, who.company_id)
        rows = await unit.fetch(OPEN_PAGE, *mine, offset, limit)
        return [_plan(row) for row in rows], await unit.fetchval(OPEN_COUNT, *mine)
