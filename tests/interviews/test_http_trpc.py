"""tRPC on the wire: who is let in, what is refused and how, batches, keys."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from fastapi import APIRouter, FastAPI, Request, Response

from parley.contracts.identity import Principal, Role
from parley.contracts.interviews import SessionStatus
from parley.interviews.http.procedures import GUESSES, Callers, procedures, trpc_router
from parley.interviews.http.trpc import BATCH_MAX, CODES, Procedure, Refused, answer
from parley.kit.errors import Kind, Unauthenticated, Unavailable
from parley.kit.ids import new_id
from parley.kit.ratelimit import RateLimiter
from parley.kit.web import errors
from parley.kit.web.idempotency import idempotent_route
from parley.kit.web.paging import Camel
from tests.interviews.conftest import SECRET, House
from tests.interviews.talks import ask

NOON = "2026-03-01T12:00:00Z"
JSON = {"content-type": "application/json"}


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def session_of(house: House, who: Principal) -> dict[str, str]:
    return bearer(house.identity.token(who))


async def post(
    house: House, name: str, given: object, headers: Mapping[str, str]
) -> httpx.Response:
    return await house.client.post(f"/trpc/interview.{name}", json=given, headers=dict(headers))


async def get(house: House, given: object, headers: Mapping[str, str]) -> httpx.Response:
    path = f"/trpc/interview.getById?input={quote(json.dumps(given))}"
    return await house.client.get(path, headers=dict(headers))


def code(answer: httpx.Response) -> str:
    """The error's name, or "" where there is none."""
    body = answer.json()
    if "error" not in body:
        return ""
    assert body["error"]["data"]["httpStatus"] == answer.status_code
    return str(body["error"]["data"]["code"])


async def opened(house: House, who: Principal, **change: Any) -> dict[str, str]:
    """An interview of `who`, as an input names it."""
    return {"interviewId": (await house.interviews.open(ask(who.user_id, **change))).session_id}


# Who is let in

RIGHT, WRONG = {"x-worker-secret": SECRET}, {"x-worker-secret": SECRET + "!"}
ENDED = {"transcript": [], "endedAt": NOON}
INPUTS: dict[str, dict[str, Any]] = {
    "generateWorkerToken": {},
    "resumeWorkerToken": {},
    "updateStatus": {"status": "IN_PROGRESS"},
    "submitTranscript": ENDED,
}
NOT_IN = "UNAUTHORIZED"
# Of each kind of caller, for: generateWorkerToken, resumeWorkerToken, updateStatus,
# submitTranscript, create, getById. The interview is PENDING, so resuming it is refused.
TABLE = {
    "nobody": (NOT_IN,) * 6,
    "owner": ("", "BAD_REQUEST", "", "FORBIDDEN", "", ""),
    "stranger": ("NOT_FOUND", "NOT_FOUND", "NOT_FOUND", "FORBIDDEN", "", "NOT_FOUND"),
    "guest of it": ("", "BAD_REQUEST", "", "FORBIDDEN", "FORBIDDEN", ""),
    "guest of another": (
        "NOT_FOUND", "NOT_FOUND", "NOT_FOUND", "FORBIDDEN", "FORBIDDEN", "NOT_FOUND",
    ),
    "secret": (NOT_IN, NOT_IN, "", "CONFLICT", NOT_IN, NOT_IN),
    "secret as bearer": (NOT_IN, NOT_IN, "", "CONFLICT", NOT_IN, NOT_IN),
    "wrong secret": (NOT_IN,) * 6,
    "wrong secret as bearer": (NOT_IN,) * 6,
    "empty secret": (NOT_IN,) * 6,
    "owner and secret": (NOT_IN, NOT_IN, "", "CONFLICT", NOT_IN, NOT_IN),
    "owner and wrong secret": (NOT_IN,) * 6,
    "secret and wrong bearer": (NOT_IN, NOT_IN, "", "CONFLICT", NOT_IN, NOT_IN),
    "worker token": (NOT_IN,) * 6,
    "basic secret": (NOT_IN,) * 6,
}  # fmt: skip


