"""Media in memory: takes are counted as the contract says, and "recorded" by a test's word."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from parley.contracts.media import (
    AnotherTakeSubmitted,
    Consent,
    ConsentRequired,
    OpenTake,
    Playback,
    RetakesExhausted,
    SoundChunk,
    Take,
    TakeNotFound,
    TakeNotReady,
)
from parley.kit.clock import Clock
from parley.kit.errors import Unavailable
from parley.kit.ids import new_id


@dataclass
class FakeMedia:
    """`contracts.media.Media`; `record` stands for an upload."""

    clock: Clock
    asked: list[OpenTake] = field(default_factory=list)
    retried: list[str] = field(default_factory=list)
    consents_held: dict[str, Consent] = field(default_factory=dict)
    ended: list[Consent] = field(default_factory=list)
    made: list[tuple[str, Take]] = field(default_factory=list)
    sound: dict[tuple[str, int], bytearray] = field(default_factory=dict)
    down: bool = False

    def record(self, take_id: str, seconds: float) -> str:
        """Pretend that so much was uploaded for the take; its media URL."""
        for place, (evidence_id, take) in enumerate(self.made):
            if take.take_id == take_id:
                longer = replace(take, recorded_seconds=seconds, next_segment=1)
                self.made[place] = (evidence_id, longer)
                return take.media_url
        raise AssertionError(take_id)

    async def give_consent(self, consent: Consent) -> Consent:
        held = self.consents_held.get(consent.evidence_id)
        if held is None or held.version != consent.version:
            self.consents_held[consent.evidence_id] = held = consent
        return held

    async def consent(self, evidence_id: str) -> Consent | None:
        return self.consents_held.get(evidence_id)

    async def withdraw_consent(self, evidence_id: str) -> None:
        held = self.consents_held.pop(evidence_id, None)
        if held is not None:
            self.ended.append(replace(held, withdrawn_at=self.clock.now()))

    async def consents(self, evidence_id: str) -> list[Consent]:
        held = self.consents_held.get(evidence_id)
        ended = [each for each in reversed(self.ended) if each.evidence_id == evidence_id]
        return ([] if held is None else [held]) + ended

    async def open_take(self, ask: OpenTake) -> Take:
        self.asked.append(ask)
        if ask.evidence_id not in self.consents_held:
            raise ConsentRequired
        mine = self._of(ask.evidence_id, ask.item_id)
        if mine and not ask.retake:
            return replace(mine[-1], created=False)
        if len(mine) >= ask.takes_allowed:
            raise RetakesExhausted
        take_id = new_id()
        take = Take(
            take_id=take_id,
            item_id=ask.item_id,
            media_url=f"blob://takes/{take_id}",
            started_at=self.clock.now(),
            media_limit_seconds=ask.media_limit_seconds,
            retakes_left=ask.takes_allowed - len(mine) - 1,
            recorded_seconds=0.0,
            next_segment=0,
            submitted=False,
            created=True,
        )
        self.made.append((ask.evidence_id, take))
        return take

    async def takes(self, evidence_id: str) -> list[Take]:
        newest = {take.item_id: take for owner, take in self.made if owner == evidence_id}
        return [replace(take, created=False) for take in newest.values()]

    async def write_sound(self, chunk: SoundChunk) -> int:
        if self.down:
            raise Unavailable
        owner, take = next(
            ((owner, take) for owner, take in self.made if take.media_url == chunk.media_url),
            ("", None),
        )
        if take is None or take.submitted or chunk.segment + 1 < take.next_segment:
            raise TakeNotFound
        if owner not in self.consents_held:
            raise ConsentRequired
        held = self.sound.setdefault((chunk.media_url, chunk.segment), bytearray())
        end = chunk.offset + len(chunk.pcm)
        if end > len(held):
            held.extend(bytes(end - len(held)))
            held[chunk.offset : end] = chunk.pcm
        seconds = sum(len(p) for (url, _), p in self.sound.items() if url == chunk.media_url)
        longer = replace(take, recorded_seconds=seconds / 64_000, next_segment=chunk.segment + 1)
        self.made[self.made.index((owner, take))] = (owner, longer)
        return len(held)

    async def submit_take(self, media_url: str, evidence_id: str, item_id: str) -> float:
        mine = self._of(evidence_id, item_id)
        wanted = next((take for take in mine if take.media_url == media_url), None)
        if wanted is None:
            raise TakeNotFound
        if not wanted.recorded_seconds:
            raise TakeNotReady
        if any(take.submitted and take.media_url != media_url for take in mine):
            raise AnotherTakeSubmitted
        place = self.made.index((evidence_id, wanted))
        self.made[place] = (evidence_id, replace(wanted, submitted=True))
        return wanted.recorded_seconds

    async def playback(self, media_url: str, *, retry: bool = False) -> Playback:
        if all(take.media_url != media_url for _, take in self.made):
            raise TakeNotFound
        if retry:
            self.retried.append(media_url)
        return Playback("ready", 1.0, "/playback/x", "/poster/x", "/download/x", 12.5)

    async def recorded_seconds(self, evidence_id: str, except_item: str) -> float:
        return sum(
            take.recorded_seconds
            for owner, take in self.made
            if owner == evidence_id and take.submitted and take.item_id != except_item
        )

    async def erase(self, evidence_ids: Sequence[str]) -> None:
        self.made = [(owner, take) for owner, take in self.made if owner not in evidence_ids]

    def _of(self, evidence_id: str, item_id: str) -> list[Take]:
        return [t for owner, t in self.made if owner == evidence_id and t.item_id == item_id]
