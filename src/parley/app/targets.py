"""The table of contexts: how each is built, and whose contracts it needs.

`parley up` builds all of them in one process; `parley serve X` builds some and links the
rest. The order is the order of building: a context stands below those that need it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from parley.app.links import Links
from parley.app.settings.installation import Settings
from parley.kit.part import Ground, Part


@dataclass(frozen=True, slots=True)
class Target:
    """One context.

    Attributes:
        build: Makes it from ground, settings and links.
        needs: Contexts whose contracts it calls.
        port: Its documented HTTP port when served alone, None when it has none.
    """

    build: Callable[[Ground, Settings, Links], Part]
    needs: tuple[str, ...] = ()
    port: int | None = None


def _identity(ground: Ground, settings: Settings, _links: Links) -> Part:
    from parley.identity import wire  # noqa: PLC0415 - a served process imports what it runs

    return wire.build(ground, settings.identity)


def _media(ground: Ground, settings: Settings, _links: Links) -> Part:
    from parley.media import wire  # noqa: PLC0415

    return wire.build(ground, settings.media)


def _hiring(ground: Ground, settings: Settings, links: Links) -> Part:
    from parley.hiring import wire  # noqa: PLC0415

    return wire.build(ground, settings.hiring, links.identity(), links.media())


def _notifications(ground: Ground, settings: Settings, links: Links) -> Part:
    from parley.notifications import wire  # noqa: PLC0415

    return wire.build(ground, settings.notifications, links.hiring())


TARGETS = {
    "identity": Target(_identity),
    "media": Target(_media),
    "hiring": Target(_hiring, needs=("identity", "media"), port=3007),
    "notifications": Target(_notifications, needs=("hiring",)),
}
