"""The demo workspace: accounts, published templates, an invitation; printed at the start."""

import secrets

from parley.app.links import Links
from parley.app.settings import environment
from parley.contracts.identity import Role
from parley.hiring.service.contract import HiringService
from parley.identity.service import IdentityService
from parley.identity.service.accounts import DEMO_ACCOUNTS

HR = next(email for email, _, role in DEMO_ACCOUNTS if role is Role.HR)
CANDIDATE = next(email for email, _, role in DEMO_ACCOUNTS if role is Role.CANDIDATE)


async def ensure(links: Links, frontend_url: str) -> None:
    """Make what is missing of the demo workspace, and print how to get in.

    The password comes from PARLEY_DEMO_PASSWORD, or is random, printed by the start that made
    the accounts and stored nowhere.
    """
    identity = links.here(IdentityService, "identity")
    hiring = links.here(HiringService, "hiring")
    given = environment().optional("PARLEY_DEMO_PASSWORD")
    password = given or secrets.token_urlsafe(9)
    made = await identity.accounts_.ensure_demo(password)
    known = {
        stored.account.email: stored.account for stored in await identity.accounts_.list_users()
    }
    link = await hiring.ensure_demo(known[HR].user_id, CANDIDATE)
    print("Demo workspace")
    if not made:
        print("  password    as at the first start")
    elif given:
        print("  password    from PARLEY_DEMO_PASSWORD")
    else:
        print(f"  password    {password}   (shown only this once)")
    print(f"  hiring      {HR}")
    print(f"  candidate   {CANDIDATE}")
    print(f"  invitation  {link}")
    print(f"  practice    {frontend_url}/practice", flush=True)
