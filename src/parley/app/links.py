"""Joins contexts: a direct call where both run here, gRPC where they don't.

A call means the same either way (tests/contracts/test_links.py): contract dataclasses, a
deadline, no shared transaction.
"""

from collections.abc import Callable, Mapping
from typing import cast

from parley.contracts.hiring import Hiring
from parley.contracts.identity import Identity
from parley.contracts.media import Media


class NotLinked(LookupError):
    """A context that is needed here is neither served by this process nor reachable."""


class Links:
    """The contracts of the contexts, by name."""

    def __init__(self, remote: Mapping[str, Callable[[], object]] | None = None) -> None:
        """Start with nothing local; `remote` makes clients for what runs elsewhere."""
        self._known: dict[str, object] = {}
        self._remote = dict(remote or {})

    def add(self, name: str, contract: object) -> None:
        """A context of this process."""
        self._known[name] = contract

    def _get(self, name: str) -> object:
        if name not in self._known:
            if name not in self._remote:
                raise NotLinked(
                    f"{name} is needed here: serve it in this process too, or set "
                    f"PARLEY_{name.upper()}_GRPC to where it answers."
                )
            self._known[name] = self._remote[name]()
        return self._known[name]

    def identity(self) -> Identity:
        """Identity."""
        return cast("Identity", self._get("identity"))

    def media(self) -> Media:
        """Media."""
        return cast("Media", self._get("media"))

    def hiring(self) -> Hiring:
        """Hiring."""
        return cast("Hiring", self._get("hiring"))
