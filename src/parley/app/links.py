"""Joins contexts: a direct call where both run here, gRPC where they don't.

A call means the same either way (tests/contracts/test_links.py): contract dataclasses, a
deadline, no shared transaction.
"""

from collections.abc import Mapping
from typing import TypeVar, cast

from parley.contracts.hiring import Hiring
from parley.contracts.identity import Identity
from parley.contracts.interviews import Interviews
from parley.contracts.media import Media
from parley.contracts.scoring import Scoring
from parley.contracts.speech import Speech
from parley.identity import rpc as identity_rpc
from parley.interviews import rpc as interviews_rpc
from parley.kit.discovery import StaticDiscovery
from parley.kit.errors import Malformed
from parley.kit.rpc.linking import Link, local
from parley.media import rpc as media_rpc
from parley.speech import rpc as speech_rpc

C = TypeVar("C")

# The contexts that have gRPC links (architecture.md, One image, two shapes).
REMOTE = {
    "identity": (identity_rpc.SERVICE, identity_rpc.Client),
    "interviews": (interviews_rpc.SERVICE, interviews_rpc.Client),
    "media": (media_rpc.SERVICE, media_rpc.Client),
    "speech": (speech_rpc.SERVICE, speech_rpc.Client),
}


class NotLinked(Malformed):
    """A context that is needed here is neither served by this process nor reachable."""


class Links:
    """The contracts of the contexts, by name."""

    def __init__(self, remotes: Mapping[str, str], service_token: str | None) -> None:
        """Start with nothing local.

        Args:
            remotes: Where contexts answer that run elsewhere, `host:port` by name.
            service_token: What this process shows them.
        """
        self._contracts: dict[str, object] = {}
        self._remotes, self._token = remotes, service_token

    def add(self, name: str, contract: object) -> None:
        """A context of this process."""
        self._contracts[name] = contract

    def here(self, kind: type[C], name: str) -> C:
        """The implementation of a context that runs in this very process.

        Raises:
            NotLinked: It runs elsewhere.
        """
        found = self._contracts.get(name)
        if not isinstance(found, kind):
            raise NotLinked(f"{name} does not run in this process.")
        return found

    def identity(self) -> Identity:
        """Identity."""
        return cast("Identity", self._get("identity"))

    def interviews(self) -> Interviews:
        """Interviews."""
        return cast("Interviews", self._get("interviews"))

    def media(self) -> Media:
        """Media."""
        return cast("Media", self._get("media"))

    def speech(self) -> Speech:
        """Speech."""
        return cast("Speech", self._get("speech"))

    def scoring(self) -> Scoring:
        """Scoring."""
        return cast("Scoring", self._get("scoring"))

    def hiring(self) -> Hiring:
        """Hiring."""
        return cast("Hiring", self._get("hiring"))

    def _get(self, name: str) -> object:
        if name in self._contracts:
            return local(self._contracts[name])
        variable = f"PARLEY_{name.upper()}_GRPC"
        if name not in REMOTE or name not in self._remotes:
            how = f", or set {variable} to where it answers" if name in REMOTE else ""
            raise NotLinked(f"{name} is needed here: serve it in this process too{how}.")
        if self._token is None:
            raise NotLinked(f"{variable} needs PARLEY_SERVICE_TOKEN: `parley keys service-token`.")
        descriptor, client = REMOTE[name]
        discovery = StaticDiscovery({descriptor.full_name: [self._remotes[name]]})
        return client(Link(descriptor, discovery, self._service_token))

    async def _service_token(self) -> str:
        return self._token or ""
