"""Builds the engine that Gemini Live is."""

from parley.interviewer.clients.gemini_live import GeminiLiveEngine
from parley.interviewer.ports import Settings
from parley.kit.clock import Clock


def gemini_live(settings: Settings, clock: Clock) -> GeminiLiveEngine:
    """The engine; its `check` belongs among the part's.

    Raises:
        GeminiNotInstalled: The optional part isn't there.
        ValueError: It isn't configured.
    """
    if settings.gemini_live is None:
        raise ValueError("gemini-live has no settings")
    return GeminiLiveEngine(settings.gemini_live, clock)
