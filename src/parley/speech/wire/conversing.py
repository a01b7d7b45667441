"""Builds live speech, wherever conversations are held."""

from dataclasses import replace
from pathlib import Path

from parley.kit.metrics import Metrics
from parley.speech import wire
from parley.speech.clients.cloud import CloudRecognizer
from parley.speech.clients.cloud_voice import CloudSpeaker
from parley.speech.clients.finding import FrameThread
from parley.speech.clients.models import located
from parley.speech.clients.silero import SileroBatch
from parley.speech.clients.sphinx import SphinxBatch
from parley.speech.domain.engines import AUTO, CLOUD
from parley.speech.domain.models import SILERO_FILE
from parley.speech.ports import Settings
from parley.speech.service.live import Live, Parts
from parley.speech.service.pool import Pool


def live(data_dir: Path, settings: Settings, metrics: Metrics | None = None) -> Live:
    """Hearing and speaking for conversations in this process; needs no database.

    Args:
        data_dir: Where pulled models and sockets lie.
        settings: How it is configured.
        metrics: Where it is measured.
    """
    ears = replace(
        settings.engine,
        start_seconds=settings.live.start_seconds,
        # The pool's own deadlines are shorter.
        call_seconds=settings.live.load_seconds,
        idle_seconds=settings.live.idle_seconds,
        niceness=settings.live.niceness,
        cloud=None,
    )
    mouth = replace(
        ears,
        call_seconds=settings.live.speak_seconds,
        a_second=settings.live.a_spoken,
        niceness=settings.engine.niceness,
    )
    hearing = [wire.process(data_dir, settings, ears) for _ in range(settings.live.recognizers)]
    cloud = settings.engine.cloud
    quick = replace(cloud, seconds=settings.live.least_seconds, attempts=2) if cloud else None
    parts = Parts(
        _finding(data_dir, settings),
        Pool(hearing, settings.live),
        wire.process(data_dir, settings, mouth),
        CloudRecognizer(quick),
        CloudSpeaker(settings.voice.cloud if settings.voice.name in {AUTO, CLOUD} else None),
    )
    return Live(parts, settings, metrics)


def _finding(data_dir: Path, settings: Settings) -> FrameThread:
    model = located(settings.models_path(data_dir), SILERO_FILE)
    if model is None:
        return FrameThread(SphinxBatch, SphinxBatch, SphinxBatch.title)
    return FrameThread(lambda: SileroBatch(model), SphinxBatch, SileroBatch.title)