@pytest.mark.parametrize("caller", TABLE)
async def test_who_is_let_in(house: House, caller: str) -> None:
    ada, eve = house.person(), house.person()
    mine = session_of(house, ada)

    def guest(session_id: str) -> dict[str, str]:
        return session_of(house, Principal(ada.user_id, Role.CANDIDATE, invitation_id=session_id))

    async def headers(interview: Mapping[str, str]) -> dict[str, str]:
        session_id = interview["interviewId"]
        return {
            "nobody": {},
            "owner": mine,
            "stranger": session_of(house, eve),
            "guest of it": guest(session_id),
            "guest of another": guest(new_id()),
            "secret": RIGHT,
            "secret as bearer": bearer(SECRET),
            "wrong secret": WRONG,
            "wrong secret as bearer": bearer(SECRET + "!"),
            "empty secret": {"x-worker-secret": ""},
            "owner and secret": mine | RIGHT,
            "owner and wrong secret": mine | WRONG,
            "secret and wrong bearer": bearer("e.e.e") | RIGHT,
            "worker token": bearer(await house.identity.worker_token(ada.user_id, session_id)),
            "basic secret": {"authorization": f"Basic {SECRET}"},
        }[caller]

    found = []
    for name, given in INPUTS.items():
        interview = await opened(house, ada)
        shown = await headers(interview)
        found.append(code(await post(house, name, interview | given, shown)))
    interview = await opened(house, ada)
    shown = await headers(interview)
    found.append(code(await post(house, "create", {"jobDescription": ""}, shown)))
    found.append(code(await get(house, interview, shown)))
    assert tuple(found) == TABLE[caller]


async def test_an_installation_without_a_secret_knows_no_worker(house: House) -> None:
    uses = house.uses
    callers = Callers(house.ground.verifier, RateLimiter(), "")
    served = procedures(uses.practice, uses.worker, uses.queries, callers)
    for headers in ({"x-worker-secret": ""}, {"x-worker-secret": "x"}, {"authorization": "Bearer"}):
        request = _request(headers)
        with pytest.raises(Unauthenticated):
            await served["interview.updateStatus"].admits(request)


def _request(headers: Mapping[str, str]) -> Any:
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "headers": raw, "client": ("192.0.2.9", 1)})


async def test_secrets_are_guessed_slowly_and_sessions_don_t_count(house: House) -> None:
    interview = await opened(house, house.person())
    given = interview | INPUTS["updateStatus"]
    tries = int(GUESSES.split("/")[0])
    expired = bearer("eyJhbGciOiJub25lIn0.e30.")  # a session by its looks: not counted
    for _ in range(tries + 1):
        assert code(await post(house, "updateStatus", given, expired)) == NOT_IN
    for shown in [WRONG, bearer("guess")] * (tries // 2):
        assert code(await post(house, "updateStatus", given, shown)) == NOT_IN
    refused = await post(house, "updateStatus", given, RIGHT)
    assert code(refused) == "TOO_MANY_REQUESTS"
    assert int(refused.headers["retry-after"]) >= 1
    assert code(await post(house, "updateStatus", given, expired)) == NOT_IN


# What is asked


async def test_statuses_go_their_way_and_no_other(house: House) -> None:
    interview = await opened(house, house.person())

    async def to(status: str) -> str:
        return code(await post(house, "updateStatus", interview | {"status": status}, RIGHT))

    assert [await to(status) for status in ("COMPLETED", "IN_PROGRESS", "IN_PROGRESS")] == [
        "CONFLICT", "", "",
    ]  # fmt: skip
    assert [await to(status) for status in ("COMPLETED", "COMPLETED", "ERROR", "IN_PROGRESS")] == [
        "", "", "CONFLICT", "CONFLICT",
    ]  # fmt: skip
    other = await opened(house, house.person())
    failed = other | {"status": "ERROR", "endedAt": NOON}
    assert code(await post(house, "updateStatus", failed, RIGHT)) == ""
    session = await house.interviews.session(other["interviewId"])
    assert session.status is SessionStatus.FAILED


async def test_a_person_can_t_complete_what_an_engine_conducts(house: House) -> None:
    ada = house.person()
    begun, _ = await house.begun(ada)
    given = {"interviewId": begun.session_id, "status": "COMPLETED"}
    assert code(await post(house, "updateStatus", given, session_of(house, ada))) == "CONFLICT"
    assert code(await post(house, "updateStatus", given, RIGHT)) == ""


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"interviewId": None}, ["interviewId"]),
        ({"interviewId": 7}, ["interviewId"]),
        ({"interviewId": ""}, ["interviewId"]),
        ({"interviewId": "x" * 256}, ["interviewId"]),
        ({"interviewId": "a\x00b"}, ["interviewId"]),
        ({"status": "PENDING"}, ["status"]),
        ({"status": "completed"}, ["status"]),
        ({"endedAt": "yesterday"}, ["endedAt"]),
        ({"endedAt": "2026-03-01T12:00:00"}, ["endedAt"]),
        ({"surprise": 1}, []),
    ],
    ids=[
        "null", "number", "empty", "long", "nul", "backwards", "lower-case", "no-time", "no-zone",
        "unknown",
    ],
)  # fmt: skip
async def test_a_malformed_input_names_its_field(
    house: House, change: dict[str, Any], path: list[str]
) -> None:
    given = {"interviewId": "x", "status": "ERROR", "endedAt": NOON} | change
    answer = await post(house, "updateStatus", given, RIGHT)
    assert code(answer) == "BAD_REQUEST"
    error = answer.json()["error"]
    assert error["data"]["path"] == "interview.updateStatus"
    (issue,) = json.loads(error["message"])
    assert issue["path"] == path
    assert "yesterday" not in answer.text


