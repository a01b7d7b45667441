"""Refresh cookies and the Origin check that goes with them (product.md, Security).

Written in two places: identity's own routes, and hiring's exchange of an invitation link.
"""

from collections.abc import Collection

from fastapi import Request, Response

from parley.kit.errors import DomainError, Kind

ACCOUNT_COOKIE = "parley_refresh"
PATH = "/api/v1/auth"
MAX_LENGTH = 512


class OriginNotAllowed(DomainError):
    """This request came from another website: open Parley's own address and try again."""

    kind = Kind.FORBIDDEN


def refresh_cookie(invitation_id: str | None) -> str:
    """The cookie's name: one for the account, one an invitation for guests.

    So a candidate with two invitations, or HR trying a link, keeps all sessions apart.
    """
    return f"parley_guest_{invitation_id[:8]}" if invitation_id else ACCOUNT_COOKIE


def set_refresh(
    response: Response, token: str, *, max_age: int, invitation_id: str | None, secure: bool
) -> None:
    """Hand the browser a refresh token that no script can read.

    Args:
        response: What it leaves with.
        token: The token.
        max_age: Seconds it is good for.
        invitation_id: Of a guest session; one of our ids.
        secure: Whether we are served over https.
    """
    response.set_cookie(
        refresh_cookie(invitation_id), token, max_age=max_age, path=PATH,
        httponly=True, samesite="strict", secure=secure,
    )  # fmt: skip


def clear_refresh(response: Response, *, invitation_id: str | None, secure: bool) -> None:
    """Take the refresh token back."""
    response.delete_cookie(
        refresh_cookie(invitation_id), path=PATH, httponly=True, samesite="strict", secure=secure
    )


def read_refresh(request: Request, invitation_id: str | None) -> str | None:
    """The refresh token the browser sent, if it may be one."""
    token = request.cookies.get(refresh_cookie(invitation_id), "")
    return token if 0 < len(token) <= MAX_LENGTH else None


def check_origin(request: Request, allowed: Collection[str]) -> None:
    """Refuse what another website made the browser send.

    A request without an Origin header is not a browser's cross-site POST and passes.

    Raises:
        OriginNotAllowed: The Origin is not one of `allowed` (`scheme://host[:port]`).
    """
    origin = request.headers.get("origin")
    if origin is not None and origin.lower().rstrip("/") not in allowed:
        raise OriginNotAllowed
