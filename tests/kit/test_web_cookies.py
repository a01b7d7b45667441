from http.cookies import SimpleCookie

import pytest
from fastapi import Request, Response

from parley.kit.ids import new_id
from parley.kit.web import cookies
from parley.kit.web.cookies import (
    OriginNotAllowed,
    check_origin,
    clear_refresh,
    read_refresh,
    set_refresh,
)


def request(**sent: str) -> Request:
    header = "; ".join(f"{name}={value}" for name, value in sent.items()).encode()
    return Request({"type": "http", "headers": [(b"cookie", header)]})


@pytest.mark.parametrize("secure", [True, False])
@pytest.mark.parametrize("invitation_id", [None, "3f0c1b9e-0000-4000-8000-000000000001"])
def test_no_script_and_no_other_site_gets_the_token(
    invitation_id: str | None,
    secure: bool,
) -> None:
    response = Response()
    set_refresh(response, "t0ken", max_age=60, invitation_id=invitation_id, secure=secure)
    [morsel] = SimpleCookie(response.headers["set-cookie"]).values()
    assert (morsel.value, morsel["max-age"], morsel["path"]) == ("t0ken", "60", "/api/v1/auth")
    assert (morsel["httponly"], morsel["samesite"]) == (True, "strict")
    assert bool(morsel["secure"]) is secure
    assert read_refresh(request(**{morsel.key: "t0ken"}), invitation_id) == "t0ken"
    gone = Response()
    clear_refresh(gone, invitation_id=invitation_id, secure=secure)
    [cleared] = SimpleCookie(gone.headers["set-cookie"]).values()
    assert (cleared.key, cleared["max-age"], cleared["path"]) == (morsel.key, "0", "/api/v1/auth")


def test_sessions_are_apart() -> None:
    one, other = new_id(), new_id()
    names = {cookies.refresh_cookie(who) for who in (None, one, other)}
    assert len(names) == 3
    assert read_refresh(request(**{cookies.refresh_cookie(one): "t"}), None) is None
    assert read_refresh(request(**{cookies.refresh_cookie(one): "t"}), other) is None


def test_a_token_has_a_length() -> None:
    longest = "x" * cookies.MAX_LENGTH
    assert read_refresh(request(parley_refresh=longest), None) == longest
    for value in ("", longest + "x"):
        assert read_refresh(request(parley_refresh=value), None) is None
    assert read_refresh(request(), None) is None


@pytest.mark.parametrize(
    ("origin", "passes"),
    [
        (None, True),
        ("http://parley.test", True),
        ("HTTP://Parley.Test", True),
        ("http://parley.test:8000", False),
        ("https://parley.test", False),
        ("http://parley.test.evil.example", False),
        ("null", False),
        ("", False),
    ],
)
def test_origins(origin: str | None, passes: bool) -> None:
    headers = [] if origin is None else [(b"origin", origin.encode())]
    asked = Request({"type": "http", "headers": headers})
    if passes:
        check_origin(asked, {"http://parley.test"})
    else:
        with pytest.raises(OriginNotAllowed):
            check_origin(asked, {"http://parley.test"})
