"""The environment, read once and in one place.

The names of interview-service.md's table mean what they mean there; ours begin with PARLEY_.
Nothing else in the source tree reads the environment (tests/app/test_settings.py). This module
is what the small supervisor needs; `installation` makes the settings of every context.
"""

import os
import re
from collections.abc import Mapping
from typing import Any

from parley.kit.errors import Malformed


class SettingError(Malformed):
    """A setting in the environment can't be used."""


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

    def seconds(self, name: str, default: float, *, least: float, most: float) -> float:
        """A length of time, to the millisecond.

        Raises:
            SettingError: It is none within bounds.
        """
        raw = self._values.get(name)
        if not raw:
            return default
        if not re.fullmatch(r"\d{1,9}(\.\d{1,3})?", raw) or not least <= float(raw) <= most:
            raise SettingError(f"{name} must be a number of seconds from {least:g} to {most:g}.")
        return float(raw)

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


def quiet_grpc() -> None:
    """Tell gRPC, before it is imported, that our children exec at once and never use it."""
    os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "0")
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")  # its own lines are not in our log's form


def database_settings(env: Environment) -> Mapping[str, Any] | None:
    """How to connect to an external PostgreSQL (`DATABASE_*`); None for the embedded one."""
    host = env.optional("DATABASE_HOST")
    if host is None:
        return None
    return {
        "host": host,
        "port": env.number("DATABASE_PORT", 5432, least=1, most=65535),
        "database": env.text("DATABASE_NAME", "ai_video_interview_interview"),
        "user": env.text("DATABASE_USER", "postgres"),
        "password": env.text("DATABASE_PASSWORD", "postgres"),
    }
