from collections.abc import AsyncIterator
from typing import Annotated, Literal

import httpx
import pytest
from fastapi import FastAPI
from fastapi.exceptions import HTTPException
from pydantic import BaseModel, EmailStr, Field, field_validator

from parley.kit.errors import (
    DomainError,
    Kind,
    NotFound,
    TooManyRequests,
    Unauthenticated,
    Unavailable,
)
from parley.kit.log import request_id
from parley.kit.web import errors
from parley.kit.web.paging import Camel, PageNumber, PageOf, PageSize

CANARY = "canary-p4ssw0rd"


class Cat(BaseModel):
    kind: Literal["cat"]


class Dog(BaseModel):
    kind: Literal["dog"]


class Form(Camel):
    email: EmailStr | None = None
    password: Annotated[str, Field(max_length=3)] = ""
    how_many: int = 0
    pattern: Annotated[str, Field(pattern="^[a-c]+$")] = "a"
    pet: Annotated[Cat | Dog, Field(discriminator="kind")] | None = None
    checked: str = ""

    @field_validator("checked")
    @classmethod
    def check(cls, value: str) -> str:
        if value:
            raise ValueError(f"{value} is wrong")
        return value


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    errors.install(app)

    @app.get("/domain/{kind}")
    async def domain(kind: str, after: float | None = None) -> None:
        made = type("SomethingHappened", (DomainError,), {"__doc__": "Do.", "kind": Kind[kind]})
        try:
            raise made(retry_after=after)
        finally:
            DomainError.by_code.pop("something_happened", None)

    @app.get("/raise/{name}")
    async def raising(name: str) -> None:
        raise {
            "unauthenticated": Unauthenticated(),
            "unavailable": Unavailable(),
            "limited": TooManyRequests(),
            "missing": NotFound(),
            "teapot": HTTPException(418, CANARY),
            "crash": ValueError(CANARY),
        }[name]

    @app.post("/form")
    async def form(form: Form) -> int:
        return form.how_many

    @app.get("/page")
    async def page(page: PageNumber = 1, size: PageSize = 20) -> PageOf[int]:
        return PageOf[int](items=[1], page=page, page_size=size, total=1)

    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as opened:
        token = request_id.set("r-1")
        yield opened
        request_id.reset(token)


@pytest.mark.parametrize("kind", Kind)
async def test_each_kind_is_its_status(client: httpx.AsyncClient, kind: Kind) -> None:
    answer = await client.get(f"/domain/{kind.name}")
    assert answer.status_code == kind.value
    assert answer.json() == {"error": "something_happened", "details": "Do.", "requestId": "r-1"}
    assert ("retry-after" in answer.headers) == (kind in {Kind.UNAVAILABLE, Kind.RATE_LIMITED})
    assert ("www-authenticate" in answer.headers) == (kind is Kind.UNAUTHENTICATED)


@pytest.mark.parametrize(("after", "header"), [("0", "0"), ("0.1", "1"), ("2", "2"), ("2.5", "3")])
async def test_retry_after_is_whole_seconds_rounded_up(
    client: httpx.AsyncClient, after: str, header: str
) -> None:
    answer = await client.get(f"/domain/LOCKED?after={after}")
    assert answer.headers["retry-after"] == header


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/raise/unauthenticated", 401, "unauthenticated"),
        ("GET", "/raise/unavailable", 503, "unavailable"),
        ("GET", "/raise/limited", 429, "too_many_requests"),
        ("GET", "/raise/missing", 404, "not_found"),
        ("GET", "/nothing", 404, "not found"),
        ("GET", "/form", 405, "method_not_allowed"),
        ("GET", "/raise/teapot", 418, "error"),
        ("GET", "/raise/crash", 500, "internal"),
    ],
)
async def test_one_shape_for_all(
    client: httpx.AsyncClient, method: str, path: str, status: int, code: str
) -> None:
    answer = await client.request(method, path)
    assert (answer.status_code, answer.json()["error"]) == (status, code)
    assert CANARY not in answer.text
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"email": CANARY}, "email"),
        ({"email": f"a@{CANARY} é"}, "email"),
        ({"password": CANARY}, "password"),
        ({"howMany": CANARY}, "howMany"),
        ({"pattern": CANARY}, "pattern"),
        ({"pet": {"kind": CANARY}}, "pet"),
        ({"checked": CANARY}, "checked"),
        ({CANARY: 1}, "body"),
        ({"x" * 2000: 1}, "body"),
        (CANARY, "body"),
        ([CANARY], "body"),
    ],
)
async def test_a_malformed_body_names_the_field_and_never_the_input(
    client: httpx.AsyncClient, body: object, field: str
) -> None:
    answer = await client.post("/form", json=body)
    assert (answer.status_code, answer.json()["error"]) == (422, "malformed")
    assert answer.json()["details"].startswith(f"{field}: ")
    assert CANARY not in answer.text
    assert len(answer.text) < 500


async def test_what_is_no_json_is_malformed(client: httpx.AsyncClient) -> None:
    for content in (b"", b"{", b"\xff", CANARY.encode()):
        answer = await client.post(
            "/form", content=content, headers={"content-type": "application/json"}
        )
        assert (answer.status_code, answer.json()["error"]) == (422, "malformed")
        assert CANARY not in answer.text


async def test_a_typing_error_in_a_known_form_is_named(client: httpx.AsyncClient) -> None:
    answer = await client.post("/form", json={"howmany": 1})
    assert answer.json()["details"].startswith("howmany: ")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("page=1&pageSize=1", 200),
        ("pageSize=100", 200),
        ("page=100000", 200),
        ("page=0", 422),
        ("pageSize=0", 422),
        ("pageSize=101", 422),
        ("page=100001", 422),
        ("page=x", 422),
    ],
)
async def test_pages_have_edges(client: httpx.AsyncClient, query: str, status: int) -> None:
    answer = await client.get(f"/page?{query}")
    assert answer.status_code == status
    if status == 200:
        assert set(answer.json()) == {"items", "page", "pageSize", "total"}
