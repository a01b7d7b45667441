"""Consent to the sound of a practice interview being kept."""

from parley.contracts.identity import Principal
from parley.contracts.interviews import SessionConflict
from parley.contracts.media import Consent, ConsentVersionOutdated
from parley.interviews.domain.consent import current
from parley.interviews.ports import ROLE, Store
from parley.interviews.service.access import their_practice
from parley.interviews.service.neighbours import Neighbours
from parley.interviews.service.views import ConsentView
from parley.kit.clock import Clock
from parley.kit.db import Database


class ConsentCommands:
    """Gives and withdraws; media keeps it (decision 3)."""

    def __init__(self, db: Database, store: Store, neighbours: Neighbours, clock: Clock) -> None:
        """Tell media by `neighbours`."""
        self._db, self._store, self._neighbours, self._clock = db, store, neighbours, clock

    async def give(self, who: Principal, session_id: str, version: str) -> ConsentView:
        """Agree to the text of that version.

        Raises:
            SessionNotFound: None of theirs.
            NotPractice: It belongs to an invitation.
            SessionConflict: It is over.
            ConsentVersionOutdated: That is not the present text in the interview's language.
            Unavailable: Media doesn't answer.
        """
        async with self._db.unit(ROLE) as unit:
            session = await their_practice(unit, self._store, who, session_id)
        if session.is_over:
            raise SessionConflict
        text = current(session.language)
        if version != text.version:
            raise ConsentVersionOutdated
        given = await self._neighbours.give_consent(
            Consent(
                evidence_id=session_id,
                subject_id=session.user_id,
                version=text.version,
                text=text.paragraphs,
                given_at=self._clock.now(),
            )
        )
        return ConsentView(given.version, given.text, given.given_at)

    async def withdraw(self, who: Principal, session_id: str) -> None:
        """Keep no more sound, and delete what was kept; again is harmless.

        Transcript and score stay: they don't rest on what was kept. Done while the caller waits,
        since a deletion that comes later could meet the next consent.

        Raises:
            SessionNotFound, NotPractice, Unavailable: As above.
        """
        async with self._db.unit(ROLE) as unit:
            await their_practice(unit, self._store, who, session_id)
        await self._neighbours.withdraw_consent(session_id)
