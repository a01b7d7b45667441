"""Health as a report, and which addresses are pages. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """settled.md: `{"status": "ok"|"degraded"|"down", "checks": {...}}`."""

    OK = "ok"
    DEGRADED = "degraded"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Report:
    """The state of all checks.

    Attributes:
        status: Down when an essential check fails, degraded when another does.
        checks: By name, "ok" or one word for what is wrong.
    """

    status: Health
    checks: Mapping[str, str]

    @property
    def ready(self) -> bool:
        """Whether requests may be sent here: a degraded system still serves."""
        return self.status is not Health.DOWN


def report(checks: Mapping[str, str], essential: frozenset[str]) -> Report:
    """Fold `checks` (name -> "ok" or a fault) into a report."""
    failing = {name for name, state in checks.items() if state != "ok"}
    if not failing:
        return Report(Health.OK, dict(checks))
    return Report(Health.DOWN if failing & essential else Health.DEGRADED, dict(checks))


# The browser application's own addresses (docs/architecture.md, Pages). The token of a link
# is matched but never read here.
_PAGES = re.compile(
    r"/(?:dashboard|signin|register|templates(?:/[^/]+(?:/preview)?)?|invitations(?:/[^/]+)?|mails"
    r"|my-interviews|interview/[^/]+|i/[^/]+(?:/record)?|receipts/[^/]+"
    r"|practice(?:/(?:results/)?[^/]+)?|voice/[^/]+)?/?"
)


def is_page(path: str) -> bool:
    """Whether `path` is an address that the browser application answers."""
    return _PAGES.fullmatch(path) is not None
