"""Opening, refreshing and ending sessions."""

from datetime import datetime, timedelta

from parley.contracts.identity import Account, AccountNotFound, Role
from parley.identity.domain import (
    Family,
    InvalidRefreshToken,
    RotationRule,
    Session,
    Verdict,
    access_claims,
    leaf_expiry,
    session_account,
)
from parley.identity.ports import Settings, Signer, Store
from parley.kit.clock import Clock
from parley.kit.db import Database, Unit
from parley.kit.ids import new_id
from parley.kit.tokens import fingerprint, new_secret

ROLE = "identity"


class Sessions:
    """Commands on sessions; only hashes of refresh tokens are stored.

    The token that follows another is derived from it with a secret of the installation. So two
    tabs that refresh at once, or a client whose answer was lost, get the same leaf, and there is
    never more than one.
    """

    def __init__(
        self, db: Database, store: Store, signer: Signer, clock: Clock, settings: Settings
    ) -> None:
        """Work on `db`."""
        self._db, self._store, self._signer, self._clock = db, store, signer, clock
        self._settings = settings

    async def open(
        self,
        unit: Unit,
        account: Account,
        *,
        invitation_id: str | None = None,
        not_after: datetime | None = None,
    ) -> Session:
        """Open a session for somebody who has just proved who they are."""
        now = self._clock.now()
        rule = self._rule(account, invitation_id, not_after, now)
        family = Family(
            new_id(), account.user_id, invitation_id, 0,
            leaf_expiry(now, rule.ttl, not_after), not_after,
        )  # fmt: skip
        leaf = new_secret()
        await self._store.open_family(unit, family, fingerprint(leaf), now)
        return self._session(account, family, leaf, now)

    async def open_guest(
        self, candidate_id: str, invitation_id: str, not_after: datetime
    ) -> Session:
        """A session good for one invitation only.

        Raises:
            AccountNotFound: No such account.
            InvalidRefreshToken: `not_after` has passed.
        """
        if not_after <= self._clock.now():
            raise InvalidRefreshToken
        async with self._db.unit(ROLE) as unit:
            account = await self._store.by_id(unit, candidate_id)
            if account is None:
                raise AccountNotFound
            return await self.open(unit, account, invitation_id=invitation_id, not_after=not_after)

    async def refresh(self, token: str | None, invitation_id: str | None) -> Session:
        """The next session of the same family; see `domain.Family.present`.

        Raises:
            InvalidRefreshToken: Unknown, ended, of another invitation, or used again too late:
                then the whole family has ended.
        """
        session = None
        if token is not None:
            async with self._db.unit(ROLE) as unit:
                session = await self._refresh(unit, token, invitation_id)
        if session is None:  # raised out here, so that an ended family stays ended
            raise InvalidRefreshToken
        return session

    async def _refresh(self, unit: Unit, token: str, invitation_id: str | None) -> Session | None:
        now = self._clock.now()
        found = await self._store.family_of(unit, fingerprint(token))
        if found is None or found[0].invitation_id != invitation_id:
            return None
        before, presented = found
        account = await self._store.by_id(unit, before.account_id)
        if account is None:
            return None
        rule = self._rule(account, invitation_id, before.not_after, now)
        verdict, family = before.present(presented, rule, now)
        if verdict is Verdict.REUSED:
            await self._store.revoke_family(unit, family.id, now)
        if verdict in {Verdict.REUSED, Verdict.REFUSED}:
            return None
        leaf = token
        for _ in range(family.generation - presented.generation):
            leaf = self._signer.derive_refresh(family.id, leaf)
        if verdict is Verdict.ROTATED:
            await self._store.rotate(unit, family, fingerprint(token), fingerprint(leaf), now)
        return self._session(account, family, leaf, now)

    async def close(self, token: str | None, invitation_id: str | None) -> None:
        """Sign out: end the family of that token, if it is one."""
        if token is None:
            return
        async with self._db.unit(ROLE) as unit:
            found = await self._store.family_of(unit, fingerprint(token))
            if found is not None and found[0].invitation_id == invitation_id:
                await self._store.revoke_family(unit, found[0].id, self._clock.now())

    async def close_guests(self, invitation_id: str) -> None:
        """End all guest sessions of an invitation."""
        async with self._db.unit(ROLE) as unit:
            await self._store.revoke_invitation(unit, invitation_id, self._clock.now())

    async def purge(self) -> int:
        """Delete families that ended a day ago, and keys that signed nothing living."""
        self._signer.prune()
        async with self._db.unit(ROLE) as unit:
            return await self._store.purge(unit, self._clock.now() - timedelta(days=1))

    def _rule(
        self,
        account: Account,
        invitation_id: str | None,
        not_after: datetime | None,
        now: datetime,
    ) -> RotationRule:
        s = self._settings
        ttl = s.refresh_ttl if account.role is Role.CANDIDATE else s.staff_refresh_ttl
        if invitation_id is not None and not_after is not None:
            ttl = not_after - now  # a guest may come back for as long as the invitation stands
        return RotationRule(ttl, s.grace, s.lost_answer)

    def _session(self, account: Account, family: Family, leaf: str, now: datetime) -> Session:
        end = family.not_after
        ttl = (
            self._settings.access_ttl if end is None else min(self._settings.access_ttl, end - now)
        )
        claims = access_claims(account, family.invitation_id)
        return Session(
            session_account(account, family.invitation_id),
            self._signer.sign(claims, ttl),
            int(ttl.total_seconds()),
            leaf,
            int((family.expires_at - now).total_seconds()),
            family.invitation_id,
        )
