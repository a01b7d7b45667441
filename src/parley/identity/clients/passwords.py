"""Argon2id in threads: slow on purpose, and never on the event loop."""

import asyncio
import base64

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from parley.identity.ports import Argon2

SALT_BYTES = 16
DIGEST_BYTES = 32


def _stand_in(cost: Argon2) -> str:
    """A well-formed hash of no password, as costly to check as a real one."""

    def zeros(count: int) -> str:
        return base64.b64encode(bytes(count)).rstrip(b"=").decode()

    parameters = f"m={cost.memory_kib},t={cost.passes},p={cost.lanes}"
    return f"$argon2id$v=19${parameters}${zeros(SALT_BYTES)}${zeros(DIGEST_BYTES)}"


class Argon2Passwords:
    """`ports.Passwords` by argon2id (RFC 9106)."""

    def __init__(self, cost: Argon2) -> None:
        """Hash at `cost`, `cost.at_once` at a time: each one takes a core and its memory."""
        self._hasher = PasswordHash(
            (
                Argon2Hasher(
                    time_cost=cost.passes,
                    memory_cost=cost.memory_kib,
                    parallelism=cost.lanes,
                    hash_len=DIGEST_BYTES,
                    salt_len=SALT_BYTES,
                ),
            )
        )
        self._stand_in = _stand_in(cost)
        self._slots = asyncio.Semaphore(cost.at_once)

    async def hash(self, password: str) -> str:
        """What is stored of `password`."""
        async with self._slots:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def verify(self, password: str, stored: str | None) -> tuple[bool, str | None]:
        """Whether `password` is the stored one, and a better hash where the cost was raised.

        With nothing stored a stand-in is checked, so that the time taken tells nothing.
        """
        async with self._slots:
            return await asyncio.to_thread(
                self._hasher.verify_and_update, password, stored or self._stand_in
            )