async def test_the_longest_id_is_just_not_found(house: House) -> None:
    given = {"interviewId": "x" * 255, "status": "ERROR"}
    assert code(await post(house, "updateStatus", given, RIGHT)) == "NOT_FOUND"


async def test_an_entry_names_its_place(house: House) -> None:
    interview = await opened(house, house.person())
    entries = [
        {"speaker": "AI", "content": "Why?", "timestamp": NOON},
        {"speaker": "ai", "content": "Why?", "timestamp": NOON},
    ]
    given = interview | {"transcript": entries, "endedAt": NOON}
    answer = await post(house, "submitTranscript", given, RIGHT)
    (issue,) = json.loads(answer.json()["error"]["message"])
    assert issue["path"] == ["transcript", 1, "speaker"]


async def test_get_by_id_takes_either_name(house: House) -> None:
    ada = house.person()
    interview = await opened(house, ada)
    mine = session_of(house, ada)
    one = (await get(house, interview, mine)).json()
    other = (await get(house, {"id": interview["interviewId"]}, mine)).json()
    assert one == other
    assert one["result"]["data"] == {
        "id": interview["interviewId"],
        "status": "PENDING",
        "mode": "voice",
        "title": "Backend engineer",
        "jobDescription": "Backend engineer",
        "language": "en",
        "totalQuestions": 2,
        "currentQuestion": 0,
        "createdAt": one["result"]["data"]["createdAt"],
        "startedAt": None,
        "endedAt": None,
        "secondsLeft": None,
    }


async def test_create_takes_a_template(house: House) -> None:
    ada = house.person()
    plan = await house.published(new_id())
    given = {"jobDescription": "Backend", "templateId": plan.templateId}
    made = (await post(house, "create", given, session_of(house, ada))).json()["result"]["data"]
    session = await house.interviews.session(made["interviewId"])
    assert (session.template_id, session.total_questions) == (plan.templateId, 4)
    unknown = {"jobDescription": "", "templateId": new_id()}
    assert code(await post(house, "create", unknown, session_of(house, ada))) == "NOT_FOUND"


# The protocol


