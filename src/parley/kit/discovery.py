"""Where the services of a deployment are: a fixed table here, Consul in the distributed shape."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Protocol

from parley.kit.errors import Unavailable


class ServiceUnknown(Unavailable):
    """A part of the system is not running anywhere just now: try again in a moment."""


class Discovery(Protocol):
    """Finds the running, healthy instances of a service."""

    async def resolve(self, service: str) -> list[str]:
        """Addresses (`host:port`, or `unix:/path`) of `service`, at least one.

        Raises:
            ServiceUnknown: There is none just now.
        """
        ...

    def watch(self, service: str) -> AsyncIterator[list[str]]:
        """Those addresses now, and again at every change; ends when none can come any more."""
        ...


class StaticDiscovery:
    """Addresses that were known at the start and stay."""

    def __init__(self, addresses: Mapping[str, Sequence[str]]) -> None:
        """Keep a copy of `addresses` by service."""
        self._addresses = {service: list(found) for service, found in addresses.items()}

    async def resolve(self, service: str) -> list[str]:
        """The addresses of `service`."""
        if not (found := self._addresses.get(service)):
            raise ServiceUnknown(f"{service} is not running anywhere just now.", retry_after=5)
        return list(found)

    async def watch(self, service: str) -> AsyncIterator[list[str]]:
        """The addresses of `service`, once: they never change."""
        yield await self.resolve(service)
