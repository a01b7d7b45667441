"""The dashboard against a count by hand, and the lists' filters and orders."""

from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from parley.contracts.identity import Role
from parley.hiring.store.dashboard import DAYS, DUE_SOON, TEMPLATES_MAX
from parley.kit.ids import new_id
from tests.hiring.conftest import Caller, House
from tests.hiring.interviews import TEXT, invite, template
from tests.hiring.reviewing import COMPANY, scored

PUT = """
INSERT INTO hiring.invitations
    (template_id, candidate_id, candidate_email, candidate_name, hr_id, status, access_token,
     created_at, started_at, completed_at, expires_at, analysis, overall_score, decision)
VALUES ($1, gen_random_uuid(), 'a@example.com', 'A', $2, $3, gen_random_uuid()::text, $4, $5, $6,
        $7, $8, $9, $10)
RETURNING id
"""


async def put(house: House, hr: Caller, template_id: str, **fields: Any) -> str:
    """A row as it may come to be; `created`, `started`, `completed` in hours from now."""
    now = house.clock.now()

    def at(name: str, default: float | None = None) -> datetime | None:
        hours = fields.get(name, default)
        return None if hours is None else now + timedelta(hours=hours)

    async with house.ground.db.unit("hiring") as unit:
        found: str = await unit.fetchval(
            PUT,
            template_id,
            hr.who.user_id,
            fields.get("status", "pending"),
            at("created", -1),
            at("started"),
            at("completed"),
            at("expires", 100),
            fields.get("analysis", "none"),
            fields.get("score"),
            fields.get("decision"),
        )
    return found


async def test_figures_over_all_that_somebody_sees(house: House) -> None:
    hr = house.person(Role.HR, COMPANY)
    first = await template(hr, TEXT, companyId=COMPANY)
    house.clock.advance(1)
    second = await template(hr, TEXT, title="Designer")
    ready = {"status": "completed", "analysis": "ready", "score": 50.0}
    for fields in (
        {},
        {"expires": DUE_SOON.total_seconds() / 3600},
        {"expires": DUE_SOON.total_seconds() / 3600 + 0.01},
        {"expires": 0},  # past its deadline, and the sweeper has not come
        {"status": "expired", "started": -3, "expires": -1},
        {"status": "started", "started": -1, "expires": 1},
        {"status": "completed", "started": -5, "completed": -4},
        ready | {"started": -5, "completed": -3},
        ready | {"started": -5, "completed": -2, "decision": "advance"},
        {"status": "completed", "started": -2, "completed": -1, "analysis": "withheld"},
        {"status": "completed", "started": -2, "completed": -1, "analysis": "failed"},
    ):
        await put(house, hr, first["id"], **fields)
    await put(house, hr, second["id"], **ready, started=-5, completed=-4, decision="hold")
    seen = await hr.ok("GET", "/invitations/dashboard")
    assert seen["funnel"] == {
        "invited": 12, "started": 8, "completed": 6, "analysed": 4, "decided": 2, "expired": 2
    }  # fmt: skip
    assert seen["decisions"] == {"advance": 1, "hold": 1, "reject": 0}
    assert (seen["toReview"], seen["dueSoon"]) == (3, 2)
    assert [one["title"] for one in seen["templates"]] == ["Designer", "Backend engineer"]
    designer, backend = seen["templates"]
    assert backend == {
        "templateId": first["id"], "title": "Backend engineer", "invited": 11, "started": 7,
        "completed": 5, "expired": 2, "medianMinutes": median((60, 120, 180, 60, 60)),
    }  # fmt: skip
    assert designer["medianMinutes"] == 60
    only = await hr.ok("GET", f"/invitations/dashboard?templateId={second['id']}")
    assert (only["funnel"]["invited"], len(only["templates"])) == (1, 1)
    for strange in (new_id(), "x"):
        none = await hr.ok("GET", f"/invitations/dashboard?templateId={strange}")
        assert (none["funnel"]["invited"], none["templates"]) == (0, [])
    # A colleague sees the shared template's, an admin everything, others nothing.
    for role, company, invited in (
        (Role.INTERVIEWER, COMPANY, 11),
        (Role.ADMIN, None, 12),
        (Role.HR, new_id(), 0),
        (Role.HR, None, 0),
    ):
        other = await house.person(role, company).ok("GET", "/invitations/dashboard")
        assert other["funnel"]["invited"] == invited
        assert len(other["days"]) == DAYS


