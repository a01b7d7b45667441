"""What live interviews listen to."""

from parley.contracts import erasure, hiring, identity
from parley.interviews.ports import ROLE
from parley.interviews.service.erasure import Erasure
from parley.interviews.service.people import Directory
from parley.interviews.service.plans import PlanNews
from parley.kit.messages import Subscription


def subscriptions(
    directory: Directory, plans: PlanNews, forgetting: Erasure
) -> tuple[Subscription, ...]:
    """What the bus is told; each handler notes the event in the transaction of its effect."""
    return (
        Subscription(
            ROLE,
            identity.TOPIC,
            {
                identity.UserCreated.TYPE: directory.on_known,
                identity.UserUpdated.TYPE: directory.on_known,
                identity.UserDeleted.TYPE: directory.on_deleted,
            },
        ),
        Subscription(
            ROLE,
            hiring.PLANS,
            {
                hiring.PlanPublished.TYPE: plans.on_published,
                hiring.PlanArchived.TYPE: plans.on_archived,
            },
        ),
        Subscription(ROLE, erasure.TOPIC, {erasure.ErasureRequested.TYPE: forgetting.requested}),
    )
