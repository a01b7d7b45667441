"""The contract of speech over gRPC."""

import asyncio
from collections.abc import Sequence

from parley.contracts.speech import CorrectedText, Correction, Segment, Speech, Transcript, Word
from parley.kit.rpc.linking import Link
from parley.kit.rpc.mapping import from_wire, to_wire
from parley.kit.rpc.serving import Service
from parley.wire_gen.parley.speech.v1 import speech_pb2 as pb

SERVICE = pb.DESCRIPTOR.services_by_name["SpeechService"]
MESSAGES = {
    CorrectedText: pb.CorrectedText,
    Correction: pb.Correction,
    Segment: pb.Segment,
    Transcript: pb.Transcript,
    Word: pb.Word,
}


def service(speech: Speech) -> Service:
    """The gRPC service over an implementation of the contract."""
    return Service(SERVICE, _Servicer(speech))


class _Servicer:
    def __init__(self, speech: Speech) -> None:
        self._speech = speech

    async def transcripts(self, request: pb.TranscriptsRequest) -> pb.TranscriptsResponse:
        found = await self._speech.transcripts(list(request.media_urls))
        # An hour of words takes a tenth of a second.
        made = [await asyncio.to_thread(to_wire, one, pb.Transcript) for one in found]
        return pb.TranscriptsResponse(transcripts=made)

    async def correct(self, request: pb.CorrectRequest) -> pb.CorrectResponse:
        made = await self._speech.correct(from_wire(request.correction, Correction))
        return pb.CorrectResponse(transcript=to_wire(made, pb.Transcript))

    async def retry(self, request: pb.RetryRequest) -> pb.RetryResponse:
        stands = await self._speech.retry(request.media_url)
        return pb.RetryResponse(transcript=to_wire(stands, pb.Transcript))


class Client:
    """The contract of speech over a link."""

    def __init__(self, link: Link) -> None:
        """Call over `link`, made for `SERVICE`."""
        self._call = link.call

    async def transcripts(self, media_urls: Sequence[str]) -> list[Transcript]:
        """See `contracts.speech.Speech.transcripts`."""
        request = pb.TranscriptsRequest(media_urls=media_urls)
        answer = await self._call("Transcripts", request, pb.TranscriptsResponse)
        return [await asyncio.to_thread(from_wire, one, Transcript) for one in answer.transcripts]

    async def correct(self, correction: Correction) -> Transcript:
        """See `contracts.speech.Speech.correct`."""
        request = pb.CorrectRequest(correction=to_wire(correction, pb.Correction))
        answer = await self._call("Correct", request, pb.CorrectResponse)
        return from_wire(answer.transcript, Transcript)

    async def retry(self, media_url: str) -> Transcript:
        """See `contracts.speech.Speech.retry`."""
        request = pb.RetryRequest(media_url=media_url)
        answer = await self._call("Retry", request, pb.RetryResponse)
        return from_wire(answer.transcript, Transcript)
