"""The other contexts as hiring asks them: in time, again where it helps, and not without end.

What shows a page (`transcripts`, `score`, `names`) gives up soon and says None; what must happen
raises, so that the bus or the caller tries again.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import TypeVar

from parley.contracts.identity import Account, Identity
from parley.contracts.interviews import Entry, Interviews, OpenSession, SessionNotFound
from parley.contracts.media import Consent, Media, Playback, TakeNotFound, TakeNotReady
from parley.contracts.scoring import Evidence, EvidenceScore, Scoring
from parley.contracts.speech import Correction, Speech, Transcript
from parley.hiring.domain.conversation import RECORDING
from parley.hiring.domain.evidence import by_url
from parley.kit.errors import Unavailable
from parley.kit.resilience import Breaker, guarded

T = TypeVar("T")

LOOK_SECONDS = 1.5  # a page waits so long for speech and scoring, side by side,
NAMES_SECONDS = 0.5  # and then so long for the names of its people
WORK_SECONDS = 20.0
LOOKS, TRIES = 2, 3
WORTH_TRYING = (OSError, TimeoutError, Unavailable)


class Neighbours:
    """The other contexts, each behind a breaker of its own."""

    def __init__(
        self,
        identity: Identity,
        media: Media,
        speech: Speech,
        scoring: Scoring,
        interviews: Interviews,
    ) -> None:
        """Ask these."""
        self._identity, self._media = identity, media
        self._speech, self._scoring = speech, scoring
        self._interviews = interviews
        self._talks = Breaker("interviews")
        self._people = Breaker("identity")
        self._recordings = Breaker("media")
        self._words = Breaker("speech")
        self._scores = Breaker("scoring")

    async def transcripts(self, media_urls: Sequence[str]) -> dict[str, Transcript]:
        """Those that exist or are being made, by media URL.

        Raises:
            Unavailable, OSError: Speech doesn't answer.
        """
        if not media_urls:
            return {}
        return by_url(await _must(lambda: self._speech.transcripts(media_urls), self._words))

    async def transcripts_soon(self, media_urls: Sequence[str]) -> dict[str, Transcript] | None:
        """The same for a page; None when speech doesn't answer soon."""
        if not media_urls:
            return {}
        found = await _soon(lambda: self._speech.transcripts(media_urls), self._words, LOOK_SECONDS)
        return None if found is None else by_url(found)

    async def correct(self, correction: Correction) -> Transcript:
        """Keep a correction; asked once, because the second time its revision is outdated.

        Raises:
            TranscriptNotFound, TranscriptNotReady, TranscriptChanged, Malformed: Speech refuses.
            Unavailable, OSError: Speech doesn't answer.
        """
        return await _must(lambda: self._speech.correct(correction), self._words, tries=1)

    async def retry_transcript(self, media_url: str) -> Transcript:
        """Try a failed transcript again.

        Raises:
            TranscriptNotFound: None of this recording.
            Unavailable, OSError: Speech doesn't answer.
        """
        return await _must(lambda: self._speech.retry(media_url), self._words)

    async def submit(self, evidence: Evidence) -> None:
        """Hand evidence in.

        Raises:
            Unavailable, OSError: Scoring doesn't answer.
        """
        await _must(lambda: self._scoring.submit(evidence), self._scores)

    async def score(self, evidence_id: str) -> EvidenceScore | None:
        """The newest score without its answers, or None.

        Raises:
            Unavailable, OSError: Scoring doesn't answer.
        """
        found = await _must(lambda: self._scoring.results([evidence_id]), self._scores)
        return next(iter(found), None)

    async def scores(self, evidence_id: str) -> list[EvidenceScore]:
        """All scores, the newest first.

        Raises:
            Unavailable, OSError: Scoring doesn't answer.
        """
        return await _must(lambda: self._scoring.history(evidence_id), self._scores)

    async def scores_soon(self, evidence_id: str) -> list[EvidenceScore]:
        """All scores for a page, the newest first; none when scoring doesn't answer soon."""
        found = await _soon(lambda: self._scoring.history(evidence_id), self._scores, LOOK_SECONDS)
        return found or []

    async def score_soon(self, evidence_id: str) -> tuple[EvidenceScore | None, bool]:
        """The newest score for a page, and whether scoring answered at all."""
        found = await _soon(lambda: self._listed(evidence_id), self._scores, LOOK_SECONDS)
        return (None, False) if found is None else (found[0] if found else None, True)

    async def _listed(self, evidence_id: str) -> list[EvidenceScore]:
        found = await self._scoring.result(evidence_id)
        return [] if found is None else [found]

    async def score_again(self, evidence_id: str) -> None:
        """Score the same evidence afresh; asked once, because each asking counts.

        Raises:
            EvidenceNotFound: Nothing was handed in.
            Unavailable, OSError: Scoring doesn't answer.
        """
        await _must(lambda: self._scoring.retry(evidence_id), self._scores, tries=1)

    async def lengthen_session(self, session_id: str, planned: int, limit: int) -> None:
        """Let a conversation take so many seconds; never shorter, and harmless for none.

        Raises:
            Unavailable, OSError: Interviews doesn't answer.
        """
        await _must(lambda: self._interviews.lengthen(session_id, planned, limit), self._talks)

    async def open_session(self, ask: OpenSession) -> None:
        """Open the session of a live invitation; again is harmless.

        Raises:
            Unavailable, OSError: Interviews doesn't answer.
        """
        await _must(lambda: self._interviews.open(ask), self._talks)

    async def cancel_session(self, session_id: str) -> None:
        """Nobody may talk in it any more; harmless for one that is over or unknown.

        Raises:
            Unavailable, OSError: Interviews doesn't answer.
        """
        await _must(lambda: self._interviews.cancel(session_id), self._talks)

    async def conversation(self, session_id: str) -> list[Entry]:
        """What was said, in order; nothing where nobody began.

        Raises:
            Unavailable, OSError: Interviews doesn't answer.
        """
        return await _must(lambda: self._said(session_id), self._talks)

    async def conversation_soon(self, session_id: str) -> list[Entry] | None:
        """The same for a page; None when interviews doesn't answer soon."""
        return await _soon(lambda: self._said(session_id), self._talks, LOOK_SECONDS)

    async def _said(self, session_id: str) -> list[Entry]:
        try:
            return await self._interviews.entries(session_id)
        except SessionNotFound:
            return []

    async def recording(self, evidence_id: str, *, retry: bool = False) -> Playback | None:
        """How a conversation's sound can be heard; None where none was kept, or not yet.

        Raises:
            Unavailable, OSError: Media doesn't answer.
        """
        return await _must(lambda: self._heard(evidence_id, retry=retry), self._recordings)

    async def recording_soon(self, evidence_id: str) -> Playback | None:
        """The same for a page; None also when media doesn't answer soon."""
        return await _soon(
            lambda: self._heard(evidence_id, retry=False), self._recordings, LOOK_SECONDS
        )

    async def _heard(self, evidence_id: str, *, retry: bool) -> Playback | None:
        for take in await self._media.takes(evidence_id):
            if take.item_id == RECORDING:
                try:
                    return await self._media.playback(take.media_url, retry=retry)
                except (TakeNotFound, TakeNotReady):
                    return None
        return None

    async def consent(self, evidence_id: str) -> Consent | None:
        """The consent in force, or None.

        Raises:
            Unavailable, OSError: Media doesn't answer.
        """
        return await _must(lambda: self._media.consent(evidence_id), self._recordings)

    async def people(self, user_ids: Iterable[str]) -> list[Account]:
        """Those of the accounts that exist.

        Raises:
            Unavailable, OSError: Identity doesn't answer.
        """
        wanted = sorted(set(user_ids))
        if not wanted:
            return []
        return await _must(lambda: self._identity.accounts(wanted), self._people)

    async def names(self, user_ids: Iterable[str | None]) -> dict[str, str]:
        """Names for a page, by account id; without those that can't be had soon."""
        wanted = sorted({user_id for user_id in user_ids if user_id is not None})
        if not wanted:
            return {}
        found = await _soon(lambda: self._identity.accounts(wanted), self._people, NAMES_SECONDS)
        return {account.user_id: account.name for account in found or ()}


async def _must(call: Callable[[], Awaitable[T]], breaker: Breaker, *, tries: int = TRIES) -> T:
    return await guarded(
        call, breaker=breaker, deadline=WORK_SECONDS, attempts=tries, retry_on=WORTH_TRYING
    )


async def _soon(call: Callable[[], Awaitable[T]], breaker: Breaker, seconds: float) -> T | None:
    try:
        return await guarded(
            call, breaker=breaker, deadline=seconds, attempts=LOOKS, retry_on=WORTH_TRYING
        )
    except WORTH_TRYING:
        return None
