"""How hiring's facts travel: the envelope on topic `interview-events` (interview-service.md)."""

from dataclasses import asdict
from datetime import datetime

from parley.contracts import erasure
from parley.contracts.hiring import TOPIC
from parley.hiring.domain.facts import Fact
from parley.kit.ids import new_id
from parley.kit.messages import Message


def message(fact: Fact, at: datetime) -> Message:
    """The message of a fact, with an id of its own."""
    return Message(
        id=new_id(),
        topic=erasure.TOPIC if isinstance(fact.body, erasure.ErasureRequested) else TOPIC,
        type=fact.type,
        key=fact.key,
        occurred_at=at,
        data=asdict(fact.body),
        subject_id=fact.subject_id,
    )
