"""The contract `Media`, joined from the use cases."""

from collections.abc import Sequence

from parley.contracts.media import Consent, OpenTake, Playback, SoundChunk, Take
from parley.media.service.erasure import Erasure
from parley.media.service.playbacks import Playbacks
from parley.media.service.recordings import Recordings
from parley.media.service.takes import Takes


class LocalMedia:
    """Implements `contracts.media.Media` by direct calls."""

    def __init__(
        self, takes: Takes, recordings: Recordings, playbacks: Playbacks, erasure: Erasure
    ) -> None:
        """Pass each call on."""
        self._takes, self._recordings = takes, recordings
        self._playbacks, self._erasure = playbacks, erasure

    async def give_consent(self, consent: Consent) -> Consent:
        """Store the consent; given twice for the same version, the first one stands."""
        return await self._takes.give_consent(consent)

    async def withdraw_consent(self, evidence_id: str) -> None:
        """End every consent of this evidence: uploads are refused from now on."""
        await self._takes.withdraw_consent(evidence_id)

    async def consent(self, evidence_id: str) -> Consent | None:
        """The consent in force, or None."""
        return await self._takes.consent(evidence_id)

    async def consents(self, evidence_id: str) -> list[Consent]:
        """All that were given, the withdrawn ones too, the newest first."""
        return await self._takes.consents(evidence_id)

    async def open_take(self, ask: OpenTake) -> Take:
        """Open a take, or give back the open one unless `retake`."""
        return await self._takes.open_take(ask)

    async def takes(self, evidence_id: str) -> list[Take]:
        """The newest take of every item of this evidence."""
        return await self._takes.takes(evidence_id)

    async def write_sound(self, chunk: SoundChunk) -> int:
        """Append sound to a take; committed and synced before it answers."""
        return await self._recordings.write(chunk)

    async def submit_take(self, media_url: str, evidence_id: str, item_id: str) -> float:
        """Close the take behind `media_url` and tell its media duration in seconds."""
        return await self._takes.submit_take(media_url, evidence_id, item_id)

    async def playback(self, media_url: str, *, retry: bool = False) -> Playback:
        """Signed links to the derived file, or how far its making is."""
        return await self._playbacks.playback(media_url, retry=retry)

    async def recorded_seconds(self, evidence_id: str, except_item: str) -> float:
        """Media duration of the submitted takes of all other items."""
        return await self._takes.recorded_seconds(evidence_id, except_item)

    async def erase(self, evidence_ids: Sequence[str]) -> None:
        """Delete everything recorded for this evidence."""
        await self._erasure.erase(evidence_ids)
