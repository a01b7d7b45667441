"""Argon2: the cost of knowing nothing is the cost of knowing."""

import pytest
from argon2.low_level import verify_secret

from parley.identity.clients.passwords import Argon2Passwords
from parley.identity.ports import Argon2

CHEAP = Argon2(memory_kib=64, passes=2, lanes=1, at_once=1)


async def test_what_was_hashed_verifies() -> None:
    passwords = Argon2Passwords(CHEAP)
    stored = await passwords.hash("correct horse")
    assert stored.startswith("$argon2id$v=19$m=64,t=2,p=1$")
    assert await passwords.verify("correct horse", stored) == (True, None)
    assert await passwords.verify("correct horsf", stored) == (False, None)


async def test_nothing_stored_costs_a_whole_check(monkeypatch: pytest.MonkeyPatch) -> None:
    passwords = Argon2Passwords(CHEAP)
    seen = []

    def watched(hash: bytes, secret: bytes, type: object) -> bool:  # noqa: A002 - argon2's names
        seen.append(hash.decode().rsplit("$", 2))
        return verify_secret(hash, secret, type)  # type: ignore[arg-type]

    monkeypatch.setattr("argon2._password_hasher.verify_secret", watched)
    stored = await passwords.hash("x")
    assert await passwords.verify("wrong", None) == (False, None)
    assert await passwords.verify("wrong", stored) == (False, None)
    nobody, somebody = seen
    assert nobody[0] == somebody[0]  # the same cost
    assert [len(part) for part in nobody] == [len(part) for part in somebody]


async def test_the_stand_in_is_nobodys_password() -> None:
    passwords = Argon2Passwords(CHEAP)
    for guess in ("", "\0", "0" * 32, "x"):
        assert await passwords.verify(guess, None) == (False, None)
