"""Builds the interviewer from its settings and what it stands on."""

from parley.contracts import erasure
from parley.contracts.interviews import Interviews
from parley.contracts.media import Media
from parley.contracts.speech import LiveSpeech
from parley.interviewer import events
from parley.interviewer.http import realtime
from parley.interviewer.ports import Settings
from parley.interviewer.service.conversations.hub import Hub
from parley.interviewer.service.conversations.stage import ROLE, Stage
from parley.interviewer.service.erasure import Erasure
from parley.interviewer.store import PostgresStore
from parley.interviewer.wire import brains, engines
from parley.interviewer.wire.metrics import PrometheusMeters, count_conversations
from parley.kit.part import Ground, Part


def build(
    ground: Ground, settings: Settings, interviews: Interviews, media: Media, live: LiveSpeech
) -> Part:
    """The context, ready to be mounted.

    Args:
        ground: What it stands on.
        settings: How it is configured.
        interviews: Keeps sessions and what is said in them.
        media: Keeps their sound.
        live: Hears and speaks beside this process.
    """
    store, model = PostgresStore(), brains.brain(settings)
    drafting = brains.drafting(settings, model)
    meters = PrometheusMeters(ground.metrics)
    engine = engines.engine(settings, live, ground.clock, model, meters)
    stage = Stage(
        interviews=interviews,
        media=media,
        speech=live,
        engine=engine,
        drafter=drafting,
        leases=ground.leases,
        db=ground.db,
        store=store,
        clock=ground.clock,
        meters=meters,
        settings=settings,
    )
    hub = Hub(stage)
    count_conversations(ground.metrics, hub)
    forgetting = Erasure(ground.db, store, ground.leases, ground.clock)
    return Part(
        name=ROLE,
        routers=(
            realtime.router(hub, ground.verifier.verify, settings),
            brains.drafts_router(ground, settings, drafting),
        ),
        topics=(erasure.TOPIC,),
        subscriptions=events.subscriptions(forgetting, media),
        closing=(hub.stop, *((model.close,) if model else ())),
        checks={"interviewer": hub.check} | brains.checks(engine, model),
    )
