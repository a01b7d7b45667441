"""Signing keys: made, published ahead, rotated, and forgotten when their tokens have ended."""

import stat
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest

from parley.identity.clients.keyring import PUBLISHED_AHEAD, SHORT_LIVED, Keyring
from parley.kit.clock import ManualClock
from parley.kit.errors import Unauthenticated
from parley.kit.tokens import LEEWAY_S, JwtVerifier
from tests.identity.clock import now_clock

ACCESS = timedelta(minutes=10)
WHO = {"use": "access", "sub": "a", "role": "hr"}


@pytest.fixture
def clock() -> ManualClock:
    return now_clock()


def opened(folder: Path, clock: ManualClock) -> Keyring:
    return Keyring(folder / "keys", clock, issuer="parley", audience="parley")


def kid(token: str) -> str:
    return str(jwt.get_unverified_header(token)["kid"])


def published(keyring: Keyring) -> list[str]:
    return [key["kid"] for key in keyring.jwks()["keys"]]


def test_the_first_start_makes_a_key_nobody_else_can_read(
    tmp_path: Path, clock: ManualClock
) -> None:
    keyring = opened(tmp_path, clock)
    keyring.worker_secret()
    folder = tmp_path / "keys"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    files = list(folder.iterdir())
    assert len(files) == 4  # the key, two secrets, the lock
    assert {stat.S_IMODE(f.stat().st_mode) for f in files} == {0o600}


def test_a_restart_keeps_the_keys(tmp_path: Path, clock: ManualClock) -> None:
    first = opened(tmp_path, clock)
    second = opened(tmp_path, clock)
    assert published(first) == published(second)
    assert first.derive_refresh("f", "t") == second.derive_refresh("f", "t")
    assert first.worker_secret() == second.worker_secret()


def test_the_next_refresh_token_cannot_be_told_elsewhere(
    tmp_path: Path, clock: ManualClock
) -> None:
    here, there = opened(tmp_path / "a", clock), opened(tmp_path / "b", clock)
    tokens = {here.derive_refresh("f", "t"), there.derive_refresh("f", "t")}
    tokens |= {here.derive_refresh("g", "t"), here.derive_refresh("f", "u")}
    assert len(tokens) == 4


async def test_a_signed_token_verifies(tmp_path: Path, clock: ManualClock) -> None:
    keyring = opened(tmp_path, clock)
    verifier = verifier_of(keyring)
    claims = await verifier.verify(keyring.sign(WHO, ACCESS))
    assert claims["role"] == "hr"
    stranger = opened(tmp_path / "other", clock)
    with pytest.raises(Unauthenticated):
        await verifier.verify(stranger.sign(WHO, ACCESS))


def verifier_of(keyring: Keyring) -> JwtVerifier:
    async def jwks() -> Mapping[str, Any]:
        return keyring.jwks()

    return JwtVerifier(jwks, issuer="parley", audience="parley")


def test_a_new_key_is_published_before_it_signs(tmp_path: Path, clock: ManualClock) -> None:
    keyring = opened(tmp_path, clock)
    old = kid(keyring.sign(WHO, ACCESS))
    clock.advance(3600)
    new = keyring.rotate()
    assert published(keyring) == [old, new]
    clock.advance(PUBLISHED_AHEAD.total_seconds() - 0.001)
    assert kid(keyring.sign(WHO, ACCESS)) == old
    clock.advance(0.001)
    assert kid(keyring.sign(WHO, ACCESS)) == new


def test_the_old_key_is_published_until_its_tokens_have_ended(
    tmp_path: Path, clock: ManualClock
) -> None:
    keyring = opened(tmp_path, clock)
    old = kid(keyring.sign(WHO, ACCESS))
    clock.advance(1)
    new = keyring.rotate()
    clock.advance((PUBLISHED_AHEAD + SHORT_LIVED).total_seconds() + LEEWAY_S)
    keyring.prune()
    assert published(keyring) == [old, new]
    clock.advance(0.001)
    assert published(keyring) == [new]
    assert keyring.prune() == 1
    assert not (tmp_path / "keys" / f"key-{old}.json").exists()


def test_a_long_lived_token_keeps_its_key_published(tmp_path: Path, clock: ManualClock) -> None:
    keyring = opened(tmp_path, clock)
    token = keyring.service_token("interviews", timedelta(days=365))
    keyring.rotate()
    clock.advance(timedelta(days=365).total_seconds() + LEEWAY_S)
    assert keyring.prune() == 0
    assert kid(token) in published(keyring)
    clock.advance(0.001)
    assert keyring.prune() == 1


def test_a_key_that_signs_no_more_loses_its_private_half(
    tmp_path: Path, clock: ManualClock
) -> None:
    keyring = opened(tmp_path, clock)
    old = kid(keyring.sign(WHO, ACCESS))
    clock.advance(1)
    keyring.rotate()
    file = tmp_path / "keys" / f"key-{old}.json"
    assert "PRIVATE KEY" in file.read_text()
    clock.advance(PUBLISHED_AHEAD.total_seconds())
    keyring.prune()
    assert "PRIVATE KEY" not in file.read_text()
    assert kid(keyring.sign(WHO, ACCESS)) != old


async def test_rotation_by_another_process_is_noticed(tmp_path: Path, clock: ManualClock) -> None:
    served, command = opened(tmp_path, clock), opened(tmp_path, clock)
    verifier = verifier_of(served)
    before = served.sign(WHO, ACCESS)
    await verifier.verify(before)
    clock.advance(1)
    new = command.rotate()
    assert new in published(served)
    clock.advance(PUBLISHED_AHEAD.total_seconds())
    assert kid(served.sign(WHO, ACCESS)) == new
    assert {kid(before), new} == set(published(served))
    await verifier.verify(before)


def test_rotating_twice_in_a_row_leaves_a_key_to_sign_with(
    tmp_path: Path, clock: ManualClock
) -> None:
    keyring = opened(tmp_path, clock)
    for _ in range(3):
        keyring.rotate()
        clock.advance(1)
    for _ in range(40):
        token = keyring.sign(WHO, ACCESS)
        assert kid(token) in published(keyring)
        keyring.prune()
        clock.advance(1)
    keyring.check()
