"""What people are called, write and enter with is in no log and no metric, whatever goes wrong.

The log is at its most talkative (`debug`), handlers crash with what they were given in their
exceptions, and the mail server refuses by quoting the address.
"""

import asyncio
import json
import re
import secrets
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from parley.app.simulate.api import Api
from tests.e2e.installation import Installation, installed
from tests.e2e.invitations import WRITTEN, enter, invite_with, publish, sign_in
from tests.faults import broken_app
from tests.faults.conftest import Faults

pytestmark = [pytest.mark.fault, pytest.mark.xdist_group("canaries"), pytest.mark.timeout(240)]

MAILS_WITHIN = 30.0
JWT = re.compile(r"eyJ[\w-]+\.eyJ[\w-]+")


class Quoting(socketserver.StreamRequestHandler):
    """A mail server that knows nobody, and says whom it doesn't know."""

    def handle(self) -> None:
        self.wfile.write(b"220 mail.test\r\n")
        for line in self.rfile:
            word = line.split(b" ")[0].strip().upper()
            if word == b"RCPT":
                self.wfile.write(b"550 5.1.1 nobody here is called " + line.strip() + b"\r\n")
            elif word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"250 fine\r\n")


@pytest.fixture(scope="module")
def mail_port() -> Iterator[int]:
    """Where that server listens."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Quoting) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield int(server.server_address[1])
        server.shutdown()
        thread.join(5)


@pytest.fixture(scope="module")
def wishes(tmp_path_factory: pytest.TempPathFactory) -> Faults:
    """What is to go wrong besides."""
    return Faults(tmp_path_factory.mktemp("faults"))


@pytest.fixture(scope="module")
def installation(
    tmp_path_factory: pytest.TempPathFactory, wishes: Faults, mail_port: int
) -> Iterator[Installation]:
    """One that says everything it may, and whose mails come to nothing."""
    environment = {
        **wishes.environment,
        "LOG_LEVEL": "debug",
        "PARLEY_SMTP_HOST": "127.0.0.1",
        "PARLEY_SMTP_PORT": str(mail_port),
        "PARLEY_SMTP_SECURITY": "none",
    }
    data_dir: Path = tmp_path_factory.mktemp("canaries") / "data"
    with installed(data_dir, module=broken_app.MODULE, environment=environment) as running:
        yield running


@dataclass
class Said:
    """Everything personal that was said in one walk."""

    words: set[str] = field(default_factory=set)
    statuses: set[int] = field(default_factory=set)

    def new(self, what: str) -> str:
        """A word that is found nowhere else."""
        word = f"{what}{secrets.token_hex(8)}"
        self.words.add(word)
        return word


def leaks(installation: Installation, words: set[str]) -> list[str]:
    """Where something personal stands in what the installation says of itself."""
    metrics = httpx.get(f"{installation.url}/metrics").raise_for_status().text
    found = []
    for name, said in {"log": installation.log, "metrics": metrics}.items():
        found += [f"{name}: {word}" for word in sorted(words) if word.lower() in said.lower()]
        found += [f"{name}: a token" for _ in JWT.findall(said)]
    return found


async def try_it(api: Api, said: Said, method: str, path: str, **sent: Any) -> None:
    """Send something that is refused in one way or another."""
    headers = {"Authorization": f"Bearer {api._token}", **sent.pop("headers", {})}
    answer = await api._client.request(method, path, headers=headers, **sent)
    said.statuses.add(answer.status_code)


async def blunders(api: Api, said: Said, base: str, question_id: str) -> None:
    """All kinds of requests that can't be served, with something personal in each."""
    new = said.new
    await try_it(api, said, "POST", f"{base}/responses", json={"questionId": new("q"), "type": 3})
    await try_it(api, said, "POST", f"{base}/responses", json={new("field"): new("value")})
    await try_it(api, said, "POST", f"{base}/responses", content=f'{{"content": "{new("cut")}')
    await try_it(api, said, "POST", f"{base}/consent", json={"version": new("v"), "accepted": True})
    await try_it(api, said, "GET", f"/api/v1/invitations?q={new('search')}&page={new('page')}")
    await try_it(api, said, "GET", f"/api/v1/receipts/{new('code')}")
    await try_it(api, said, "GET", f"/interview/{new('token')}")
    await try_it(api, said, "GET", f"/{new('nowhere')}?token={new('query')}")
    await try_it(api, said, "PUT", f"{base}/{new('path')}", json={"name": new("n")})
    await try_it(api, said, "GET", base, headers={"Authorization": f"Bearer {new('bearer')}"})
    await try_it(api, said, "GET", base, headers={"X-Request-Id": new("id") + " ?", "Host": "x"})
    await try_it(api, said, "GET", base, headers={"Host": new("host")})
    await try_it(api, said, "POST", f"{base}/start", headers={"Idempotency-Key": new("key")})
    body = {"email": f"{new('login')}@canary.test", "password": new("password")}
    await try_it(api, said, "POST", "/api/v1/auth/login", json=body)
    body = {"email": new("nomail"), "password": new("password"), "name": new("name")}
    await try_it(api, said, "POST", "/api/v1/auth/register", json=body)
    await try_it(api, said, "POST", "/api/v1/invitations/access", json={"accessToken": new("t")})
    await try_it(api, said, "POST", "/api/v1/uploads", headers={"Upload-Metadata": new("meta")})
    answer = {"questionId": question_id, "type": "choice", "content": new("choice")}
    await try_it(api, said, "POST", f"{base}/responses", json=answer)


