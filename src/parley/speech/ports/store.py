"""Where transcripts are kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from parley.contracts.speech import Segment
from parley.kit.db import Unit
from parley.speech.domain.transcripts import Stored


class Store(Protocol):
    """Transcripts, each call inside the caller's transaction."""

    async def add(self, unit: Unit, row: Stored, now: datetime) -> bool:
        """Store a new one; False when its recording has one."""
        ...

    async def get(self, unit: Unit, take_id: str, *, lock: bool = False) -> Stored | None:
        """The one of a take."""
        ...

    async def by_media_url(
        self, unit: Unit, media_urls: Sequence[str], *, lock: bool = False
    ) -> list[Stored]:
        """Those of these recordings, by take."""
        ...

    async def begin(self, unit: Unit, row: Stored) -> None:
        """Note where its sound is, and that it is being made, as run `row.run`."""
        ...

    async def settle(self, unit: Unit, row: Stored, now: datetime) -> None:
        """Note how it ended: what was heard, or why nothing was."""
        ...

    async def correct(self, unit: Unit, row: Stored) -> None:
        """Keep `row.corrected` as revision `row.revision`."""
        ...

    async def revisions(
        self, unit: Unit, take_id: str
    ) -> list[tuple[int, str, datetime, tuple[Segment, ...]]]:
        """Every correction: revision, who, when, what."""
        ...

    async def processing(self, unit: Unit, before: datetime) -> list[Stored]:
        """Those being made since before that moment."""
        ...

    async def counts(self, unit: Unit) -> Mapping[str, int]:
        """How many by status."""
        ...

    async def of_person(
        self, unit: Unit, subject_id: str | None, evidence_ids: Sequence[str]
    ) -> list[str]:
        """Takes of the evidence, or of the subject where one is given; locked."""
        ...

    async def erase(
        self, unit: Unit, take_ids: Sequence[str], subject_id: str | None
    ) -> Mapping[str, int]:
        """Delete rows, jobs and messages about these takes (or the subject); how many of what."""
        ...

    async def bury(
        self, unit: Unit, evidence_ids: Sequence[str], now: datetime, *, whole: bool
    ) -> None:
        """Remember that this evidence was erased; `whole`: nothing of it may ever come."""
        ...

    async def buried(self, unit: Unit, evidence_id: str) -> tuple[datetime, bool] | None:
        """When it was erased, and whether as a whole."""
        ...

    async def forget_erasures(self, unit: Unit, before: datetime) -> None:
        """Whatever could come late has come."""
        ...
