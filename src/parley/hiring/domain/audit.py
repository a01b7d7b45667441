"""The audit log: who saw, scored, exported, decided; append-only, each entry chained to the last.

An entry's hash covers the hash before it, so that nothing can be changed or taken out unnoticed.
Entries name people by account id alone, so that they can stay when a person's data goes.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from parley.kit.clock import rfc3339

GENESIS = "0" * 64


class Action(StrEnum):
    """What was done."""

    INVITED = "invited"
    CONSENTED = "consented"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    REVIEW_SEEN = "review_seen"
    RECORDING_SEEN = "recording_seen"
    SCORED = "scored"
    RATED = "rated"
    NOTED = "noted"
    TRANSCRIPT_CORRECTED = "transcript_corrected"
    DECIDED = "decided"
    EXPORTED = "exported"
    EXTENDED = "extended"
    REVOKED = "revoked"
    HUMAN_LOOK_ASKED = "human_look_asked"
    HUMAN_LOOK_ANSWERED = "human_look_answered"
    DELETION_ASKED = "deletion_asked"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Act:
    """Something worth remembering.

    Attributes:
        action: What.
        invitation_id: On what; None for what spans several (an export of a list).
        actor_id: The account, or None for the system.
        details: A few short words by name, never what somebody said or is called.
    """

    action: Action
    invitation_id: str | None
    actor_id: str | None
    details: Mapping[str, str]


def entry_hash(previous: str, position: int, at: datetime, act: Act) -> str:
    """SHA-256 in hex over the previous hash and everything the entry says."""
    body = json.dumps(
        [
            previous,
            position,
            rfc3339(at),
            act.action.value,
            act.invitation_id,
            act.actor_id,
            dict(sorted(act.details.items())),
        ],
        separators=(",", ":"),
        ensure_ascii=True,
    )
    return hashlib.sha256(body.encode("ascii")).hexdigest()


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the log.

    Attributes:
        position: From 1, without a gap.
        at: When.
        act: What was done.
        previous: Hash of the entry before it.
        hash: Its own, over `previous` and all the rest.
    """

    position: int
    at: datetime
    act: Act
    previous: str
    hash: str

    def follows(self, position: int, hashed: str) -> bool:
        """Whether it is whole, and comes right after the entry of that position and hash."""
        own = entry_hash(self.previous, self.position, self.at, self.act)
        return (self.position, self.previous, self.hash) == (position + 1, hashed, own)


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking the log found.

    Attributes:
        checked: Whole entries from the first on.
        broken_at: The first position that isn't whole or is missing; None when all are.
    """

    checked: int
    broken_at: int | None
