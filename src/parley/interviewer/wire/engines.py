"""Which engine, and who plans where there is no plan."""

from parley.contracts.speech import LiveSpeech
from parley.interviewer.ports import Drafter, Engine, Settings
from parley.interviewer.service.mock import MockEngine
from parley.kit.clock import Clock


def engine(settings: Settings, live: LiveSpeech, clock: Clock) -> Engine:
    """The engine that the settings name."""
    del settings, live
    return MockEngine(clock)


def drafter(settings: Settings) -> Drafter:
    """Who plans."""
    raise NotImplementedError
