import asyncio
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from parley.kit import outbox
from parley.kit.bus import PostgresBus
from parley.kit.db import Database, connect
from parley.kit.ids import new_id
from parley.kit.messages import Message
from parley.kit.outbox import Outbox, Relay
from parley.kit.postgres.ephemeral import EphemeralCluster
from tests.kit.messaging import ALPHA, TOPIC, Transport, message, put, wait_is_over


@pytest.fixture
def transport() -> Transport:
    return Transport()


@pytest.fixture
def relay(kit_db: Database, transport: Transport) -> Relay:
    return Relay(kit_db, "alpha", TOPIC, transport)


async def statuses(db: Database) -> dict[str, str]:
    async with db.unit("alpha") as unit:
        return {row["id"]: row["status"] for row in await unit.fetch("SELECT * FROM alpha.outbox")}


async def test_a_fact_is_published_as_it_was_put(
    kit_db: Database, relay: Relay, transport: Transport
) -> None:
    facts = [message("a", n) for n in range(3)]
    await put(kit_db, *facts)
    assert await relay.step() is False
    assert transport.messages == facts
    assert set((await statuses(kit_db)).values()) == {"published"}
    assert await relay.step() is False
    assert transport.batches == [3]


async def test_a_rolled_back_fact_is_never_published(
    kit_db: Database, relay: Relay, transport: Transport
) -> None:
    with pytest.raises(ValueError, match="no"):
        async with kit_db.unit("alpha") as unit:
            await ALPHA.put(unit, message("a"))
            raise ValueError("no")
    await relay.step()
    assert transport.batches == []


async def test_commits_out_of_order_lose_nothing(
    kit_db: Database, relay: Relay, transport: Transport
) -> None:
    early, late = message("a", 1), message("b", 2)
    async with kit_db.unit("alpha") as first:
        await ALPHA.put(first, early)
        # A higher position commits, and is relayed, before the lower one commits.
        async with kit_db.unit("alpha") as second:
            await ALPHA.put(second, late)
        await relay.step()
        assert transport.messages == [late]
    await relay.step()
    assert transport.messages == [late, early]


async def test_another_topic_is_left_alone(
    kit_db: Database, relay: Relay, transport: Transport
) -> None:
    await put(kit_db, message("a", topic="else"))
    await relay.step()
    assert transport.batches == []


async def test_batches_follow_each_other(
    kit_db: Database, relay: Relay, transport: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "BATCH", 2)
    await put(kit_db, *(message("a", n) for n in range(5)))
    assert [await relay.step() for _ in range(3)] == [True, True, False]
    assert transport.of("a") == [0, 1, 2, 3, 4]


async def test_a_failing_key_parks_alone(
    kit_db: Database, relay: Relay, transport: Transport
) -> None:
    transport.broken_keys = {"bad"}
    await put(kit_db, message("bad", 0), message("good", 1), message("bad", 2), message("good", 3))
    while await relay.step():
        pass
    assert transport.of("good") == [1, 3]
    # What comes later waits behind the failed one of its key, and no other.
    await put(kit_db, message("bad", 4), message("good", 5))
    await relay.step()
    assert (transport.of("good"), transport.of("bad")) == ([1, 3, 5], [])
    transport.broken_keys.clear()
    await wait_is_over(kit_db)
    await relay.step()
    assert transport.of("bad") == [0, 2, 4]


async def test_a_failing_batch_goes_one_by_one(
    kit_db: Database, relay: Relay, transport: Transport
) -> None:
    transport.broken_keys = {"bad"}
    await put(kit_db, message("x"), message("bad"), message("y"))
    assert await relay.step() is True
    assert transport.batches == [3, 1, 1, 1]


