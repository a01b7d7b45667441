"""Stopping the application's process: parts that fail or hang hold up nobody else."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

import pytest

from parley.app import background, process, supervisor
from parley.kit.part import Close, Part

Closing = Callable[[Sequence[Part]], Awaitable[None]]


class House:
    """Parts that note when they are closed."""

    def __init__(self) -> None:
        self.closed: list[str] = []

    def part(self, name: str, *before: Close) -> Part:
        async def note() -> None:
            self.closed.append(name)

        return Part(name, closing=(*before, note))


async def fails() -> None:
    raise RuntimeError


async def hangs() -> None:
    await asyncio.Event().wait()


async def hangs_on() -> None:
    """Doesn't let itself be cancelled, either."""
    try:
        await hangs()
    except asyncio.CancelledError:
        await asyncio.Event().wait()


async def test_each_part_is_closed_in_its_order_whatever_fails_before() -> None:
    house = House()
    await process.close([house.part("one", fails), Part("nothing"), house.part("two")])
    assert sorted(house.closed) == ["one", "two"]


@pytest.mark.parametrize("hanging", [hangs, hangs_on], ids=["hangs", "hangs on"])
async def test_a_part_that_hangs_holds_up_no_other(
    hanging: Close, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(process, "CLOSING_SECONDS", 0.1)
    house = House()
    with caplog.at_level(logging.WARNING):
        await stops(house, hanging, process.close)
    assert [(one.message, vars(one)["context"]) for one in caplog.records] == [
        ("closing hangs", "slow")
    ]


async def test_the_same_check_sees_parts_that_wait_for_each_other() -> None:
    async def one_after_the_other(parts: Sequence[Part]) -> None:
        for part in parts:
            for close in part.closing:
                await close()

    with pytest.raises(TimeoutError):
        await stops(House(), hangs, one_after_the_other, within=0.1)


async def stops(house: House, hanging: Close, close: Closing, within: float = 10.0) -> None:
    """Closes three parts, of which one hangs.

    Raises:
        TimeoutError: It doesn't come to an end.
    """
    async with asyncio.timeout(within):
        await close([house.part("one"), house.part("slow", hanging), house.part("two")])
    assert sorted(house.closed) == ["one", "two"]


def test_all_of_it_fits_into_the_patience_of_the_supervisor() -> None:
    one_after_the_other = (
        process.CLOSING_SECONDS,
        process.GRACE_SECONDS,
        process.GRPC_GRACE_SECONDS,
        background.STOP_SECONDS,
        background.UNLISTEN_SECONDS,
        process.POOL_SECONDS,
    )
    assert sum(one_after_the_other) < supervisor.APP_STOP_SECONDS
