"""What media needs from the world, and its settings."""

from parley.media.ports.reading import Progress, Reader, ReaderBusy, ReaderDied, Remuxed, Source
from parley.media.ports.rows import Asked, Forgetting, PlaybackRow, Removed, SoundRow, Step, Store
from parley.media.ports.settings import ReaderLimits, Settings
from parley.media.ports.staging import Body, BodyBroken, Digest, StagedFile, Staging, StorageDamaged

__all__ = [
    "Asked",
    "Body",
    "BodyBroken",
    "Digest",
    "Forgetting",
    "PlaybackRow",
    "Progress",
    "Reader",
    "ReaderBusy",
    "ReaderDied",
    "ReaderLimits",
    "Removed",
    "Remuxed",
    "Settings",
    "SoundRow",
    "Source",
    "StagedFile",
    "Staging",
    "Step",
    "StorageDamaged",
    "Store",
]
