"""What people are called, wrote and may enter with has no place in logs and metrics."""

import asyncio
import re
from collections.abc import Iterable

import asyncpg
import httpx

from tests.e2e.installation import Installation

# Whoever was invited in a test, and what they wrote.
PERSONAL = """
SELECT candidate_name FROM hiring.invitations WHERE candidate_email NOT LIKE '%@demo.parley'
UNION SELECT candidate_email FROM hiring.invitations WHERE candidate_email NOT LIKE '%@demo.parley'
UNION SELECT content FROM hiring.responses WHERE type = 'text'
UNION SELECT content FROM interviews.interactions WHERE speaker_role = 'candidate'
"""
JWT = re.compile(r"eyJ[\w-]+\.eyJ[\w-]+")


async def _personal(installation: Installation) -> set[str]:
    connection = await asyncpg.connect(installation.dsn)
    try:
        # A deleted interview keeps its row, without name and address.
        return {row[0] for row in await connection.fetch(PERSONAL)} - {""}
    finally:
        await connection.close()


def check(installation: Installation, secrets: Iterable[str] = ()) -> None:
    """Nothing personal and no key is in what a running installation has said of itself.

    Args:
        installation: Still running: what is personal is read from its database.
        secrets: Tokens and people who were deleted, which no database holds.
    """
    personal = asyncio.run(_personal(installation))
    assert personal, "nobody was invited: nothing is shown"
    metrics = httpx.get(f"{installation.url}/metrics").raise_for_status().text
    for name, said in {"log": installation.log, "metrics": metrics}.items():
        found = sorted(word for word in {*personal, *secrets} if word in said)
        assert not found, f"in the {name}: {found}"
        assert not JWT.search(said), f"a token is in the {name}"
