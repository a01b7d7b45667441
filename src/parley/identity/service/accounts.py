"""Making accounts, signing in with a password, and telling who somebody is."""

import asyncio
import ipaddress
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import datetime
from weakref import WeakValueDictionary

from parley.contracts.identity import (
    TOPIC,
    Account,
    AccountNotFound,
    Principal,
    Role,
    UserCreated,
    UserDeleted,
    UserUpdated,
)
from parley.identity.domain import (
    EmailTaken,
    InvalidCredentials,
    RegistrationDisabled,
    Session,
    StoredAccount,
    TooManyAttempts,
    address,
    person_name,
)
from parley.identity.ports import Passwords, Settings, Store
from parley.identity.service.sessions import ROLE, Sessions
from parley.kit.clock import Clock
from parley.kit.db import Database, Unit
from parley.kit.errors import Malformed, TooManyRequests, Unauthenticated
from parley.kit.ids import new_id
from parley.kit.messages import Message
from parley.kit.outbox import Outbox
from parley.kit.ratelimit import RateLimiter
from parley.kit.tokens import fingerprint

DEMO_ACCOUNTS = (
    ("hr@demo.parley", "Hanna Reed", Role.HR),
    ("candidate@demo.parley", "Casey Dale", Role.CANDIDATE),
)


def network(source: str) -> str:
    """What failed attempts are counted by: the address, or an IPv6 network (one person's /64)."""
    with suppress(ValueError):
        ip = ipaddress.ip_address(source.partition("%")[0])
        if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is None:
            return str(ipaddress.ip_network((ip, 64), strict=False))
    return source


