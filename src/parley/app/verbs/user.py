"""`parley user add|list`."""

import argparse
import asyncio

from parley.app.database import opened
from parley.app.settings import environment
from parley.app.settings.installation import Place, load
from parley.contracts.identity import Role
from parley.identity import wire
from parley.identity.service import IdentityService
from parley.kit import db as kit_db
from parley.kit import migrate
from parley.kit.clock import SystemClock
from parley.kit.errors import Malformed
from parley.kit.ids import is_id
from parley.kit.ratelimit import RateLimiter


def run(arguments: argparse.Namespace) -> int:
    """Add an account, or list them."""
    return asyncio.run(_run(arguments))


async def _run(arguments: argparse.Namespace) -> int:
    settings = load(environment(), Place(arguments.data_dir)).identity
    clock = SystemClock()
    async with opened(arguments.data_dir) as connect_kwargs:
        await migrate.upgrade(connect_kwargs, migrate.histories())
        db = await kit_db.connect(connect_kwargs, size=2)
        try:
            keys = wire.keyring(settings, clock)
            identity = wire.service(db, clock, RateLimiter(), settings, keys)
            await (_list(identity) if arguments.verb == "list" else _add(identity, arguments))
        finally:
            await db.close()
    return 0


async def _list(identity: IdentityService) -> None:
    for stored in await identity.accounts_.list_users():
        account = stored.account
        print(f"{account.email:<40} {account.role.value:<12} {account.name}")


async def _add(identity: IdentityService, arguments: argparse.Namespace) -> None:
    if arguments.company is not None and not is_id(arguments.company):
        raise Malformed("--company takes a UUID in lowercase; choose one and use it for everybody.")
    account, password = await identity.accounts_.add_user(
        arguments.email,
        arguments.name or arguments.email.split("@")[0],
        Role(arguments.role),
        company_id=arguments.company,
    )
    print(f"{account.email} may sign in as {account.role.value} with: {password}")
