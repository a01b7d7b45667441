"""What is counted of conversations."""

from collections.abc import Mapping

from parley.interviewer.domain.guard import Fault
from parley.interviewer.service.conversations.hub import Hub
from parley.kit.metrics import Metrics

SPEAKERS = ("USER", "AI")
FAILURES = ("start", "broken")
# The platform's share of a turn: a commit, and what waits for it.
ADDED = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0)


class PrometheusMeters:
    """Implements `ports.Meters`."""

    def __init__(self, metrics: Metrics) -> None:
        """Register everything, every label value present from the start."""
        self._turns = metrics.counter(
            "interviewer_turns", "Entries recorded, by who spoke.", "speaker", SPEAKERS
        )
        self._failures = metrics.counter(
            "interviewer_engine_failures", "Engines that failed, by when.", "when", FAILURES
        )
        self._faults = metrics.counter(
            "interviewer_spoken_faults",
            "Rules that a model which speaks by itself has broken, aloud.",
            "rule",
            tuple(fault.value for fault in Fault),
        )
        self._added = metrics.histogram(
            "interviewer_added_seconds",
            "What commits added to a turn before its first sound, models excluded.",
            ADDED,
        )

    def turn(self, speaker: str) -> None:
        """An entry was recorded."""
        self._turns.labels(speaker).inc()

    def failed(self, what: str) -> None:
        """An engine could not begin or go on."""
        self._failures.labels(what).inc()

    def faulted(self, fault: Fault) -> None:
        """A rule was broken."""
        self._faults.labels(fault.value).inc()

    def added(self, seconds: float) -> None:
        """What we ourselves added to a turn."""
        self._added.observe(seconds)


def count_conversations(metrics: Metrics, hub: Hub) -> None:
    """Show how many conversations this process holds."""

    async def count() -> Mapping[str, int]:
        return {"active": len(hub)}

    metrics.rows(
        "interviewer_conversations",
        "Conversations that this process holds.",
        "state",
        ("active",),
        count,
    )
