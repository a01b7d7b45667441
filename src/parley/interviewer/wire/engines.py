"""Which engine."""

from parley.contracts.speech import LiveSpeech
from parley.interviewer.ports import Engine, Settings
from parley.interviewer.service.mock import MockEngine
from parley.kit.clock import Clock


def engine(settings: Settings, live: LiveSpeech, clock: Clock) -> Engine:
    """The engine that the settings name."""
    del settings, live
    return MockEngine(clock)
