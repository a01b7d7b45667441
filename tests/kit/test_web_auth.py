from collections.abc import Mapping
from typing import Any, cast

import pytest
from fastapi import Request

from parley.kit.errors import Unauthenticated
from parley.kit.tokens import JwtVerifier
from parley.kit.web.auth import MAX_TOKEN, authenticated, bearer, client_address, subject_of


def request(
    authorization: str | None = None, client: tuple[str, int] | None = ("10.1.2.3", 1)
) -> Request:
    headers = [(b"x-forwarded-for", b"6.6.6.6")]
    if authorization is not None:
        headers.append((b"authorization", authorization.encode()))
    return Request({"type": "http", "headers": headers, "client": client})


class Verifier:
    async def verify(self, token: str) -> Mapping[str, Any]:
        if token != "good":
            raise Unauthenticated
        return {"sub": "u", "role": "hr"}


verifier = cast("JwtVerifier", Verifier())


@pytest.mark.parametrize("header", ["Bearer good", "bearer good", "BEARER  good "])
def test_the_scheme_is_case_insensitive(header: str) -> None:
    assert bearer(request(header)) == "good"


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer ", "Basic good", "good", f"Bearer {'x' * (MAX_TOKEN + 1)}"],
)
def test_anything_else_is_no_token(header: str | None) -> None:
    with pytest.raises(Unauthenticated):
        bearer(request(header))


def test_a_token_of_the_longest_length_passes() -> None:
    assert bearer(request(f"Bearer {'x' * MAX_TOKEN}")) == "x" * MAX_TOKEN


async def test_principal_and_subject_come_from_verified_claims() -> None:
    assert (
        await authenticated(verifier, lambda claims: claims["role"])(request("Bearer good")) == "hr"
    )
    assert await subject_of(verifier)(request("Bearer good")) == "u"
    for dependency in (authenticated(verifier, dict), subject_of(verifier)):
        with pytest.raises(Unauthenticated):
            await dependency(request("Bearer bad"))


def test_the_address_is_the_sockets_whatever_a_header_says() -> None:
    assert client_address(request()) == "10.1.2.3"
    assert client_address(request(client=None)) == "unknown"
