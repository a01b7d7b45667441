from collections.abc import Mapping

import pytest

from parley.kit.metrics import Metrics


async def test_every_label_value_is_there_from_the_start() -> None:
    metrics = Metrics()
    counter = metrics.counter("responses_submitted", "Answers.", "type", ("video", "text"))
    counter.labels("text").inc()
    lines = (await metrics.render()).decode().splitlines()
    assert 'responses_submitted_total{type="video"} 0.0' in lines
    assert 'responses_submitted_total{type="text"} 1.0' in lines


async def test_gauges_of_rows_are_read_at_every_scrape() -> None:
    metrics = Metrics()
    rows: dict[str, int] = {}

    async def count() -> Mapping[str, int]:
        return rows

    metrics.rows("templates", "Templates.", "status", ("draft", "published"), count)
    assert b'templates{status="draft"} 0.0' in await metrics.render()
    rows.update(draft=3, unheard_of=9)
    shown = await metrics.render()
    assert b'templates{status="draft"} 3.0' in shown
    assert b"unheard_of" not in shown
    rows.clear()
    assert b'templates{status="draft"} 0.0' in await metrics.render()


async def test_a_gauge_that_cannot_be_read_does_not_take_the_others_along() -> None:
    metrics = Metrics()

    async def fail() -> Mapping[str, int]:
        raise ConnectionError

    metrics.rows("broken", "Broken.", "status", ("a",), fail)
    metrics.counter("fine", "Fine.", "type", ("a",)).labels("a").inc()
    assert b'fine_total{type="a"} 1.0' in await metrics.render()


async def test_histograms_count() -> None:
    metrics = Metrics()
    metrics.histogram("duration_seconds", "Durations.", (1, 2)).observe(1.5)
    assert b'duration_seconds_bucket{le="2.0"} 1.0' in await metrics.render()


def test_registries_are_apart() -> None:
    Metrics().counter("same", "Same.", "x", ())
    first = Metrics()
    first.counter("same", "Same.", "x", ())
    with pytest.raises(ValueError, match="Duplicated"):
        first.counter("same", "Same.", "x", ())
