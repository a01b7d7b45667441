"""Prometheus metrics: one registry a process, gauges of current rows filled at the scrape."""

import logging
from collections.abc import Awaitable, Callable, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

log = logging.getLogger(__name__)

Refresh = Callable[[], Awaitable[None]]


class Metrics:
    """The registry, and what must be read from the database before it is shown."""

    def __init__(self) -> None:
        """Start empty."""
        self.registry = CollectorRegistry()
        self._refresh: list[Refresh] = []
        self.http = Histogram(
            "http_request_duration_seconds",
            "Requests by route and status.",
            ["method", "route", "status"],
            registry=self.registry,
            buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
        )

    def counter(self, name: str, text: str, label: str, values: tuple[str, ...]) -> Counter:
        """A counter whose every label value is present from the start.

        prometheus_client appends `_total`; `name` is given without it.
        """
        counter = Counter(name, text, [label], registry=self.registry)
        for value in values:
            counter.labels(value)
        return counter

    def rows(
        self,
        name: str,
        text: str,
        label: str,
        values: tuple[str, ...],
        count: Callable[[], Awaitable[Mapping[str, int]]],
    ) -> Gauge:
        """A gauge of current rows by `label`, read by `count` at every scrape."""
        gauge = Gauge(name, text, [label], registry=self.registry)
        for value in values:
            gauge.labels(value).set(0)

        async def refresh() -> None:
            found = await count()
            for value in values:
                gauge.labels(value).set(found.get(value, 0))

        self._refresh.append(refresh)
        return gauge

    def histogram(self, name: str, text: str, buckets: tuple[float, ...]) -> Histogram:
        """A histogram without labels."""
        return Histogram(name, text, registry=self.registry, buckets=buckets)

    async def render(self) -> bytes:
        """The exposition text (Prometheus 0.0.4); a gauge that can't be read keeps its value."""
        for refresh in self._refresh:
            try:
                await refresh()
            except Exception as error:  # noqa: BLE001 - the other metrics are needed most just then
                log.warning("gauge not read", extra={"error_type": type(error).__name__})
        return generate_latest(self.registry)
