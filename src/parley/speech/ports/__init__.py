"""What speech needs from the world, and its settings."""

from parley.speech.ports.engines import (
    Batch,
    Child,
    Detecting,
    Engine,
    Finding,
    Recognizing,
    RemoteRecognizer,
    RemoteSpeaker,
    Speaking,
)
from parley.speech.ports.settings import (
    LONGEST_ASK,
    LONGEST_WINDOW,
    MEGABYTE,
    Cloud,
    CloudVoice,
    EngineSettings,
    LiveSettings,
    Settings,
    VoiceSettings,
    shared_models,
)
from parley.speech.ports.store import Store

__all__ = [
    "LONGEST_ASK",
    "LONGEST_WINDOW",
    "MEGABYTE",
    "Batch",
    "Child",
    "Cloud",
    "CloudVoice",
    "Detecting",
    "Engine",
    "EngineSettings",
    "Finding",
    "LiveSettings",
    "Recognizing",
    "RemoteRecognizer",
    "RemoteSpeaker",
    "Settings",
    "Speaking",
    "Store",
    "VoiceSettings",
    "shared_models",
]
