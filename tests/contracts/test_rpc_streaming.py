"""Answers that come piece by piece: deadlines, errors, stopping, over a real channel."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from parley.kit.discovery import StaticDiscovery
from parley.kit.errors import DeadlineExceeded, NotFound, Unauthenticated, Unavailable
from parley.kit.log import request_id
from parley.kit.resilience import Breaker, CircuitOpen
from parley.kit.rpc import deadlines
from parley.kit.rpc.linking import Link
from parley.kit.rpc.serving import Server, Service
from parley.kit.rpc.statuses import RemoteFailure
from parley.wire_gen.parley.speech.v1 import speech_pb2 as pb
from tests.contracts.test_links import token, verify

SERVICE = pb.DESCRIPTOR.services_by_name["SpeechEngineService"]


@dataclass
class Talker:
    """Answers Synthesize with a piece for each word of the text; `between` runs before each."""

    made: list[str] = field(default_factory=list)
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    between: Callable[[str], Any] | None = None
    left: list[float | None] = field(default_factory=list)
    rid: list[str | None] = field(default_factory=list)

    async def describe(self, _request: Any) -> pb.DescribeResponse:
        return pb.DescribeResponse()

    find_voice = transcribe = describe

    async def synthesize(self, request: Any) -> AsyncGenerator[pb.SynthesizeResponse]:
        self.left.append(deadlines.remaining())
        self.rid.append(request_id.get())
        try:
            for word in request.text.split():
                if self.between is not None:
                    await self.between(word)
                self.made.append(word)
                yield pb.SynthesizeResponse(pcm=word.encode())
        finally:
            self.ended.set()


@pytest.fixture
def talker() -> Talker:
    return Talker()


@pytest.fixture
async def port(talker: Talker) -> AsyncIterator[int]:
    server = Server([Service(SERVICE, talker)], verify)
    yield await server.start()
    await server.stop(0)


@asynccontextmanager
async def link(port: int, who: Any = token, **knobs: Any) -> AsyncIterator[Link]:
    found = StaticDiscovery({SERVICE.full_name: [f"127.0.0.1:{port}"]})
    made = Link(SERVICE, found, who, **knobs)
    try:
        yield made
    finally:
        await made.close()


def stream(made: Link, text: str) -> AsyncGenerator[pb.SynthesizeResponse]:
    return made.stream("Synthesize", pb.SynthesizeRequest(text=text), pb.SynthesizeResponse)


async def words(made: Link, text: str) -> list[str]:
    return [piece.pcm.decode() async for piece in stream(made, text)]


async def test_pieces_come_in_order_with_the_callers_context(port: int, talker: Talker) -> None:
    mark = request_id.set("r-1")
    try:
        async with link(port, seconds=5) as made:
            assert await words(made, "one two three") == ["one", "two", "three"]
            assert await words(made, "") == []
    finally:
        request_id.reset(mark)
    assert talker.rid == ["r-1", "r-1"]
    assert all(left is not None and 0 < left < 5.5 for left in talker.left)


async def test_a_piece_is_there_before_the_next_is_made(port: int, talker: Talker) -> None:
    go = asyncio.Event()

    async def wait(word: str) -> None:
        if word == "two":
            await go.wait()

    talker.between = wait
    async with link(port) as made, aclosing(stream(made, "one two")) as pieces:
        assert (await anext(pieces)).pcm == b"one"
        go.set()
        assert (await anext(pieces)).pcm == b"two"


async def test_whoever_stops_listening_stops_the_work(port: int, talker: Talker) -> None:
    never = asyncio.Event()

    async def wait(word: str) -> None:
        if word == "two":
            await never.wait()

    talker.between = wait
    breaker = Breaker("talker", failures=1)
    async with link(port, breaker=breaker) as made:
        async with aclosing(stream(made, "one two")) as pieces:
            await anext(pieces)
        async with asyncio.timeout(10):
            await talker.ended.wait()
    assert talker.made == ["one"]
    assert breaker.state == "closed"


async def test_being_cancelled_stops_it_too(port: int, talker: Talker) -> None:
    begun = asyncio.Event()

    async def wait(_word: str) -> None:
        begun.set()
        await asyncio.Event().wait()

    talker.between = wait
    async with link(port) as made:
        task = asyncio.ensure_future(words(made, "one"))
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        async with asyncio.timeout(10):
            await talker.ended.wait()


@pytest.mark.parametrize("at", ["one", "two"], ids=["before any", "in between"])
async def test_what_goes_wrong_arrives_as_itself(port: int, talker: Talker, at: str) -> None:
    async def fail(word: str) -> None:
        if word == at:
            raise NotFound("gone")

    talker.between = fail
    got: list[bytes] = []
    async with link(port) as made:
        with pytest.raises(NotFound, match="gone"):
            async for piece in stream(made, "one two"):
                got.append(piece.pcm)  # noqa: PERF401 - what came before the error counts
        assert made.breaker.state == "closed"
    assert got == ([] if at == "one" else [b"one"])


async def test_what_broke_is_not_told(
    port: int, talker: Talker, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(_word: str) -> None:
        raise ZeroDivisionError("canary@x.example")

    talker.between = fail
    async with link(port) as made:
        with pytest.raises(RemoteFailure) as caught:
            await words(made, "one")
    assert "canary" not in str(caught.value)
    assert [record.getMessage() for record in caplog.records] == ["call failed"]


async def test_the_deadline_is_for_the_whole_and_opens_the_breaker(
    port: int, talker: Talker
) -> None:
    async def hang(word: str) -> None:
        if word == "two":
            await asyncio.Event().wait()

    talker.between = hang
    breaker = Breaker("talker", failures=1)
    async with link(port, seconds=0.3, breaker=breaker) as made:
        with pytest.raises(DeadlineExceeded):
            await words(made, "one two")
        assert breaker.state == "open"
        with pytest.raises(CircuitOpen):
            await words(made, "one")
    async with asyncio.timeout(10):
        await talker.ended.wait()


async def test_a_callers_short_rest_says_nothing_of_the_other_side(
    port: int, talker: Talker
) -> None:
    async def hang(_word: str) -> None:
        await asyncio.Event().wait()

    talker.between = hang
    breaker = Breaker("talker", failures=1)
    async with link(port, seconds=5, breaker=breaker) as made:
        with deadlines.within(0.2), pytest.raises(DeadlineExceeded):
            await words(made, "one")
        with deadlines.within(0), pytest.raises(DeadlineExceeded):
            await words(made, "one")
    assert breaker.state == "closed"
    assert len(talker.left) == 1


async def test_no_stream_without_a_service_token(port: int, talker: Talker) -> None:
    async def nobody() -> str:
        return "somebody's access token"

    async with link(port, nobody) as made:
        with pytest.raises(Unauthenticated):
            await words(made, "one")
    assert talker.made == []


async def test_nobody_there_is_unavailable_and_counts() -> None:
    breaker = Breaker("talker", failures=1)
    async with link(1, seconds=3, breaker=breaker) as made:
        with pytest.raises(Unavailable):
            await words(made, "one")
    assert breaker.state == "open"


async def test_a_deadline_inside_a_generator_does_not_reach_who_iterates(
    port: int, talker: Talker
) -> None:
    async with link(port, seconds=5) as made, aclosing(stream(made, "one two")) as pieces:
        await anext(pieces)
        assert deadlines.remaining() is None
