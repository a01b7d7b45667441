"""Builds speech from its settings and what it stands on."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from parley.contracts import erasure, media, speech
from parley.kit.discovery import StaticDiscovery
from parley.kit.jobs import JobWorker
from parley.kit.messages import Subscription
from parley.kit.metrics import Metrics
from parley.kit.part import Ground, Part, Sweep
from parley.kit.rpc.linking import Link
from parley.speech.clients.engine import EngineProcess
from parley.speech.domain.transcripts import FAILED, PROCESSING, READY
from parley.speech.ports import Engine, EngineSettings, Settings
from parley.speech.rpc import engine as engine_rpc
from parley.speech.service.contract import LocalSpeech
from parley.speech.service.erasure import Erasure
from parley.speech.service.intake import QUEUE, ROLE, TRANSCRIBE, Intake
from parley.speech.service.transcribing import Transcribing
from parley.speech.store import PostgresStore

if TYPE_CHECKING:
    from parley.speech.service.live import Live

FORGET_SECONDS = 6 * 3600.0


def engine_process(ground: Ground, settings: Settings) -> EngineProcess:
    """The engine of transcripts, not started yet."""
    return process(ground.data_dir, settings, settings.engine)


def process(data_dir: Path, settings: Settings, engine: EngineSettings) -> EngineProcess:
    """An engine of an installation in `data_dir`, not started yet."""
    return EngineProcess(
        engine,
        settings.models_path(data_dir),
        (data_dir / "run").absolute(),
        connect,
        voice=settings.voice,
    )


def live(data_dir: Path, settings: Settings, metrics: Metrics | None = None) -> "Live":
    """Hearing and speaking for conversations in this process; needs no database.

    Args:
        data_dir: Where pulled models and sockets lie.
        settings: How it is configured.
        metrics: Where it is measured.
    """
    from parley.speech.wire import conversing  # noqa: PLC0415 - loads numpy, where it is needed

    return conversing.live(data_dir, settings, metrics)


def connect(address: str, token: str, seconds: float) -> engine_rpc.EngineClient:
    """A client of the engine at `address`, for calls of at most so many seconds."""

    async def bearer() -> str:
        return token

    discovery = StaticDiscovery({engine_rpc.SERVICE.full_name: [address]})
    return engine_rpc.EngineClient(Link(engine_rpc.SERVICE, discovery, bearer, seconds=seconds))


def build(ground: Ground, settings: Settings, hearing: Engine | None = None) -> Part:
    """The context, ready to be mounted.

    Args:
        ground: What it stands on.
        settings: How it is configured.
        hearing: The engine; by default a process of its own.
    """
    db, jobs, clock, store = ground.db, ground.jobs, ground.clock, PostgresStore()
    intake = Intake(db, store, jobs, clock)
    transcribing = Transcribing(
        db, store, jobs, ground.blobs, hearing or engine_process(ground, settings), clock, settings
    )
    forgetting = Erasure(db, store, clock)

    async def counts() -> Mapping[str, int]:
        async with db.unit(ROLE) as unit:
            return await store.counts(unit)

    ground.metrics.rows(
        "speech_transcripts",
        "Transcripts by status.",
        "status",
        (PROCESSING, READY, FAILED),
        counts,
    )
    return Part(
        name=ROLE,
        contract=LocalSpeech(db, store, jobs, clock),
        topics=(speech.TOPIC, erasure.TOPIC),
        subscriptions=(
            Subscription(
                ROLE,
                media.TOPIC,
                {
                    media.AudioReady.TYPE: intake.audio_ready,
                    media.AudioFailed.TYPE: intake.audio_failed,
                },
            ),
            Subscription(
                ROLE, erasure.TOPIC, {erasure.ErasureRequested.TYPE: forgetting.requested}
            ),
        ),
        workers=(
            JobWorker(QUEUE, {TRANSCRIBE: transcribing.make}, max_attempts=settings.max_attempts),
        ),
        sweeps=(
            Sweep("speech:stuck", settings.sweep_seconds, transcribing.sweep),
            Sweep("speech:erasures", FORGET_SECONDS, forgetting.sweep),
        ),
    )
