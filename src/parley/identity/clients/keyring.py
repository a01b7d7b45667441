"""Signing keys in files: made at first start, rotated by command, shared by all processes.

`<data>/keys` (0700) holds a JSON file a key (0600), the secret that refresh tokens are derived
with, and the workers' secret. A key is published before it signs, so that whoever verifies has
had a chance to fetch it; it leaves the JWKS when the last token it signed has ended, and its
private half is deleted as soon as it signs no more.
"""

import fcntl
import json
import os
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from parley.kit.clock import Clock
from parley.kit.ids import new_id
from parley.kit.tokens import ALGORITHM, LEEWAY_S, REFETCH_S, derive, new_secret

PUBLISHED_AHEAD = timedelta(seconds=REFETCH_S + LEEWAY_S)
# Tokens that live no longer than this need no note in the key's file.
SHORT_LIVED = timedelta(hours=1)
MTIME_TICK_NS = 50_000_000


@dataclass(frozen=True, slots=True)
class Key:
    """One signing key.

    Attributes:
        kid: Its id (RFC 7515, section 4.1.4).
        created_at: When it was made and published.
        public: As JWK.
        private_pem: None once it signs no more.
        needed_until: When the longest-lived token it signed ends, or None for short-lived only.
    """

    kid: str
    created_at: datetime
    public: Mapping[str, Any]
    private_pem: str | None
    needed_until: datetime | None = None

    @classmethod
    def generate(cls, now: datetime) -> "Key":
        """Make a P-256 key."""
        private = ec.generate_private_key(ec.SECP256R1())
        kid = secrets.token_hex(8)
        pem = private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        jwk = ECAlgorithm.to_jwk(private.public_key(), as_dict=True)
        return cls(kid, now, jwk | {"kid": kid, "use": "sig", "alg": ALGORITHM}, pem.decode())

    @classmethod
    def from_json(cls, text: str) -> "Key":
        """Read a key file."""
        body = json.loads(text)
        until = body["neededUntil"]
        return cls(
            body["kid"],
            datetime.fromisoformat(body["createdAt"]),
            body["public"],
            body["privatePem"],
            until and datetime.fromisoformat(until),
        )

    def to_json(self) -> str:
        """Write a key file."""
        until = self.needed_until and self.needed_until.isoformat()
        return json.dumps({
            "kid": self.kid, "createdAt": self.created_at.isoformat(), "neededUntil": until,
            "public": self.public, "privatePem": self.private_pem,
        })  # fmt: skip


