"""`parley up` as an operator sees it: the whole product in processes of their own."""

import re
import socket
import ssl
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import httpx
import psutil
import pytest

from parley.app.supervisor import DEFAULT_PORT, PORTS_TRIED
from tests.e2e.installation import CANDIDATE, HR, PASSWORD, Installation, NotReady, installed

pytestmark = pytest.mark.xdist_group("up")

WARM_START_SECONDS = 3.0  # What it shall take on a machine that does nothing else (quality.md).
BUSY_MACHINE = 5.0  # Other tests run meanwhile: how much longer it may take here.
IDLE_MEMORY_BYTES = 400_000_000


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory that was in use without a demo workspace."""
    data_dir = tmp_path_factory.mktemp("used") / "data"
    with installed(data_dir, "--no-demo") as first:
        with httpx.Client(base_url=first.url) as client:
            check_without_demo(client)
        assert "Demo workspace" not in first.said
        assert first.stop() == 0
    return data_dir


def check_without_demo(client: httpx.Client) -> None:
    """Nobody can see or use a demo workspace."""
    told = client.get("/api/v1/config").json()
    assert told["demo"] is False
    assert told["demoAccounts"] == []
    for email in (HR, CANDIDATE):
        answer = client.post("/api/v1/auth/login", json={"email": email, "password": PASSWORD})
        assert answer.status_code == HTTPStatus.UNAUTHORIZED
    assert client.get("/api/v1/demo/mails").status_code in {
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.NOT_FOUND,
    }


@pytest.fixture(scope="module")
def again(used: Path) -> Iterator[Installation]:
    """The same, started again without any option."""
    with installed(used) as second:
        yield second


def test_a_data_directory_in_use_never_becomes_a_demo(again: Installation) -> None:
    with httpx.Client(base_url=again.url) as client:
        check_without_demo(client)
    assert "Demo workspace" not in again.said


def test_a_second_start_is_ready_soon(again: Installation) -> None:
    print(f"warm start: ready after {again.ready_seconds:.2f} s")
    assert again.ready_seconds < WARM_START_SECONDS * BUSY_MACHINE


def test_idle_it_needs_little_memory(again: Installation) -> None:
    # PSS: what processes share is counted once.
    used_bytes = sum(_memory(process) for process in again.tree())
    print(f"idle: {used_bytes / 1e6:.0f} MB in {len(again.tree())} processes")
    assert used_bytes < IDLE_MEMORY_BYTES


def test_every_page_is_served_by_it(again: Installation) -> None:
    with httpx.Client(base_url=again.url) as client:
        for path in ("/", "/signin", "/templates", "/interview/some-token"):
            page = client.get(path)
            assert page.status_code == HTTPStatus.OK, path
            assert page.headers["content-type"].startswith("text/html")
            scripts = re.findall(r'(?:src|href)="(/assets/[^"]+)"', page.text)
            assert scripts, path
            assert client.get(scripts[0]).status_code == HTTPStatus.OK


def test_a_second_one_in_the_same_data_directory_is_refused(again: Installation) -> None:
    second = Installation(again.data_dir)
    with pytest.raises(NotReady, match=f"in use by process {again.process.pid}"):
        second.ready()
    assert second.process.wait(10) == 1


def test_a_port_that_is_asked_for_and_busy_is_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        one = Installation(tmp_path / "data", port=port)
        with pytest.raises(NotReady):
            one.ready()
        assert one.process.wait(10) == 1
    assert one.log == (
        f"parley: Port {port} is busy: stop what listens there, or name another with --port.\n"
    )
    assert not (tmp_path / "data").exists()


def test_a_fresh_start_shows_the_demo_on_the_default_port_or_a_near_one(tmp_path: Path) -> None:
    with installed(tmp_path / "data", port=None) as parley:
        port = int(parley.url.rsplit(":", 1)[1])
        assert DEFAULT_PORT <= port < DEFAULT_PORT + PORTS_TRIED
        print(f"cold start: ready after {parley.ready_seconds:.2f} s")
        assert PASSWORD not in parley.said
        link = re.search(r"invitation +(\S+)", parley.said)
        assert link is not None
        assert link[1].startswith(f"{parley.url}/interview/")
        with httpx.Client(base_url=parley.url) as client:
            for email, role in ((HR, "hr"), (CANDIDATE, "candidate")):
                answer = client.post(
                    "/api/v1/auth/login", json={"email": email, "password": PASSWORD}
                )
                assert answer.json()["user"]["role"] == role
            token = link[1].rsplit("/", 1)[1]
            opened = client.post("/api/v1/invitations/access", json={"accessToken": token})
            assert opened.status_code == HTTPStatus.OK
        assert parley.stop() == 0


def test_https_by_a_certificate_of_its_own(tmp_path: Path) -> None:
    port = _free_port()
    with installed(
        tmp_path / "data", "--tls", port=None, environment={"PORT": str(port)}
    ) as parley:
        assert parley.url == f"https://127.0.0.1:{port}"
        assert parley.health() == HTTPStatus.OK
        assert parley.health("/health/live") == HTTPStatus.OK
        certificate = parley.data_dir / "tls/certificate.pem"
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            httpx.get(f"{parley.url}/health")
        context = ssl.create_default_context(cafile=certificate)
        answer = httpx.get(f"{parley.url}/signin", verify=context)
        assert "max-age" in answer.headers["strict-transport-security"]
        signed = httpx.post(
            f"{parley.url}/api/v1/auth/login",
            json={"email": HR, "password": PASSWORD},
            verify=context,
        )
        assert "Secure" in signed.headers["set-cookie"]
        assert (parley.data_dir / "tls/key.pem").stat().st_mode & 0o777 == 0o600


def _memory(process: psutil.Process) -> int:
    info = process.memory_full_info()
    return int(getattr(info, "pss", info.uss))  # PSS is Linux's alone.


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])
