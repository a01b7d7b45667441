"""The table of contexts: how each is built, and what it serves.

`parley up` builds all of them in one process; `parley serve X` builds some and links the
rest. The order is the order of building: a context stands below those that need it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import cast

from parley.app.links import Links
from parley.app.settings.installation import Settings
from parley.contracts.identity import Identity
from parley.contracts.interviews import Interviews
from parley.contracts.media import Media
from parley.contracts.speech import Speech
from parley.identity import rpc as identity_rpc
from parley.interviews import rpc as interviews_rpc
from parley.kit.part import Ground, Part
from parley.kit.rpc.serving import Service
from parley.media import rpc as media_rpc
from parley.speech import rpc as speech_rpc


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


def _speech(ground: Ground, settings: Settings, _links: Links) -> Part:
    from parley.speech import wire  # noqa: PLC0415

    return wire.build(ground, settings.speech)


def _scoring(ground: Ground, settings: Settings, _links: Links) -> Part:
    from parley.scoring import wire  # noqa: PLC0415

    return wire.build(ground, settings.scoring)


def _hiring(ground: Ground, settings: Settings, links: Links) -> Part:
    from parley.hiring import wire  # noqa: PLC0415

    return wire.build(
        ground,
        settings.hiring,
        links.identity(),
        links.media(),
        links.speech(),
        links.scoring(),
        links.interviews(),
    )


def _interviews(ground: Ground, settings: Settings, links: Links) -> Part:
    from parley.identity.wire import keyring  # noqa: PLC0415
    from parley.interviews import wire  # noqa: PLC0415

    given = settings.interviews
    if not given.worker_secret:
        secret = keyring(settings.identity, ground.clock).worker_secret()
        given = replace(given, worker_secret=secret)
    return wire.build(ground, given, links.identity(), links.media(), links.scoring())


def _interviewer(ground: Ground, settings: Settings, links: Links) -> Part:
    from parley.interviewer import wire  # noqa: PLC0415
    from parley.speech.wire import live  # noqa: PLC0415

    # Speech of conversations is always beside the process that holds their sockets.
    speech = live(ground.data_dir, settings.speech, ground.metrics)
    part = wire.build(ground, settings.interviewer, links.interviews(), links.media(), speech)
    return replace(part, closing=(*part.closing, speech.close))


def _notifications(ground: Ground, settings: Settings, links: Links) -> Part:
    from parley.notifications import wire  # noqa: PLC0415

    return wire.build(ground, settings.notifications, links.hiring())


TARGETS = {
    "identity": Target(
        _identity, service=lambda contract: identity_rpc.service(cast("Identity", contract))
    ),
    "media": Target(_media, service=lambda contract: media_rpc.service(cast("Media", contract))),
    "speech": Target(
        _speech, service=lambda contract: speech_rpc.service(cast("Speech", contract))
    ),
    "scoring": Target(_scoring),
    "interviews": Target(
        _interviews,
        port=8080,
        service=lambda contract: interviews_rpc.service(cast("Interviews", contract)),
    ),
    "hiring": Target(_hiring, port=3007),
    "interviewer": Target(_interviewer),
    "notifications": Target(_notifications),
}
