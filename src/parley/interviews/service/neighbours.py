"""The other contexts as interviews asks them: in time, again where it helps, and not without end.

What shows a page (`*_soon`) gives up soon and says None; what must happen raises, so that a job,
the bus or the caller tries again.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from parley.contracts.identity import Account, Identity
from parley.contracts.media import Consent, Media, Playback
from parley.contracts.scoring import Evidence, EvidenceScore, Scoring
from parley.kit.errors import Unavailable
from parley.kit.resilience import Breaker, guarded

T = TypeVar("T")

LOOK_SECONDS = 1.5  # a page waits so long for each of them
WORK_SECONDS = 20.0
LOOKS, TRIES = 2, 3
WORTH_TRYING = (OSError, TimeoutError, Unavailable)
RECORDING = "conversation"  # The item of the take that holds both sides.


class Neighbours:
    """Identity, media and scoring, each behind a breaker of its own."""

    def __init__(self, identity: Identity, media: Media, scoring: Scoring) -> None:
        """Ask these."""
        self._identity, self._media, self._scoring = identity, media, scoring
        self._people = Breaker("identity")
        self._recordings = Breaker("media")
        self._scores = Breaker("scoring")

    async def accounts(self, user_ids: Sequence[str]) -> list[Account]:
        """Those of the accounts that exist.

        Raises:
            Unavailable, OSError: Identity doesn't answer.
        """
        return await _must(lambda: self._identity.accounts(user_ids), self._people)

    async def worker_token(self, user_id: str, session_id: str) -> str:
        """A token for the socket of one interview.

        Raises:
            Unavailable, OSError: Identity doesn't answer.
        """
        return await _must(lambda: self._identity.worker_token(user_id, session_id), self._people)

    async def give_consent(self, consent: Consent) -> Consent:
        """Keep a consent.

        Raises:
            Unavailable, OSError: Media doesn't answer.
        """
        return await _must(lambda: self._media.give_consent(consent), self._recordings)

    async def withdraw_consent(self, session_id: str) -> None:
        """Keep no more sound of an interview, and delete what there is.

        Raises:
            Unavailable, OSError: Media doesn't answer; both are asked again together.
        """
        await _must(lambda: self._media.withdraw_consent(session_id), self._recordings)
        await _must(lambda: self._media.erase([session_id]), self._recordings)

    async def consent_soon(self, session_id: str) -> Consent | None:
        """The consent in force; None when there is none, or media doesn't answer soon."""
        return await _soon(lambda: self._media.consent(session_id), self._recordings)

    async def recording_soon(self, session_id: str) -> Playback | None:
        """How the conversation can be heard; None when nothing was kept, or media is away."""
        return await _soon(lambda: self._recording(session_id), self._recordings)

    async def _recording(self, session_id: str) -> Playback | None:
        takes = await self._media.takes(session_id)
        url = next((take.media_url for take in takes if take.item_id == RECORDING), None)
        return None if url is None else await self._media.playback(url)

    async def submit(self, evidence: Evidence) -> None:
        """Hand evidence in.

        Raises:
            Unavailable, OSError: Scoring doesn't answer.
        """
        await _must(lambda: self._scoring.submit(evidence), self._scores)

    async def score_soon(self, session_id: str) -> tuple[EvidenceScore | None, bool]:
        """The newest score for a page, and whether scoring answered at all."""
        found = await _soon(lambda: self._listed(session_id), self._scores)
        return (None, False) if found is None else (next(iter(found), None), True)

    async def _listed(self, session_id: str) -> list[EvidenceScore]:
        found = await self._scoring.result(session_id)
        return [] if found is None else [found]

    async def overall_soon(self, session_ids: Sequence[str]) -> dict[str, float | None]:
        """Overall scores for a list, by interview; without those that can't be had soon."""
        if not session_ids:
            return {}
        found = await _soon(lambda: self._scoring.results(session_ids), self._scores)
        return {score.evidence_id: score.overall for score in found or ()}


async def _must(call: Callable[[], Awaitable[T]], breaker: Breaker) -> T:
    return await guarded(
        call, breaker=breaker, deadline=WORK_SECONDS, attempts=TRIES, retry_on=WORTH_TRYING
    )


async def _soon(call: Callable[[], Awaitable[T]], breaker: Breaker) -> T | None:
    try:
        return await guarded(
            call, breaker=breaker, deadline=LOOK_SECONDS, attempts=LOOKS, retry_on=WORTH_TRYING
        )
    except WORTH_TRYING:
        return None