class Accounts:
    """Commands and queries on accounts."""

    def __init__(
        self,
        db: Database,
        store: Store,
        passwords: Passwords,
        sessions: Sessions,
        limiter: RateLimiter,
        clock: Clock,
        settings: Settings,
    ) -> None:
        """Work on `db`."""
        self._db, self._store, self._passwords = db, store, passwords
        self._sessions, self._limiter = sessions, limiter
        self._clock, self._settings = clock, settings
        self._outbox = Outbox(ROLE)
        self._gates: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    # Commands

    async def register(
        self, email: str, password: str, name: str, *, source: str, key: str | None
    ) -> Session:
        """Make a candidate's account and sign in.

        Tokens are never stored, so a repeat under the same Idempotency-Key can't be answered
        from a copy: with the same address and password it is answered by signing in again.

        Args:
            email: The person's address.
            password: Their choice.
            name: Theirs.
            source: Network address of the caller.
            key: Idempotency-Key, if sent.

        Raises:
            RegistrationDisabled, EmailTaken, WeakPassword, Malformed, TooManyAttempts: As named.
        """
        if not self._settings.registration_open:
            raise RegistrationDisabled
        await self._count(self._settings.register_rule, "register", network(source))
        email, name = address(email), _required(name)
        self._settings.password.check(password, email)
        registration = key and fingerprint(key)
        now = self._clock.now()
        fresh = StoredAccount(
            Account(new_id(), email, name, Role.CANDIDATE),
            verified=False,
            password_hash=await self._passwords.hash(password),
            registration=registration,
            created_at=now,
        )
        async with self._db.unit(ROLE) as unit:
            if await self._add(unit, fresh):
                return await self._sessions.open(unit, fresh.account)
            taken = await self._store.login(unit, email)
        if taken is None or not self._repeats(taken, registration, now):
            raise EmailTaken
        try:
            return await self.login(email, password, source=source)
        except InvalidCredentials as error:
            raise EmailTaken from error

    async def login(self, email: str, password: str, *, source: str) -> Session:
        """Sign in with a password.

        An unknown address and a wrong password take the same time and give the same answer.
        Only failures count towards the limits.

        Raises:
            InvalidCredentials: Wrong.
            TooManyAttempts: Too many were wrong before; `retry_after` says how long to wait.
        """
        try:
            email = address(email)
        except Malformed:
            email = email.strip().lower()  # nobody has it; find out as slowly as for the others
        net = network(source)
        # One at a time from one network address: whoever guesses in parallel meets the limit all
        # the same, and whoever is right in parallel is never refused.
        async with self._gates.setdefault(net, asyncio.Lock()):
            stored, better = await self._prove(email, password, net)
        async with self._db.unit(ROLE) as unit:
            if better is not None:
                await self._store.set_password(
                    unit, stored.account.user_id, better, self._clock.now()
                )
            return await self._sessions.open(unit, stored.account)

    async def ensure_candidate(self, email: str, name: str) -> Account:
        """The verified account with that address, else a guest account made now (idempotent).

        A guest keeps the first name it was given.

        Raises:
            Malformed: It is no address.
        """
        email, name = address(email), person_name(name)
        now = self._clock.now()
        guest = StoredAccount(
            Account(new_id(), email, name, Role.CANDIDATE, guest=True),
            verified=False, password_hash=None, registration=None, created_at=now,
        )  # fmt: skip
        async with self._db.unit(ROLE) as unit:
            found = await self._store.candidate(unit, email)
            if found is None and await self._add(unit, guest):
                return guest.account
            found = found or await self._store.candidate(unit, email)
            if found is None:
                raise AccountNotFound  # deleted in between: the caller may try again
            if found.guest and name and not found.name:
                await self._store.rename(unit, found.user_id, name, now)
                found = replace(found, name=name)
                await self._tell(unit, UserUpdated.TYPE, found, now)
            return found

    async def add_user(
        self,
        email: str,
        name: str,
        role: Role,
        password: str | None = None,
        *,
        company_id: str | None = None,
    ) -> tuple[Account, str]:
        """Make an account that an operator vouches for; the account and its password.

        An account that somebody registered with this address without proving it becomes the
        operator's: it gets the new password and its sessions end.

        Args:
            email: The person's address.
            name: Theirs.
            role: What they may do.
            password: Theirs, or None for a random one.
            company_id: The company whose shared templates they see, if any.

        Raises:
            EmailTaken: There is a verified account with this address.
            WeakPassword, Malformed: As named.
        """
        email, name = address(email), _required(name)
        secret = secrets.token_urlsafe(12) if password is None else password
        self._settings.password.check(secret, email)
        hashed = await self._passwords.hash(secret)
        now = self._clock.now()
        fresh = StoredAccount(
            Account(new_id(), email, name, role, company_id),
            verified=True, password_hash=hashed, registration=None, created_at=now,
        )  # fmt: skip
        async with self._db.unit(ROLE) as unit:
            if await self._add(unit, fresh):
                return fresh.account, secret
            taken = await self._store.login(unit, email)
            if taken is None or taken.verified:
                raise EmailTaken
            account = replace(taken.account, name=name, role=role)
            await self._store.promote(unit, account.user_id, name, role, now)
            await self._store.set_password(unit, account.user_id, hashed, now)
            await self._store.revoke_account(unit, account.user_id, now)
            await self._tell(unit, UserUpdated.TYPE, account, now)
            return account, secret

    async def ensure_demo(self, password: str) -> list[Account]:
        """Make the demo workspace's accounts; those that are there already are left alone."""
        made = []
        for email, name, role in DEMO_ACCOUNTS:
            async with self._db.unit(ROLE) as unit:
                there = await self._store.login(unit, email)
            if there is not None and there.verified:
                continue  # every start comes here, and a password's hash is costly on purpose
            with suppress(EmailTaken):
                made.append((await self.add_user(email, name, role, password))[0])
        return made

    async def delete(self, account_id: str) -> None:
        """Delete an account, its credentials and its sessions.

        Raises:
            AccountNotFound: No such account.
        """
        async with self._db.unit(ROLE) as unit:
            if not await self._store.delete(unit, account_id):
                raise AccountNotFound
            now = self._clock.now()
            data = asdict(UserDeleted(account_id))
            await self._outbox.put(
                unit,
                Message(new_id(), TOPIC, UserDeleted.TYPE, account_id, now, data, account_id),
            )

    # Queries

    async def me(self, principal: Principal) -> Account:
        """The caller's account as this session of theirs sees it.

        Raises:
            Unauthenticated: It is gone.
        """
        found = await self.by_ids([principal.user_id])
        if not found:
            raise Unauthenticated
        if principal.invitation_id is None:
            return found[0]
        return replace(found[0], role=principal.role, company_id=None)

    async def by_ids(self, account_ids: Sequence[str]) -> list[Account]:
        """Those of the accounts that exist, in no particular order."""
        async with self._db.unit(ROLE) as unit:
            return await self._store.by_ids(unit, account_ids)

    async def list_users(self) -> list[StoredAccount]:
        """Everybody who can sign in, by address."""
        async with self._db.unit(ROLE) as unit:
            return await self._store.everybody(unit)

    # Shared by the above

    async def _prove(self, email: str, password: str, net: str) -> tuple[StoredAccount, str | None]:
        """The account whose password this is, and a better hash of it where one is due."""
        pair_rule, address_rule = self._settings.login_pair_rule, self._settings.login_address_rule
        pair = ("login", net, fingerprint(email))
        for rule, who in ((address_rule, ("login", net)), (pair_rule, pair)):
            wait = await self._limiter.full(rule, *who)
            if wait is not None:
                raise TooManyAttempts(retry_after=wait)
        async with self._db.unit(ROLE) as unit:
            stored = await self._store.login(unit, email) if "\0" not in email else None
        known = None if stored is None else stored.password_hash
        right, better = await self._passwords.verify(password, known)
        if stored is None or not right:
            await self._count(address_rule, "login", net)
            await self._count(pair_rule, *pair)
            raise InvalidCredentials
        await self._limiter.clear(pair_rule, *pair)
        return stored, better

    async def _add(self, unit: Unit, stored: StoredAccount) -> bool:
        added = await self._store.add(unit, stored)
        if added:
            await self._tell(unit, UserCreated.TYPE, stored.account, stored.created_at)
        return added

    async def _tell(self, unit: Unit, kind: str, account: Account, now: datetime) -> None:
        who = account.user_id
        body = UserCreated(who, account.email, account.name, account.role.value)
        await self._outbox.put(unit, Message(new_id(), TOPIC, kind, who, now, asdict(body), who))

    async def _count(self, rule: str, *who: str) -> None:
        try:
            await self._limiter.hit(rule, *who)
        except TooManyRequests as error:
            raise TooManyAttempts(retry_after=error.retry_after) from error

    def _repeats(self, taken: StoredAccount, registration: str | None, now: datetime) -> bool:
        return (
            registration is not None
            and taken.registration == registration
            and now - taken.created_at <= self._settings.registration_repeat
        )


def _required(name: str) -> str:
    plain = person_name(name)
    if not plain:
        raise Malformed("name: this is empty")
    return plain
