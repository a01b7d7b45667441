"""What may be handed in, and when two hand-ins are the same."""

import hashlib
import json
from dataclasses import asdict
from datetime import datetime

from parley.contracts.scoring import Evidence
from parley.kit.errors import DomainError, Kind

MOST_ANSWERS = 200
MOST_TEXT = 400_000  # characters over all answers: three hours of fast speech are 200,000
MOST_KEY_POINTS = 50  # of a question


class EvidenceTooLarge(DomainError):
    """This interview is larger than can be scored."""

    kind = Kind.TOO_LARGE


def check(evidence: Evidence) -> None:
    """See to it that scoring has bounds.

    Raises:
        EvidenceTooLarge: More answers, text or key points than allowed.
    """
    if (
        len(evidence.answers) > MOST_ANSWERS
        or sum(len(answer.text) for answer in evidence.answers) > MOST_TEXT
        or any(len(answer.key_points) > MOST_KEY_POINTS for answer in evidence.answers)
    ):
        raise EvidenceTooLarge


def digest(evidence: Evidence) -> str:
    """SHA-256 in hex over everything in it.

    Where nobody else spoke, `others` is left out: evidence that was handed in before there was such
    a field is the same evidence.
    """
    whole = asdict(evidence)
    for answer in whole["answers"]:
        if not answer["others"]:
            del answer["others"]
    body = json.dumps(whole, sort_keys=True, default=_plain, ensure_ascii=False)
    return hashlib.sha256(body.encode()).hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return repr(value.timestamp())  # the same moment in another zone is the same
    raise TypeError(type(value).__name__)
