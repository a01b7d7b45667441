import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, FastAPI, Request, Response, WebSocket
from pydantic import BaseModel

from parley.kit.log import request_id
from parley.kit.metrics import Metrics
from parley.kit.web import errors
from parley.kit.web.edge import CSP, Edge

HOSTS = ("localhost", "127.0.0.1", "[::1]", "Parley.Example")
SMALL, LARGE = 1000, 5000


class Body(BaseModel):
    text: str


def application() -> FastAPI:
    app = FastAPI()
    errors.install(app)
    routes = APIRouter()

    @routes.get("/api/things/{thing}")
    async def thing(thing: str) -> dict[str, str | None]:
        return {"thing": thing, "requestId": request_id.get()}

    @routes.post("/api/things")
    async def model(body: Body) -> int:
        return len(body.text)

    @routes.post("/uploads/raw")
    async def raw(request: Request) -> int:
        return len(await request.body())

    @routes.get("/page")
    async def page() -> Response:
        return Response("page", headers={"content-security-policy": "default-src 'none'"})

    @routes.get("/crash")
    async def crash() -> None:
        raise ZeroDivisionError("canary")

    @routes.websocket("/ws")
    async def socket(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.close()

    app.include_router(routes)
    return app


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


def edge(metrics: Metrics, *, hosts: tuple[str, ...] = HOSTS, secure: bool = False) -> Edge:
    return Edge(
        application(), metrics, allowed_hosts=hosts, max_body=SMALL,
        large_bodies={"/uploads": LARGE}, secure=secure,
    )  # fmt: skip


def to(app: Any) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://localhost")


@pytest.fixture
async def client(metrics: Metrics) -> AsyncIterator[httpx.AsyncClient]:
    async with to(edge(metrics)) as opened:
        yield opened


@pytest.mark.parametrize(
    "host",
    [
        "localhost", "localhost:8000", "LOCALHOST", "127.0.0.1", "127.0.0.1:8000", "[::1]",
        "[::1]:8000", "parley.example", "PARLEY.example:443",
    ],
)  # fmt: skip
async def test_our_own_names_are_served(client: httpx.AsyncClient, host: str) -> None:
    answer = await client.get("/api/things/1", headers={"host": host})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "", "evil.example", "localhost.evil.example", "evil.example:8000", "127.0.0.1.evil.example",
        "127.0.0.2", "[::2]:8000", "::1", "localhost@evil.example", "evillocalhost",
        "[::1].evil.example",
        "localhost:80:80", "localhost:evil.example", "[::1", "[::1]evil.example",
    ],
)  # fmt: skip
async def test_other_names_are_not(client: httpx.AsyncClient, host: str) -> None:
    answer = await client.get("/api/things/1", headers={"host": host})
    assert answer.status_code == 421
    body = answer.json()
    assert body["error"] == "misdirected"
    assert body["requestId"] == answer.headers["x-request-id"]
    assert "evil" not in body["details"]


async def test_any_name_where_any_is_allowed(metrics: Metrics) -> None:
    async with to(edge(metrics, hosts=("*",))) as client:
        answer = await client.get("/api/things/1", headers={"host": "evil.example"})
    assert answer.status_code == 200


@pytest.mark.parametrize(("host", "kind"), [("localhost:1", "accept"), ("evil.example", "close")])
async def test_sockets_have_the_same_names(metrics: Metrics, host: str, kind: str) -> None:
    scope = {
        "type": "websocket", "path": "/ws", "headers": [(b"host", host.encode())],
        "query_string": b"", "subprotocols": [], "scheme": "ws", "client": ("127.0.0.1", 1),
    }  # fmt: skip
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    await edge(metrics)(scope, receive, send)
    assert sent[0]["type"] == f"websocket.{kind}"


async def parts(*sizes: int) -> AsyncIterator[bytes]:
    for size in sizes:
        yield b"x" * size


async def test_a_body_at_the_limit_passes(client: httpx.AsyncClient) -> None:
    text = "x" * (SMALL - len('{"text": ""}'))
    answer = await client.post(
        "/api/things",
        content=f'{{"text": "{text}"}}',
        headers={"content-type": "application/json"},
    )
    assert (answer.status_code, answer.json()) == (200, len(text))
    assert (await client.post("/uploads/raw", content=b"x" * LARGE)).json() == LARGE
    assert (await client.post("/uploads/raw", content=parts(LARGE - 1, 1))).json() == LARGE


