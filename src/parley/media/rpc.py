"""Media over gRPC: `service` answers calls, `Client` makes them."""

from collections.abc import Sequence

from parley.contracts.media import Consent, Gap, Media, OpenTake, Playback, SoundChunk, Take
from parley.kit.rpc.linking import Link
from parley.kit.rpc.mapping import from_wire, to_wire
from parley.kit.rpc.serving import Service
from parley.wire_gen.parley.media.v1 import media_pb2 as pb

SERVICE = pb.DESCRIPTOR.services_by_name["MediaService"]
MESSAGES = {
    Consent: pb.Consent,
    Gap: pb.Gap,
    OpenTake: pb.OpenTakeRequest,
    Playback: pb.Playback,
    SoundChunk: pb.WriteSoundRequest,
    Take: pb.Take,
}


def service(media: Media) -> Service:
    """The gRPC service over an implementation of the contract."""
    return Service(SERVICE, _Servicer(media))


class _Servicer:
    def __init__(self, media: Media) -> None:
        self._media = media

    async def give_consent(self, request: pb.GiveConsentRequest) -> pb.GiveConsentResponse:
        stands = await self._media.give_consent(from_wire(request.consent, Consent))
        return pb.GiveConsentResponse(consent=to_wire(stands, pb.Consent))

    async def consent(self, request: pb.ConsentRequest) -> pb.ConsentResponse:
        found = await self._media.consent(request.evidence_id)
        return pb.ConsentResponse(consent=to_wire(found, pb.Consent) if found else None)

    async def consents(self, request: pb.ConsentsRequest) -> pb.ConsentsResponse:
        found = await self._media.consents(request.evidence_id)
        return pb.ConsentsResponse(consents=[to_wire(each, pb.Consent) for each in found])

    async def withdraw_consent(
        self, request: pb.WithdrawConsentRequest
    ) -> pb.WithdrawConsentResponse:
        await self._media.withdraw_consent(request.evidence_id)
        return pb.WithdrawConsentResponse()

    async def open_take(self, request: pb.OpenTakeRequest) -> pb.OpenTakeResponse:
        take = await self._media.open_take(from_wire(request, OpenTake))
        return pb.OpenTakeResponse(take=to_wire(take, pb.Take))

    async def takes(self, request: pb.TakesRequest) -> pb.TakesResponse:
        found = await self._media.takes(request.evidence_id)
        return pb.TakesResponse(takes=[to_wire(take, pb.Take) for take in found])

    async def write_sound(self, request: pb.WriteSoundRequest) -> pb.WriteSoundResponse:
        offset = await self._media.write_sound(from_wire(request, SoundChunk))
        return pb.WriteSoundResponse(offset=offset)

    async def submit_take(self, request: pb.SubmitTakeRequest) -> pb.SubmitTakeResponse:
        seconds = await self._media.submit_take(
            request.media_url, request.evidence_id, request.item_id
        )
        return pb.SubmitTakeResponse(duration_seconds=seconds)

    async def playback(self, request: pb.PlaybackRequest) -> pb.PlaybackResponse:
        state = await self._media.playback(request.media_url, retry=request.retry)
        return pb.PlaybackResponse(playback=to_wire(state, pb.Playback))

    async def recorded_seconds(
        self, request: pb.RecordedSecondsRequest
    ) -> pb.RecordedSecondsResponse:
        seconds = await self._media.recorded_seconds(request.evidence_id, request.except_item)
        return pb.RecordedSecondsResponse(seconds=seconds)

    async def erase(self, request: pb.EraseRequest) -> pb.EraseResponse:
        await self._media.erase(list(request.evidence_ids))
        return pb.EraseResponse()


class Client:
    """The contract of media over a link."""

    def __init__(self, link: Link) -> None:
        """Call over `link`, made for `SERVICE`."""
        self._call = link.call

    async def give_consent(self, consent: Consent) -> Consent:
        """See `contracts.media.Media.give_consent`."""
        request = pb.GiveConsentRequest(consent=to_wire(consent, pb.Consent))
        answer = await self._call("GiveConsent", request, pb.GiveConsentResponse)
        return from_wire(answer.consent, Consent)

    async def consent(self, evidence_id: str) -> Consent | None:
        """See `contracts.media.Media.consent`."""
        request = pb.ConsentRequest(evidence_id=evidence_id)
        answer = await self._call("Consent", request, pb.ConsentResponse)
        return from_wire(answer.consent, Consent) if answer.HasField("consent") else None

    async def consents(self, evidence_id: str) -> list[Consent]:
        """See `contracts.media.Media.consents`."""
        request = pb.ConsentsRequest(evidence_id=evidence_id)
        answer = await self._call("Consents", request, pb.ConsentsResponse)
        return [from_wire(each, Consent) for each in answer.consents]

    async def withdraw_consent(self, evidence_id: str) -> None:
        """See `contracts.media.Media.withdraw_consent`."""
        request = pb.WithdrawConsentRequest(evidence_id=evidence_id)
        await self._call("WithdrawConsent", request, pb.WithdrawConsentResponse)

    async def open_take(self, ask: OpenTake) -> Take:
        """See `contracts.media.Media.open_take`."""
        request = to_wire(ask, pb.OpenTakeRequest)
        answer = await self._call("OpenTake", request, pb.OpenTakeResponse)
        return from_wire(answer.take, Take)

    async def takes(self, evidence_id: str) -> list[Take]:
        """See `contracts.media.Media.takes`."""
        request = pb.TakesRequest(evidence_id=evidence_id)
        answer = await self._call("Takes", request, pb.TakesResponse)
        return [from_wire(take, Take) for take in answer.takes]

    async def write_sound(self, chunk: SoundChunk) -> int:
        """See `contracts.media.Media.write_sound`."""
        request = to_wire(chunk, pb.WriteSoundRequest)
        answer = await self._call("WriteSound", request, pb.WriteSoundResponse)
        return answer.offset

    async def submit_take(self, media_url: str, evidence_id: str, item_id: str) -> float:
        """See `contracts.media.Media.submit_take`."""
        request = pb.SubmitTakeRequest(
            media_url=media_url, evidence_id=evidence_id, item_id=item_id
        )
        answer = await self._call("SubmitTake", request, pb.SubmitTakeResponse)
        return answer.duration_seconds

    async def playback(self, media_url: str, *, retry: bool = False) -> Playback:
        """See `contracts.media.Media.playback`."""
        request = pb.PlaybackRequest(media_url=media_url, retry=retry)
        answer = await self._call("Playback", request, pb.PlaybackResponse)
        return from_wire(answer.playback, Playback)

    async def recorded_seconds(self, evidence_id: str, except_item: str) -> float:
        """See `contracts.media.Media.recorded_seconds`."""
        request = pb.RecordedSecondsRequest(evidence_id=evidence_id, except_item=except_item)
        answer = await self._call("RecordedSeconds", request, pb.RecordedSecondsResponse)
        return answer.seconds

    async def erase(self, evidence_ids: Sequence[str]) -> None:
        """See `contracts.media.Media.erase`."""
        await self._call("Erase", pb.EraseRequest(evidence_ids=evidence_ids), pb.EraseResponse)
