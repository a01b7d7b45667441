"""The table of contexts: how each is built, and what it serves.

`parley up` builds all of them in one process; `parley serve X` builds some and links the
rest. The order is the order of building: a context stands below those that need it.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import cast

from parley.app.links import Links
from parley.app.settings.installation import Settings
from parley.contracts.identity import Identity
from parley.contracts.media import Media
from parley.contracts.scoring import Scoring
from parley.contracts.speech import Speech
from parley.identity import rpc as identity_rpc
from parley.kit.errors import Unavailable
from parley.kit.part import Ground, Part
from parley.kit.rpc.serving import Service
from parley.media import rpc as media_rpc


@dataclass(frozen=True, slots=True)
class Target:
    """One context.

    Attributes:
        build: Makes it from ground, settings and links.
        port: Its documented HTTP port when served alone, None when it has none.
        service: Makes its gRPC service from its contract, None when it has none.
    """

    build: Callable[[Ground, Settings, Links], Part]
    port: int | None = None
    service: Callable[[object], Service] | None = None

    def services(self, part: Part) -> list[Service]:
        """What `part`, built by this target, answers by gRPC."""
        return [] if self.service is None else [self.service(part.contract)]


def _identity(ground: Ground, settings: Settings, _links: Links) -> Part:
    from parley.identity import wire  # noqa: PLC0415 - a served process imports what it runs

    return wire.build(ground, settings.identity)


def _media(ground: Ground, settings: Settings, _links: Links) -> Part:
    from parley.media import wire  # noqa: PLC0415

    return wire.build(ground, settings.media)


def _hiring(ground: Ground, settings: Settings, links: Links) -> Part:
    from parley.hiring import wire  # noqa: PLC0415

    speech = links.speech() if "speech" in TARGETS else cast("Speech", _Absent())
    scoring = links.scoring() if "scoring" in TARGETS else cast("Scoring", _Absent())
    return wire.build(ground, settings.hiring, links.identity(), links.media(), speech, scoring)


def _notifications(ground: Ground, settings: Settings, links: Links) -> Part:
    from parley.notifications import wire  # noqa: PLC0415

    return wire.build(ground, settings.notifications, links.hiring())


class _Absent:
    """Stands for a context that isn't in the table yet: it never answers."""

    def __getattr__(self, name: str) -> Callable[..., Awaitable[object]]:
        async def call(*_args: object, **_kwargs: object) -> object:
            raise Unavailable(f"{name}: this part is not installed.")

        return call


TARGETS = {
    "identity": Target(
        _identity, service=lambda contract: identity_rpc.service(cast("Identity", contract))
    ),
    "media": Target(_media, service=lambda contract: media_rpc.service(cast("Media", contract))),
    "hiring": Target(_hiring, port=3007),
    "notifications": Target(_notifications),
}