class Keyring:
    """`ports.Signer` over a folder of keys; notices what another process changed in it."""

    def __init__(self, folder: Path, clock: Clock, *, issuer: str, audience: str) -> None:
        """Open `folder`, making it and the first key where they are missing."""
        self._folder, self._clock = folder, clock
        self._issuer, self._audience = issuer, audience
        self._keys: list[Key] = []
        self._private: dict[str, Any] = {}
        self._seen = 0
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        with self._locked():
            if not any(self._folder.glob("key-*.json")):
                self._save(Key.generate(clock.now()))
            self._refresh_secret = self._secret("refresh.secret").encode()
        self._load()

    def sign(self, claims: Mapping[str, Any], ttl: timedelta) -> str:
        """A JWT with `claims`, the issuer and audience, good for `ttl` from now."""
        self._load()
        now = self._clock.now()
        key = self._active(now)
        if ttl > SHORT_LIVED:
            key = self._keep(key, now + ttl)
        body = {
            "iss": self._issuer, "aud": self._audience, "jti": new_id(),
            "iat": int(now.timestamp()), "exp": int((now + ttl).timestamp()), **claims,
        }  # fmt: skip
        return jwt.encode(body, self._private[key.kid], ALGORITHM, {"kid": key.kid})

    def jwks(self) -> dict[str, Any]:
        """The public keys of every token that may still be good (RFC 7517)."""
        self._load()
        now = self._clock.now()
        return {"keys": [dict(k.public) for k in self._keys if not self._ended(k, now)]}

    def derive_refresh(self, family_id: str, token: str) -> str:
        """The refresh token that follows `token`; only this installation can tell it."""
        return derive(self._refresh_secret, "refresh", family_id, token)

    def rotate(self) -> str:
        """Make a new key, which signs from `PUBLISHED_AHEAD` on; its id."""
        with self._locked():
            self._load(always=True)
            # Keys follow one another by their time, even where the clock stood or was set back.
            after = self._keys[-1].created_at + timedelta(microseconds=1)
            key = Key.generate(max(self._clock.now(), after))
            self._save(key)
        self.prune()
        return key.kid

    def prune(self) -> int:
        """Forget keys that no living token was signed with; how many."""
        forgotten = 0
        with self._locked():
            self._load(always=True)
            now = self._clock.now()
            for key in self._keys:
                if self._ended(key, now):
                    (self._folder / f"key-{key.kid}.json").unlink(missing_ok=True)
                    forgotten += 1
                elif key.private_pem is not None and self._superseded_at(key) <= now:
                    self._save(replace(key, private_pem=None))
        self._load(always=True)
        return forgotten

    def service_token(self, service: str, ttl: timedelta = timedelta(days=365)) -> str:
        """A token by which one service calls another over gRPC."""
        return self.sign({"use": "service", "sub": service}, ttl)

    def worker_secret(self) -> str:
        """The secret that voice workers share with us; made when first asked for."""
        with self._locked():
            return self._secret("worker.secret")

    def check(self) -> None:
        """Raise unless there is a key to sign with."""
        self._load()
        self._active(self._clock.now())

    def _superseded_at(self, key: Key) -> datetime:
        """From when on a newer key signs."""
        newer = [k.created_at for k in self._keys if k.created_at > key.created_at]
        return (
            min(newer) + PUBLISHED_AHEAD
            if newer
            else datetime.max.replace(tzinfo=key.created_at.tzinfo)
        )

    def _ended(self, key: Key, now: datetime) -> bool:
        superseded = self._superseded_at(key)
        if superseded > now:
            return False
        last = max(superseded + SHORT_LIVED, key.needed_until or superseded)
        return last + timedelta(seconds=LEEWAY_S) < now

    def _active(self, now: datetime) -> Key:
        """The newest key that has been published for long enough, else the oldest there is."""
        ready = [k for k in self._keys if k.created_at + PUBLISHED_AHEAD <= now]
        return ready[-1] if ready else self._keys[0]

    def _keep(self, key: Key, until: datetime) -> Key:
        """Note that a token signed by `key` lives until then."""
        with self._locked():
            self._load(always=True)
            key = next(k for k in self._keys if k.kid == key.kid)
            if key.needed_until is None or key.needed_until < until:
                self._save(replace(key, needed_until=until))
        self._load(always=True)
        return next(k for k in self._keys if k.kid == key.kid)

    def _load(self, *, always: bool = False) -> None:
        """Read the folder again if it changed; one stat when it didn't."""
        seen = self._folder.stat().st_mtime_ns
        if seen == self._seen and not always:
            return
        keys = []
        for path in self._folder.glob("key-*.json"):
            with suppress(FileNotFoundError):  # another process pruned it
                keys.append(Key.from_json(path.read_text()))
        self._keys = sorted(keys, key=lambda k: (k.created_at, k.kid))
        self._private = {
            k.kid: serialization.load_pem_private_key(k.private_pem.encode(), None)
            for k in keys
            if k.private_pem is not None
        }
        # A change within the same tick of the file system's clock would go unnoticed.
        self._seen = seen if time.time_ns() - seen > MTIME_TICK_NS else 0

    def _save(self, key: Key) -> None:
        self._write(f"key-{key.kid}.json", key.to_json())

    def _secret(self, name: str) -> str:
        """The secret of that name, made if it is missing."""
        path = self._folder / name
        if not path.exists():
            self._write(name, new_secret())
        return path.read_text()

    def _write(self, name: str, text: str) -> None:
        """Replace a file so that a reader sees the old one or the new one, never a part."""
        draft = self._folder / f".{name}.{os.getpid()}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._folder / name)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep other processes from changing the folder meanwhile."""
        descriptor = os.open(self._folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)
