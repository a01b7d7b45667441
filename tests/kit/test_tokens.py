import base64
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm

from parley.kit import tokens
from parley.kit.errors import Unauthenticated
from parley.kit.tokens import JwtVerifier, derive, fingerprint, new_secret

ISSUER, AUDIENCE = "https://parley.example", "parley"
KEY = ec.generate_private_key(ec.SECP256R1())
OTHER = ec.generate_private_key(ec.SECP256R1())


def public(key: ec.EllipticCurvePrivateKey, kid: str) -> dict[str, Any]:
    return {**json.loads(ECAlgorithm.to_jwk(key.public_key())), "kid": kid}


class Keys:
    """A JWKS endpoint that counts."""

    def __init__(self, *keys: dict[str, Any]) -> None:
        self.keys, self.fetched = list(keys), 0

    async def __call__(self) -> Mapping[str, Any]:
        self.fetched += 1
        return {"keys": self.keys}


@pytest.fixture
def keys() -> Keys:
    return Keys(public(KEY, "k1"))


@pytest.fixture
def verifier(keys: Keys) -> JwtVerifier:
    return JwtVerifier(keys, issuer=ISSUER, audience=AUDIENCE)


def claims(**other: Any) -> dict[str, Any]:
    now = int(time.time())
    usual = {"sub": "u", "iss": ISSUER, "aud": AUDIENCE, "iat": now, "exp": now + 600}
    return {key: value for key, value in {**usual, **other}.items() if value is not None}


def signed(
    body: dict[str, Any], key: Any = KEY, algorithm: str = "ES256", kid: str | None = "k1"
) -> str:
    return jwt.encode(body, key, algorithm, headers={"kid": kid} if kid is not None else None)


async def test_a_good_token_gives_its_claims(verifier: JwtVerifier) -> None:
    assert (await verifier.verify(signed(claims(role="hr"))))["role"] == "hr"


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "else"},
        {"aud": None},
        {"iss": "https://else.example"},
        {"iss": None},
        {"exp": -tokens.LEEWAY_S - 60},
        {"exp": None},
        {"iat": None},
        {"iat": 3600},
        {"nbf": 3600},
        {"sub": None},
        {"sub": 7},
    ],
    ids=str,
)
async def test_wrong_claims_are_refused(verifier: JwtVerifier, wrong: dict[str, Any]) -> None:
    now = int(time.time())
    seconds = {key: now + wrong[key] for key in ("exp", "iat", "nbf") if wrong.get(key) is not None}
    with pytest.raises(Unauthenticated):
        await verifier.verify(signed(claims(**{**wrong, **seconds})))


async def test_expiry_has_a_small_leeway_and_no_more(verifier: JwtVerifier) -> None:
    now = int(time.time())
    await verifier.verify(signed(claims(exp=now - tokens.LEEWAY_S + 3)))
    with pytest.raises(Unauthenticated):
        await verifier.verify(signed(claims(exp=now - tokens.LEEWAY_S - 1)))


def unsigned(body: dict[str, Any], algorithm: str) -> str:
    parts = ({"alg": algorithm, "typ": "JWT", "kid": "k1"}, body)
    coded = (base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=").decode() for p in parts)
    return ".".join(coded) + "."


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "", "ES256"])
async def test_an_unsigned_token_is_refused(verifier: JwtVerifier, algorithm: str) -> None:
    with pytest.raises(Unauthenticated):
        await verifier.verify(unsigned(claims(), algorithm))


async def test_other_algorithms_are_refused(verifier: JwtVerifier) -> None:
    rsa_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    # The public key as an HMAC secret: the classic confusion of algorithms.
    head = unsigned(claims(), "HS256").rstrip(".")
    pem = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    mac = base64.urlsafe_b64encode(hmac.digest(pem, head.encode(), "sha256")).rstrip(b"=").decode()
    for token in (signed(claims(), rsa_key, "RS256"), f"{head}.{mac}"):
        with pytest.raises(Unauthenticated):
            await verifier.verify(token)


async def test_another_key_under_the_known_id_is_refused(verifier: JwtVerifier) -> None:
    with pytest.raises(Unauthenticated):
        await verifier.verify(signed(claims(), OTHER))