@pytest.mark.parametrize("path", ["/api/things", "/uploads/raw"])
@pytest.mark.parametrize("declared", [True, False])
async def test_a_body_over_the_limit_is_413(
    client: httpx.AsyncClient,
    path: str,
    declared: bool,
) -> None:
    limit = LARGE if path == "/uploads/raw" else SMALL
    content = b"x" * (limit + 1) if declared else parts(limit, 1)
    answer = await client.post(path, content=content)
    assert answer.status_code == 413
    assert answer.json()["error"] == "too_large"
    assert str(limit) in answer.json()["details"]
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("length", ["-1", "x", "²", "1e9", ""])
async def test_a_strange_length_is_not_believed(metrics: Metrics, length: str) -> None:
    scope = {
        "type": "http", "method": "POST", "path": "/uploads/raw", "query_string": b"",
        "headers": [(b"host", b"localhost"), (b"content-length", length.encode("latin-1"))],
        "client": ("127.0.0.1", 1), "scheme": "http", "http_version": "1.1",
        "server": ("localhost", 80),
    }  # fmt: skip
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"x" * (LARGE + 1), "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await edge(metrics)(scope, receive, send)
    assert sent[0]["status"] == 413


async def test_every_answer_has_the_headers(client: httpx.AsyncClient) -> None:
    for answer in (
        await client.get("/api/things/1"),
        await client.get("/nothing"),
        await client.get("/crash"),
        await client.post("/api/things", content=b"{"),
        await client.get("/api/things/1", headers={"host": "evil.example"}),
    ):
        assert answer.headers["content-security-policy"] == CSP
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert answer.headers["x-request-id"]
        assert "strict-transport-security" not in answer.headers


async def test_a_route_may_be_stricter_and_pages_may_be_kept(client: httpx.AsyncClient) -> None:
    page = await client.get("/page")
    assert page.headers["content-security-policy"] == "default-src 'none'"
    assert "cache-control" not in page.headers
    assert (await client.get("/api/things/1")).headers["cache-control"] == "no-store"


async def test_https_is_strict(metrics: Metrics) -> None:
    async with to(edge(metrics, secure=True)) as client:
        answer = await client.get("/page")
    assert answer.headers["strict-transport-security"].startswith("max-age=")


def test_the_policy_runs_nothing_inline() -> None:
    assert "unsafe" not in CSP
    assert "script-src 'self';" in CSP
    assert "frame-ancestors 'none'" in CSP


async def test_a_request_id_is_taken_over_or_made(client: httpx.AsyncClient) -> None:
    given = await client.get("/api/things/1", headers={"x-request-id": "abc.DEF_1-2"})
    assert given.headers["x-request-id"] == given.json()["requestId"] == "abc.DEF_1-2"
    made = {(await client.get("/api/things/1")).headers["x-request-id"] for _ in range(5)}
    assert len(made) == 5
    for strange in ("x" * 65, "a b", "<script>", "a\tb"):
        answer = await client.get("/api/things/1", headers={"x-request-id": strange})
        assert answer.headers["x-request-id"] != strange
    assert request_id.get() is None


async def test_concurrent_requests_keep_their_ids(client: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(
        *(client.get("/api/things/1", headers={"x-request-id": f"r{n}"}) for n in range(20))
    )
    assert [answer.json()["requestId"] for answer in answers] == [f"r{n}" for n in range(20)]


async def test_the_log_and_metrics_name_the_route_never_the_path(
    client: httpx.AsyncClient, metrics: Metrics, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "parley.access")
    await client.get("/api/things/canary-token?token=canary")
    await client.get("/nothing/canary")
    await client.request("CANARY", "/nothing")
    shown = (await metrics.render()).decode()
    assert "canary" not in shown.lower()
    assert 'method="GET",route="/api/things/{thing}",status="200"' in shown
    assert 'method="OTHER",route="other"' in shown
    records = [record for record in caplog.records if record.name == "parley.access"]
    assert "canary" not in " ".join(str(vars(record)) for record in records).lower()
    assert vars(records[0])["route"] == "/api/things/{thing}"
