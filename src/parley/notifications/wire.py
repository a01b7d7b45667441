"""Builds notifications from its settings."""

from parley.contracts import erasure, hiring, identity
from parley.kit.jobs import JobWorker
from parley.kit.messages import Subscription
from parley.kit.part import Ground, Part, Sweep
from parley.notifications.clients.folder import FolderTransport
from parley.notifications.clients.smtp import SmtpTransport
from parley.notifications.http import router
from parley.notifications.ports import Settings, Transport
from parley.notifications.service import (
    FACTS,
    QUEUE,
    ROLE,
    SEND,
    Forgetting,
    Mails,
    Sending,
    SentMails,
)
from parley.notifications.store import PostgresStore

SWEEP_SECONDS = 6 * 3600.0


def build(ground: Ground, settings: Settings, invitations: hiring.Hiring) -> Part:
    """The context, ready to be mounted; `invitations` tells links and addresses."""
    store = PostgresStore()
    folder = FolderTransport(settings.mails_dir)
    transport: Transport = folder
    if settings.smtp is not None:
        transport = SmtpTransport(settings.smtp, settings.sender)
    mails = Mails(ground.db, store, ground.jobs, ground.clock)
    sending = Sending(ground.db, store, invitations, transport, ground.clock, settings)
    forgetting = Forgetting(ground.db, store, folder, ground.clock, settings)
    demo = router(SentMails(ground.db, store, folder), ground.verifier)
    return Part(
        name="notifications",
        routers=(demo,) if settings.demo else (),
        topics=(erasure.TOPIC,),
        subscriptions=(
            Subscription(ROLE, hiring.TOPIC, dict.fromkeys(FACTS, mails.queue)),
            Subscription(ROLE, identity.TOPIC, {identity.UserDeleted.TYPE: forgetting.about}),
            Subscription(ROLE, erasure.TOPIC, {erasure.ErasureRequested.TYPE: forgetting.erase}),
        ),
        workers=(
            JobWorker(
                QUEUE,
                {SEND: sending.send},
                concurrency=settings.concurrency,
                max_attempts=settings.max_attempts,
            ),
        ),
        sweeps=(Sweep("notifications:mails", SWEEP_SECONDS, forgetting.old),),
        checks={"mail": transport.check},
    )
