import asyncio
from typing import Any

import asyncpg
import pytest

from parley.kit import bus
from parley.kit.bus import Consumer, PostgresBus, once
from parley.kit.db import Database
from parley.kit.messages import Message, Subscription
from tests.kit.messaging import TOPIC, message, wait_is_over


class Handler:
    """Notes what it is given, and fails where it is told to."""

    def __init__(self) -> None:
        self.got: list[tuple[str, int]] = []
        self.broken_keys: set[str] = set()

    async def __call__(self, given: Message) -> None:
        if given.key in self.broken_keys:
            raise LookupError
        self.got.append((given.key, given.data["n"]))

    def subscription(self, group: str = "one", topic: str = TOPIC) -> Subscription:
        return Subscription(group, topic, {"thing.done": self})


@pytest.fixture
def handler() -> Handler:
    return Handler()


@pytest.fixture
async def transport(kit_db: Database, handler: Handler) -> PostgresBus:
    made = PostgresBus(kit_db)
    await made.subscribe(handler.subscription())
    return made


@pytest.fixture
def consumer(kit_db: Database, handler: Handler, transport: PostgresBus) -> Consumer:
    return Consumer(kit_db, handler.subscription())


async def deliveries(db: Database) -> dict[tuple[str, int], str]:
    async with db.unit("kit") as unit:
        rows = await unit.fetch(
            "SELECT consumer, position, status FROM kit.deliveries ORDER BY position, consumer"
        )
    first = min((row["position"] for row in rows), default=0)
    return {(row["consumer"], row["position"] - first): row["status"] for row in rows}


async def test_every_group_gets_every_message_once(
    kit_db: Database, transport: PostgresBus, consumer: Consumer, handler: Handler
) -> None:
    other = Handler()
    await transport.subscribe(other.subscription("two"))
    await transport.publish([message("a", 1), message("b", 2)])
    second = Consumer(kit_db, other.subscription("two"))
    for each in (consumer, second, consumer, second):
        await each.step()
    assert handler.got == other.got == [("a", 1), ("b", 2)]
    assert set((await deliveries(kit_db)).values()) == {"done"}


async def test_a_group_gets_what_is_published_after_it_subscribed(
    kit_db: Database, transport: PostgresBus
) -> None:
    late = Handler()
    await transport.publish([message("a", 1)])
    await transport.subscribe(late.subscription("late"))
    await transport.subscribe(late.subscription("late"))
    await transport.publish([message("a", 2)])
    await Consumer(kit_db, late.subscription("late")).step()
    assert late.got == [("a", 2)]


async def test_publishing_again_is_harmless(
    transport: PostgresBus, consumer: Consumer, handler: Handler
) -> None:
    one, two = message("a", 1), message("a", 2)
    await transport.publish([one])
    await transport.publish([one, two])
    await consumer.step()
    assert handler.got == [("a", 1), ("a", 2)]


async def test_messages_keep_their_content(kit_db: Database, transport: PostgresBus) -> None:
    got: list[Message] = []

    async def keep(given: Message) -> None:
        got.append(given)

    sent = message("a", 1)
    await transport.publish([sent])
    await Consumer(kit_db, Subscription("one", TOPIC, {"thing.done": keep})).step()
    assert got == [sent]


async def test_keys_are_worked_on_at_once_and_each_in_order(
    kit_db: Database, transport: PostgresBus
) -> None:
    begun: list[tuple[str, int]] = []
    both = asyncio.Event()

    async def together(given: Message) -> None:
        begun.append((given.key, given.data["n"]))
        if {key for key, _ in begun} == {"a", "b"}:
            both.set()
        await asyncio.wait_for(both.wait(), 10)

    await transport.publish([message("a", 1), message("a", 2), message("b", 1), message("b", 2)])
    await Consumer(kit_db, Subscription("one", TOPIC, {"thing.done": together})).step()
    assert begun[:2] == [("a", 1), ("b", 1)]
    assert sorted(begun) == [("a", 1), ("a", 2), ("b", 1), ("b", 2)]
    assert set((await deliveries(kit_db)).values()) == {"done"}


async def test_other_types_and_topics_are_passed_over(
    kit_db: Database, transport: PostgresBus, consumer: Consumer, handler: Handler
) -> None:
    await transport.publish(
        [message("a", 1, type_="thing.else"), message("a", 2, topic="else"), message("a", 3)]
    )
    await consumer.step()
    assert handler.got == [("a", 3)]
    assert list((await deliveries(kit_db)).values()) == ["done", "done"]


async def test_a_retry_holds_back_only_its_key_and_keeps_its_order(
    kit_db: Database, transport: PostgresBus, consumer: Consumer, handler: Handler
) -> None:
    handler.broken_keys = {"bad"}
    await transport.publish([message("bad", 1), message("good", 2), message("bad", 3)])
    while await consumer.step():
        pass
    await transport.publish([message("bad", 4), message("good", 5)])
    await consumer.step()
    assert handler.got == [("good", 2), ("good", 5)]
    handler.broken_keys.clear()
    await wait_is_over(kit_db)
    await consumer.step()
    assert handler.got[2:] == [("bad", 1), ("bad", 3), ("bad", 4)]


async def test_a_dead_message_parks_its_key_until_it_is_tried_again(
    kit_db: Database,
    transport: PostgresBus,
    consumer: Consumer,
    handler: Handler,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bus, "MAX_ATTEMPTS", 2)
    handler.broken_keys = {"bad"}
    await transport.publish([message("bad", 1), message("bad", 2), message("good", 3)])
    for _ in range(4):
        await consumer.step()
        await wait_is_over(kit_db)
    assert sorted((await deliveries(kit_db)).values()) == ["dead", "done", "pending"]
    handler.broken_keys.clear()
    await consumer.step()
    assert handler.got == [("good", 3)]
    assert await transport.retry_dead("two") == 0
    assert await transport.retry_dead("one") == 1
    await consumer.step()
    assert handler.got == [("good", 3), ("bad", 1), ("bad", 2)]


