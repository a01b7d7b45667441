"""Accounts, credentials and refresh tokens in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime

from parley.contracts.identity import Account, Role
from parley.identity.domain import Family, PresentedToken, StoredAccount
from parley.kit.db import Row, Unit
from parley.kit.ids import is_id

LOGIN = """
SELECT a.*, c.password_hash
FROM identity.accounts a LEFT JOIN identity.credentials c ON c.account_id = a.id
WHERE a.email = $1 AND NOT a.guest
"""

BY_IDS = "SELECT * FROM identity.accounts WHERE id = ANY($1)"

EVERYBODY = """
SELECT a.*, c.password_hash
FROM identity.accounts a LEFT JOIN identity.credentials c ON c.account_id = a.id
WHERE NOT a.guest ORDER BY a.email
"""

ADD = """
INSERT INTO identity.accounts
    (id, email, name, role, company_id, guest, verified, registration, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) ON CONFLICT (email, guest) DO NOTHING
"""

# An account nobody vouched for doesn't stand for its address; the verified one goes before a guest.
CANDIDATE = """
SELECT * FROM identity.accounts WHERE email = $1 AND (guest OR verified)
ORDER BY verified DESC LIMIT 1 FOR UPDATE
"""

RENAME = "UPDATE identity.accounts SET name = $2, updated_at = $3 WHERE id = $1"

PROMOTE = """
UPDATE identity.accounts SET name = $2, role = $3, verified = true, updated_at = $4 WHERE id = $1
"""

SET_CREDENTIALS = """
INSERT INTO identity.credentials (account_id, password_hash, changed_at) VALUES ($1, $2, $3)
ON CONFLICT (account_id) DO UPDATE SET password_hash = $2, changed_at = $3
"""

DELETE = "DELETE FROM identity.accounts WHERE id = $1"

OPEN_FAMILY = """
INSERT INTO identity.refresh_families
    (id, account_id, invitation_id, generation, expires_at, not_after, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""

ADD_REFRESH = """
INSERT INTO identity.refresh_tokens (hash, family_id, generation, issued_at)
VALUES ($1, $2, $3, $4)
"""

# The family is locked first and the token read after it: a waiter then sees what the one before
# it did, whose rotation the waiter's first snapshot does not hold.
LOCK_FAMILY = """
SELECT id, account_id, invitation_id, generation, expires_at, not_after, revoked_at
FROM identity.refresh_families
WHERE id = (SELECT family_id FROM identity.refresh_tokens WHERE hash = $1) FOR UPDATE
"""
FIND_REFRESH = "SELECT generation, rotated_at FROM identity.refresh_tokens WHERE hash = $1"

REFRESH_USED = "UPDATE identity.refresh_tokens SET rotated_at = $2 WHERE hash = $1"

FAMILY_ROTATED = """
UPDATE identity.refresh_families SET generation = $2, expires_at = $3 WHERE id = $1
"""

REVOKE = """
UPDATE identity.refresh_families SET revoked_at = $2 WHERE {which} = $1 AND revoked_at IS NULL
"""
REVOKE_FAMILY = REVOKE.format(which="id")
REVOKE_ACCOUNT = REVOKE.format(which="account_id")
REVOKE_INVITATION = REVOKE.format(which="invitation_id")

FORGET_GUESTS = "DELETE FROM identity.refresh_families WHERE invitation_id = ANY ($1)"
FORGET_OUTBOX = "DELETE FROM identity.outbox WHERE key = $1 OR subject_id = $1"
FORGET_ELSEWHERE = "SELECT kit.erase(ARRAY[$1::text])"

PURGE = """
DELETE FROM identity.refresh_families WHERE expires_at < $1 OR revoked_at < $1
"""


def _account(row: Row) -> Account:
    return Account(
        user_id=row["id"],
        email=row["email"],
        name=row["name"],
        role=Role(row["role"]),
        company_id=row["company_id"],
        guest=row["guest"],
    )


def _stored(row: Row) -> StoredAccount:
    return StoredAccount(
        _account(row),
        verified=row["verified"],
        password_hash=row["password_hash"],
        registration=row["registration"],
        created_at=row["created_at"],
    )


class PostgresStore:
    """`ports.Store` on schema `identity`."""

    async def login(self, unit: Unit, email: str) -> StoredAccount | None:
        """The account (never a guest) with that address."""
        row = await unit.fetchrow(LOGIN, email)
        return _stored(row) if row else None

    async def by_id(self, unit: Unit, account_id: str) -> Account | None:
        """The account of that id."""
        found = await self.by_ids(unit, [account_id])
        return found[0] if found else None

    async def by_ids(self, unit: Unit, account_ids: Sequence[str]) -> list[Account]:
        """Those of the accounts that exist."""
        rows = await unit.fetch(BY_IDS, [i for i in account_ids if is_id(i)])
        return [_account(row) for row in rows]

    async def everybody(self, unit: Unit) -> list[StoredAccount]:
        """All accounts but guests, by address."""
        return [_stored(row) for row in await unit.fetch(EVERYBODY)]

    async def add(self, unit: Unit, stored: StoredAccount) -> bool:
        """Store a new account; False when its address is taken among its kind."""
        a = stored.account
        added = await unit.execute(
            ADD, a.user_id, a.email, a.name, a.role.value, a.company_id, a.guest,
            stored.verified, stored.registration, stored.created_at,
        )  # fmt: skip
        if added and stored.password_hash is not None:
            await self.set_password(unit, a.user_id, stored.password_hash, stored.created_at)
        return bool(added)

    async def candidate(self, unit: Unit, email: str) -> Account | None:
        """The verified account with that address, else the guest; its row is locked."""
        row = await unit.fetchrow(CANDIDATE, email)
        return _account(row) if row else None

    async def rename(self, unit: Unit, account_id: str, name: str, now: datetime) -> None:
        """Give the account its name."""
        await unit.execute(RENAME, account_id, name, now)

    async def promote(
        self, unit: Unit, account_id: str, name: str, role: Role, now: datetime
    ) -> None:
        """Make it a verified account with that name and role."""
        await unit.execute(PROMOTE, account_id, name, role.value, now)

    async def set_password(
        self, unit: Unit, account_id: str, password_hash: str, now: datetime
    ) -> None:
        """Replace the password."""
        await unit.execute(SET_CREDENTIALS, account_id, password_hash, now)

    async def delete(self, unit: Unit, account_id: str) -> bool:
        """Delete the account with all that hangs on it; whether there was one."""
        return is_id(account_id) and bool(await unit.execute(DELETE, account_id))

    async def open_family(self, unit: Unit, family: Family, leaf: str, now: datetime) -> None:
        """Store a new family with the hash of its first token."""
        await unit.execute(
            OPEN_FAMILY, family.id, family.account_id, family.invitation_id, family.generation,
            family.expires_at, family.not_after, now,
        )  # fmt: skip
        await unit.execute(ADD_REFRESH, leaf, family.id, family.generation, now)

    async def family_of(self, unit: Unit, token: str) -> tuple[Family, PresentedToken] | None:
        """The family of the token with that hash, its row locked, and the token."""
        family = await unit.fetchrow(LOCK_FAMILY, token)
        found = await unit.fetchrow(FIND_REFRESH, token) if family else None
        if family is None or found is None:
            return None
        return Family(**family), PresentedToken(**found)

    async def rotate(self, unit: Unit, family: Family, used: str, leaf: str, now: datetime) -> None:
        """Store that `leaf` follows `used` (both hashes), and the family after it."""
        await unit.execute(REFRESH_USED, used, now)
        await unit.execute(ADD_REFRESH, leaf, family.id, family.generation, now)
        await unit.execute(FAMILY_ROTATED, family.id, family.generation, family.expires_at)

    async def revoke_family(self, unit: Unit, family_id: str, now: datetime) -> None:
        """End one family."""
        await unit.execute(REVOKE_FAMILY, family_id, now)

    async def revoke_account(self, unit: Unit, account_id: str, now: datetime) -> None:
        """End all families of an account."""
        await unit.execute(REVOKE_ACCOUNT, account_id, now)

    async def revoke_invitation(self, unit: Unit, invitation_id: str, now: datetime) -> None:
        """End all guests' families of an invitation."""
        await unit.execute(REVOKE_INVITATION, invitation_id, now)

    async def forget_guests(self, unit: Unit, invitation_ids: Sequence[str]) -> int:
        """Delete all guests' families of these invitations; how many."""
        return await unit.execute(FORGET_GUESTS, list(invitation_ids))

    async def forget_messages(self, unit: Unit, account_id: str) -> None:
        """Delete what outbox, events and stored answers say of an account."""
        await unit.execute(FORGET_OUTBOX, account_id)
        await unit.fetchval(FORGET_ELSEWHERE, account_id)

    async def purge(self, unit: Unit, ended_before: datetime) -> int:
        """Delete families that ended before that moment; how many."""
        return await unit.execute(PURGE, ended_before)