async def walk(installation: Installation, faults: Faults, mistake: str | None = None) -> Said:
    """A whole interview, with everything going wrong beside it; what was said."""
    said = Said()
    async with Api(installation.url) as hr, Api(installation.url) as guest:
        await sign_in(hr)
        template_id = await publish(hr, WRITTEN)
        faults.make(mistake)
        invited = await invite_with(hr, template_id)
        said.words |= {invited.name, invited.email, invited.token, str(hr._token)}
        detail = await enter(guest, invited)
        base, question = f"/api/v1/invitations/{invited.id}", detail["questions"][0]["id"]
        said.words.add(str(guest._token))
        await guest.call("POST", f"{base}/start")
        await blunders(guest, said, base, question)
        await blunders(hr, said, base, question)
        answer = {"questionId": question, "type": "text", "content": said.new("answer")}
        if mistake is None:
            faults.make("crash with what was said")
            await try_it(guest, said, "POST", f"{base}/responses", json=answer)
            faults.mend()
        await guest.call("POST", f"{base}/responses", answer)
        await guest.call("POST", f"{base}/complete")
        await guest.call("POST", f"{base}/human-look", {"text": said.new("look")})
        await hr.call("POST", f"{base}/review/notes", {"text": said.new("note")})
        await refused_by_mail(installation, invited.id)
        asked = await guest.call("POST", f"{base}/deletion", {"confirm": True})
        code = asked["receiptLink"].rsplit("/", 1)[1]
        said.words.add(code)
        async with httpx.AsyncClient(base_url=installation.url) as anybody:
            assert (await anybody.get(f"/api/v1/receipts/{code}")).status_code == 200
    faults.mend()
    return said


async def refused_by_mail(installation: Installation, invitation_id: str) -> None:
    """Wait until the server has refused the invitation's mail."""
    connection = await asyncpg.connect(installation.dsn)
    sql = "SELECT count(*) FROM notifications.mails WHERE invitation_id = $1 AND status = 'failed'"
    try:
        async with asyncio.timeout(MAILS_WITHIN):
            while not await connection.fetchval(sql, invitation_id):
                await asyncio.sleep(0.05)
    finally:
        await connection.close()


async def test_nothing_personal_is_said_whatever_goes_wrong(
    installation: Installation, faults: Faults
) -> None:
    said = await walk(installation, faults)
    assert said.statuses >= {400, 401, 404, 421, 422, 500}, said.statuses
    lines = [line for line in installation.log.splitlines() if line.startswith("{")]
    events = [json.loads(line) for line in lines]
    assert {event["level"] for event in events} >= {"debug", "info", "error"}
    assert any(event.get("error_type") == "RuntimeError" for event in events), "nothing crashed"
    assert len(said.words) > 40
    assert leaks(installation, said.words) == []


async def test_the_same_walk_sees_a_name_in_the_log(
    installation: Installation, faults: Faults
) -> None:
    said = await walk(installation, faults, "names in the log")
    assert [where.split(":")[0] for where in leaks(installation, said.words)] == ["log"]
