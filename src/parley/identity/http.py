"""`/api/v1/auth` and the JWKS (product.md, Sign-in and tokens)."""

from typing import Annotated, Literal

from fastapi import APIRouter, Body, Depends, Header, Request, Response
from pydantic import Field, StringConstraints

from parley.contracts.identity import Principal
from parley.identity.domain import Session
from parley.identity.service import Accounts, IdentityService, Sessions
from parley.kit.tokens import JwtVerifier
from parley.kit.web.auth import authenticated, client_address
from parley.kit.web.cookies import check_origin, clear_refresh, read_refresh, set_refresh
from parley.kit.web.paging import Camel

# Long enough for what people paste, short enough not to be worth hashing; the policy is stricter.
Password = Annotated[str, StringConstraints(strip_whitespace=False, max_length=1024)]
JWKS_SECONDS = 300
ID_PATTERN = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


class LoginBody(Camel):
    """Address and password."""

    email: str = Field(max_length=320)
    password: Password


class RegisterBody(LoginBody):
    """What a new account needs."""

    name: str = Field(min_length=1, max_length=1024)


class InvitationBody(Camel):
    """Which session is meant: the account's, or the guest's of one invitation."""

    # The pattern of our ids: a cookie's name is made of it.
    invitation_id: str | None = Field(default=None, pattern=f"^{ID_PATTERN}$")


class UserView(Camel):
    """Who is signed in."""

    user_id: str
    email: str
    name: str
    role: str


class SessionView(Camel):
    """A session; its refresh token travels in the cookie only."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - a word of RFC 6750
    expires_in: int
    user: UserView


class Empty(Camel):
    """Nothing to say."""


def router(
    accounts: Accounts,
    sessions: Sessions,
    verifier: JwtVerifier,
    *,
    origins: frozenset[str],
    secure: bool,
) -> APIRouter:
    """Routes of sessions and accounts.

    Args:
        accounts: Use cases on accounts.
        sessions: Use cases on sessions.
        verifier: Of access tokens.
        origins: What the Origin header may be.
        secure: Whether cookies are for https only.
    """
    caller = Annotated[Principal, Depends(authenticated(verifier, Principal.from_claims))]

    def same_origin(request: Request) -> None:
        check_origin(request, origins)

    api = APIRouter(prefix="/api/v1/auth", tags=["auth"])
    guard = [Depends(same_origin)]

    def answer(response: Response, session: Session) -> SessionView:
        set_refresh(
            response, session.refresh_token, max_age=session.refresh_expires_in,
            invitation_id=session.invitation_id, secure=secure,
        )  # fmt: skip
        return SessionView(
            access_token=session.access_token,
            expires_in=session.expires_in,
            user=UserView.model_validate(session.account),
        )

    @api.post("/register", status_code=201, dependencies=guard)
    async def register(
        body: RegisterBody,
        request: Request,
        response: Response,
        idempotency_key: Annotated[str | None, Header(max_length=255)] = None,
    ) -> SessionView:
        """Make a candidate's account and sign in."""
        session = await accounts.register(
            body.email, body.password, body.name,
            source=client_address(request), key=idempotency_key,
        )  # fmt: skip
        return answer(response, session)

    @api.post("/login", dependencies=guard)
    async def login(body: LoginBody, request: Request, response: Response) -> SessionView:
        """Sign in with a password."""
        source = client_address(request)
        return answer(response, await accounts.login(body.email, body.password, source=source))

    @api.post("/refresh", dependencies=guard)
    async def refresh(
        request: Request, response: Response, body: Annotated[InvitationBody | None, Body()] = None
    ) -> SessionView:
        """A new access token for the session in this browser's cookie, which is rotated."""
        invitation = body.invitation_id if body else None
        token = read_refresh(request, invitation)
        return answer(response, await sessions.refresh(token, invitation))

    @api.post("/logout", dependencies=guard)
    async def logout(
        request: Request, response: Response, body: Annotated[InvitationBody | None, Body()] = None
    ) -> Empty:
        """End the session in this browser's cookie."""
        invitation = body.invitation_id if body else None
        await sessions.close(read_refresh(request, invitation), invitation)
        clear_refresh(response, invitation_id=invitation, secure=secure)
        return Empty()

    @api.get("/me")
    async def me(principal: caller) -> UserView:
        """Who is calling."""
        return UserView.model_validate(await accounts.me(principal))

    return api


def jwks_router(identity: IdentityService) -> APIRouter:
    """The public keys."""
    api = APIRouter(tags=["auth"])

    @api.get("/.well-known/jwks.json")
    async def jwks(response: Response) -> dict[str, object]:
        """Public keys of access tokens (RFC 7517)."""
        response.headers["cache-control"] = f"public, max-age={JWKS_SECONDS}"
        return dict(await identity.jwks())

    return api
