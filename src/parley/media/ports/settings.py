"""How media is configured."""

from dataclasses import dataclass, field

from parley.media.domain.takes import Limits


@dataclass(frozen=True, slots=True)
class ReaderLimits:
    """What the confined process may use.

    Attributes:
        memory_bytes: Address space.
        cpu_seconds: Then the kernel ends it.
        probe_seconds, remux_seconds, sound_seconds, encode_seconds: Deadlines by the clock on the
            wall; killed then.
        at_once: Processes at a time, over all requests.
    """

    memory_bytes: int = 1024**3
    cpu_seconds: int = 120
    probe_seconds: int = 30
    remux_seconds: int = 600
    sound_seconds: int = 600
    encode_seconds: int = 600
    at_once: int = 2


@dataclass(frozen=True, slots=True)
class Settings:
    """How media is configured.

    Attributes:
        limits: Of takes.
        disk_floor_bytes: Free space that uploads leave.
        lease_seconds: A writer that sends nothing for so long may be replaced.
        flush_seconds: What has come is made durable at least so often.
        piece_bytes: Written at a time; what one connection holds in memory.
        idle_seconds: A silent connection is ended.
        link_seconds: How long a signed link lives; players renew it.
        abandoned_days: After its end, a take that nobody submitted is deleted.
        orphan_seconds: Age of a staged file without a row when it is deleted.
        sweep_seconds: Between sweeps.
        asked_at_once: How many playbacks one sweep asks for sound, or asks for again.
        ask_again_seconds: After so long, what is still processing is asked for again.
        receipt_days: How long it is remembered that a deletion was answered.
        reader: Limits of the process that opens media.
    """

    limits: Limits = field(default_factory=Limits)
    disk_floor_bytes: int = 256 * 1024**2
    lease_seconds: float = 2.0
    flush_seconds: float = 0.5
    piece_bytes: int = 1024**2
    idle_seconds: float = 30.0
    link_seconds: int = 900
    abandoned_days: int = 7
    orphan_seconds: int = 3600
    sweep_seconds: float = 600.0
    asked_at_once: int = 50
    ask_again_seconds: float = 3600.0
    receipt_days: int = 90
    reader: ReaderLimits = field(default_factory=ReaderLimits)
