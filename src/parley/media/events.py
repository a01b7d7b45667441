"""What media listens to."""

from dataclasses import replace

from parley.contracts.erasure import TOPIC, ErasureRequested, Scope
from parley.kit.bus import once
from parley.kit.db import Database
from parley.kit.messages import Message, Subscription
from parley.media.ports import Asked
from parley.media.service.erasure import Erasure

GROUP = "media"


class Erasures:
    """Consumes `erasure.requested`."""

    def __init__(self, db: Database, erasure: Erasure) -> None:
        """Delete by `erasure`."""
        self._db, self._erasure = db, erasure

    def subscription(self) -> Subscription:
        """What the bus is told."""
        return Subscription(GROUP, TOPIC, {ErasureRequested.TYPE: self.requested})

    async def requested(self, message: Message) -> None:
        """Delete the rows in one transaction, the files after it, then answer.

        When it comes again, because of a crash in between, the rows are gone and the rest is done.
        """
        data = message.data
        asked = Asked(
            str(data["erasureId"]),
            Scope(data["scope"]),
            str(data["subjectId"]),
            tuple(map(str, data["evidenceIds"])),
        )
        async with self._db.unit("media") as unit:
            # The inbox keeps that it came, not whom it was about.
            if await once(unit, GROUP, replace(message, subject_id=None)):
                await self._erasure.forget(unit, asked)
        await self._erasure.finish(asked.erasure_id)
