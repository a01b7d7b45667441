"""The event bus on PostgreSQL: what Kafka and RabbitMQ stand in for elsewhere.

A published message fans out to one delivery a subscribed group, in the order of publication.
A group works through its deliveries one batch at a time, some keys at once and each key in order.
A message whose handler fails is tried again with backoff and holds back only its own key; after
`MAX_ATTEMPTS` it is dead and its key stays parked until somebody looks (`parley doctor`).

Delivery is at least once. `once` makes an effect happen once: it notes the event in the
consumer's own inbox in the transaction of the effect.
"""

import asyncio
import logging
from datetime import timedelta

from parley.kit.db import Database, Row, Unit
from parley.kit.messages import Message, Subscription
from parley.kit.resilience import backoff_seconds

log = logging.getLogger(__name__)

BATCH = 100
AT_ONCE = 4  # keys of one group; each takes a connection, and their commits share an fsync
MAX_ATTEMPTS = 12
KEEP_DELIVERED = timedelta(hours=24)

PUBLISH = """
WITH fresh AS (
    INSERT INTO kit.events (event_id, topic, event_type, key, payload, subject_id)
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::jsonb[], $6::text[])
    ON CONFLICT (event_id) DO NOTHING
    RETURNING position, topic, key
), fanned AS (
    INSERT INTO kit.deliveries (position, consumer, key)
    SELECT fresh.position, s.consumer, fresh.key
    FROM fresh JOIN kit.subscriptions s ON s.topic = fresh.topic
    RETURNING consumer
)
SELECT pg_notify('bus', consumer) FROM (SELECT DISTINCT consumer FROM fanned) AS woken
"""

SUBSCRIBE = """
INSERT INTO kit.subscriptions (consumer, topic) VALUES ($1, $2) ON CONFLICT DO NOTHING
"""

NEXT = """
SELECT d.position, d.attempts, e.event_id, e.event_type, e.topic, e.key, e.payload, e.subject_id
FROM kit.deliveries d JOIN kit.events e USING (position)
WHERE d.consumer = $1 AND e.topic = $2 AND d.status = 'pending' AND d.next_attempt_at <= now()
  AND NOT EXISTS (
    SELECT 1 FROM kit.deliveries earlier JOIN kit.events ee ON ee.position = earlier.position
    WHERE earlier.consumer = d.consumer AND earlier.key = d.key AND ee.topic = e.topic
      AND earlier.position < d.position
      AND (earlier.status = 'dead'
           OR (earlier.status = 'pending' AND earlier.next_attempt_at > now()))
  )
ORDER BY d.position LIMIT $3
"""

DONE = """
UPDATE kit.deliveries SET status = 'done', done_at = now()
WHERE consumer = $1 AND position = ANY($2)
"""

FAILED = """
UPDATE kit.deliveries
SET attempts = attempts + 1, last_error = $3, next_attempt_at = now() + $4::interval,
    status = CASE WHEN attempts + 1 >= $5 THEN 'dead' ELSE 'pending' END
WHERE consumer = $1 AND position = $2
"""

PURGE = """
WITH gone AS (
    DELETE FROM kit.deliveries WHERE status = 'done' AND done_at < now() - $1::interval
)
DELETE FROM kit.events e
WHERE e.published_at < now() - $1::interval
  AND NOT EXISTS (SELECT 1 FROM kit.deliveries d
                  WHERE d.position = e.position AND d.status <> 'done')
"""

RETRY_DEAD = """
UPDATE kit.deliveries SET status = 'pending', attempts = 0, next_attempt_at = now()
WHERE status = 'dead' AND consumer = $1
"""

INBOX = """
INSERT INTO {schema}.inbox (event_id, consumer, subject_id) VALUES ($1, $2, $3)
ON CONFLICT DO NOTHING
"""

# An event that comes again comes within KEEP_DELIVERED, or when somebody retries a dead one.
KEEP_INBOX = timedelta(days=90)
PURGE_INBOX = "DELETE FROM {schema}.inbox WHERE received_at < now() - $1::interval"


async def once(unit: Unit, consumer: str, message: Message) -> bool:
    """Whether `message` is new to `consumer`; call it first in the transaction of the effect."""
    return bool(
        await unit.execute(INBOX.format(schema=unit.role), message.id, consumer, message.subject_id)
    )


