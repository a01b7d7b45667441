"""Identity in memory: accounts by address, and tokens that a real verifier accepts."""

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from parley.contracts.identity import Account, AccountNotFound, GuestSession, Principal, Role
from parley.kit.ids import new_id
from parley.kit.tokens import ALGORITHM, JwtVerifier

ISSUER, AUDIENCE, KID = "parley", "parley", "test"
LIFETIME = timedelta(minutes=10)


class FakeIdentity:
    """`contracts.identity.Identity`, with a signing key of its own."""

    def __init__(self) -> None:
        self.people: dict[str, Account] = {}
        self.closed: list[str] = []
        self.opened: list[tuple[str, str, datetime]] = []
        self._key = ec.generate_private_key(ec.SECP256R1())

    async def jwks(self) -> Mapping[str, Any]:
        public = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(self._key.public_key()))
        return {"keys": [public | {"kid": KID, "alg": ALGORITHM, "use": "sig"}]}

    def verifier(self) -> JwtVerifier:
        return JwtVerifier(self.jwks, issuer=ISSUER, audience=AUDIENCE)

    def add(self, role: Role, *, company_id: str | None = None) -> Principal:
        """A new person with an account."""
        user_id = new_id()
        account = Account(user_id, f"{user_id}@example.com", "Somebody", role, company_id)
        self.people[user_id] = account
        return Principal(user_id, role, account.email, account.name, company_id)

    def token(self, who: Principal) -> str:
        """An access token as identity signs them."""
        now = datetime.now(UTC)
        claims = {
            "sub": who.user_id,
            "role": who.role.value,
            "email": who.email,
            "name": who.name,
            "company_id": who.company_id,
            "invitation_id": who.invitation_id,
            "use": "access",
            "iat": now,
            "exp": now + LIFETIME,
            "iss": ISSUER,
            "aud": AUDIENCE,
        }
        return jwt.encode(claims, self._key, algorithm=ALGORITHM, headers={"kid": KID})

    async def ensure_candidate(self, email: str, name: str) -> Account:
        for account in self.people.values():
            if account.email == email:
                return account
        account = Account(new_id(), email, name, Role.CANDIDATE, guest=True)
        self.people[account.user_id] = account
        return account

    async def accounts(self, user_ids: Sequence[str]) -> list[Account]:
        return [self.people[user_id] for user_id in user_ids if user_id in self.people]

    async def open_guest_session(
        self, candidate_id: str, invitation_id: str, not_after: datetime
    ) -> GuestSession:
        if candidate_id not in self.people:
            raise AccountNotFound
        self.opened.append((candidate_id, invitation_id, not_after))
        guest = Principal(candidate_id, Role.CANDIDATE, invitation_id=invitation_id)
        return GuestSession(self.token(guest), 600, secrets.token_urlsafe(32), 3600)

    async def close_guest_sessions(self, invitation_id: str) -> None:
        self.closed.append(invitation_id)

    async def worker_token(self, user_id: str, interview_id: str) -> str:
        now = datetime.now(UTC)
        claims = {
            "use": "worker",
            "sub": user_id,
            "userId": user_id,
            "interviewId": interview_id,
            "iat": now,
            "exp": now + timedelta(minutes=5),
            "iss": ISSUER,
            "aud": AUDIENCE,
        }
        return jwt.encode(claims, self._key, algorithm=ALGORITHM, headers={"kid": KID})
