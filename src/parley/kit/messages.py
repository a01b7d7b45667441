"""What travels between contexts: facts as messages in one envelope.

The envelope is interview-service.md's: `{eventId, eventType, timestamp, data}`.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from parley.kit.clock import rfc3339


@dataclass(frozen=True, slots=True)
class Message:
    """One fact, as it leaves a context.

    Attributes:
        id: The event id: consumers keep it in their inbox.
        topic: Where it goes; order holds within a topic for equal keys.
        type: Its name, such as `invitation.created`.
        key: The aggregate's id: the ordering key.
        occurred_at: When it became true.
        data: JSON-able body.
        subject_id: Whom the data is about, for deletion; None when nobody.
    """

    id: str
    topic: str
    type: str
    key: str
    occurred_at: datetime
    data: Mapping[str, Any]
    subject_id: str | None = None

    def envelope(self) -> dict[str, Any]:
        """The JSON body on the wire."""
        return {
            "eventId": self.id,
            "eventType": self.type,
            "timestamp": rfc3339(self.occurred_at),
            "data": dict(self.data),
        }

    @classmethod
    def from_envelope(
        cls, body: Mapping[str, Any], *, topic: str, key: str, subject_id: str | None
    ) -> "Message":
        """Read an envelope back.

        Raises:
            KeyError, ValueError: It is not an envelope.
        """
        moment = datetime.fromisoformat(str(body["timestamp"]))
        return cls(
            str(body["eventId"]),
            topic,
            str(body["eventType"]),
            key,
            moment,
            body["data"],
            subject_id,
        )


class Publisher(Protocol):
    """A transport for events: PostgreSQL here, Kafka or RabbitMQ in the distributed shape."""

    async def publish(self, messages: list[Message]) -> None:
        """Make all of them durable at the transport, in order; publishing twice is harmless.

        Raises:
            Exception: Nothing may be assumed published; the relay tries again.
        """
        ...


Handler = Callable[[Message], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Subscription:
    """One consumer group of one topic.

    Attributes:
        group: Who listens, such as `notifications`; each group sees every message once.
        topic: What it listens to.
        types: Handlers by message type; other types are acknowledged unread.
    """

    group: str
    topic: str
    types: Mapping[str, Handler]