async def test_a_parked_key_of_one_topic_holds_back_no_other_topic(
    kit_db: Database, transport: PostgresBus, consumer: Consumer, handler: Handler
) -> None:
    elsewhere = Handler()
    await transport.subscribe(elsewhere.subscription(topic="else"))
    handler.broken_keys = {"a"}
    await transport.publish([message("a", 1), message("a", 2, topic="else")])
    await consumer.step()
    await Consumer(kit_db, elsewhere.subscription(topic="else")).step()
    assert elsewhere.got == [("a", 2)]


async def test_what_is_no_envelope_parks_its_key_alone(
    kit_db: Database, transport: PostgresBus, consumer: Consumer, handler: Handler
) -> None:
    await transport.publish([message("bad", 1), message("good", 2)])
    async with kit_db.unit("kit") as unit:
        await unit.execute("UPDATE kit.events SET payload = '{}' WHERE key = 'bad'")
    await consumer.step()
    assert handler.got == [("good", 2)]


async def test_batches_follow_each_other(
    transport: PostgresBus, consumer: Consumer, handler: Handler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bus, "BATCH", 2)
    await transport.publish([message("a", n) for n in range(5)])
    assert [await consumer.step() for _ in range(3)] == [True, True, False]
    assert handler.got == [("a", n) for n in range(5)]


async def effects(db: Database) -> int:
    async with db.unit("beta") as unit:
        return int(await unit.fetchval("SELECT coalesce(sum(n), 0) FROM beta.things"))


async def add_one(db: Database, given: Message) -> None:
    async with db.unit("beta") as unit:
        if await once(unit, "one", given):
            await unit.execute(
                """INSERT INTO beta.things AS t (id, n) VALUES ($1, 1)
                   ON CONFLICT (id) DO UPDATE SET n = t.n + 1""",
                given.key,
            )


async def test_an_effect_happens_once_under_redelivery(kit_db: Database) -> None:
    fact = message("a")
    await asyncio.gather(*(add_one(kit_db, fact) for _ in range(8)))
    assert await effects(kit_db) == 1
    await add_one(kit_db, message("a"))
    assert await effects(kit_db) == 2


async def test_once_is_by_consumer_and_undone_with_its_effect(kit_db: Database) -> None:
    fact = message("a")
    with pytest.raises(ValueError, match="no"):
        async with kit_db.unit("beta") as unit:
            assert await once(unit, "one", fact)
            raise ValueError("no")
    async with kit_db.unit("beta") as unit:
        assert await once(unit, "one", fact)
        assert await once(unit, "two", fact)
        assert not await once(unit, "one", fact)


async def test_a_crash_between_the_effect_and_its_mark_is_one_effect(
    kit_db: Database, transport: PostgresBus, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def handle(given: Message) -> None:
        await add_one(kit_db, given)

    consumer = Consumer(kit_db, Subscription("one", TOPIC, {"thing.done": handle}))
    await transport.publish([message("a"), message("b")])
    with monkeypatch.context() as patch:
        patch.setattr(bus, "DONE", "SELECT crash($1, $2)")
        with pytest.raises(asyncpg.PostgresError):
            await consumer.step()
    assert set((await deliveries(kit_db)).values()) == {"pending"}
    await consumer.step()
    assert set((await deliveries(kit_db)).values()) == {"done"}
    assert await effects(kit_db) == 2


async def test_a_consumer_stopped_in_mid_batch_keeps_what_it_did(
    kit_db: Database, transport: PostgresBus
) -> None:
    reached = asyncio.Event()

    async def handle(given: Message) -> None:
        if given.key == "b":
            reached.set()
            await asyncio.Event().wait()

    consumer = Consumer(kit_db, Subscription("one", TOPIC, {"thing.done": handle}))
    await transport.publish([message("a"), message("b")])
    step = asyncio.ensure_future(consumer.step())
    await reached.wait()
    step.cancel()
    with pytest.raises(asyncio.CancelledError):
        await step
    assert list((await deliveries(kit_db)).values()) == ["done", "pending"]


async def test_only_what_everybody_had_long_ago_is_purged(
    kit_db: Database, transport: PostgresBus, consumer: Consumer, handler: Handler
) -> None:
    handler.broken_keys = {"waits"}
    await transport.publish([message("old"), message("waits"), message("unheard", topic="none")])
    await consumer.step()
    async with kit_db.unit("kit") as unit:
        await unit.execute(
            "UPDATE kit.events SET published_at = published_at - interval '25 hours'"
        )
        await unit.execute("UPDATE kit.deliveries SET done_at = done_at - interval '25 hours'")
    await transport.publish([message("new")])
    await consumer.step()
    assert await transport.purge() == 2
    async with kit_db.unit("kit") as unit:
        left = {row["key"] for row in await unit.fetch("SELECT key FROM kit.events")}
    assert left == {"waits", "new"}


async def test_publishing_notifies_the_groups(
    transport: PostgresBus, login: dict[str, Any]
) -> None:
    heard: asyncio.Queue[object] = asyncio.Queue()
    listener = await asyncpg.connect(**login)
    await listener.add_listener("bus", lambda *heard_: heard.put_nowait(heard_[3]))
    await transport.publish([message("a"), message("b")])
    assert await asyncio.wait_for(heard.get(), 5) == "one"
    assert heard.empty()
    await listener.close()
