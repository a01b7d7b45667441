"""Accounts, passwords and the families of refresh tokens. Pure.

Who may have which address: a guest is whoever holds an invitation's link, not whoever claims its
address. So registering with a guest's address makes a second, unverified account beside the
guest and gives it nothing of the guest's; invitations to that address go on to the guest. Only
an account whose address was verified (today: by an operator's `parley user add`) is taken as the
candidate of an invitation. Merging the two waits for a way to prove an address by mail.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from parley.contracts.identity import Account, Principal, Role
from parley.kit.errors import DomainError, Kind, Malformed

MAX_ADDRESS = 254  # RFC 5321, section 4.5.3.1.3, less the angle brackets
MAX_LOCAL_PART = 64  # RFC 5321, section 4.5.3.1.1
MAX_NAME = 200

_LOCAL = re.compile(
    r"""[^\s@"(),:;<>\[\]\\.\x00-\x20\x7f]+(\.[^\s@"(),:;<>\[\]\\.\x00-\x20\x7f]+)*"""
)
_DOMAIN = re.compile(r"[^\W_]([\w-]{0,61}[^\W_])?(\.[^\W_]([\w-]{0,61}[^\W_])?)*")


class InvalidCredentials(DomainError):
    """The address or the password is wrong."""

    kind = Kind.UNAUTHENTICATED


class EmailTaken(DomainError):
    """There is an account with this address: sign in, or take another address."""

    kind = Kind.CONFLICT


class RegistrationDisabled(DomainError):
    """Registration is switched off here: ask for an account, or follow your invitation's link."""

    kind = Kind.FORBIDDEN


class InvalidRefreshToken(DomainError):
    """This session has ended: sign in again, or follow your invitation's link again."""

    kind = Kind.UNAUTHENTICATED


class TooManyAttempts(DomainError):
    """Too many attempts: wait a little and try again."""

    kind = Kind.RATE_LIMITED


class WeakPassword(DomainError):
    """This password is not accepted: take a longer one that is not your address."""

    kind = Kind.MALFORMED


def address(text: str) -> str:
    """An e-mail address in the one form it is stored and compared in: NFC and lower case.

    Names that only an intranet knows are fine; quoted local parts and address literals are not.

    Raises:
        Malformed: It is no address.
    """
    plain = unicodedata.normalize("NFC", text.strip().lower())
    local, _, domain = plain.rpartition("@")
    if (
        len(plain) > MAX_ADDRESS
        or len(local) > MAX_LOCAL_PART
        or not plain.isprintable()
        or not _LOCAL.fullmatch(local)
        or not _DOMAIN.fullmatch(domain)
    ):
        raise Malformed("email: this is not an e-mail address")
    return plain


def person_name(text: str) -> str:
    """A name on one line, without control characters.

    Raises:
        Malformed: It is longer than `MAX_NAME` characters.
    """
    shown = "".join(" " if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} else c for c in text)
    plain = " ".join(unicodedata.normalize("NFC", shown).split())
    if len(plain) > MAX_NAME:
        raise Malformed(f"name: at most {MAX_NAME} characters")
    return plain


@dataclass(frozen=True, slots=True)
class PasswordRule:
    """How long a password is, in characters."""

    shortest: int = 10
    longest: int = 128

    def check(self, password: str, email: str) -> None:
        """Accept `password` for the account with address `email`.

        Raises:
            WeakPassword: Too short, too long, or the address itself.
        """
        if not self.shortest <= len(password) <= self.longest:
            raise WeakPassword(f"password: {self.shortest} to {self.longest} characters")
        if password.strip().casefold() == email.casefold():
            raise WeakPassword("password: not your address")


@dataclass(frozen=True, slots=True)
class StoredAccount:
    """An account with what only identity knows of it.

    Attributes:
        account: What others see.
        verified: Whether somebody vouched for its address.
        password_hash: Argon2, or None for a guest.
        registration: Fingerprint of the Idempotency-Key it was registered with, if any.
        created_at: When it was made.
    """

    account: Account
    verified: bool
    password_hash: str | None
    registration: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """What signing in or refreshing gives.

    Attributes:
        account: Whose; a guest session's role is candidate, whatever the account's.
        access_token: JWT.
        expires_in: Seconds it is good for.
        refresh_token: For a HttpOnly cookie only.
        refresh_expires_in: Seconds it is good for.
        invitation_id: Of a guest session.
    """

    account: Account
    access_token: str
    expires_in: int
    refresh_token: str
    refresh_expires_in: int
    invitation_id: str | None = None


