"""`/api/v1/interviews`: shapes, permissions, limits at their edges, keys."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from parley.contracts.identity import Principal, Role
from parley.contracts.media import OpenTake
from parley.contracts.scoring import Purpose, ScoreStatus
from parley.interviews.domain.consent import current
from parley.interviews.ports import Settings
from parley.kit.ids import new_id
from tests.interviews.conftest import House
from tests.interviews.talks import ITEMS, ask

HIRING: dict[str, Any] = {"purpose": Purpose.HIRING}


async def call(
    house: House, who: Principal | None, method: str, path: str, body: object = None, **more: str
) -> httpx.Response:
    headers = {} if who is None else {"authorization": f"Bearer {house.identity.token(who)}"}
    return await house.client.request(
        method, f"/api/v1/interviews{path}", json=body, headers=headers | more
    )


async def ok(
    house: House, who: Principal, method: str, path: str, body: object = None, **more: str
) -> Any:
    answer = await call(house, who, method, path, body, **more)
    assert answer.is_success, answer.text
    return answer.json() if answer.content else None


def guest(who: Principal, session_id: str) -> Principal:
    return Principal(who.user_id, Role.CANDIDATE, invitation_id=session_id)


# Beginning


async def test_starting_answers_with_a_socket(house: House) -> None:
    ada = house.person()
    body = {"mode": "voice", "job_description": "Backend engineer", "total_questions": 3}
    answer = await call(house, ada, "POST", "/start", body)
    made = answer.json()
    assert answer.status_code == 201
    url, _, token = made.pop("websocket_url").partition("?token=")
    assert url == f"wss://parley.test/realtime/{made['id']}"
    assert (await house.ground.verifier.verify(token))["interviewId"] == made["id"]
    assert made == {
        "id": made["id"],
        "mode": "voice",
        "status": "pending",
        "total_questions": 3,
        "template_id": None,
    }


LONGEST = Settings("").longest_description
MOST = Settings("").most_questions


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"mode": "guided"}, "mode"),
        ({"mode": "telepathy"}, "mode"),
        ({"mode": None}, "mode"),
        ({"total_questions": 0}, "total_questions"),
        ({"total_questions": MOST + 1}, "total_questions"),
        ({"total_questions": 2**40}, "total_questions"),
        ({"total_questions": "3"}, "total_questions"),
        ({"total_questions": 2.5}, "total_questions"),
        ({"job_description": "x" * (LONGEST + 1)}, "job_description"),
        ({"job_description": "a\x00b"}, "job_description"),
        ({"job_description": 7}, "job_description"),
        ({"template_id": "x" * 256}, "template_id"),
        ({"language": "tlh"}, "language"),
        ({"language": "x" * 36}, "language"),
        ({"jobDescription": "x"}, "jobDescription"),
    ],
    ids=[
        "guided", "unknown-mode", "no-mode", "none", "too-many", "huge", "text", "fraction",
        "long", "nul", "number", "long-id", "klingon", "long-language", "camel",
    ],
)  # fmt: skip
async def test_a_malformed_start_names_its_field(
    house: House, change: dict[str, Any], field: str
) -> None:
    answer = await call(house, house.person(), "POST", "/start", {"mode": "voice"} | change)
    assert (answer.status_code, answer.json()["error"]) == (422, "malformed")
    assert answer.json()["details"].startswith(field)
    assert await house.rows("interview_sessions") == []


@pytest.mark.parametrize(
    "change",
    [
        {"total_questions": 1},
        {"total_questions": MOST},
        {"job_description": "x" * LONGEST},
        {"job_description": ""},
        {"language": "de-AT"},
        {"template_id": None, "total_questions": None, "language": None},
    ],
    ids=["one", "most", "longest", "empty", "region", "nulls"],
)
async def test_limits_are_themselves_allowed(house: House, change: dict[str, Any]) -> None:
    answer = await call(house, house.person(), "POST", "/start", {"mode": "voice"} | change)
    assert answer.status_code == 201, answer.text


async def test_a_key_starts_one_interview(house: House) -> None:
    ada, body = house.person(), {"mode": "voice"}
    first = await call(house, ada, "POST", "/start", body, **{"idempotency-key": "k"})
    again = await call(house, ada, "POST", "/start", body, **{"idempotency-key": "k"})
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert len(await house.rows("interview_sessions")) == 1
    other = await call(
        house, ada, "POST", "/start", body | {"total_questions": 2}, **{"idempotency-key": "k"}
    )
    assert (other.status_code, other.json()["error"]) == (409, "idempotency_key_reused")
    theirs = await call(house, house.person(), "POST", "/start", body, **{"idempotency-key": "k"})
    assert theirs.json()["id"] != first.json()["id"]


async def test_templates_to_practise_with(house: House) -> None:
    ada, owner = house.person(), house.person()
    open_plan = await house.published(owner.user_id, title="Open")
    closed = await house.published(owner.user_id, title="Closed", practice=False)
    seen = await ok(house, ada, "GET", "/plans")
    assert seen == {
        "items": [
            {
                "id": open_plan.templateId,
                "title": "Open",
                "language": "en",
                "total_questions": 4,
                "minutes": 10,
            }
        ],
        "page": 1,
        "pageSize": 20,
        "total": 1,
    }
    assert (await ok(house, owner, "GET", "/plans"))["total"] == 2
    start = {"mode": "voice", "template_id": closed.templateId}
    refused = await call(house, ada, "POST", "/start", start)
    assert (refused.status_code, refused.json()["error"]) == (404, "plan_not_found")
    made = await ok(house, owner, "POST", "/start", start)
    assert made["total_questions"] == 4


# Looking


async def test_one_interview_whole(house: House) -> None:
    ada = house.person()
    opened = await house.interviews.open(ask(ada.user_id))
    seen = await ok(house, ada, "GET", f"/{opened.session_id}")
    text = current("en")
    assert seen == {
        "id": opened.session_id,
        "mode": "voice",
        "status": "pending",
        "title": "Backend engineer",
        "job_description": "Backend engineer",
        "language": "en",
        "purpose": "practice",
        "template_id": None,
        "total_questions": 2,
        "current_question": 0,
        "progress": 0,
        "created_at": seen["created_at"],
        "started_at": None,
        "completed_at": None,
        "end_reason": None,
        "planned_seconds": 300,
        "limit_seconds": 3600,
        "seconds_left": None,
        "questions": [],
        "consent": {"version": text.version, "text": list(text.paragraphs), "given_at": None},
    }
    standing = await ok(house, ada, "GET", f"/{opened.session_id}/status")
    assert standing == {
        name: seen[name]
        for name in ("id", "status", "progress", "current_question", "total_questions")
    }


async def test_an_invitations_consent_is_hirings(house: House) -> None:
    ada = house.person()
    session = await house.interviews.open(ask(ada.user_id, **HIRING))
    assert (await ok(house, ada, "GET", f"/{session.session_id}"))["consent"] is None


async def test_questions_are_told_once_they_were_asked(house: House) -> None:
    ada = house.person()
    done = await house.completed(ada)
    seen = await ok(house, ada, "GET", f"/{done.session_id}")
    assert seen["questions"] == [{"id": one.item_id, "text": one.text} for one in ITEMS[:1]]
    assert (seen["status"], seen["end_reason"]) == ("completed", "ai_ended")
    assert "profiler" not in str(seen)  # a key point


async def test_the_list_is_my_own_newest_first(house: House) -> None:
    ada, eve = house.person(), house.person()
    ids = [(await house.interviews.open(ask(ada.user_id))).session_id for _ in range(3)]
    await house.interviews.open(ask(eve.user_id))
    seen = await ok(house, ada, "GET", "?pageSize=2")
    assert [item["id"] for item in seen["items"]] == ids[:0:-1]
    assert (seen["page"], seen["pageSize"], seen["total"]) == (1, 2, 3)
    assert "questions" not in seen["items"][0]
    assert seen["items"][0]["overall_score"] is None
    rest = await ok(house, ada, "GET", "?pageSize=2&page=2")
    assert [item["id"] for item in rest["items"]] == ids[:1]
    for wrong in ("?pageSize=101", "?pageSize=0", "?page=0", "?page=x"):
        assert (await call(house, ada, "GET", wrong)).status_code == 422, wrong


async def test_every_body_tells_where_the_questions_come_from(house: House) -> None:
    """So that one can practise the same again, without a search for a title."""
    ada = house.person()
    plan = await house.published(ada.user_id, title="Of a template")
    asked: tuple[tuple[dict[str, Any], str | None], ...] = (
        ({"template_id": plan.templateId}, plan.templateId),
        ({"job_description": "Backend engineer", "total_questions": 3}, None),
        ({}, None),
    )
    for change, template_id in asked:
        made = await ok(house, ada, "POST", "/start", {"mode": "voice"} | change)
        assert made["template_id"] == template_id
        (listed, *_) = (await ok(house, ada, "GET", ""))["items"]
        seen = await ok(house, ada, "GET", f"/{made['id']}")
        result = await ok(house, ada, "GET", f"/{made['id']}/result")
        for one in (listed, seen, result):
            assert one["id"] == made["id"]
            assert one["template_id"] == template_id
            assert one["total_questions"] == made["total_questions"]
        assert result["language"] == seen["language"]
        assert result["job_description"] == change.get("job_description", "")


async def test_a_result_shows_scores_with_what_they_rest_on(house: House) -> None:
    ada = house.person()
    done = await house.completed(ada)
    path = f"/{done.session_id}/result"
    waiting = await ok(house, ada, "GET", path)
    assert (waiting["score"]["status"], waiting["answers"]) == ("pending", [])
    await house.work()
    house.scoring.score(done.session_id, 80.0)
    answer = await call(house, ada, "GET", path)
    seen = answer.json()
    assert answer.headers["cache-control"] == "no-store"
    assert set(seen) == {
        "id", "status", "title", "purpose", "language", "job_description", "template_id",
        "total_questions", "started_at", "completed_at", "duration_seconds", "end_reason",
        "score", "answers", "transcript", "recording",
    }  # fmt: skip
    assert (seen["score"]["status"], seen["score"]["overall"]) == ("scored", 80.0)
    assert set(seen["score"]) == {
        "status", "reason", "technical", "communication", "overall", "feedback", "demo_quality",
        "insights", "making",
    }  # fmt: skip
    assert set(seen["score"]["making"]) == {"scorer", "version", "model", "made_at"}
    assert [one["item_id"] for one in seen["answers"]] == [item.item_id for item in ITEMS]
    first = seen["answers"][0]
    assert set(first) == {
        "item_id", "question", "category", "status", "reason", "score", "relevance", "clarity",
        "depth", "feedback", "went_well", "to_try", "key_points", "spans", "measures",
    }  # fmt: skip
    assert (first["question"], first["key_points"][0]["covered"]) == (ITEMS[0].text, 0.5)
    said = {entry["entry_id"] for entry in seen["transcript"]}
    assert first["spans"][0]["entry_id"] in said
    assert set(seen["transcript"][0]) == {
        "entry_id", "speaker", "text", "start", "end", "item_id", "move", "provenance", "cut",
        "words",
    }  # fmt: skip
    assert seen["recording"] is None


async def test_a_scoring_that_failed_is_on_its_way(house: House) -> None:
    ada = house.person()
    done = await house.completed(ada)
    await house.work()
    house.scoring.score(done.session_id, status=ScoreStatus.FAILED, reason="provider_unavailable")
    score = (await ok(house, ada, "GET", f"/{done.session_id}/result"))["score"]
    assert (score["status"], score["reason"]) == ("pending", "provider_unavailable")


async def test_a_result_has_the_recording(house: House) -> None:
    ada = house.person()
    opened = await house.interviews.open(ask(ada.user_id))
    path = f"/{opened.session_id}"
    version = (await ok(house, ada, "GET", path))["consent"]["version"]
    await ok(house, ada, "POST", f"{path}/consent", {"version": version})
    later = datetime.now(UTC) + timedelta(days=1)
    take = await house.media.open_take(
        OpenTake(
            opened.session_id, "conversation", ada.user_id, None, 1, retake=False, not_after=later
        )
    )
    url = house.media.record(take.take_id, 42.0)
    await house.media.submit_take(url, opened.session_id, "conversation")
    recording = (await ok(house, ada, "GET", f"{path}/result"))["recording"]
    assert set(recording) == {
        "status", "progress", "playback_url", "audio_url", "waveform_url", "duration_seconds",
    }  # fmt: skip
    assert recording["status"] == "ready"


# Consent, end, deletion


async def test_consent_is_given_and_withdrawn(house: House) -> None:
    ada = house.person()
    path = f"/{(await house.interviews.open(ask(ada.user_id))).session_id}"
    outdated = await call(house, ada, "POST", f"{path}/consent", {"version": "old"})
    assert (outdated.status_code, outdated.json()["error"]) == (409, "consent_version_outdated")
    version = current("en").version
    given = await ok(house, ada, "POST", f"{path}/consent", {"version": version})
    assert given["given_at"] is not None
    assert (await ok(house, ada, "GET", path))["consent"]["given_at"] == given["given_at"]
    for _ in range(2):
        withdrawn = await call(house, ada, "DELETE", f"{path}/consent")
        assert (withdrawn.status_code, withdrawn.content) == (204, b"")
    assert (await ok(house, ada, "GET", path))["consent"]["given_at"] is None
    for body in ({}, {"version": None}, {"version": "x" * 65}, {"version": version, "x": 1}):
        assert (await call(house, ada, "POST", f"{path}/consent", body)).status_code == 422


async def test_completing_what_nobody_conducts(house: House) -> None:
    ada = house.person()
    pending = await house.interviews.open(ask(ada.user_id))
    early = await call(house, ada, "POST", f"/{pending.session_id}/complete")
    assert (early.status_code, early.json()["error"]) == (409, "session_conflict")
    begun, _ = await house.begun(ada)
    path = f"/{begun.session_id}/complete"
    running = await call(house, ada, "POST", path)
    assert (running.status_code, running.json()["error"]) == (409, "engine_running")
    await house.engine_gone(begun.session_id)
    for _ in range(2):
        over = await ok(house, ada, "POST", path)
        assert (over["status"], set(over)) == (
            "completed",
            {"id", "status", "progress", "current_question", "total_questions"},
        )


async def test_deleting_practice_asks_everybody(house: House) -> None:
    ada = house.person()
    done = await house.completed(ada)
    answer = await call(house, ada, "DELETE", f"/{done.session_id}")
    assert (answer.status_code, answer.content) == (204, b"")
    (asked,) = await house.events("erasure.requested")
    assert (asked["scope"], asked["evidenceIds"]) == ("evidence", [done.session_id])
    assert (await call(house, ada, "DELETE", f"/{done.session_id}")).status_code == 404
    assert (await call(house, ada, "GET", f"/{done.session_id}")).status_code == 404


# Who may what

ROUTES = {
    "GET ": 200,
    "GET /plans": 200,
    "POST /start": 201,
    "GET /{id}": 200,
    "GET /{id}/status": 200,
    "GET /{id}/result": 200,
    "POST /{id}/complete": 409,  # pending: its owner gets as far as that
    "POST /{id}/consent": 200,
    "DELETE /{id}/consent": 204,
    "DELETE /{id}": 204,
}
BODIES = {
    "POST /start": {"mode": "voice"},
    "POST /{id}/consent": {"version": current("en").version},
}
ACCOUNTS_ONLY = ("GET ", "GET /plans", "POST /start")
OF_PRACTICE = ("POST /{id}/consent", "DELETE /{id}/consent", "DELETE /{id}")


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.replace(" ", "_"))
async def test_who_may_call(house: House, route: str) -> None:
    ada, eve = house.person(), house.person()
    practice = (await house.interviews.open(ask(ada.user_id))).session_id
    invited = (await house.interviews.open(ask(ada.user_id, **HIRING))).session_id
    method, _, pattern = route.partition(" ")

    async def status(who: Principal | None, session_id: str = practice) -> int:
        path = pattern.replace("{id}", session_id)
        return (await call(house, who, method, path, BODIES.get(route))).status_code

    own = {"{id}" in pattern: ROUTES[route]}
    theirs = 404 if "{id}" in pattern else ROUTES[route]
    unscoped = 403 if route in ACCOUNTS_ONLY else 404
    hidden = route == "GET /{id}/result"
    invitation = 403 if route in OF_PRACTICE else 404 if hidden else ROUTES[route]
    assert await status(None) == 401
    assert await status(eve) == theirs
    assert await status(house.identity.add(Role.ADMIN)) == theirs
    assert await status(guest(ada, invited)) == unscoped
    assert await status(guest(eve, practice)) == unscoped
    if "{id}" in pattern:
        assert await status(guest(ada, invited), invited) == invitation
        assert await status(ada, invited) == invitation
        for unknown in (new_id(), "x", "x" * 300, "%00"):
            assert await status(ada, unknown) == 404, unknown
    assert await status(ada) == next(iter(own.values()))


async def test_a_worker_token_opens_nothing_here(house: House) -> None:
    ada = house.person()
    session_id = (await house.interviews.open(ask(ada.user_id))).session_id
    token = await house.identity.worker_token(ada.user_id, session_id)
    answer = await house.client.get(
        f"/api/v1/interviews/{session_id}", headers={"authorization": f"Bearer {token}"}
    )
    assert (answer.status_code, answer.json()["error"]) == (401, "unauthenticated")
