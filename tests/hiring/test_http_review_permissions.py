"""Who may review: every endpoint for every kind of caller, and what a candidate never reads."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from fastapi.routing import APIRoute

from parley.contracts.identity import Principal, Role
from parley.kit.ids import new_id
from tests.hiring.conftest import Caller, House
from tests.hiring.interviews import interview
from tests.hiring.reviewing import COMPANY, Done, scored

OK, FORBIDDEN, NOT_FOUND, CONFLICT = 2, 403, 404, 409
TEAM = ("owner", "admin", "colleague", "interviewer")
CANDIDATES = ("guest", "account")
STRANGERS = ("other_hr", "foreign_hr", "stranger", "twin")


def people(scene: Done, other: Caller) -> dict[str, Caller]:
    """Everybody who might call; `twin` is the candidate by the link of another invitation."""
    house, candidate = scene.house, scene.found.guest.who.user_id
    return {
        "owner": scene.owner,
        "admin": scene.admin,
        "colleague": house.person(Role.HR, COMPANY),
        "interviewer": scene.colleague,
        "guest": scene.found.guest,
        "account": Caller(house, Principal(candidate, Role.CANDIDATE)),
        "other_hr": house.person(),
        "foreign_hr": house.person(Role.HR, new_id()),
        "stranger": house.person(Role.CANDIDATE),
        "twin": other,
    }


def expected(*allowed: str) -> dict[str, int]:
    """Allowed: 2xx; others of the team and the candidate: 403; everybody else: 404."""
    seeing = (*TEAM, *CANDIDATES)
    return {
        name: OK if name in allowed else FORBIDDEN if name in seeing else NOT_FOUND
        for name in (*seeing, *STRANGERS)
    }


REVIEW = expected(*TEAM)
OWN = expected("owner", "admin")
LISTED = dict.fromkeys((*TEAM, "other_hr", "foreign_hr"), OK) | dict.fromkeys(
    (*CANDIDATES, "stranger", "twin"), FORBIDDEN
)
MATRIX: list[tuple[str, str, Any, dict[str, int]]] = [
    ("GET", "{i}/review", None, REVIEW),
    ("PUT", "{i}/review/rating", {"overall": 3}, REVIEW),
    ("POST", "{i}/review/notes", {"text": "x"}, REVIEW),
    ("PUT", "{i}/review/decision", {"decision": "hold"}, OWN),
    (
        "PUT",
        "{i}/responses/{r}/transcript",
        {"revision": 9, "segments": [{"index": 0, "text": "x"}]},
        REVIEW | dict.fromkeys(TEAM, CONFLICT),
    ),
    ("POST", "{i}/responses/{r}/transcript", None, REVIEW),
    ("POST", "{i}/analysis", None, REVIEW),
    ("GET", "{i}/export?format=json", None, REVIEW),
    ("GET", "{i}/export?format=csv", None, REVIEW),
    ("PATCH", "{i}/review/notes/{n}", {"text": "y"}, expected("owner")),
    ("GET", "/invitations/export", None, LISTED),
    ("GET", "/invitations/dashboard", None, LISTED),
    ("DELETE", "{i}/review/notes/{n}", None, expected("owner")),
]


@pytest.mark.parametrize(
    ("method", "path", "body", "table"), MATRIX, ids=[f"{m} {p}" for m, p, _, _ in MATRIX]
)
async def test_who_may_call_it(
    house: House, method: str, path: str, body: Any, table: dict[str, int]
) -> None:
    scene = await scored(house)
    note = await scene.owner.ok("POST", f"{scene.path}/review/notes", {"text": "x"})
    callers = people(scene, (await interview(house)).guest)
    marks = {"{i}": scene.path, "{r}": scene.response_id, "{n}": note["id"]}
    for mark, value in marks.items():
        path = path.replace(mark, value)
    for name in sorted(table, key=lambda name: table[name] == OK):
        answer = await callers[name](method, path, body)
        wanted, got = table[name], answer.status_code
        assert answer.is_success if wanted == OK else got == wanted, (name, got, answer.text)


@pytest.mark.parametrize(("method", "path"), [(m, p) for m, p, _, _ in MATRIX])
async def test_without_a_token_everything_is_401(house: House, method: str, path: str) -> None:
    path = path.replace("{i}", "/invitations/x")
    answer = await house.client.request(method, f"/api/v1{path}", json={"text": "x"})
    assert (answer.status_code, answer.json()["error"]) == (401, "unauthenticated")


# What only the team may read stands in these words.
SECRETS = {
    "key points": "CANARYPOINT",
    "note": "CANARYNOTE",
    "reason": "CANARYREASON",
    "feedback": "CANARYFEEDBACK",
    "score": "87.125",
}


async def judged(house: House) -> Done:
    """An interview of which the team has said everything that a candidate must not read."""
    scene = await scored(house, 87.125)
    made = house.scoring.made[scene.id][0]
    answers = tuple(replace(one, feedback=SECRETS["feedback"]) for one in made.answers)
    house.scoring.made[scene.id][0] = replace(made, feedback=SECRETS["feedback"], answers=answers)
    await scene.owner.ok("POST", f"{scene.path}/review/notes", {"text": SECRETS["note"]})
    reason = {"decision": "reject", "reason": SECRETS["reason"]}
    await scene.owner.ok("PUT", f"{scene.path}/review/decision", reason)
    await scene.owner.ok("PUT", f"{scene.path}/review/rating", {"overall": 2})
    async with house.ground.db.unit("hiring") as unit:
        await unit.execute(
            "UPDATE hiring.questions SET key_points = $1 WHERE template_id = $2",
            [SECRETS["key points"]],
            scene.found.template_id,
        )
    return scene


def routes(house: House) -> Iterator[tuple[str, str]]:
    """Every method and path that hiring serves."""
    for router in house.part.routers:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            for method in sorted(route.methods or ()):
                yield method, route.path


def fill(path: str, scene: Done, note_id: str) -> str:
    values = {
        "invitation_id": scene.id,
        "response_id": scene.response_id,
        "question_id": scene.question_id,
        "template_id": scene.found.template_id,
        "note_id": note_id,
        "code": "x",
    }
    for name, value in values.items():
        path = path.replace(f"{{{name}}}", value)
    assert "{" not in path, path
    return path.removeprefix("/api/v1")


BODIES: list[Any] = [
    None,
    {"text": "x"},
    {"decision": "hold"},
    {"overall": 3},
    {"revision": 0, "segments": [{"index": 0, "text": "x"}]},
    {"version": "x", "accepted": True},
]


async def test_a_candidate_reads_nothing_of_what_the_team_thinks(house: House) -> None:
    scene = await judged(house)
    note_id = (await scene.review())["notes"][0]["id"]
    team = (await scene.owner("GET", f"{scene.path}/export")).text
    assert all(secret in team for secret in SECRETS.values())  # else nothing could be found
    account = Caller(house, Principal(scene.found.guest.who.user_id, Role.CANDIDATE))
    called = 0
    # Deleting comes last: before, everything is there to leak.
    for method, path in sorted(routes(house), key=lambda one: "DELETE" in one or "delet" in one[1]):
        for caller in (scene.found.guest, account):
            for sent in BODIES if method in {"POST", "PUT", "PATCH"} else BODIES[:1]:
                answer = await caller(method, fill(path, scene, note_id), sent)
                called += 1
                assert answer.status_code < 500, (method, path, answer.text)
                for what, secret in SECRETS.items():
                    assert secret not in answer.text, (method, path, what)
                is_json = answer.headers.get("content-type") == "application/json"
                body = answer.json() if is_json and answer.content else None
                assert not_told(body), (method, path)
    assert called > 2 * len(SECRETS)


def not_told(body: Any) -> bool:
    """Whether no object says how an interview was scored or decided."""
    if isinstance(body, list):
        return all(map(not_told, body))
    if not isinstance(body, dict):
        return True
    hidden = all(body.get(name) is None for name in ("analysis", "overallScore", "decision"))
    return hidden and all(map(not_told, body.values()))


async def test_the_link_tells_nothing_either(house: House) -> None:
    scene = await judged(house)
    opened = await house.client.post(
        "/api/v1/invitations/access", json={"accessToken": scene.found.token}
    )
    assert opened.is_success
    assert not_told(opened.json())
    assert all(secret not in opened.text for secret in SECRETS.values())


async def test_a_body_that_told_would_be_noticed(house: House) -> None:
    """The same search over the team's own answers finds what it looks for."""
    scene = await judged(house)
    assert not not_told(await scene.owner.ok("GET", scene.path))
    assert not not_told(await scene.owner.ok("GET", "/invitations"))