async def purge_inbox(db: Database, schema: str) -> int:
    """Forget the events that a consumer had long ago; how many."""
    async with db.unit(schema) as unit:
        return await unit.execute(PURGE_INBOX.format(schema=schema), KEEP_INBOX)


class PostgresBus:
    """The `Publisher` of the embedded shape, and its registry of groups."""

    def __init__(self, db: Database) -> None:
        """Keep everything in schema `kit`."""
        self._db = db

    async def publish(self, messages: list[Message]) -> None:
        """Store and fan out `messages`; one already stored is left alone."""
        async with self._db.unit("kit") as unit:
            await unit.execute(
                PUBLISH,
                [m.id for m in messages],
                [m.topic for m in messages],
                [m.type for m in messages],
                [m.key for m in messages],
                [m.envelope() for m in messages],
                [m.subject_id for m in messages],
            )

    async def subscribe(self, subscription: Subscription) -> None:
        """Make the group known: it gets every message published from now on."""
        async with self._db.unit("kit") as unit:
            await unit.execute(SUBSCRIBE, subscription.group, subscription.topic)

    async def retry_dead(self, group: str) -> int:
        """Give what a group gave up on another chance."""
        async with self._db.unit("kit") as unit:
            return await unit.execute(RETRY_DEAD, group)

    async def purge(self) -> int:
        """Forget what everybody has had for a day."""
        async with self._db.unit("kit") as unit:
            return await unit.execute(PURGE, KEEP_DELIVERED)


class Consumer:
    """Works through the deliveries of one group of one topic; run under `kit.exclusive`."""

    channel = "bus"

    def __init__(self, db: Database, subscription: Subscription) -> None:
        """Deliver to the handlers of `subscription`."""
        self.name = f"consumer:{subscription.group}:{subscription.topic}"
        self._db, self._sub = db, subscription

    async def step(self) -> bool:
        """Deliver one batch; whether there may be more at once."""
        group = self._sub.group
        async with self._db.unit("kit") as unit:
            rows = await unit.fetch(NEXT, group, self._sub.topic, BATCH)
        lanes: dict[str, list[Row]] = {}
        for row in rows:
            lanes.setdefault(row["key"], []).append(row)
        waiting, done, parked = iter(lanes.values()), list[int](), list[str]()

        async def work() -> None:
            for lane in waiting:
                await self._in_order(lane, done, parked)

        try:
            async with asyncio.TaskGroup() as tasks:
                for _ in range(min(AT_ONCE, len(lanes))):
                    tasks.create_task(work())
        finally:
            if done:
                async with self._db.unit("kit") as unit:
                    await unit.execute(DONE, group, done)
        return len(rows) == BATCH or bool(parked)

    async def _in_order(self, lane: list[Row], done: list[int], parked: list[str]) -> None:
        """Deliver what has one key, up to the first failure."""
        for row in lane:
            try:
                await self._handle(row)
            except asyncio.CancelledError:
                raise
            except Exception as error:  # noqa: BLE001 - a handler may fail in any way
                parked.append(row["key"])
                await self._failed(row, error)
                return
            done.append(row["position"])

    async def _handle(self, row: Row) -> None:
        message = Message.from_envelope(
            row["payload"], topic=row["topic"], key=row["key"], subject_id=row["subject_id"]
        )
        if (handler := self._sub.types.get(message.type)) is not None:
            await handler(message)

    async def _failed(self, row: Row, error: Exception) -> None:
        attempts = row["attempts"]
        delay = backoff_seconds(attempts, base=0.2, limit=300)
        log.warning(
            "handler failed",
            extra={
                "group": self._sub.group, "event_type": row["event_type"],
                "event_id": row["event_id"],
                "attempt": attempts + 1, "error_type": type(error).__name__,
            },
            exc_info=error,
        )  # fmt: skip
        async with self._db.unit("kit") as unit:
            await unit.execute(
                FAILED,
                self._sub.group,
                row["position"],
                type(error).__name__,
                timedelta(seconds=delay),
                MAX_ATTEMPTS,
            )
