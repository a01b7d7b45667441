"""PostgreSQL is killed in mid-conversation: it goes on when the database is back, nothing lost."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from parley.interviewer.service.mock import AGAIN, ANSWER_SECONDS, GREETING
from parley.kit import migrate
from parley.kit.postgres import EmbeddedPostgres
from tests.faults.test_voice_faults import GEMINI_ENDED, House, Person, free_ports
from tests.interviewer.document import Client, compiled

pytestmark = [pytest.mark.fault]

PATIENCE_SECONDS = 2.0  # after the answer's end, in which a conversation that doesn't wait goes on
TALKED_WITHIN = 60.0


@pytest.fixture
async def postgres(tmp_path: Path) -> AsyncIterator[EmbeddedPostgres]:
    """A database of this test's own, migrated; what it commits survives its death."""
    committing = {"synchronous_commit": "on"}
    directory = tmp_path / "postgres"
    async with EmbeddedPostgres(directory, fsync=False, settings=committing) as server:
        await migrate.upgrade({"dsn": server.dsn}, migrate.histories())
        yield server


@pytest.fixture
def house(postgres: EmbeddedPostgres, tmp_path: Path) -> House:
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    port, grpc_port = free_ports(2)
    return House(postgres.dsn, data_dir, port, grpc_port, compiled(tmp_path))


async def until_lines(client: Client, count: int) -> None:
    while len(client.lines) < count:
        await asyncio.sleep(0.01)


async def gone_while_answering(house: House, postgres: EmbeddedPostgres, *mistakes: str) -> None:
    """The database is killed while the person answers, and comes back after the answer's end.

    Raises:
        AssertionError: Something seen as final is gone, or the conversation broke off.
    """
    async with house.serving(*mistakes):
        person = Person(house)
        client = await person.begin(questions=1)
        talking = asyncio.create_task(client.talk(await person.token()))
        async with asyncio.timeout(TALKED_WITHIN):
            await until_lines(client, 1)
            assert postgres.pid is not None
            os.kill(postgres.pid, signal.SIGKILL)
            await postgres.wait()
            heard = client.playing_until - asyncio.get_running_loop().time() + ANSWER_SECONDS
            try:
                await asyncio.wait_for(until_lines(client, 2), heard + PATIENCE_SECONDS)
            except TimeoutError:
                assert len(client.lines) == 1  # It waits for the database.
            await postgres.stop()
            await postgres.start()
            await talking
        async with asyncio.timeout(TALKED_WITHIN):
            while not await ready(person):
                await asyncio.sleep(0.05)
        result = await person.result()
        said = [(entry["speaker"], entry["text"]) for entry in result["transcript"]]
        await person.http.aclose()
    assert said == client.lines, "what was seen as final is gone"
    assert (client.reason, client.code, client.errors) == (GEMINI_ENDED, 1000, [])
    assert [speaker for speaker, _ in said] == ["AI", "USER", "AI"]
    assert said[0][1].startswith(GREETING)
    assert not any(text.startswith((GREETING, AGAIN)) for _, text in said[1:])
    assert result["status"] == "completed"


async def ready(person: Person) -> bool:
    return (await person.http.get("/health/ready")).status_code == 200


async def test_the_conversation_goes_on_when_the_database_is_back(
    house: House, postgres: EmbeddedPostgres
) -> None:
    await gone_while_answering(house, postgres)


@pytest.mark.full
async def test_the_same_check_sees_one_that_does_not_wait_for_it(
    house: House, postgres: EmbeddedPostgres
) -> None:
    with pytest.raises(AssertionError, match="is gone"):
        await gone_while_answering(house, postgres, "outage ignored")
