"""The process that holds a conversation dies or stops; a client of the document alone talks on."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect

from parley.app import process
from parley.app.targets import TARGETS
from parley.interviewer.service.mock import AGAIN, GOODBYE, GREETING
from tests.interviewer import server
from tests.interviewer.document import Client, compiled
from tests.speech import recordings

pytestmark = [pytest.mark.fault]

READY_WITHIN = 60.0
GEMINI_ENDED = 2


@dataclass
class House:
    """An installation whose application comes and goes, and somebody who practises in it."""

    dsn: str
    data_dir: Path
    port: int
    grpc_port: int
    messages: dict[str, Any]
    contexts: str = "all"
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @asynccontextmanager
    async def serving(
        self, *mistakes: str, engine: str = "mock"
    ) -> AsyncIterator[asyncio.subprocess.Process]:
        running = await asyncio.create_subprocess_exec(
            sys.executable, "-m", server.MODULE, self.dsn, str(self.data_dir), str(self.port),
            str(self.grpc_port), self.contexts, *mistakes,
            env={**os.environ, "PARLEY_VOICE_ENGINE": engine, **self.environment},
            cwd=Path(__file__).parents[2],
        )  # fmt: skip
        try:
            await self._ready(running)
            yield running
        finally:
            if running.returncode is None:
                running.kill()
            await running.wait()

    async def _ready(self, running: asyncio.subprocess.Process) -> None:
        async with httpx.AsyncClient() as http, asyncio.timeout(READY_WITHIN):
            while True:
                assert running.returncode is None, "it didn't start"
                try:
                    if (await http.get(f"{self.url}/health/ready")).status_code == 200:
                        return
                except httpx.TransportError:
                    pass
                await asyncio.sleep(0.05)


class Person:
    """Somebody with an account and one practice interview."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.http = httpx.AsyncClient(base_url=house.url, timeout=20)

    async def begin(self, questions: int) -> Client:
        """Sign up, ask for an interview; a client for its socket."""
        who = {"email": "ada@practice.example", "password": "correct horse battery", "name": "Ada"}
        await self.answer("POST", "/api/v1/auth/register", who)
        await self.sign_in()
        body = {
            "mode": "voice",
            "job_description": "Backend engineer for a payments team, Python and PostgreSQL.",
            "total_questions": questions,
        }
        self.id = (await self.answer("POST", "/api/v1/interviews/start", body))["id"]
        address = self.house.url.replace("http", "ws", 1) + f"/realtime/{self.id}"
        return Client(self.house.messages, address)

    async def sign_in(self) -> None:
        who = {"email": "ada@practice.example", "password": "correct horse battery"}
        token = (await self.answer("POST", "/api/v1/auth/login", who))["accessToken"]
        self.http.headers["Authorization"] = f"Bearer {token}"

    async def token(self, procedure: str = "generateWorkerToken") -> str:
        found = await self.answer("POST", f"/trpc/interview.{procedure}", {"interviewId": self.id})
        return str(found["result"]["data"]["token"])

    async def result(self) -> dict[str, Any]:
        return await self.answer("GET", f"/api/v1/interviews/{self.id}/result")

    async def agree(self) -> None:
        """Let the sound be kept."""
        found = await self.answer("GET", f"/api/v1/interviews/{self.id}")
        version = {"version": found["consent"]["version"]}
        await self.answer("POST", f"/api/v1/interviews/{self.id}/consent", version)

    async def recording(self) -> dict[str, Any]:
        """Once it can be played, and its sound is there."""
        async with asyncio.timeout(READY_WITHIN):
            while True:
                found = (await self.result())["recording"]
                if found and found["status"] == "ready" and found["waveform_url"]:
                    return dict(found)
                await asyncio.sleep(0.1)

    async def status(self) -> str:
        found = await self.answer("GET", f"/api/v1/interviews/{self.id}/status")
        return str(found["status"])

    async def answer(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        found = await self.http.request(method, path, json=body)
        assert found.is_success, f"{path}: {found.status_code} {found.text}"
        return dict(found.json())


@pytest.fixture
def house(database: dict[str, Any], tmp_path: Path) -> House:
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    port, grpc_port = free_ports(2)
    return House(database["dsn"], data_dir, port, grpc_port, compiled(tmp_path))


def free_ports(count: int) -> list[int]:
    with ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


async def test_a_client_of_the_document_alone_completes_an_interview(house: House) -> None:
    async with house.serving():
        person = Person(house)
        client = await person.begin(questions=1)
        await person.agree()
        assert await person.status() == "pending"
        await client.talk(await person.token())
        assert (client.reason, client.code, client.unknown) == (GEMINI_ENDED, 1000, 0)
        assert [speaker for speaker, _ in client.lines] == ["AI", "USER", "AI"]
        assert client.lines[0][1].startswith(GREETING)
        assert client.audible > 3
        result = await person.result()
        assert (result["status"], result["end_reason"]) == ("completed", "ai_ended")
        said = [(entry["speaker"], entry["text"]) for entry in result["transcript"]]
        assert said == client.lines
        recording = await person.recording()
        # Of the session's own length, up to its last sound.
        assert recording["duration_seconds"] == pytest.approx(result["duration_seconds"], abs=2)
        assert recording["audio_url"]
        assert recording["waveform_url"]
        await person.http.aclose()


@pytest.mark.full
@pytest.mark.timeout(300)
async def test_a_client_of_the_document_alone_talks_with_the_cascade(house: House) -> None:
    voice = recordings.flite(
        "I designed an API for payments. Clients retried their requests, so customers were charged"
        " twice. We stored a key together with each payment, and there were no more duplicates."
    )
    async with house.serving(engine="cascade"):
        person = Person(house)
        client = await person.begin(questions=1)
        client.answers = [voice] * 4
        await client.talk(await person.token())
        assert (client.reason, client.code, client.unknown) == (GEMINI_ENDED, 1000, 0)
        assert client.errors == []
        speakers = [speaker for speaker, _ in client.lines]
        assert speakers[0] == speakers[-1] == "AI"
        assert "USER" in speakers
        result = await person.result()
        assert result["status"] == "completed"
        said = [(entry["speaker"], entry["text"]) for entry in result["transcript"]]
        assert said == client.lines
        heard = " ".join(text for speaker, text in said if speaker == "USER").lower()
        assert "payment" in heard
        await person.http.aclose()


async def killed_in_mid_sentence(house: House, *mistakes: str) -> None:
    """The application is killed while the AI asks its second question, and is started again.

    Raises:
        AssertionError: The person is greeted again, or something they saw as final is gone.
    """

    def in_the_second_question(client: Client) -> bool:
        return len(client.lines) == 2 and client.captions[-1][0] == "AI"

    async with house.serving(*mistakes) as first:
        person = Person(house)
        client = await person.begin(questions=2)
        await client.talk(await person.token(), until=in_the_second_question)
        first.kill()
        await first.wait()
    seen = list(client.lines)
    again = Client(house.messages, client.address)
    async with house.serving(*(each for each in mistakes if each == "history forgotten")):
        await person.sign_in()
        assert await person.status() == "in_progress"
        await again.talk(await person.token("resumeWorkerToken"))
        said = [(e["speaker"], e["text"]) for e in (await person.result())["transcript"]]
        await person.http.aclose()
    assert said == seen + again.lines, "what was seen as final is gone"
    assert not again.lines[0][1].startswith(GREETING), "the person was greeted again"
    assert again.lines[0][1].startswith(AGAIN)
    assert [speaker for speaker, _ in said] == ["AI", "USER", "AI", "USER", "AI"]
    assert said[-1] == ("AI", GOODBYE)
    assert (again.reason, again.code) == (GEMINI_ENDED, 1000)


async def test_killed_in_mid_sentence_it_goes_on_at_the_same_question(house: House) -> None:
    await killed_in_mid_sentence(house)


@pytest.mark.full
@pytest.mark.parametrize(
    ("mistake", "seen"),
    [("committed late", "is gone"), ("history forgotten", "greeted again")],
    ids=["committed late", "history forgotten"],
)
async def test_the_same_check_sees_what_is_lost_and_a_second_greeting(
    house: House, mistake: str, seen: str
) -> None:
    with pytest.raises(AssertionError, match=seen):
        await killed_in_mid_sentence(house, mistake)


async def test_a_server_that_is_stopped_says_so_and_the_next_goes_on(house: House) -> None:
    async with house.serving() as first:
        person = Person(house)
        client = await person.begin(questions=1)
        talking = asyncio.create_task(client.talk(await person.token()))
        async with asyncio.timeout(30):
            while not client.captions:
                await asyncio.sleep(0.01)
        first.send_signal(signal.SIGTERM)
        await asyncio.wait_for(talking, 20)
        assert client.code == 4008
        assert await asyncio.wait_for(first.wait(), 30) == 0
    async with house.serving():
        await person.sign_in()
        await client.talk(await person.token("resumeWorkerToken"))
        assert (client.reason, client.code) == (GEMINI_ENDED, 1000)
        await person.http.aclose()


@pytest.mark.full
async def test_huge_messages_are_not_read_and_sound_is_not_compressed(house: House) -> None:
    async with house.serving():
        person = Person(house)
        client = await person.begin(questions=1)
        address = f"{client.address}?token={await person.token()}"
        async with connect(address, compression="deflate") as talking:
            assert talking.protocol.extensions == []
            await talking.send(bytes(process.MESSAGE_BYTES + 1))
            await asyncio.wait_for(talking.wait_closed(), 20)
            assert talking.close_code == 1009
        async with connect(address) as again:
            await again.send(bytes(process.MESSAGE_BYTES))
            await asyncio.wait_for(again.wait_closed(), 20)
            assert again.close_code == 4003
        await person.http.aclose()


async def service_token(house: House) -> str:
    ran = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "parley.app.cli", "keys", "service-token",
        "--data-dir", str(house.data_dir), stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, _ = await ran.communicate()
    return said.decode().strip()


@pytest.mark.full
async def test_the_interviewer_alone_talks_over_grpc_with_the_rest(
    house: House, tmp_path: Path
) -> None:
    house.contexts = ",".join(name for name in TARGETS if name != "interviewer")
    async with house.serving():
        person = Person(house)
        client = await person.begin(questions=1)
        await person.agree()
        links = dict.fromkeys(
            ("PARLEY_IDENTITY_GRPC", "PARLEY_INTERVIEWS_GRPC", "PARLEY_MEDIA_GRPC"),
            f"127.0.0.1:{house.grpc_port}",
        )
        environment = {**links, "PARLEY_SERVICE_TOKEN": await service_token(house)}
        port, grpc_port = free_ports(2)
        alone = replace(
            house, port=port, grpc_port=grpc_port, contexts="interviewer",
            data_dir=tmp_path / "alone", environment=environment,
        )  # fmt: skip
        alone.data_dir.mkdir()
        async with alone.serving():
            client.address = f"ws://127.0.0.1:{port}/realtime/{person.id}"
            await client.talk(await person.token())
        assert (client.reason, client.code) == (GEMINI_ENDED, 1000)
        result = await person.result()
        said = [(entry["speaker"], entry["text"]) for entry in result["transcript"]]
        assert said == client.lines
        # It was killed as soon as the talk was over: the next one submits what was recorded.
        async with alone.serving():
            recording = await person.recording()
        assert recording["duration_seconds"] == pytest.approx(result["duration_seconds"], abs=2)
        await person.http.aclose()
