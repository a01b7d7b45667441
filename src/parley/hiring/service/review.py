"""The review's query."""

from dataclasses import dataclass

from parley.contracts.identity import Principal
from parley.hiring.ports.reviews import Review
from parley.kit.errors import Unavailable


@dataclass(frozen=True, slots=True)
class GetReviewQuery:
    """Everything beside the recordings that a review shows."""

    who: Principal
    invitation_id: str


class Reviews:
    """Answers it."""

    async def review(self, query: GetReviewQuery) -> Review:
        """Answer GetReviewQuery."""
        raise Unavailable
