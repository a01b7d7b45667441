import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import asyncpg
import httpx
import pytest
from fastapi import APIRouter, FastAPI, Request, Response
from pydantic import BaseModel

from parley.kit.db import Database
from parley.kit.errors import DomainError, Kind, Unauthenticated
from parley.kit.web import errors, idempotency
from parley.kit.web.idempotency import KEEP, MAX_LENGTH, idempotent_route

PATH = "/api/things"


class ThingRefused(DomainError):
    """Not this one."""

    kind = Kind.CONFLICT


class NewThing(BaseModel):
    id: str


class Service:
    """Makes things, one transaction each, and stops or fails where it is told to."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.calls = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.entered = asyncio.Event()

    async def make(self, thing: NewThing) -> int:
        self.calls += 1
        async with self.db.unit("alpha") as unit:
            await unit.execute(
                "INSERT INTO alpha.things (id) VALUES ($1)", f"{thing.id}-{self.calls}"
            )
            self.entered.set()
            await self.gate.wait()
            if thing.id == "refused":
                raise ThingRefused
            if thing.id == "crash":
                raise ZeroDivisionError
        return self.calls

    async def made(self) -> list[str]:
        async with self.db.unit("alpha") as unit:
            return [
                row["id"] for row in await unit.fetch("SELECT id FROM alpha.things ORDER BY id")
            ]


@pytest.fixture
def service(kit_db: Database) -> Service:
    return Service(kit_db)


async def subject(request: Request) -> str:
    if not (who := request.headers.get("authorization")):
        raise Unauthenticated
    return who


@pytest.fixture
async def client(kit_db: Database, service: Service) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    errors.install(app)
    routes = APIRouter(route_class=idempotent_route(kit_db, "alpha", subject))

    @routes.post(PATH, status_code=201)
    async def make(thing: NewThing, response: Response) -> dict[str, int]:
        number = await service.make(thing)
        response.headers["location"] = f"{PATH}/{number}"
        response.headers["set-cookie"] = "secret=1"
        return {"number": number}

    @routes.post(f"{PATH}/else", status_code=204)
    async def make_another(thing: NewThing) -> None:
        await service.make(thing)

    @routes.get(PATH)
    async def calls() -> int:
        service.calls += 1
        return service.calls

    app.include_router(routes)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as opened:
        yield opened


async def post(
    client: httpx.AsyncClient,
    key: str | None = "k",
    *,
    who: str = "ada",
    path: str = PATH,
    **body: str,
) -> httpx.Response:
    headers = {"authorization": who} | ({"idempotency-key": key} if key is not None else {})
    return await client.post(path, json={"id": "a"} | body, headers=headers)


async def test_the_same_key_gets_the_same_answer(
    client: httpx.AsyncClient, service: Service
) -> None:
    first, again = await post(client), await post(client)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    for name in ("content-type", "location"):
        assert first.headers[name] == again.headers[name]
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert "set-cookie" not in again.headers
    assert (service.calls, await service.made()) == (1, ["a-1"])


async def test_an_empty_answer_is_replayed(client: httpx.AsyncClient, service: Service) -> None:
    answers = [await post(client, path=f"{PATH}/else") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [204, 204]
    assert [answer.content for answer in answers] == [b"", b""]
    assert service.calls == 1


async def test_without_a_key_every_request_counts(
    client: httpx.AsyncClient, service: Service
) -> None:
    await post(client, None)
    await post(client, None)
    assert service.calls == 2


async def test_another_body_under_the_key_is_409(
    client: httpx.AsyncClient, service: Service
) -> None:
    await post(client)
    answer = await post(client, id="b")
    assert (answer.status_code, answer.json()["error"]) == (409, "idempotency_key_reused")
    assert (await post(client)).status_code == 201
    assert await service.made() == ["a-1"]


async def test_keys_of_others_and_of_other_paths_are_apart(
    client: httpx.AsyncClient, service: Service
) -> None:
    await post(client)
    other = await post(client, who="bob")
    elsewhere = await post(client, path=f"{PATH}/else")
    assert "idempotency-replayed" not in {**other.headers, **elsewhere.headers}
    assert service.calls == 3


async def test_nobody_without_a_token_is_replayed_to(
    client: httpx.AsyncClient, service: Service
) -> None:
    await post(client)
    answer = await post(client, who="")
    assert answer.status_code == 401
    assert service.calls == 1


async def test_concurrent_duplicates_are_one_effect(
    client: httpx.AsyncClient, service: Service
) -> None:
    service.gate.clear()
    requests = [asyncio.ensure_future(post(client)) for _ in range(8)]
    await asyncio.wait_for(service.entered.wait(), 10)
    service.gate.set()
    answers = await asyncio.gather(*requests)
    assert {answer.status_code for answer in answers} == {201}
    assert {answer.json()["number"] for answer in answers} == {1}
    assert sum("idempotency-replayed" in answer.headers for answer in answers) == 7
    assert (service.calls, await service.made()) == (1, ["a-1"])


@pytest.mark.parametrize(("thing", "status"), [("refused", 409), ("crash", 500)])
async def test_a_failure_leaves_nothing_and_may_be_tried_again(
    client: httpx.AsyncClient, service: Service, thing: str, status: int
) -> None:
    for _ in range(2):
        answer = await post(client, id=thing)
        assert answer.status_code == status
    assert (service.calls, await service.made()) == (2, [])
    # The key was not spent on it.
    assert (await post(client, id="other")).status_code == 201


async def test_a_crash_before_the_answer_is_stored_undoes_the_effect(
    client: httpx.AsyncClient, service: Service, kit_db: Database, login: dict[str, Any]
) -> None:
    service.gate.clear()
    request = asyncio.ensure_future(post(client))
    await asyncio.wait_for(service.entered.wait(), 10)
    # As when the process dies: the connection goes while the command is under way.
    connection = await asyncpg.connect(**login)
    await connection.execute(
        """SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
           WHERE state = 'idle in transaction' AND datname = current_database()"""
    )
    await connection.close()
    service.gate.set()
    answer = await request
    assert (answer.status_code, answer.json()["error"]) == (503, "database_unavailable")
    assert await service.made() == []
    assert (await post(client)).status_code == 201
    assert await service.made() == ["a-2"]


async def test_a_cancelled_request_leaves_nothing(
    client: httpx.AsyncClient, service: Service
) -> None:
    service.gate.clear()
    request = asyncio.ensure_future(post(client))
    await asyncio.wait_for(service.entered.wait(), 10)
    request.cancel()
    with pytest.raises(asyncio.CancelledError):
        await request
    service.gate.set()
    assert await service.made() == []
    assert (await post(client)).json() == {"number": 2}


async def test_a_key_holds_for_a_day(
    client: httpx.AsyncClient, service: Service, kit_db: Database
) -> None:
    assert timedelta(hours=24) == KEEP

    async def age(interval: str) -> None:
        async with kit_db.unit("kit") as unit:
            await unit.execute(
                "UPDATE kit.idempotency SET created_at = now() - $1::text::interval", interval
            )

    await post(client)
    await age("23 hours 59 minutes")
    assert "idempotency-replayed" in (await post(client)).headers
    await age("24 hours 1 second")
    assert "idempotency-replayed" not in (await post(client)).headers
    assert service.calls == 2


@pytest.mark.parametrize("key", ["", "x" * (MAX_LENGTH + 1), "a\tb"])
async def test_a_strange_key_is_malformed(client: httpx.AsyncClient, key: str) -> None:
    answer = await post(client, key)
    assert (answer.status_code, answer.json()["error"]) == (422, "malformed")


async def test_the_longest_key_passes(client: httpx.AsyncClient) -> None:
    assert (await post(client, "x" * MAX_LENGTH)).status_code == 201


async def test_reading_takes_no_key(client: httpx.AsyncClient, service: Service) -> None:
    for number in (1, 2):
        answer = await client.get(PATH, headers={"authorization": "ada", "idempotency-key": "k"})
        assert answer.json() == number


async def test_neither_key_nor_subject_is_stored_in_the_scope(
    client: httpx.AsyncClient, kit_db: Database
) -> None:
    await post(client, "canary-key")
    async with kit_db.unit("kit") as unit:
        row = await unit.fetchrow("SELECT scope, subject_id FROM kit.idempotency")
    assert row is not None
    assert "canary" not in row["scope"]
    assert row["subject_id"] == "ada"


def test_what_is_replayed_is_listed() -> None:
    assert idempotency.REPLAYED_HEADERS == ("content-type", "location")


# What changes nothing.


class Thinker:
    """Works something out, for as long as it is told to, and never the same."""

    def __init__(self) -> None:
        self.calls = 0
        self.working = asyncio.Semaphore(0)
        self.gate = asyncio.Event()

    async def think(self, thing: NewThing) -> int:
        self.calls += 1
        mine = self.calls
        self.working.release()
        await self.gate.wait()
        if thing.id == "refused":
            raise ThingRefused
        return mine


@pytest.fixture
def thinker() -> Thinker:
    return Thinker()


@asynccontextmanager
async def thinking(
    db: Database, thinker: Thinker, *, changes_nothing: bool = True
) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    errors.install(app)
    route = idempotent_route(db, "alpha", subject, changes_nothing=changes_nothing)
    routes = APIRouter(route_class=route)

    @routes.post(PATH)
    async def think(thing: NewThing) -> dict[str, int]:
        return {"number": await thinker.think(thing)}

    app.include_router(routes)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as opened:
        yield opened


async def held(db: Database, thinker: Thinker, *, changes_nothing: bool = True) -> int:
    """How many connections of the pool two thoughts hold."""
    async with thinking(db, thinker, changes_nothing=changes_nothing) as client:
        asked = [asyncio.ensure_future(post(client, f"k{n}")) for n in range(2)]
        for _ in asked:
            await asyncio.wait_for(thinker.working.acquire(), 10)
        found = db.pool.get_size() - db.pool.get_idle_size()
        thinker.gate.set()
        assert {answer.status_code for answer in await asyncio.gather(*asked)} == {200}
    return found


async def test_while_something_is_worked_out_no_connection_is_held(
    kit_db: Database, thinker: Thinker
) -> None:
    assert await held(kit_db, thinker) == 0


async def test_one_that_thinks_inside_a_transaction_is_found(
    kit_db: Database, thinker: Thinker
) -> None:
    assert await held(kit_db, thinker, changes_nothing=False) == 2


async def test_what_was_worked_out_is_answered_again(kit_db: Database, thinker: Thinker) -> None:
    thinker.gate.set()
    async with thinking(kit_db, thinker) as client:
        first, again = await post(client), await post(client)
        assert (first.json(), again.json(), thinker.calls) == ({"number": 1}, {"number": 1}, 1)
        assert "idempotency-replayed" not in first.headers
        assert again.headers["idempotency-replayed"] == "true"
        assert (await post(client, who="bob")).json() == {"number": 2}
        reused = await post(client, id="b")
        assert (reused.status_code, thinker.calls) == (409, 2)


async def test_thoughts_at_once_have_one_answer(kit_db: Database, thinker: Thinker) -> None:
    async with thinking(kit_db, thinker) as client:
        asked = [asyncio.ensure_future(post(client)) for _ in range(4)]
        for _ in asked:
            await asyncio.wait_for(thinker.working.acquire(), 10)
        thinker.gate.set()
        answers = await asyncio.gather(*asked)
    assert len({answer.content for answer in answers}) == 1
    assert sum("idempotency-replayed" in answer.headers for answer in answers) == 3


async def test_another_thought_under_the_key_is_409_even_at_once(
    kit_db: Database, thinker: Thinker
) -> None:
    async with thinking(kit_db, thinker) as client:
        asked = [asyncio.ensure_future(post(client, id=one)) for one in ("a", "b")]
        for _ in asked:
            await asyncio.wait_for(thinker.working.acquire(), 10)
        thinker.gate.set()
        answers = await asyncio.gather(*asked)
    assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_a_thought_that_failed_or_was_given_up_spends_no_key(
    kit_db: Database, thinker: Thinker
) -> None:
    async with thinking(kit_db, thinker) as client:
        asked = asyncio.ensure_future(post(client))
        await asyncio.wait_for(thinker.working.acquire(), 10)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        thinker.gate.set()
        assert (await post(client, id="refused")).status_code == 409
        async with kit_db.unit("kit") as unit:
            assert await unit.fetchval("SELECT count(*) FROM kit.idempotency") == 0
        assert (await post(client)).json() == {"number": 3}
