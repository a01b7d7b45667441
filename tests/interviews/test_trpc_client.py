"""The official client of tRPC, from npm, over real sockets: every procedure, by both links."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI

from parley.contracts.identity import Principal
from parley.contracts.interviews import Provenance, SessionStatus
from parley.kit.clock import rfc3339
from parley.kit.web import errors
from tests.interviews.conftest import SECRET, House
from tests.requires import require

JS = Path(__file__).with_name("js")
NOON = "2026-03-01T12:00:00.000Z"


@pytest.fixture
def node() -> Path:
    found = require("node")
    if not (JS / "node_modules" / "@trpc" / "client").is_dir():
        pytest.skip("requires @trpc/client: npm ci in tests/interviews/js")
    return found


@pytest.fixture
async def address(house: House) -> AsyncIterator[str]:
    """Where the house is served on a real socket."""
    app = FastAPI()
    errors.install(app)
    for router in house.part.routers:
        app.include_router(router)
    config = uvicorn.Config(app, port=0, log_level="critical", lifespan="off")
    server = uvicorn.Server(config)
    task = asyncio.ensure_future(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    (port,) = {s.getsockname()[1] for each in server.servers for s in each.sockets}
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await task


class Client:
    """@trpc/client in a process of its own."""

    def __init__(self, node: Path, address: str, link: str) -> None:
        self._node, self._url, self._link = node, f"{address}/trpc", link
        self.requests: list[dict[str, Any]] = []

    async def __call__(self, headers: dict[str, str], *groups: Sequence[dict[str, Any]]) -> Any:
        """What came of each call, group by group."""
        asked = {"url": self._url, "link": self._link, "headers": headers, "groups": groups}
        process = await asyncio.create_subprocess_exec(
            str(self._node), "call.mjs", json.dumps(asked), cwd=JS,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            out, err = await asyncio.wait_for(process.communicate(), 30)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        assert process.returncode == 0, err.decode()
        said = json.loads(out)
        self.requests = said["requests"]
        return said["outcomes"]


@pytest.fixture(params=["single", "batch"])
def client(request: pytest.FixtureRequest, node: Path, address: str) -> Client:
    return Client(node, address, request.param)


@pytest.fixture(params=["batch"])
def batching(request: pytest.FixtureRequest, node: Path, address: str) -> Client:
    return Client(node, address, request.param)


def mutate(name: str, **given: Any) -> dict[str, Any]:
    return {"procedure": f"interview.{name}", "type": "mutation", "input": given}


def query(name: str, **given: Any) -> dict[str, Any]:
    return {"procedure": f"interview.{name}", "type": "query", "input": given}


def session_of(house: House, who: Principal) -> dict[str, str]:
    return {"authorization": f"Bearer {house.identity.token(who)}"}


WORKER = {"x-worker-secret": SECRET}


async def test_it_takes_an_interview_from_create_to_completed(house: House, client: Client) -> None:
    ada = house.person()
    mine = session_of(house, ada)
    ((made,),) = await client(mine, [mutate("create", jobDescription="Backend engineer")])
    interview = {"interviewId": made["data"]["interviewId"]}
    ((seen,), (token,)) = await client(
        mine, [query("getById", **interview)], [mutate("generateWorkerToken", **interview)]
    )
    assert (seen["data"]["status"], seen["data"]["jobDescription"]) == (
        "PENDING",
        "Backend engineer",
    )
    claims = await house.ground.verifier.verify(token["data"]["token"])
    assert (claims["userId"], claims["interviewId"]) == (ada.user_id, interview["interviewId"])
    ((began,),) = await client(WORKER, [mutate("updateStatus", **interview, status="IN_PROGRESS")])
    assert began == {"data": {"success": True}}
    ((resumed,),) = await client(mine, [mutate("resumeWorkerToken", **interview)])
    assert (await house.ground.verifier.verify(resumed["data"]["token"]))["use"] == "worker"
    transcript = [
        {"speaker": "AI", "content": "Why?", "timestamp": NOON},
        {"speaker": "USER", "content": "Because.", "timestamp": "2026-03-01T12:00:05+00:00"},
    ]
    now = rfc3339(datetime.now(UTC))
    ended = {"transcript": transcript, "endedAt": now}
    ((stored,), (again,)) = await client(
        {"authorization": f"Bearer {SECRET}"},
        [mutate("submitTranscript", **interview, **ended)],
        [mutate("submitTranscript", **interview, **ended)],
    )
    assert stored == again == {"data": {"success": True}}
    ((over,),) = await client(mine, [query("getById", **interview)])
    assert (over["data"]["status"], over["data"]["endedAt"]) == (
        "COMPLETED",
        now,
    )
    entries = await house.interviews.entries(interview["interviewId"])
    assert [(entry.text, entry.provenance) for entry in entries] == [
        ("Why?", Provenance.MODEL),
        ("Because.", Provenance.CLIENT),
    ]


async def test_it_understands_every_refusal(house: House, client: Client) -> None:
    ada, eve = house.person(), house.person()
    mine = session_of(house, ada)
    ((made,),) = await client(mine, [mutate("create", jobDescription="")])
    interview = {"interviewId": made["data"]["interviewId"]}
    token = mutate("generateWorkerToken", **interview)
    ((foreign,),) = await client(session_of(house, eve), [token])
    ((nobody,),) = await client({}, [token])
    ((worker,),) = await client(WORKER, [token])
    ((person,),) = await client(
        mine, [mutate("submitTranscript", **interview, transcript=[], endedAt=NOON)]
    )
    ((early,), (unknown,), (wrong_kind,), (wrong_kind_too,)) = await client(
        mine,
        [mutate("resumeWorkerToken", **interview)],
        [mutate("explode")],
        [query("create")],
        [mutate("getById", **interview)],
    )
    codes = {
        "foreign": (foreign, "NOT_FOUND", 404, -32004),
        "nobody": (nobody, "UNAUTHORIZED", 401, -32001),
        "worker": (worker, "UNAUTHORIZED", 401, -32001),
        "person": (person, "FORBIDDEN", 403, -32003),
        "early": (early, "BAD_REQUEST", 400, -32600),
        "unknown": (unknown, "NOT_FOUND", 404, -32004),
        "a query that is a mutation": (wrong_kind, "METHOD_NOT_SUPPORTED", 405, -32005),
        "a mutation that is a query": (wrong_kind_too, "METHOD_NOT_SUPPORTED", 405, -32005),
    }
    for name, (outcome, code, status, number) in codes.items():
        error = outcome["error"]
        assert (error["code"], error["httpStatus"], error["number"]) == (code, status, number), name
        assert error["message"], name
    assert early["error"]["error"] == "session_not_in_progress"


async def test_a_malformed_input_names_its_field(house: House, client: Client) -> None:
    mine = session_of(house, house.person())
    ((wrong,),) = await client(mine, [mutate("updateStatus", interviewId="x", status="PENDING")])
    assert wrong["error"]["code"] == "BAD_REQUEST"
    (issue,) = json.loads(wrong["error"]["message"])
    assert issue["path"] == ["status"]


async def test_calls_of_a_batch_fare_each_by_itself(house: House, batching: Client) -> None:
    mine = session_of(house, house.person())
    ((made,),) = await batching(mine, [mutate("create", jobDescription="")])
    interview = {"interviewId": made["data"]["interviewId"]}
    ((good, bad, fine),) = await batching(
        mine,
        [
            mutate("generateWorkerToken", **interview),
            mutate("generateWorkerToken", interviewId="none"),
            mutate("updateStatus", **interview, status="IN_PROGRESS"),
        ],
    )
    (sent,) = batching.requests
    assert (sent["batch"], sent["status"]) == (True, 207)
    assert good["data"]["token"]
    assert bad["error"]["code"] == "NOT_FOUND"
    assert fine == {"data": {"success": True}}
    begun = await house.interviews.session(interview["interviewId"])
    assert begun.status is SessionStatus.IN_PROGRESS
