"""Messages, transports that can fail, and turning the database's clock, for the tests of kit."""

from datetime import UTC, datetime

from parley.kit.db import Database
from parley.kit.ids import new_id
from parley.kit.messages import Message
from parley.kit.outbox import Outbox

TOPIC = "alpha-events"
ALPHA = Outbox("alpha")


def message(key: str, n: int = 0, *, topic: str = TOPIC, type_: str = "thing.done") -> Message:
    return Message(
        new_id(), topic, type_, key, datetime(2026, 1, 1, tzinfo=UTC), {"n": n}, f"s-{key}"
    )


class Transport:
    """A `Publisher` that keeps what it gets, once an id, and fails where it is told to."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.batches: list[int] = []
        self.broken_keys: set[str] = set()
        self.down = False

    async def publish(self, messages: list[Message]) -> None:
        self.batches.append(len(messages))
        if self.down or self.broken_keys & {m.key for m in messages}:
            raise ConnectionError
        have = {m.id for m in self.messages}
        self.messages += [m for m in messages if m.id not in have]

    def of(self, key: str) -> list[int]:
        return [m.data["n"] for m in self.messages if m.key == key]


async def put(db: Database, *messages: Message) -> None:
    async with db.unit("alpha") as unit:
        for one in messages:
            await ALPHA.put(unit, one)


async def wait_is_over(db: Database) -> None:
    """Let every back-off of outbox, deliveries and jobs be past."""
    past = "now() - interval '1 second'"
    async with db.unit("alpha") as unit:
        await unit.execute(
            f"UPDATE alpha.outbox SET next_attempt_at = {past} WHERE status = 'pending'"  # noqa: S608 - constant
        )
    async with db.unit("kit") as unit:
        await unit.execute(
            f"UPDATE kit.deliveries SET next_attempt_at = {past} WHERE status = 'pending'"  # noqa: S608 - constant
        )
        await unit.execute(f"UPDATE kit.jobs SET run_at = {past} WHERE status = 'queued'")  # noqa: S608 - constant
