"""Asks every dependency how it is, each with a deadline, all at once."""

import asyncio
from collections.abc import Mapping

from parley.gateway.domain import Report, report
from parley.gateway.ports import Check

ESSENTIAL = frozenset({"database"})


async def health(checks: Mapping[str, Check], seconds: float) -> Report:
    """Run `checks`, none longer than `seconds`; a failure is one word, never a message."""

    async def one(check: Check) -> str:
        try:
            async with asyncio.timeout(seconds):
                await check()
        except TimeoutError:
            return "slow"
        except Exception:  # noqa: BLE001 - whatever it is, this dependency isn't well
            return "failing"
        return "ok"

    states = await asyncio.gather(*(one(check) for check in checks.values()))
    return report(dict(zip(checks, states, strict=True)), ESSENTIAL)
