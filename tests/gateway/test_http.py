import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from parley.gateway import http
from parley.gateway.ports import Check, Settings
from parley.kit.metrics import Metrics
from parley.kit.web import errors


async def fine() -> None:
    return


async def broken() -> None:
    raise ConnectionError("host db-1 user secret")


async def hangs() -> None:
    await asyncio.Event().wait()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html><title>Parley</title>")
    (tmp_path / "assets" / "app-1a2b.js").write_text("console.log(1)" * 100)
    (tmp_path / "icon.svg").write_text("<svg/>")
    return Settings(
        version="1.2.3",
        demo=True,
        demo_accounts=(("hr@demo.parley", "hr"),),
        registration_open=True,
        pages=tmp_path,
        check_seconds=0.05,
    )


@pytest.fixture
async def client(settings: Settings) -> AsyncIterator[Callable[..., httpx.AsyncClient]]:
    opened: list[httpx.AsyncClient] = []

    def make(**checks: Check) -> httpx.AsyncClient:
        app = FastAPI()
        errors.install(app)
        app.include_router(http.health_router(checks, settings))
        app.include_router(http.config_router(settings))
        app.include_router(http.metrics_router(Metrics()))
        app.include_router(http.Pages(settings.pages).router())
        transport = httpx.ASGITransport(app)
        opened.append(httpx.AsyncClient(transport=transport, base_url="http://parley"))
        return opened[-1]

    yield make
    for each in opened:
        await each.aclose()


Client = Callable[..., httpx.AsyncClient]


@pytest.mark.contract("interview-service.md", "GET /health")
async def test_health_names_every_check_without_saying_why(client: Client) -> None:
    answer = await client(database=fine, mail=broken, disk=hangs).get("/health")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "degraded",
        "checks": {"database": "ok", "mail": "failing", "disk": "slow"},
    }


@pytest.mark.contract("interview-service.md", "GET /health/ready")
async def test_not_ready_without_the_database(client: Client) -> None:
    answer = await client(database=broken).get("/health/ready")
    assert answer.status_code == 503
    assert answer.json() == {"status": "down", "checks": {"database": "failing"}}
    assert (await client(database=fine).get("/health/ready")).status_code == 200


@pytest.mark.contract("interview-service.md", "GET /health/live")
async def test_alive_whatever_the_dependencies_do(client: Client) -> None:
    answer = await client(database=hangs).get("/health/live")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")


async def test_config_tells_what_the_page_must_know(client: Client) -> None:
    assert (await client().get("/api/v1/config")).json() == {
        "version": "1.2.3",
        "demo": True,
        "registrationOpen": True,
        "demoAccounts": [{"email": "hr@demo.parley", "role": "hr"}],
    }


async def test_assets_are_cached_for_ever_and_compressed(client: Client) -> None:
    answer = await client().get("/assets/app-1a2b.js")
    assert answer.headers["cache-control"] == http.FOREVER
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.text == "console.log(1)" * 100
    plain = await client().get("/assets/app-1a2b.js", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers


@pytest.mark.parametrize("path", ["/", "/templates/abc", "/interview/some.token"])
async def test_page_addresses_answer_the_application(client: Client, path: str) -> None:
    answer = await client().get(path)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")
    assert "<title>Parley" in answer.text


@pytest.mark.parametrize(
    "path", ["/nowhere", "/api/v1/nowhere", "/assets/none.js", "/assets/..%2f..%2fetc/passwd",
             "/..%2f..%2fetc%2fpasswd", "/assets/%00"]
)  # fmt: skip
async def test_an_unknown_path_is_404_literally(client: Client, path: str) -> None:
    answer = await client().get(path)
    assert (answer.status_code, answer.json()) == (404, {"error": "not found"})


async def test_pages_that_are_not_built_say_what_to_do(client: Client, settings: Settings) -> None:
    (settings.pages / "index.html").unlink()
    answer = await client().get("/")
    assert answer.status_code == 503
    assert "make setup" in answer.text


async def test_metrics_are_prometheus_text(client: Client) -> None:
    answer = await client().get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert "http_request_duration_seconds" in answer.text
