"""Words that every context shares about deletion: who is to be forgotten, and what went.

Hiring asks (`ErasureRequested`); each context in `CONTEXTS` deletes in the transaction that notes
the request in its inbox, and answers with `ErasureDone`; hiring adds the answers up to a receipt.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

TOPIC = "privacy-events"

# Those that keep personal data, and so must answer.
CONTEXTS = (
    "hiring",
    "identity",
    "interviewer",
    "interviews",
    "media",
    "notifications",
    "scoring",
    "speech",
)


class Scope(StrEnum):
    """How much is to be forgotten."""

    RECORDINGS = "recordings"  # Consent was withdrawn: what was recorded, and what was made of it.
    EVIDENCE = "evidence"  # One interview, whole.
    PERSON = "person"  # Everything about somebody.


@dataclass(frozen=True, slots=True)
class ErasureRequested:
    """`erasure.requested`; the message's key is `erasureId`.

    Attributes:
        erasureId: The receipt's id.
        scope: How much.
        subjectId: Whom it is about.
        evidenceIds: The interviews it covers.
        textStays: Of RECORDINGS: what was said was written down as it was said, and rests on no
            recording; so it stays, and the scores with it.
    """

    TYPE: ClassVar[str] = "erasure.requested"

    erasureId: str
    scope: str
    subjectId: str
    evidenceIds: list[str]
    textStays: bool = False


@dataclass(frozen=True, slots=True)
class ErasureDone:
    """`erasure.done`: one context has forgotten.

    Attributes:
        erasureId: The receipt's id.
        context: Who.
        removed: How many of what went: `{"recordings": 3, "files": 9}`.
        kept: What stays: `[{"what": ..., "why": ..., "until": RFC 3339 or null}]`.
    """

    TYPE: ClassVar[str] = "erasure.done"

    erasureId: str
    context: str
    removed: dict[str, int]
    kept: list[dict[str, str | None]]
