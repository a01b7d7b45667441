"""The transactional outbox: a fact is stored in the transaction that makes it true.

Every context that tells others something has a table `<schema>.outbox` of this one form (the
columns of interview-service.md plus ours). The relay publishes by `status`, never by a
high-water mark, because commits arrive out of order; the aggregate's row is locked before the
insert, so `position` is commit order within a key. A key whose message fails parks alone.
"""

import asyncio
import logging
from datetime import timedelta

from parley.kit.db import Database, Unit
from parley.kit.messages import Message, Publisher
from parley.kit.resilience import backoff_seconds

log = logging.getLogger(__name__)

BATCH = 200
MAX_ATTEMPTS = 30
KEEP_PUBLISHED = timedelta(hours=24)

# Waking the relay belongs to the insert: the notification is sent when the fact commits.
INSERT = """
WITH stored AS (
    INSERT INTO {schema}.outbox (id, topic, event_type, key, payload, subject_id)
    VALUES ($1, $2, $3, $4, $5, $6) RETURNING 1
)
SELECT pg_notify('outbox', '{schema}') FROM stored
"""

# The oldest unpublished messages, leaving out keys of which an earlier one waits or has failed.
NEXT = """
SELECT position, id, topic, event_type, key, payload, subject_id, created_at, attempts
FROM {schema}.outbox AS o
WHERE status = 'pending' AND next_attempt_at <= now() AND topic = $1
  AND NOT EXISTS (
    SELECT 1 FROM {schema}.outbox AS earlier
    WHERE earlier.topic = o.topic AND earlier.key = o.key AND earlier.position < o.position
      AND earlier.status <> 'published'
      AND (earlier.status = 'failed' OR earlier.next_attempt_at > now())
  )
ORDER BY position LIMIT $2 FOR UPDATE OF o
"""

PUBLISHED = """
UPDATE {schema}.outbox SET status = 'published', published_at = now() WHERE position = ANY($1)
"""

FAILED = """
UPDATE {schema}.outbox
SET attempts = attempts + 1, last_error = $2, next_attempt_at = now() + $3::interval,
    status = CASE WHEN attempts + 1 >= $4 THEN 'failed' ELSE 'pending' END
WHERE position = $1
"""

PURGE = (
    "DELETE FROM {schema}.outbox WHERE status = 'published' AND published_at < now() - $1::interval"
)


class Outbox:
    """Writes messages of one context inside its own transactions."""

    def __init__(self, schema: str) -> None:
        """For the table `<schema>.outbox`."""
        self.schema = schema
        self._insert = INSERT.format(schema=schema)

    async def put(self, unit: Unit, message: Message) -> None:
        """Store `message` in the running transaction; lock the aggregate's row first."""
        await unit.execute(
            self._insert,
            message.id,
            message.topic,
            message.type,
            message.key,
            message.envelope(),
            message.subject_id,
        )


class Relay:
    """Publishes one topic of one outbox, in order of key, at least once.

    One relay a topic at a time: the caller holds the lock (`kit.exclusive`).
    """

    def __init__(self, db: Database, schema: str, topic: str, publisher: Publisher) -> None:
        """Relay `<schema>.outbox` messages of `topic` to `publisher`."""
        self.name = f"relay:{schema}:{topic}"
        self.channel = "outbox"
        self._db, self._schema, self._topic, self._publisher = db, schema, topic, publisher

    async def step(self) -> bool:
        """Publish one batch; whether there may be more at once."""
        # Everything in the transaction that holds the rows: whoever deletes what a message says
        # waits for it, and then finds the message published instead of just about to be.
        async with self._db.shared(self._schema) as unit:
            return await self._step(unit)

    async def _step(self, unit: Unit) -> bool:
        rows = await unit.fetch(NEXT.format(schema=self._schema), self._topic, BATCH)
        if not rows:
            return False
        messages = [
            Message.from_envelope(
                row["payload"], topic=row["topic"], key=row["key"], subject_id=row["subject_id"]
            )
            for row in rows
        ]
        try:
            await self._publisher.publish(messages)
        except asyncio.CancelledError:
            raise
        except Exception as error:  # noqa: BLE001 - any transport may fail in its own way
            if len(rows) == 1:
                await self._failed(rows[0]["position"], rows[0]["attempts"], error)
                return True
            await self._one_by_one(messages, [(r["position"], r["attempts"]) for r in rows])
            return True
        await unit.execute(PUBLISHED.format(schema=self._schema), [row["position"] for row in rows])
        return len(rows) == BATCH

    async def _one_by_one(self, messages: list[Message], rows: list[tuple[int, int]]) -> None:
        """Find the message that can't be published and park its key; the others go on."""
        parked: set[str] = set()
        for message, (position, attempts) in zip(messages, rows, strict=True):
            if message.key in parked:
                continue
            try:
                await self._publisher.publish([message])
            except asyncio.CancelledError:
                raise
            except Exception as error:  # noqa: BLE001 - any transport may fail in its own way
                parked.add(message.key)
                await self._failed(position, attempts, error)
            else:
                async with self._db.unit(self._schema) as unit:
                    await unit.execute(PUBLISHED.format(schema=self._schema), [position])

    async def _failed(self, position: int, attempts: int, error: Exception) -> None:
        delay = backoff_seconds(attempts, base=0.2, limit=60)
        log.warning(
            "publishing failed",
            extra={
                "topic": self._topic, "attempt": attempts + 1,
                "delay_s": round(delay, 2), "error_type": type(error).__name__,
            },
        )  # fmt: skip
        async with self._db.unit(self._schema) as unit:
            await unit.execute(
                FAILED.format(schema=self._schema),
                position,
                type(error).__name__,
                timedelta(seconds=delay),
                MAX_ATTEMPTS,
            )

    async def purge(self) -> int:
        """Delete what was published a day ago: outbox rows carry people's data."""
        async with self._db.unit(self._schema) as unit:
            return await unit.execute(PURGE.format(schema=self._schema), KEEP_PUBLISHED)
