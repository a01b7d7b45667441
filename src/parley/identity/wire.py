"""Builds identity from its settings."""

from urllib.parse import urlsplit

from parley.contracts import erasure
from parley.contracts.identity import TOPIC
from parley.identity.clients.keyring import Keyring
from parley.identity.clients.passwords import Argon2Passwords
from parley.identity.http import jwks_router, router
from parley.identity.ports import Settings
from parley.identity.service import Accounts, IdentityService, Sessions
from parley.identity.service.erasure import Erasure
from parley.identity.service.sessions import ROLE
from parley.identity.store import PostgresStore
from parley.kit.clock import Clock
from parley.kit.db import Database
from parley.kit.messages import Subscription
from parley.kit.part import Ground, Part, Sweep
from parley.kit.ratelimit import RateLimiter

PURGE_SECONDS = 3600.0
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def keyring(settings: Settings, clock: Clock) -> Keyring:
    """The signing keys alone, for `parley keys`."""
    return Keyring(settings.keys_dir, clock, issuer=settings.issuer, audience=settings.audience)


def service(
    db: Database, clock: Clock, limiter: RateLimiter, settings: Settings, keys: Keyring
) -> IdentityService:
    """The use cases without their edges, for `parley user` and the demo workspace."""
    store = PostgresStore()
    sessions = Sessions(db, store, keys, clock, settings)
    passwords = Argon2Passwords(settings.argon2)
    accounts = Accounts(db, store, passwords, sessions, limiter, clock, settings)
    return IdentityService(accounts, sessions, keys)


def own_origins(public_url: str) -> frozenset[str]:
    """The Origins under which our own pages may be open: on loopback, all its names."""
    parts = urlsplit(public_url.lower())
    origin = f"{parts.scheme}://{parts.netloc}"
    name, port = parts.hostname or "", parts.port
    if name not in {n.strip("[]") for n in LOOPBACK}:
        return frozenset({origin})
    tail = "" if port is None else f":{port}"
    return frozenset({origin, *(f"{parts.scheme}://{n}{tail}" for n in LOOPBACK)})


def build(ground: Ground, settings: Settings) -> Part:
    """The context, ready to be mounted."""
    keys = keyring(settings, ground.clock)
    identity = service(ground.db, ground.clock, ground.limiter, settings, keys)

    forgetting = Erasure(ground.db, PostgresStore(), ground.clock)

    async def keys_are_there() -> None:
        keys.check()

    origins = own_origins(ground.public_url) | settings.allowed_origins
    auth = router(
        identity.accounts_,
        identity.sessions,
        ground.verifier,
        origins=origins,
        secure=ground.secure,
    )
    return Part(
        name="identity",
        contract=identity,
        routers=(auth, jwks_router(identity)),
        topics=(TOPIC, erasure.TOPIC),
        subscriptions=(
            Subscription(
                ROLE, erasure.TOPIC, {erasure.ErasureRequested.TYPE: forgetting.requested}
            ),
        ),
        sweeps=(Sweep("identity:sessions", PURGE_SECONDS, identity.sessions.purge),),
        checks={"signing keys": keys_are_there},
    )