async def test_only_json_is_taken(house: House) -> None:
    ada = house.person()
    for kind in ("text/plain", "application/x-www-form-urlencoded", "", "application/jsonp"):
        answer = await house.client.post(
            "/trpc/interview.create",
            content=b'{"jobDescription": ""}',
            headers=session_of(house, ada) | {"content-type": kind},
        )
        assert code(answer) == "UNSUPPORTED_MEDIA_TYPE", kind
    charset = session_of(house, ada) | {"content-type": "Application/JSON; charset=utf-8"}
    answer = await house.client.post("/trpc/interview.create", content=b"{}", headers=charset)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "content",
    [b"{", b"\xff", b'{"jobDescription": "\\ud800"}', b"[" * 100_000, b"[]", b"7", b'"x"'],
    ids=["cut", "latin", "surrogate", "deep", "list", "number", "text"],
)
async def test_what_is_no_input_is_a_bad_request(house: House, content: bytes) -> None:
    headers = session_of(house, house.person()) | JSON
    answer = await house.client.post("/trpc/interview.create", content=content, headers=headers)
    assert code(answer) == "BAD_REQUEST"


async def test_no_input_is_an_empty_one(house: House) -> None:
    headers = session_of(house, house.person()) | JSON
    answer = await house.client.post("/trpc/interview.create", headers=headers)
    assert answer.json()["result"]["data"]["interviewId"]


async def test_an_unknown_procedure_is_not_repeated(house: House) -> None:
    answer = await house.client.post("/trpc/canary", json={}, headers=RIGHT)
    assert code(answer) == "NOT_FOUND"
    assert "canary" not in answer.text


async def test_the_method_fits_the_kind(house: House) -> None:
    headers = session_of(house, house.person())
    asked = await house.client.get("/trpc/interview.create", headers=headers)
    told = await house.client.post("/trpc/interview.getById", json={}, headers=headers)
    assert (code(asked), code(told)) == ("METHOD_NOT_SUPPORTED", "METHOD_NOT_SUPPORTED")
    assert (await house.client.put("/trpc/interview.create", headers=headers)).status_code == 405


async def batch(house: House, names: str, given: object, headers: dict[str, str]) -> httpx.Response:
    return await house.client.post(f"/trpc/{names}?batch=1", json=given, headers=headers)


async def test_a_batch_has_one_status_or_207(house: House) -> None:
    ada = house.person()
    mine = session_of(house, ada)
    interview = await opened(house, ada)
    token = "interview.generateWorkerToken"
    good = await batch(house, f"{token},{token}", {"0": interview, "1": interview}, mine)
    assert (good.status_code, len(good.json())) == (200, 2)
    bad = await batch(house, f"{token},{token}", {"0": {"interviewId": "x"}}, mine)
    assert (bad.status_code, [each["error"]["data"]["code"] for each in bad.json()]) == (
        207, ["NOT_FOUND", "BAD_REQUEST"],
    )  # fmt: skip
    same = await batch(house, "a,b", {}, mine)
    assert (same.status_code, len(same.json())) == (404, 2)
    one = await batch(house, token, {"0": interview}, mine)
    assert (one.status_code, len(one.json())) == (200, 1)
    failed = await batch(house, token, {"0": {}}, mine)
    assert (failed.status_code, len(failed.json())) == (400, 1)
    listed = await batch(house, f"{token},{token}", [interview], mine)
    assert code(listed) == "BAD_REQUEST"


async def test_a_batch_of_queries(house: House) -> None:
    ada = house.person()
    inputs = {str(place): await opened(house, ada) for place in range(2)}
    names = "interview.getById,interview.getById"
    path = f"/trpc/{names}?batch=1&input={quote(json.dumps(inputs))}"
    answer = await house.client.get(path, headers=session_of(house, ada))
    ids = [each["result"]["data"]["id"] for each in answer.json()]
    assert ids == [each["interviewId"] for each in inputs.values()]


async def test_a_batch_is_bounded(house: House) -> None:
    headers = session_of(house, house.person())
    full = await batch(house, ",".join(["a"] * BATCH_MAX), {}, headers)
    assert (full.status_code, len(full.json())) == (404, BATCH_MAX)
    more = await batch(house, ",".join(["a"] * (BATCH_MAX + 1)), {}, headers)
    assert code(more) == "BAD_REQUEST"


