"""`parley migrate up|down|new`."""

import argparse
import asyncio

from parley.app.database import opened
from parley.kit import migrate


def run(arguments: argparse.Namespace) -> int:
    """Move the schema."""
    if arguments.verb == "new":
        print(migrate.new(arguments.context, arguments.title))
        return 0
    return asyncio.run(_move(arguments))


async def _move(arguments: argparse.Namespace) -> int:
    async with opened(arguments.data_dir) as connect_kwargs:
        if arguments.verb == "up":
            moved = await migrate.upgrade(connect_kwargs, migrate.histories())
            print(f"brought up to date: {', '.join(moved) or 'nothing was behind'}")
        else:
            await migrate.downgrade(connect_kwargs, arguments.context, arguments.revision)
            print(f"took {arguments.context} back to {arguments.revision}")
    return 0
