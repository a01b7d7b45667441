"""Fifty at once on one interview: one consistent row, and nobody's words overwritten unseen."""

import asyncio
from collections import Counter

import pytest

from parley.contracts import scoring
from parley.contracts.identity import Principal
from parley.contracts.scoring import ScoreStatus
from parley.hiring.domain.invitation import Invitation
from parley.hiring.domain.review import NOTES_MAX
from parley.hiring.domain.template import InterviewTemplate
from parley.hiring.domain.visibility import Sight
from parley.hiring.ports import Unit
from parley.hiring.service.commands.reviews import ReviewCommands
from parley.hiring.service.loading import as_reviewer
from tests.hiring.conftest import House
from tests.hiring.reviewing import Done, deliver, scored
from tests.hiring.test_concurrency import AT_ONCE, crowd, outcomes

DECISIONS = ("advance", "hold", "reject")


async def audited(house: House, action: str) -> int:
    async with house.ground.db.unit("hiring") as unit:
        found: int = await unit.fetchval(
            "SELECT count(*) FROM hiring.audit WHERE action = $1", action
        )
    return found


async def test_deciding_leaves_one_consistent_row(house: House) -> None:
    scene = await scored(house)
    path = f"{scene.path}/review/decision"

    def body(place: int) -> dict[str, str]:
        return {"decision": DECISIONS[place % 3], "reason": f"{DECISIONS[place % 3]} {place}"}

    counted = await crowd(
        house,
        "invitation",
        scene.id,
        lambda place: (scene.owner if place % 2 else scene.admin)("PUT", path, body(place)),
    )
    assert counted == {(200, ""): AT_ONCE}
    kept = (await scene.review())["decision"]
    assert kept["reason"].split()[0] == kept["decision"]
    place = int(kept["reason"].split()[1])
    async with house.ground.db.unit("hiring") as unit:
        by = await unit.fetchval("SELECT decided_by FROM hiring.invitations")
    assert by == (scene.owner if place % 2 else scene.admin).who.user_id
    assert await audited(house, "decided") == AT_ONCE


async def decide_at_once(scene: Done) -> Counter[tuple[int, str]]:
    """All saw that nobody had decided; how often each answer came."""
    path = f"{scene.path}/review/decision"
    return await crowd(
        scene.house,
        "invitation",
        scene.id,
        lambda place: scene.owner(
            "PUT", path, {"decision": "hold", "reason": str(place), "seenAt": None}
        ),
    )


async def test_one_of_those_who_saw_no_decision_decides(house: House) -> None:
    counted = await decide_at_once(await scored(house))
    assert counted == {(200, ""): 1, (409, "decision_changed"): AT_ONCE - 1}


async def test_without_the_lock_several_would_decide(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same against a variant that reads without locking the row."""
    scene = await scored(house)

    async def unlocked(
        unit: Unit, who: Principal, invitation_id: str, *, lock: bool
    ) -> tuple[Invitation, InterviewTemplate, Sight]:
        assert lock
        return await as_reviewer(unit, who, invitation_id)

    monkeypatch.setattr(f"{ReviewCommands.__module__}.as_reviewer", unlocked)
    counted = await decide_at_once(scene)
    assert counted[200, ""] > 1


async def test_rating_again_and_again_leaves_one_row_a_person(house: House) -> None:
    scene = await scored(house)
    path = f"{scene.path}/review/rating"
    callers = (scene.owner, scene.colleague, scene.admin)
    counted = await crowd(
        house,
        "invitation",
        scene.id,
        lambda place: callers[place % 3](
            "PUT",
            path,
            {"overall": place % 5 + 1, "questions": {scene.question_id: place % 5 + 1}},
        ),
    )
    assert counted == {(200, ""): AT_ONCE}
    async with house.ground.db.unit("hiring") as unit:
        rows = await unit.fetch("SELECT * FROM hiring.ratings")
    assert {row["user_id"] for row in rows} == {caller.who.user_id for caller in callers}
    assert len(rows) == len(callers)
    assert all(row["questions"] == {scene.question_id: row["overall"]} for row in rows)


async def test_the_bound_of_notes_holds_for_a_crowd(house: House) -> None:
    scene = await scored(house)
    async with house.ground.db.unit("hiring") as unit:
        await unit.execute(
            "INSERT INTO hiring.notes (invitation_id, author_id, text)"
            " SELECT $1, $1, 'x' FROM generate_series(1, $2)",
            scene.id,
            NOTES_MAX - 1,
        )
    notes = f"{scene.path}/review/notes"
    counted = await crowd(
        house, "invitation", scene.id, lambda _: scene.owner("POST", notes, {"text": "x"})
    )
    assert counted == {(201, ""): 1, (409, "too_many_notes"): AT_ONCE - 1}


async def test_the_same_news_at_once_are_told_once(house: House) -> None:
    scene = await scored(house)
    house.scoring.score(scene.id, None, status=ScoreStatus.WITHHELD, reason="disagreement")
    body = scoring.EvidenceScored(scene.id, 1, "withheld", "disagreement", "offline", "1.0")
    await asyncio.gather(*(deliver(house, scene.id, scoring.TOPIC, body) for _ in range(AT_ONCE)))
    told = [row for row in await house.events() if row["event_type"] == "analysis.ready"]
    assert len(told) == 2  # the first score, and the changed one once


async def test_looking_at_once_is_one_look(house: House) -> None:
    scene = await scored(house)
    counted = await outcomes(lambda _: scene.owner("GET", f"{scene.path}/review"))
    assert counted == {(200, ""): AT_ONCE}
    assert await audited(house, "review_seen") == 1