async def test_a_key_makes_one_interview(house: House) -> None:
    mine = session_of(house, house.person()) | {"idempotency-key": "k"}
    first = await post(house, "create", {"jobDescription": "a"}, mine)
    again = await post(house, "create", {"jobDescription": "a"}, mine)
    assert first.json() == again.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert len(await house.rows("interview_sessions")) == 1
    assert code(await post(house, "create", {"jobDescription": "b"}, mine)) == "CONFLICT"
    long = mine | {"idempotency-key": "k" * 256}
    assert code(await post(house, "create", {}, long)) == "BAD_REQUEST"
    assert code(await post(house, "create", {}, {"idempotency-key": "k"})) == NOT_IN


async def test_a_refusal_is_not_kept_under_a_key(house: House) -> None:
    ada = house.person()
    interview = await opened(house, ada)
    mine = session_of(house, ada) | {"idempotency-key": "k"}
    assert code(await post(house, "resumeWorkerToken", interview, mine)) == "BAD_REQUEST"
    session_id = interview["interviewId"]
    await house.interviews.begin(session_id, (), await house.engine(session_id))
    assert code(await post(house, "resumeWorkerToken", interview, mine)) == ""


async def served(house: House, procedure: Procedure, router: Any) -> httpx.AsyncClient:
    """One procedure, `do`, behind the mount that `router` makes."""
    callers = Callers(house.ground.verifier, RateLimiter(), SECRET)
    app = FastAPI()
    errors.install(app)
    app.include_router(router({"do": procedure}, callers, house.ground.db))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://parley.test")


def swallowing_router(procedures: Any, callers: Callers, db: Any) -> APIRouter:
    """The mount as it must not be: a refusal is an answer like any other, kept with its writes."""
    router = APIRouter(route_class=idempotent_route(db, "interviews", callers.subject))

    @router.post("/trpc/{path}")
    async def call(path: str, request: Request) -> Response:
        try:
            return await answer(procedures, path, request)
        except Refused as refused:
            return refused.response

    return router


@pytest.mark.parametrize(
    ("router", "kept"), [(trpc_router, 0), (swallowing_router, 1)], ids=["real", "broken"]
)
async def test_what_a_failed_call_wrote_is_not_kept_under_a_key(
    house: House, router: Any, kept: int
) -> None:
    ada = house.person()

    async def write_and_fail(who: Principal, _asked: object) -> Any:
        await house.interviews.open(ask(who.user_id))
        raise Unavailable

    callers = Callers(house.ground.verifier, RateLimiter(), SECRET)
    procedure = Procedure("mutation", callers.person, Camel, write_and_fail)
    async with await served(house, procedure, router) as client:
        headers = session_of(house, ada) | {"idempotency-key": "k"}
        refused = await client.post("/trpc/do", json={}, headers=headers)
    assert code(refused) == "SERVICE_UNAVAILABLE"
    assert len(await house.rows("interview_sessions")) == kept


async def test_a_key_goes_with_one_call(house: House) -> None:
    mine = session_of(house, house.person()) | {"idempotency-key": "k"}
    create = "interview.create"
    both = await batch(house, f"{create},{create}", {}, mine)
    assert code(both) == "BAD_REQUEST"
    one = await batch(house, create, {}, mine)
    again = await batch(house, create, {}, mine)
    assert one.json() == again.json()
    assert len(await house.rows("interview_sessions")) == 1


async def test_what_breaks_says_nothing_of_why(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def explode(*_: object) -> None:
        raise RuntimeError("ada@x.example")

    monkeypatch.setattr(house.uses.queries, "view", explode)
    ada = house.person()
    answer = await get(house, {"id": "x"}, session_of(house, ada))
    assert code(answer) == "INTERNAL_SERVER_ERROR"
    assert "ada" not in answer.text


async def test_answers_are_not_stored_on_the_way(house: House) -> None:
    answer = await get(house, {"id": "x"}, {})
    assert answer.headers["cache-control"] == "no-store"


def test_every_kind_of_error_has_a_code() -> None:
    assert set(CODES) == set(Kind)
