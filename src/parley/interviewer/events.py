"""What the interviewer listens to."""

from parley.contracts import erasure, interviews
from parley.contracts.media import Media
from parley.interviewer.service.conversations.recorder import submit
from parley.interviewer.service.conversations.stage import ROLE
from parley.interviewer.service.erasure import Erasure
from parley.kit.messages import Message, Subscription


def subscriptions(forgetting: Erasure, media: Media) -> tuple[Subscription, ...]:
    """What the bus is told."""

    async def over(message: Message) -> None:
        """Submit the recording, if nobody could when the interview ended; again is harmless."""
        await submit(media, message.key)

    return (
        Subscription(ROLE, erasure.TOPIC, {erasure.ErasureRequested.TYPE: forgetting.requested}),
        Subscription(
            ROLE,
            interviews.TOPIC,
            {
                interviews.InterviewCompleted.TYPE: over,
                interviews.InterviewFailed.TYPE: over,
            },
        ),
    )