async def test_a_changed_body_is_refused(verifier: JwtVerifier) -> None:
    head, _, signature = signed(claims()).split(".")
    _, body, _ = signed(claims(sub="somebody else")).split(".")
    with pytest.raises(Unauthenticated):
        await verifier.verify(f"{head}.{body}.{signature}")


@pytest.mark.parametrize("text", ["", ".", "..", "a.b.c", "é.é.é", "x" * 5000])
async def test_no_token_at_all_is_refused(verifier: JwtVerifier, text: str) -> None:
    with pytest.raises(Unauthenticated):
        await verifier.verify(text)


@pytest.mark.parametrize("kid", ["made up", "", None])
async def test_unknown_key_ids_do_not_make_it_fetch_all_the_time(
    verifier: JwtVerifier, keys: Keys, kid: str | None
) -> None:
    for _ in range(5):
        with pytest.raises(Unauthenticated):
            await verifier.verify(signed(claims(), OTHER, kid=kid))
        await verifier.verify(signed(claims()))
    assert keys.fetched == 1


async def test_a_rotated_key_is_fetched_after_a_while(
    verifier: JwtVerifier, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    await verifier.verify(signed(claims()))
    keys.keys = [public(KEY, "k1"), public(OTHER, "k2")]
    later = time.monotonic() + tokens.REFETCH_S + 1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    await verifier.verify(signed(claims(), OTHER, kid="k2"))
    await verifier.verify(signed(claims()))
    assert keys.fetched == 2


async def test_a_withdrawn_key_is_refused(
    verifier: JwtVerifier, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    await verifier.verify(signed(claims()))
    keys.keys = [public(OTHER, "k2")]
    later = time.monotonic() + tokens.REFETCH_S + 1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    await verifier.verify(signed(claims(), OTHER, kid="k2"))
    with pytest.raises(Unauthenticated):
        await verifier.verify(signed(claims()))


async def test_a_signature_is_verified_once(
    verifier: JwtVerifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = signed(claims())
    first = await verifier.verify(token)
    monkeypatch.setattr(jwt, "decode", None)
    assert await verifier.verify(token) == first


async def test_a_remembered_token_ends_when_it_should(
    verifier: JwtVerifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = claims()
    token = signed(body)
    await verifier.verify(token)

    def ended(*_: Any, **__: Any) -> None:
        raise jwt.ExpiredSignatureError

    monkeypatch.setattr(jwt, "decode", ended)
    monkeypatch.setattr(time, "time", lambda: body["exp"] + tokens.LEEWAY_S - 0.1)
    await verifier.verify(token)
    monkeypatch.setattr(time, "time", lambda: body["exp"] + tokens.LEEWAY_S)
    with pytest.raises(Unauthenticated):
        await verifier.verify(token)


async def test_a_remembered_token_of_a_withdrawn_key_is_refused(
    verifier: JwtVerifier, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = signed(claims())
    await verifier.verify(token)
    keys.keys = [public(OTHER, "k2")]
    later = time.monotonic() + tokens.REFETCH_S + 1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    await verifier.verify(signed(claims(), OTHER, kid="k2"))
    with pytest.raises(Unauthenticated):
        await verifier.verify(token)


async def test_only_so_many_tokens_are_remembered(
    verifier: JwtVerifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "REMEMBERED", 2)
    for _ in range(5):
        await verifier.verify(signed(claims()))
        assert len(verifier._verified) <= 2


def test_secrets_are_random_and_long() -> None:
    made = {new_secret() for _ in range(100)}
    assert len(made) == 100
    assert all(len(base64.urlsafe_b64decode(secret + "=")) == 32 for secret in made)


def test_a_fingerprint_is_sha256() -> None:
    assert fingerprint("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_derived_secrets_depend_on_every_part() -> None:
    derived = {
        derive(key, *parts)
        for key in (b"k", b"l")
        for parts in (("a",), ("a", "b"), ("ab",), ("a", "", "b"), ("b", "a"))
    }
    assert len(derived) == 10
    assert derive(b"k", "a", "b") == derive(b"k", "a", "b")
