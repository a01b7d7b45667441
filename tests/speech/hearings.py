"""Recordings taken in, heard, corrected and erased, as many tests begin with them."""

from typing import Any

from parley.contracts.speech import (
    CorrectedText,
    Correction,
)
from parley.kit.ids import new_id
from parley.kit.messages import Message
from tests.fakes.speech_engine import FakeEngine
from tests.speech.conftest import House


async def taken_in(house: House, data: bytes | None = None, **change: object) -> Message:
    """A recording whose sound is ready."""
    take = new_id()
    message = house.audio_ready(take, await house.sound(take, data), **change)
    await house.publish(message)
    return message


async def rows(house: House, table: str) -> list[dict[str, Any]]:
    async with house.ground.db.pool.acquire() as connection:
        return [dict(r) for r in await connection.fetch(f"SELECT * FROM {table}")]  # noqa: S608 - our own tables


def types(messages: list[Message]) -> list[str]:
    return [message.type for message in messages]


def dying(engine: FakeEngine, times: int, error: type[Exception]) -> None:
    left = [error()] * times

    async def die(step: str) -> None:
        if step == "transcribe" and left:
            raise left.pop()

    engine.before = die


async def stolen(house: House) -> None:
    """Somebody else has the job by now."""
    async with house.ground.db.unit("kit") as unit:
        await unit.execute("UPDATE kit.jobs SET epoch = epoch + 1")


async def ready(house: House) -> str:
    message = await taken_in(house)
    await house.work()
    return str(message.data["mediaUrl"])


def correction(media_url: str, text: str, revision: int = 0, who: str = "ada") -> Correction:
    return Correction(media_url, revision, (CorrectedText(0, text),), who)


def requested(house: House, scope: str, subject: str, *evidence: object) -> Message:
    erasure = new_id()
    data = {
        "erasureId": erasure, "scope": scope, "subjectId": subject,
        "evidenceIds": list(evidence), "subject": subject,
    }  # fmt: skip
    return house.message("erasure.requested", erasure, data)
