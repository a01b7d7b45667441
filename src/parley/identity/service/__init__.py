"""Use cases of identity, and the contract that other contexts call."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from parley.contracts.identity import Account, GuestSession
from parley.identity.domain import WORKER_TTL, worker_claims
from parley.identity.ports import Signer
from parley.identity.service.accounts import Accounts
from parley.identity.service.sessions import Sessions

__all__ = ["Accounts", "IdentityService", "Sessions"]


class IdentityService:
    """`contracts.identity.Identity`, called directly."""

    def __init__(self, accounts: Accounts, sessions: Sessions, signer: Signer) -> None:
        """Offer what these do."""
        self.accounts_, self.sessions, self._signer = accounts, sessions, signer

    async def jwks(self) -> Mapping[str, Any]:
        """The public keys that access tokens are signed with (RFC 7517)."""
        return self._signer.jwks()

    async def ensure_candidate(self, email: str, name: str) -> Account:
        """The verified account with that address, else a guest account made now (idempotent)."""
        return await self.accounts_.ensure_candidate(email, name)

    async def accounts(self, user_ids: Sequence[str]) -> list[Account]:
        """Those of the accounts that exist, in no particular order."""
        return await self.accounts_.by_ids(user_ids)

    async def open_guest_session(
        self, candidate_id: str, invitation_id: str, not_after: datetime
    ) -> GuestSession:
        """Tokens for one candidate and one invitation, none good beyond `not_after`.

        Raises:
            AccountNotFound: No such account.
        """
        session = await self.sessions.open_guest(candidate_id, invitation_id, not_after)
        return GuestSession(
            session.access_token,
            session.expires_in,
            session.refresh_token,
            session.refresh_expires_in,
        )

    async def close_guest_sessions(self, invitation_id: str) -> None:
        """Refuse every refresh token of that invitation from now on (it was revoked)."""
        await self.sessions.close_guests(invitation_id)

    async def worker_token(self, user_id: str, interview_id: str) -> str:
        """A JWT for the voice socket of one interview, good for five minutes."""
        return self._signer.sign(worker_claims(user_id, interview_id), WORKER_TTL)

    def sign(self, claims: Mapping[str, Any], ttl: timedelta) -> str:
        """Sign a token of another use (`claims["use"]`), good for `ttl`."""
        return self._signer.sign(claims, ttl)