async def test_a_failure_waits_longer_each_time_and_ends_as_failed(
    kit_db: Database, relay: Relay, transport: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "MAX_ATTEMPTS", 3)
    transport.down = True
    await put(kit_db, message("a", 0), message("a", 1))
    waits = []
    for attempt in range(1, 4):
        await relay.step()
        async with kit_db.unit("alpha") as unit:
            row = await unit.fetchrow(
                """SELECT attempts, status, last_error,
                   extract(epoch FROM next_attempt_at - now())::float AS wait
                   FROM alpha.outbox ORDER BY position LIMIT 1"""
            )
        assert row is not None
        assert (row["attempts"], row["last_error"]) == (attempt, "ConnectionError")
        waits.append(row["wait"])
        await wait_is_over(kit_db)
    assert waits[2] > waits[0]
    assert sorted((await statuses(kit_db)).values()) == ["failed", "pending"]
    # The key of a failed message stays parked: its order is worth more than its next message.
    transport.down = False
    await relay.step()
    assert transport.messages == []


async def test_a_crash_between_publishing_and_marking_publishes_again(
    kit_db: Database, transport: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    relay = Relay(kit_db, "alpha", TOPIC, transport)
    await put(kit_db, message("a", 0), message("a", 1))
    with monkeypatch.context() as patch:
        patch.setattr(outbox, "PUBLISHED", "SELECT crash({schema})")
        with pytest.raises(asyncpg.PostgresError):
            await relay.step()
    assert set((await statuses(kit_db)).values()) == {"pending"}
    await relay.step()
    assert transport.of("a") == [0, 1]
    assert transport.batches == [2, 2]


async def test_a_cancelled_relay_marks_nothing(kit_db: Database) -> None:
    class Hanging(Transport):
        async def publish(self, messages: list[Message]) -> None:
            publishing.set()
            await asyncio.Event().wait()

    publishing = asyncio.Event()
    await put(kit_db, message("a"))
    step = asyncio.ensure_future(Relay(kit_db, "alpha", TOPIC, Hanging()).step())
    await publishing.wait()
    step.cancel()
    with pytest.raises(asyncio.CancelledError):
        await step
    assert set((await statuses(kit_db)).values()) == {"pending"}


async def test_only_old_published_rows_are_purged(kit_db: Database, relay: Relay) -> None:
    old, fresh = message("a", 0), message("a", 1)
    await put(kit_db, old, fresh)
    await relay.step()
    waiting = message("b")
    await put(kit_db, waiting)
    async with kit_db.unit("alpha") as unit:
        await unit.execute(
            """UPDATE alpha.outbox SET published_at = published_at - interval '25 hours',
               created_at = created_at - interval '25 hours' WHERE id = ANY($1)""",
            [old.id, waiting.id],
        )
    assert await relay.purge() == 1
    assert await statuses(kit_db) == {fresh.id: "published", waiting.id: "pending"}


async def test_putting_notifies_at_the_commit(kit_db: Database, login: dict[str, Any]) -> None:
    heard: asyncio.Queue[object] = asyncio.Queue()
    listener = await asyncpg.connect(**login)
    await listener.add_listener("outbox", lambda *heard_: heard.put_nowait(heard_[3]))
    async with kit_db.unit("alpha") as unit:
        await ALPHA.put(unit, message("a"))
        assert heard.empty()
    assert await asyncio.wait_for(heard.get(), 5) == "alpha"
    await listener.close()


KEYS = ("a", "b", "c")


class OutboxMachine(RuleBasedStateMachine):
    """Whatever fails, no message is lost, and none overtakes another of its key."""

    dsn: str

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.db: Database = self.runner.run(connect({"dsn": self.dsn}, size=4))
        self.topic = new_id()
        self.transport = Transport()
        self.relay = Relay(self.db, "alpha", self.topic, self.transport)
        self.committed: dict[str, list[int]] = {key: [] for key in KEYS}
        self.count = 0

    async def _put(self, key: str, *, commit: bool) -> None:
        fact = message(key, self.count, topic=self.topic)
        self.count += 1
        try:
            async with self.db.unit("alpha") as unit:
                await Outbox("alpha").put(unit, fact)
                if not commit:
                    raise LookupError
        except LookupError:
            return
        self.committed[key].append(fact.data["n"])

    @rule(keys=st.lists(st.sampled_from(KEYS), min_size=1, max_size=4))
    def facts_are_put(self, keys: list[str]) -> None:
        for key in keys:
            self.runner.run(self._put(key, commit=True))

    @rule(key=st.sampled_from(KEYS))
    def a_fact_is_rolled_back(self, key: str) -> None:
        self.runner.run(self._put(key, commit=False))

    @rule(first=st.sampled_from(KEYS), second=st.sampled_from(KEYS))
    def two_commit_out_of_order(self, first: str, second: str) -> None:
        if first == second:  # the aggregate's lock forbids it
            return

        async def cross() -> None:
            fact = message(first, self.count, topic=self.topic)
            self.count += 1
            async with self.db.unit("alpha") as unit:
                await Outbox("alpha").put(unit, fact)
                await self._put(second, commit=True)
                await self.relay.step()
            self.committed[first].append(fact.data["n"])

        self.runner.run(cross())

    @rule()
    def the_relay_runs(self) -> None:
        self.runner.run(self.relay.step())

    @rule()
    def the_relay_crashes_before_marking(self) -> None:
        kept, outbox.PUBLISHED = outbox.PUBLISHED, "SELECT crash({schema})"
        try:
            self.runner.run(self.relay.step())
        except asyncpg.PostgresError:
            pass
        finally:
            outbox.PUBLISHED = kept

    @rule(keys=st.sets(st.sampled_from(KEYS)))
    def keys_break(self, keys: set[str]) -> None:
        self.transport.broken_keys = keys

    @rule(down=st.booleans())
    def the_transport_goes_or_comes(self, down: bool) -> None:
        self.transport.down = down

    @rule()
    def time_passes(self) -> None:
        self.runner.run(wait_is_over(self.db))

    @rule()
    def another_relay_takes_over(self) -> None:
        self.relay = Relay(self.db, "alpha", self.topic, self.transport)

    @invariant()
    def each_key_is_in_order_without_gaps(self) -> None:
        for key in KEYS:
            sent = self.transport.of(key)
            assert sent == self.committed[key][: len(sent)]

    def teardown(self) -> None:
        self.transport.down, self.transport.broken_keys = False, set()

        async def drain() -> None:
            await wait_is_over(self.db)
            while await self.relay.step():
                pass

        try:
            self.runner.run(drain())
            assert {key: self.transport.of(key) for key in KEYS} == self.committed
        finally:
            self.runner.run(self.db.close())
            self.runner.close()


@pytest.fixture
def machine(kit_cluster: EphemeralCluster) -> Any:
    """The machine on a database of its own; examples keep apart by topic."""
    with asyncio.Runner() as runner:
        database = kit_cluster.database("kit")
        fresh = runner.run(database.__aenter__())
        yield type("Machine", (OutboxMachine,), {"dsn": fresh.dsn})
        runner.run(database.__aexit__(None, None, None))


def test_nothing_is_lost_or_reordered_whatever_fails(machine: Any) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=25,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


async def test_what_is_deleted_while_it_is_published_is_found_published(db: Database) -> None:
    """A deletion can't slip in between reading a message and publishing it."""
    publishing, deleted = asyncio.Event(), asyncio.Event()

    class Slow:
        async def publish(self, messages: list[Message]) -> None:
            publishing.set()
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.3):
                    await deleted.wait()
            await PostgresBus(db).publish(messages)

    async def delete() -> int:
        await publishing.wait()
        async with db.unit("hiring") as unit:
            await unit.execute("DELETE FROM hiring.outbox WHERE key = $1", said.key)
            deleted.set()
            return int(await unit.fetchval("SELECT events FROM kit.erase(ARRAY[$1])", said.key))

    said = Message(new_id(), TOPIC, "something", new_id(), datetime.now(UTC), {"name": "Zita"})
    async with db.unit("hiring") as unit:
        await Outbox("hiring").put(unit, said)
    relay = Relay(db, "hiring", TOPIC, Slow())
    _, erased = await asyncio.gather(relay.step(), delete())
    assert erased == 1
    async with db.unit("kit") as unit:
        assert await unit.fetchval("SELECT count(*) FROM kit.events") == 0
