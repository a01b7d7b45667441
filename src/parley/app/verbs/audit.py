"""`parley audit verify`: whether the audit log is whole."""

import argparse
import asyncio

from parley.app.database import opened
from parley.hiring.wire import audit_check
from parley.kit import db as kit_db


def run(arguments: argparse.Namespace) -> int:
    """Check every entry; 1 when one was changed or is missing."""
    return asyncio.run(_verify(arguments))


async def _verify(arguments: argparse.Namespace) -> int:
    async with opened(arguments.data_dir) as connect_kwargs:
        db = await kit_db.connect(connect_kwargs, size=2)
        try:
            found = await audit_check(db)
        finally:
            await db.close()
    if found.broken_at is not None:
        print(f"broken at position {found.broken_at}; {found.checked} entries before it are whole")
        return 1
    print(f"{found.checked} entries checked, all whole")
    return 0
