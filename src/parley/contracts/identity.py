"""What identity offers: who somebody is, and tokens that say so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Protocol

from parley.kit.errors import DomainError, Kind, Unauthenticated

TOPIC = "identity-events"


class Role(StrEnum):
    """What an account may do; product.md, Sign-in and tokens."""

    ADMIN = "admin"
    HR = "hr"
    INTERVIEWER = "interviewer"
    CANDIDATE = "candidate"


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is calling, as their token says.

    Attributes:
        user_id: The account; `sub`.
        role: Its role.
        email: Its address, or None for a token that doesn't carry one.
        name: Its name.
        company_id: The company it belongs to, if any.
        invitation_id: Set for a guest: the one invitation the token is good for.
    """

    user_id: str
    role: Role
    email: str | None = None
    name: str = ""
    company_id: str | None = None
    invitation_id: str | None = None

    @property
    def is_staff(self) -> bool:
        """Whether this person runs interviews."""
        return self.role in {Role.ADMIN, Role.HR}

    @classmethod
    def from_claims(cls, claims: Mapping[str, Any]) -> "Principal":
        """Read the claims of a verified access token.

        Raises:
            Unauthenticated: They are not those of an access token.
        """
        try:
            if claims["use"] != "access":
                raise Unauthenticated
            return cls(
                user_id=str(claims["sub"]),
                role=Role(claims["role"]),
                email=claims.get("email"),
                name=claims.get("name", ""),
                company_id=claims.get("company_id"),
                invitation_id=claims.get("invitation_id"),
            )
        except (KeyError, ValueError) as error:
            raise Unauthenticated from error


@dataclass(frozen=True, slots=True)
class Account:
    """A person known to the system; a guest has no password and can only follow a link."""

    user_id: str
    email: str
    name: str
    role: Role
    company_id: str | None = None
    guest: bool = False


@dataclass(frozen=True, slots=True)
class GuestSession:
    """What an invitation link is exchanged for.

    Attributes:
        access_token: JWT scoped to the invitation.
        expires_in: Seconds.
        refresh_token: For a HttpOnly cookie only; rotated at use.
        refresh_expires_in: Seconds.
    """

    access_token: str
    expires_in: int
    refresh_token: str
    refresh_expires_in: int


class AccountNotFound(DomainError):
    """There is no such account."""

    kind = Kind.NOT_FOUND


class Identity(Protocol):
    """The identity context, local or by gRPC."""

    async def jwks(self) -> Mapping[str, Any]:
        """The public keys that access tokens are signed with (RFC 7517)."""
        ...

    async def ensure_candidate(self, email: str, name: str) -> Account:
        """The verified account with that address, else a guest account made now (idempotent)."""
        ...

    async def accounts(self, user_ids: Sequence[str]) -> list[Account]:
        """Those of the accounts that exist, in no particular order."""
        ...

    async def open_guest_session(
        self, candidate_id: str, invitation_id: str, not_after: datetime
    ) -> GuestSession:
        """Tokens for one candidate and one invitation, none good beyond `not_after`.

        Raises:
            AccountNotFound: No such account.
        """
        ...

    async def close_guest_sessions(self, invitation_id: str) -> None:
        """Refuse every refresh token of that invitation from now on (it was revoked)."""
        ...

    async def worker_token(self, user_id: str, interview_id: str) -> str:
        """A JWT for the voice socket of one interview, good for five minutes.

        Claims: `use` = "worker", `sub` and `userId` the person, `interviewId`, `exp`
        (realtime-session.md, generateWorkerToken).
        """
        ...


@dataclass(frozen=True, slots=True)
class UserCreated:
    """`user.created`: an account was made, or a guest's name became known."""

    TYPE: ClassVar[str] = "user.created"

    userId: str
    email: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class UserUpdated:
    """`user.updated`: the account's name or role changed."""

    TYPE: ClassVar[str] = "user.updated"

    userId: str
    email: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class UserDeleted:
    """`user.deleted`: the account is gone; forget what you keep of the person."""

    TYPE: ClassVar[str] = "user.deleted"

    userId: str
