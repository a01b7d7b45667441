"""The words for where an interview stands: one machine underneath (product.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from parley.contracts.interviews import SessionStatus


class Realtime(StrEnum):
    """The words of realtime-session.md, section 4."""

    PENDING = "PENDING"
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"
    ERROR = "ERROR"


@dataclass(frozen=True, slots=True)
class Words:
    """What each document calls one status.

    Attributes:
        data_contracts: The word of data-contracts.md.
        realtime: The word of realtime-session.md.
        service_communication: The word of service-communication.md.
    """

    data_contracts: str
    realtime: Realtime
    service_communication: str


WORDS: Mapping[SessionStatus, Words] = MappingProxyType(
    {
        SessionStatus.SCHEDULED: Words("scheduled", Realtime.PENDING, "pending"),
        SessionStatus.IN_PROGRESS: Words("in_progress", Realtime.IN_PROGRESS, "in_progress"),
        SessionStatus.COMPLETED: Words("completed", Realtime.COMPLETED, "completed"),
        SessionStatus.CANCELLED: Words("cancelled", Realtime.ERROR, "cancelled"),
        SessionStatus.FAILED: Words("cancelled", Realtime.ERROR, "failed"),
    }
)
