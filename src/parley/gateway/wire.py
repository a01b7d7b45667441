"""Builds the gateway."""

from collections.abc import Mapping

from parley.gateway import http
from parley.gateway.ports import Check, Settings
from parley.kit.part import Ground, Part


def build(ground: Ground, settings: Settings, checks: Mapping[str, Check]) -> Part:
    """The gateway over the checks of all other parts; its page routes come last."""
    return Part(
        name="gateway",
        routers=[
            http.health_router(checks, settings),
            http.config_router(settings),
            http.metrics_router(ground.metrics),
            http.Pages(settings.pages).router(),
        ],
    )