def access_claims(account: Account, invitation_id: str | None) -> dict[str, Any]:
    """The claims of an access token; `Principal.from_claims` reads them back.

    An invitation's link makes a candidate of whoever follows it: a token scoped to an invitation
    never carries a staff role, even when the invited address is that of staff.
    """
    claims: dict[str, Any] = {
        "use": "access",
        "sub": account.user_id,
        "role": (Role.CANDIDATE if invitation_id else account.role).value,
        "email": account.email,
        "name": account.name,
    }
    if account.company_id is not None and invitation_id is None:
        claims["company_id"] = account.company_id
    if invitation_id is not None:
        claims["invitation_id"] = invitation_id
    return claims


# realtime-session.md, generateWorkerToken.
WORKER_TTL = timedelta(minutes=5)


def worker_claims(user_id: str, interview_id: str) -> dict[str, Any]:
    """The claims of a token for the voice socket of one interview; it is no access token."""
    return {"use": "worker", "sub": user_id, "userId": user_id, "interviewId": interview_id}


def session_account(account: Account, invitation_id: str | None) -> Account:
    """The account as a session of it sees itself (see `access_claims`)."""
    principal = Principal.from_claims(access_claims(account, invitation_id))
    return replace(account, role=principal.role, company_id=principal.company_id)


class Verdict(Enum):
    """What presenting a refresh token comes to."""

    ROTATED = "rotated"  # it was the leaf: a new leaf follows
    REPEATED = "repeated"  # a client racing itself, or one that lost an answer: the leaf again
    REUSED = "reused"  # somebody has a copy: the whole family ends
    REFUSED = "refused"  # the family had ended already


@dataclass(frozen=True, slots=True)
class RotationRule:
    """How refresh tokens follow each other.

    Attributes:
        ttl: How long an unused leaf is good for.
        grace: For how long after its rotation a token still gives the leaf: two tabs racing.
        lost_answer: The same while the leaf has not been used by anybody: the answer that
            carried it may have been lost with the network. The thief of a token gains nothing
            over having stolen it a little earlier; the first use of the leaf ends this.
    """

    ttl: timedelta
    grace: timedelta = timedelta(seconds=10)
    lost_answer: timedelta = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class PresentedToken:
    """A refresh token somebody sent, as the store knows it.

    Attributes:
        generation: Its place in the family, from 0.
        rotated_at: When the next one followed; None for the leaf.
    """

    generation: int
    rotated_at: datetime | None


@dataclass(frozen=True, slots=True)
class Family:
    """The refresh tokens of one sign-in.

    Attributes:
        id: Its id.
        account_id: Whose.
        invitation_id: Set for a guest's.
        generation: Of the leaf.
        expires_at: When the leaf ends unless it is used before.
        not_after: Beyond which no token of it is good, whatever happens.
        revoked_at: When it was ended, or None.
    """

    id: str
    account_id: str
    invitation_id: str | None
    generation: int
    expires_at: datetime
    not_after: datetime | None
    revoked_at: datetime | None = None

    def alive(self, now: datetime) -> bool:
        """Whether any token of it is still good."""
        return self.revoked_at is None and now < self.expires_at

    def present(
        self, token: PresentedToken, rule: RotationRule, now: datetime
    ) -> "tuple[Verdict, Family]":
        """What presenting `token` comes to, and the family after it."""
        if not self.alive(now):
            return Verdict.REFUSED, self
        if token.rotated_at is None:
            return Verdict.ROTATED, replace(
                self,
                generation=self.generation + 1,
                expires_at=leaf_expiry(now, rule.ttl, self.not_after),
            )
        age = now - token.rotated_at
        leaf_unused = token.generation == self.generation - 1
        if age <= rule.grace or (leaf_unused and age <= rule.lost_answer):
            return Verdict.REPEATED, self
        return Verdict.REUSED, replace(self, revoked_at=now)


def leaf_expiry(now: datetime, ttl: timedelta, not_after: datetime | None) -> datetime:
    """When a leaf made now ends."""
    return now + ttl if not_after is None else min(now + ttl, not_after)