async def test_days_are_utc_and_the_last_thirty(house: House) -> None:
    hr = house.person()
    made = await template(hr, TEXT)
    now = house.clock.now()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    today = (midnight - now).total_seconds() / 3600
    oldest = today - 24 * (DAYS - 1)
    done = {"status": "completed", "started": oldest}
    await put(house, hr, made["id"], created=today)
    await put(house, hr, made["id"], created=today - 0.001)
    await put(house, hr, made["id"], **done, created=oldest, completed=today)
    await put(house, hr, made["id"], created=oldest - 0.001)
    days = (await hr.ok("GET", "/invitations/dashboard"))["days"]
    assert [day["day"] for day in days] == [
        (midnight - timedelta(days=DAYS - 1 - place)).date().isoformat() for place in range(DAYS)
    ]
    assert (days[-1]["invited"], days[-1]["completed"]) == (1, 1)
    assert (days[-2]["invited"], days[0]["invited"]) == (1, 1)
    assert sum(day["invited"] for day in days) == 3
    assert midnight.tzinfo is UTC


async def test_lists_by_decision_analysis_and_order(house: House) -> None:
    hr = house.person()
    made = await template(hr, TEXT)
    ready = {"status": "completed", "started": -9, "analysis": "ready"}
    low = await put(house, hr, made["id"], **ready, completed=-1, score=20.0, decision="reject")
    high = await put(house, hr, made["id"], **ready, created=-2, completed=-2, score=90.0)
    fresh = await put(
        house, hr, made["id"], status="completed", started=-9, created=-3, completed=-0.5
    )
    open_ = await put(house, hr, made["id"], created=-4)

    async def listed(query: str) -> list[str]:
        found = await hr.ok("GET", f"/invitations?{query}")
        assert found["total"] == len(found["items"])
        return [one["id"] for one in found["items"]]

    assert await listed("") == [low, high, fresh, open_]
    assert await listed("sort=created") == [low, high, fresh, open_]
    assert await listed("sort=score") == [high, low, fresh, open_]
    assert await listed("sort=completed") == [fresh, low, high, open_]
    assert await listed("decision=reject") == [low]
    undecided = await listed("decision=none")
    assert low not in undecided
    assert undecided
    assert await listed("decision=hold") == []
    assert await listed("analysis=ready&sort=score") == [high, low]
    # Done, and scoring has not said anything yet.
    assert await listed("analysis=processing") == [fresh]
    assert await listed("analysis=none") == [open_]
    for wrong in ("sort=name", "decision=maybe", "analysis=done"):
        assert (await hr("GET", f"/invitations?{wrong}")).status_code == 422


async def test_figures_follow_what_happens(house: House) -> None:
    scene = await scored(house)
    before = await scene.owner.ok("GET", "/invitations/dashboard")
    assert (before["funnel"]["analysed"], before["toReview"]) == (1, 1)
    await scene.owner.ok("PUT", f"{scene.path}/review/decision", {"decision": "hold"})
    after = await scene.owner.ok("GET", "/invitations/dashboard")
    assert (after["funnel"]["decided"], after["toReview"]) == (1, 0)
    assert after["decisions"] == {"advance": 0, "hold": 1, "reject": 0}


async def test_the_dashboard_is_the_teams(house: House) -> None:
    assert (await house.person(Role.CANDIDATE)("GET", "/invitations/dashboard")).status_code == 403
    hr = house.person()
    found = await invite(hr, (await template(hr, TEXT))["id"])
    assert (await found.guest("GET", "/invitations/dashboard")).status_code == 403


async def test_the_newest_templates_are_shown(house: House) -> None:
    hr = house.person()
    async with house.ground.db.unit("hiring") as unit:
        made = await unit.fetch(
            "INSERT INTO hiring.interview_templates (title, owner_id, created_at)"
            " SELECT n::text, $1, $2::timestamptz + n * interval '1 second'"
            " FROM generate_series(0, $3) n RETURNING id",
            hr.who.user_id,
            house.clock.now(),
            TEMPLATES_MAX,
        )
    for row in made:
        await put(house, hr, row["id"])
    seen = await hr.ok("GET", "/invitations/dashboard")
    titles = [one["title"] for one in seen["templates"]]
    assert titles == [str(n) for n in range(TEMPLATES_MAX, 0, -1)]
    assert seen["funnel"]["invited"] == TEMPLATES_MAX + 1
