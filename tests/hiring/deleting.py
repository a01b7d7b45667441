"""Interviews that are deleted, and the other contexts' answers to it."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from parley.contracts import erasure
from parley.contracts.erasure import CONTEXTS, ErasureDone
from parley.kit.ids import new_id
from parley.kit.messages import Message
from tests.hiring.conftest import House
from tests.hiring.interviews import (
    TEXT,
    VIDEO,
    Interview,
    invite,
    record,
    template,
)

OTHERS = [context for context in CONTEXTS if context != "hiring"]
CANARIES = ("ana", "lima", "zebra", "quokka", "ocelot")
DAY = 86400


def done(erasure_id: str, context: str, **removed: int) -> Message:
    """The answer of a context."""
    body = ErasureDone(erasure_id, context, removed, [])
    now = datetime.now().astimezone()
    return Message(new_id(), erasure.TOPIC, body.TYPE, erasure_id, now, asdict(body))


async def hear(house: House, message: Message) -> None:
    """Deliver it as the bus would."""
    for subscription in house.part.subscriptions:
        if subscription.topic == message.topic and message.type in subscription.types:
            await subscription.types[message.type](message)


async def all_answer(house: House, erasure_id: str) -> None:
    for context in OTHERS:
        await hear(house, done(erasure_id, context, files=2))


async def requests(house: House) -> list[dict[str, Any]]:
    rows = [e for e in await house.events() if e["event_type"] == "erasure.requested"]
    return [row["payload"]["data"] for row in rows]


async def everything(house: House) -> str:
    """Every row of every table of schemas hiring and kit, as text."""
    said = []
    async with house.ground.db.pool.acquire() as connection:
        tables = await connection.fetch(
            "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables"
            " WHERE schemaname IN ('hiring', 'kit')"
        )
        for (table,) in tables:
            said += await connection.fetch(f"SELECT t::text FROM {table} t")  # noqa: S608 - ours
    return "\n".join(row[0] for row in said).lower()


async def taken(house: House) -> Interview:
    """A completed interview with canaries in everything that people may write."""
    hr = house.person()
    made = await template(hr, VIDEO, TEXT)
    key = {"idempotency-key": "k"}
    found = await invite(hr, made["id"], candidateTimezone="America/Lima")
    await found.hr.ok("POST", f"{found.path}/link", **key)
    version = (await found.guest.ok("GET", found.path))["consent"]["version"]
    await found.guest.ok("POST", f"{found.path}/consent", {"version": version, "accepted": True})
    await found.guest.ok("POST", f"{found.path}/start")
    url = await record(found, found.questions[0]["id"])
    for answer in (
        {"questionId": found.questions[0]["id"], "type": "video", "mediaUrl": url},
        {"questionId": found.questions[1]["id"], "type": "text", "content": "a zebra"},
    ):
        await found.guest.ok(
            "POST", f"{found.path}/responses", answer, **{"idempotency-key": answer["type"]}
        )
    await found.guest.ok("POST", f"{found.path}/complete")
    await found.guest.ok("POST", f"{found.path}/human-look", {"text": "a quokka"})
    await found.hr.ok("POST", f"{found.path}/review/notes", {"text": "an ocelot"}, **key)
    return found


async def delete(found: Interview, **headers: str) -> dict[str, Any]:
    answer = await found.guest("POST", f"{found.path}/deletion", {"confirm": True}, **headers)
    assert answer.status_code == 202, answer.text
    body: dict[str, Any] = answer.json()
    return body
