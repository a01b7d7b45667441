"""The environment, read once and in one place, as small frozen settings a context.

The names of interview-service.md's table mean what they mean there; ours begin with PARLEY_.
Nothing else in the source tree reads the environment (tests/app/test_settings.py).
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parley import __version__
from parley.gateway.ports import Settings as GatewaySettings
from parley.hiring.ports import Settings as HiringSettings
from parley.identity.ports import Settings as IdentitySettings
from parley.kit.errors import Malformed
from parley.media.ports import Settings as MediaSettings
from parley.notifications.ports import Settings as NotificationsSettings

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
WEB_ROOT = Path(__file__).resolve().parents[3] / "web" / "dist"


class SettingError(Malformed):
    """A setting in the environment can't be used."""


@dataclass(frozen=True, slots=True)
class Inactive:
    """A server that is configured, but whose adapter is not built into this version.

    Attributes:
        name: The variable.
        note: What stands in its place.
    """

    name: str
    note: str


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything one process needs to know.

    Attributes:
        data_dir: Files of this installation.
        public_url: Its own address, without a trailing slash.
        allowed_hosts: Names the Host header may have.
        trusted_proxies: Addresses whose X-Forwarded-For is believed.
        max_body_bytes, max_upload_patch_bytes: Of a request.
        log_level: debug, info, warning or error.
        database: External PostgreSQL (asyncpg's arguments), or None for the embedded one.
        tls_certificate, tls_key: Files, when this process serves https itself.
        inactive: What is configured without effect.
    """

    data_dir: Path
    public_url: str
    allowed_hosts: tuple[str, ...]
    trusted_proxies: tuple[str, ...]
    max_body_bytes: int
    max_upload_patch_bytes: int
    log_level: str
    database: Mapping[str, Any] | None
    tls_certificate: str | None
    tls_key: str | None
    inactive: tuple[Inactive, ...]
    gateway: GatewaySettings
    identity: IdentitySettings
    hiring: HiringSettings
    media: MediaSettings
    notifications: NotificationsSettings


class Environment:
    """Typed reading of variables, with an error that names the variable."""

    def __init__(self, values: Mapping[str, str]) -> None:
        """Read from `values`."""
        self._values = values

    def text(self, name: str, default: str) -> str:
        """A string; empty counts as unset."""
        return self._values.get(name) or default

    def optional(self, name: str) -> str | None:
        """A string or None."""
        return self._values.get(name) or None

    def number(self, name: str, default: int, *, least: int = 0, most: int = 2**53) -> int:
        """A whole number within bounds.

        Raises:
            SettingError: It is not one.
        """
        raw = self._values.get(name)
        if not raw:
            return default
        if not raw.isdecimal() or not least <= int(raw) <= most:
            raise SettingError(f"{name} must be a whole number from {least} to {most}.")
        return int(raw)

    def switch(self, name: str, *, default: bool) -> bool:
        """On or off.

        Raises:
            SettingError: Neither.
        """
        raw = self._values.get(name, "").lower()
        if not raw:
            return default
        if raw not in {"1", "true", "yes", "on", "0", "false", "no", "off"}:
            raise SettingError(f"{name} must be on or off.")
        return raw in {"1", "true", "yes", "on"}

    def words(self, name: str) -> tuple[str, ...]:
        """A comma-separated list."""
        return tuple(w.strip() for w in self._values.get(name, "").split(",") if w.strip())


def environment() -> Environment:
    """The process's own."""
    return Environment(os.environ)
