"""Exports."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum

from parley.contracts.identity import Principal
from parley.hiring.domain.invitation import InvitationStatus
from parley.kit.errors import Unavailable


class Format(StrEnum):
    """How an export is written."""

    JSON = "json"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Export:
    """An attachment: its name, and its bytes as they are made."""

    filename: str
    format: Format
    chunks: AsyncIterator[bytes]


@dataclass(frozen=True, slots=True)
class ExportInvitationQuery:
    """Everything about one interview (JSON), or a row a question (CSV)."""

    who: Principal
    invitation_id: str
    format: Format


@dataclass(frozen=True, slots=True)
class ExportListQuery:
    """A row an invitation, of all that I see."""

    who: Principal
    format: Format
    template_id: str | None = None
    status: InvitationStatus | None = None
    q: str | None = None


class Exports:
    """Answers them."""

    async def invitation(self, query: ExportInvitationQuery) -> Export:
        """Answer ExportInvitationQuery."""
        raise Unavailable

    async def invitations(self, query: ExportListQuery) -> Export:
        """Answer ExportListQuery."""
        raise Unavailable
