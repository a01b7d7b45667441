"""What identity needs from the world, and its settings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from parley.contracts.identity import Account, Role
from parley.identity.domain import Family, PasswordRule, PresentedToken, StoredAccount
from parley.kit.db import Unit


@dataclass(frozen=True, slots=True)
class Argon2:
    """The cost of a password hash (RFC 9106; the second recommended option)."""

    memory_kib: int = 65536
    passes: int = 3
    lanes: int = 4
    at_once: int = 2


@dataclass(frozen=True, slots=True)
class Settings:
    """How identity is configured.

    Attributes:
        keys_dir: Where signing keys lie; readable by this user only.
        issuer, audience: Of every token.
        registration_open: Whether people may register themselves (as candidates).
        access_ttl: Of access tokens.
        refresh_ttl, staff_refresh_ttl: Of an unused refresh token.
        grace, lost_answer: See `domain.RotationRule`.
        password: What passwords are accepted.
        argon2: What they cost to guess.
        login_pair_rule: Failed sign-ins of one network address at one account.
        login_address_rule: Failed sign-ins of one network address at any account.
        register_rule: Registrations from one network address, failed ones too.
        registration_repeat: For how long a register is repeated under its Idempotency-Key.
        allowed_origins: What the Origin header may be, beside the installation's own address.
    """

    keys_dir: Path
    issuer: str = "parley"
    audience: str = "parley"
    registration_open: bool = True
    access_ttl: timedelta = timedelta(seconds=600)
    refresh_ttl: timedelta = timedelta(days=30)
    staff_refresh_ttl: timedelta = timedelta(days=14)
    grace: timedelta = timedelta(seconds=10)
    lost_answer: timedelta = timedelta(minutes=10)
    password: PasswordRule = field(default_factory=PasswordRule)
    argon2: Argon2 = field(default_factory=Argon2)
    login_pair_rule: str = "8/15minutes"
    login_address_rule: str = "60/15minutes"
    register_rule: str = "30/15minutes"
    registration_repeat: timedelta = timedelta(hours=24)
    allowed_origins: frozenset[str] = frozenset()


class Passwords(Protocol):
    """Hashes passwords, slowly."""

    async def hash(self, password: str) -> str:
        """What is stored of `password`."""
        ...

    async def verify(self, password: str, stored: str | None) -> tuple[bool, str | None]:
        """Whether `password` is the stored one, and a better hash where the cost was raised.

        Takes as long with nothing stored as with a wrong password.
        """
        ...


class Signer(Protocol):
    """Signs tokens and tells the public keys."""

    def sign(self, claims: Mapping[str, Any], ttl: timedelta) -> str:
        """A JWT with `claims`, the issuer and audience, good for `ttl` from now."""
        ...

    def jwks(self) -> dict[str, Any]:
        """The public keys of every token that may still be good (RFC 7517)."""
        ...

    def derive_refresh(self, family_id: str, token: str) -> str:
        """The refresh token that follows `token`; only this installation can tell it."""
        ...

    def prune(self) -> int:
        """Forget keys that no living token was signed with; how many."""
        ...


class Store(Protocol):
    """Accounts and families, each call inside the caller's transaction."""

    async def login(self, unit: Unit, email: str) -> StoredAccount | None:
        """The account (never a guest) with that address."""
        ...

    async def by_id(self, unit: Unit, account_id: str) -> Account | None:
        """The account of that id."""
        ...

    async def by_ids(self, unit: Unit, account_ids: Sequence[str]) -> list[Account]:
        """Those of the accounts that exist."""
        ...

    async def everybody(self, unit: Unit) -> list[StoredAccount]:
        """All accounts but guests, by address."""
        ...

    async def add(self, unit: Unit, stored: StoredAccount) -> bool:
        """Store a new account; False when its address is taken among its kind."""
        ...

    async def candidate(self, unit: Unit, email: str) -> Account | None:
        """The verified account with that address, else the guest; its row is locked."""
        ...

    async def rename(self, unit: Unit, account_id: str, name: str, now: datetime) -> None:
        """Give the account its name."""
        ...

    async def promote(
        self, unit: Unit, account_id: str, name: str, role: Role, now: datetime
    ) -> None:
        """Make it a verified account with that name and role."""
        ...

    async def set_password(
        self, unit: Unit, account_id: str, password_hash: str, now: datetime
    ) -> None:
        """Replace the password."""
        ...

    async def delete(self, unit: Unit, account_id: str) -> bool:
        """Delete the account with all that hangs on it; whether there was one."""
        ...

    async def open_family(self, unit: Unit, family: Family, leaf: str, now: datetime) -> None:
        """Store a new family with the hash of its first token."""
        ...

    async def family_of(self, unit: Unit, token: str) -> tuple[Family, PresentedToken] | None:
        """The family of the token with that hash, its row locked, and the token."""
        ...

    async def rotate(self, unit: Unit, family: Family, used: str, leaf: str, now: datetime) -> None:
        """Store that `leaf` follows `used` (both hashes), and the family after it."""
        ...

    async def revoke_family(self, unit: Unit, family_id: str, now: datetime) -> None:
        """End one family."""
        ...

    async def revoke_account(self, unit: Unit, account_id: str, now: datetime) -> None:
        """End all families of an account."""
        ...

    async def revoke_invitation(self, unit: Unit, invitation_id: str, now: datetime) -> None:
        """End all guests' families of an invitation."""
        ...

    async def forget_guests(self, unit: Unit, invitation_ids: Sequence[str]) -> int:
        """Delete all guests' families of these invitations; how many."""
        ...

    async def forget_messages(self, unit: Unit, account_id: str) -> None:
        """Delete what outbox, events and stored answers say of an account."""
        ...

    async def purge(self, unit: Unit, ended_before: datetime) -> int:
        """Delete families that ended before that moment; how many."""
        ...
