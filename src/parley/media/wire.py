"""Builds media."""

from parley.contracts import erasure as erasure_contract
from parley.contracts.media import TOPIC
from parley.kit.blobs import LinkSigner
from parley.kit.jobs import JobWorker
from parley.kit.part import Ground, Part, Sweep
from parley.media.clients.confined import ConfinedReader
from parley.media.clients.keys import link_key
from parley.media.clients.staging import LocalStaging
from parley.media.events import Erasures
from parley.media.http import files, uploads
from parley.media.ports import Settings
from parley.media.service.erasure import Erasure
from parley.media.service.media import LocalMedia
from parley.media.service.playbacks import Playbacks
from parley.media.service.recordings import Recordings
from parley.media.service.remuxing import Remuxing
from parley.media.service.segments import Segments
from parley.media.service.sounds import SOUND, Bench, Sounds
from parley.media.service.takes import PLAYBACK, QUEUE, Takes
from parley.media.service.uploads import Uploads
from parley.media.store import PostgresStore


def build(ground: Ground, settings: Settings) -> Part:
    """Put the context together on `ground`."""
    db, clock, store = ground.db, ground.clock, PostgresStore()
    staging = LocalStaging(ground.data_dir / "uploads", settings.disk_floor_bytes)
    blobs, jobs = ground.blobs, ground.jobs
    signer = LinkSigner(link_key(ground.data_dir / "keys"))
    reader = ConfinedReader(settings.reader)
    segments = Segments(db, store, staging, blobs, reader)
    taking = Takes(db, store, segments, jobs, clock, settings)
    bench = Bench(db, store, staging, blobs, reader, jobs, clock, settings)
    remuxing, sounds = Remuxing(bench, segments), Sounds(bench)
    recordings = Recordings(db, store, staging, clock, settings)
    playbacks = Playbacks(db, store, blobs, jobs, signer, clock, settings)
    erasure = Erasure(db, store, staging, blobs, clock, settings)
    uploading = Uploads(db, store, staging, segments, clock, settings)

    async def storage() -> None:
        await staging.check_room(0)

    return Part(
        name="media",
        contract=LocalMedia(taking, recordings, playbacks, erasure),
        routers=[
            *uploads.routers(ground, uploading, settings.limits.upload_bytes),
            files.router(playbacks, blobs),
        ],
        topics=[TOPIC, erasure_contract.TOPIC],
        subscriptions=[Erasures(db, erasure).subscription()],
        workers=[JobWorker(QUEUE, {PLAYBACK: remuxing.make, SOUND: sounds.make})],
        sweeps=[
            Sweep("media", settings.sweep_seconds, erasure.sweep),
            Sweep("media:sound", settings.sweep_seconds, sounds.ask),
        ],
        checks={"storage": storage},
    )
