"""The engine over gRPC, between its process and the one that keeps transcripts."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from parley.kit.rpc.linking import Link
from parley.kit.rpc.mapping import from_wire, to_wire
from parley.kit.rpc.serving import Service
from parley.speech.domain.engines import (
    Answer,
    Ask,
    Description,
    Missing,
    Recognizer,
    Speaker,
    Voice,
)
from parley.speech.domain.speakers import Say
from parley.speech.ports import Engine
from parley.wire_gen.parley.speech.v1 import speech_pb2 as pb

SERVICE = pb.DESCRIPTOR.services_by_name["SpeechEngineService"]
MESSAGES = {
    Answer: pb.TranscribeResponse,
    Ask: pb.TranscribeRequest,
    Description: pb.DescribeResponse,
    Missing: pb.Missing,
    Recognizer: pb.Recognizer,
    Say: pb.SynthesizeRequest,
    Speaker: pb.Speaker,
    Voice: pb.FindVoiceResponse,
}


def service(engine: Engine) -> Service:
    """The gRPC service over an engine."""
    return Service(SERVICE, _Servicer(engine))


class _Servicer:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def describe(self, _request: pb.DescribeRequest) -> pb.DescribeResponse:
        return to_wire(await self._engine.describe(), pb.DescribeResponse)

    async def find_voice(self, request: pb.FindVoiceRequest) -> pb.FindVoiceResponse:
        found = await self._engine.find_voice(request.pcm, request.state)
        return to_wire(found, pb.FindVoiceResponse)

    async def transcribe(self, request: pb.TranscribeRequest) -> pb.TranscribeResponse:
        return to_wire(
            await self._engine.transcribe(from_wire(request, Ask)), pb.TranscribeResponse
        )

    async def synthesize(
        self, request: pb.SynthesizeRequest
    ) -> AsyncGenerator[pb.SynthesizeResponse]:
        async with aclosing(self._engine.synthesize(from_wire(request, Say))) as pieces:
            async for piece in pieces:
                yield pb.SynthesizeResponse(pcm=piece)


class EngineClient:
    """An engine over a link."""

    def __init__(self, link: Link) -> None:
        """Call over `link`, made for `SERVICE`."""
        self._link = link

    async def describe(self) -> Description:
        """See `ports.Engine.describe`."""
        answer = await self._link.call("Describe", pb.DescribeRequest(), pb.DescribeResponse)
        return from_wire(answer, Description)

    async def find_voice(self, pcm: bytes, state: bytes) -> Voice:
        """See `ports.Engine.find_voice`."""
        request = pb.FindVoiceRequest(pcm=pcm, state=state)
        return from_wire(await self._link.call("FindVoice", request, pb.FindVoiceResponse), Voice)

    async def transcribe(self, ask: Ask) -> Answer:
        """See `ports.Engine.transcribe`."""
        request = to_wire(ask, pb.TranscribeRequest)
        return from_wire(
            await self._link.call("Transcribe", request, pb.TranscribeResponse), Answer
        )

    async def synthesize(self, say: Say) -> AsyncGenerator[bytes]:
        """See `ports.Engine.synthesize`."""
        request = to_wire(say, pb.SynthesizeRequest)
        stream = self._link.stream("Synthesize", request, pb.SynthesizeResponse)
        async with aclosing(stream) as pieces:
            async for piece in pieces:
                yield piece.pcm

    async def close(self) -> None:
        """Close the channel."""
        await self._link.close()
