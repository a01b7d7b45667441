"""How hiring's facts travel: in interview-service.md's envelope, most on `interview-events`."""

from dataclasses import asdict
from datetime import datetime

from parley.contracts import erasure
from parley.contracts.hiring import PLANS, TOPIC, PlanArchived, PlanPublished
from parley.hiring.domain.facts import Fact
from parley.kit.ids import new_id
from parley.kit.messages import Message


def message(fact: Fact, at: datetime) -> Message:
    """The message of a fact, with an id of its own."""
    return Message(
        id=new_id(),
        topic=_topic(fact),
        type=fact.type,
        key=fact.key,
        occurred_at=at,
        data=asdict(fact.body),
        subject_id=fact.subject_id,
    )


def _topic(fact: Fact) -> str:
    if isinstance(fact.body, erasure.ErasureRequested):
        return erasure.TOPIC
    return PLANS if isinstance(fact.body, PlanPublished | PlanArchived) else TOPIC
