"""Deletion with a receipt, and the human look: what a person may ask of their own data."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from parley.contracts.erasure import CONTEXTS, Scope
from parley.kit.errors import DomainError, Kind

RECEIPT_DAYS = 365  # how long a code shows its receipt
LOOK_MAX = 2000  # characters of what a candidate asks, and of the answer


class Cause(StrEnum):
    """Why something is deleted."""

    CANDIDATE = "candidate"
    TEAM = "team"
    WITHDRAWAL = "withdrawal"
    RETENTION = "retention"


class DeletionNotFound(DomainError):
    """Nothing of this interview was deleted."""

    kind = Kind.NOT_FOUND


class ReceiptNotFound(DomainError):
    """There is no such receipt, or its year is over."""

    kind = Kind.NOT_FOUND


class InvitationDeleted(DomainError):
    """This interview was deleted: nothing can be done with it any more."""

    kind = Kind.GONE


class ErasureRunning(DomainError):
    """What was recorded is just being deleted: try again in a moment."""

    kind = Kind.CONFLICT


class HumanLookOpen(DomainError):
    """You asked for a human look already: the team has not answered yet."""

    kind = Kind.CONFLICT


class HumanLookNotAsked(DomainError):
    """The candidate did not ask for a human look, or it is answered."""

    kind = Kind.CONFLICT


@dataclass(frozen=True, slots=True)
class Kept:
    """What stays.

    Attributes:
        what, why: Codes, which the pages have words for.
        until: When it goes, None where its end is not known.
    """

    what: str
    why: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What one context has forgotten.

    Attributes:
        context: Who answered.
        removed: How many of what.
        kept: What stays there.
    """

    context: str
    removed: Mapping[str, int]
    kept: Sequence[Kept] = ()


@dataclass(frozen=True, slots=True)
class Deletion:
    """A deletion that was asked for, and what came of it.

    Attributes:
        id: The receipt's id.
        invitation_id: What is deleted.
        subject_id: The candidate's account.
        scope: How much.
        cause: Why.
        asked_at: When.
        done_at: When every context had answered.
        answers: Of the contexts so far.
        code_hash: Fingerprint of the code that shows the receipt; None where none was given.
    """

    id: str
    invitation_id: str
    subject_id: str
    scope: Scope
    cause: Cause
    asked_at: datetime
    done_at: datetime | None = None
    answers: Sequence[Answer] = field(default_factory=tuple)
    code_hash: str | None = None

    @property
    def waiting_for(self) -> list[str]:
        """The contexts that have not answered."""
        answered = {answer.context for answer in self.answers}
        return [context for context in CONTEXTS if context not in answered]

    @property
    def removed(self) -> dict[str, int]:
        """What went, over all contexts; without what there was none of."""
        total: Counter[str] = Counter()
        for answer in self.answers:
            total.update(answer.removed)
        return {what: count for what, count in sorted(total.items()) if count}

    @property
    def kept(self) -> list[Kept]:
        """What stays, over all contexts, each said once."""
        return list(dict.fromkeys(kept for answer in self.answers for kept in answer.kept))


def kept_by_hiring(scope: Scope, now: datetime) -> list[Kept]:
    """What hiring, and the database under all contexts, can't or may not delete: codes.

    Times and states of the invitation stay for the figures, and entries of the audit log because
    each one's hash is in the next; they name accounts by id alone.
    """
    kept = [
        Kept("receipt", "proof_of_deletion", now + timedelta(days=RECEIPT_DAYS)),
        Kept("audit_log", "accountability"),
        Kept("database_traces", "overwritten_in_time"),
        Kept("backups", "made_by_operator"),
    ]
    if scope is not Scope.RECORDINGS:
        kept.append(Kept("invitation_state", "figures"))
    return kept


@dataclass(frozen=True, slots=True)
class HumanLook:
    """The candidate asked that a person looks at the scores again.

    Attributes:
        id: Its id.
        invitation_id: Of which interview.
        text: What they want looked at, or None.
        asked_at: When.
        answer, answered_by, answered_at: What the team said, who (account id) and when.
    """

    id: str
    invitation_id: str
    text: str | None
    asked_at: datetime
    answer: str | None = None
    answered_by: str | None = None
    answered_at: datetime | None = None
