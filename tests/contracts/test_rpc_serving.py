"""What only the gRPC side has: tokens, health, reflection, retries, breaker, discovery."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc

from parley.identity import rpc
from parley.kit.discovery import ServiceUnknown, StaticDiscovery
from parley.kit.errors import (
    DeadlineExceeded,
    DomainError,
    Kind,
    NotFound,
    Unauthenticated,
    Unavailable,
)
from parley.kit.resilience import Breaker, CircuitOpen
from parley.kit.rpc import deadlines
from parley.kit.rpc.linking import Link, target_of
from parley.kit.rpc.serving import Server, Service
from parley.kit.rpc.statuses import STATUSES, RemoteFailure, error_of, status_of
from parley.wire_gen.parley.identity.v1 import identity_pb2 as pb
from tests.contracts.test_links import NOON, TOKEN, MemoryIdentity, token, verify

NAME = rpc.SERVICE.full_name


@pytest.fixture
def memory() -> MemoryIdentity:
    return MemoryIdentity()


@pytest.fixture
async def port(memory: MemoryIdentity) -> AsyncIterator[int]:
    server = Server([rpc.service(memory)], verify)
    yield await server.start()
    await server.stop(0)


@asynccontextmanager
async def channel(port: int) -> AsyncIterator[Any]:
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as opened:
        yield opened


@asynccontextmanager
async def link(port: int, **knobs: Any) -> AsyncIterator[Link]:
    made = Link(rpc.SERVICE, StaticDiscovery({NAME: [f"127.0.0.1:{port}"]}), token, **knobs)
    try:
        yield made
    finally:
        await made.close()


async def jwks(opened: Any, metadata: list[tuple[str, str]]) -> Any:
    call = opened.unary_unary(
        f"/{NAME}/Jwks",
        request_serializer=pb.JwksRequest.SerializeToString,
        response_deserializer=pb.JwksResponse.FromString,
    )
    return await call(pb.JwksRequest(), metadata=metadata, timeout=5)


@pytest.mark.parametrize(
    "metadata",
    [
        [],
        [("authorization", "")],
        [("authorization", TOKEN)],
        [("authorization", f"Basic {TOKEN}")],
        [("authorization", "Bearer ")],
        [("authorization", "Bearer somebody's access token")],
        [("authorization-bin", b"Bearer service-token")],
    ],
)
async def test_no_call_without_a_service_token(
    port: int, memory: MemoryIdentity, metadata: list[tuple[str, str]]
) -> None:
    called: list[bool] = []

    async def note() -> None:
        called.append(True)

    memory.do = note
    async with channel(port) as opened:
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await jwks(opened, metadata)
    assert caught.value.code() is grpc.StatusCode.UNAUTHENTICATED
    assert ("error-code", "unauthenticated") in tuple(caught.value.trailing_metadata() or ())
    assert called == []


async def test_unknown_methods_are_refused_before_they_are_unknown(port: int) -> None:
    async with channel(port) as opened:
        call = opened.unary_unary("/parley.identity.v1.IdentityService/Nothing")
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await call(b"")
        assert caught.value.code() is grpc.StatusCode.UNAUTHENTICATED
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await call(b"", metadata=[("authorization", f"Bearer {TOKEN}")])
        assert caught.value.code() is grpc.StatusCode.UNIMPLEMENTED


@pytest.mark.parametrize("failure", [Unauthenticated(), ValueError("secret of the verifier")])
async def test_a_verifier_that_fails_admits_nobody(
    memory: MemoryIdentity, failure: Exception
) -> None:
    async def refuse(_token: str) -> Mapping[str, Any]:
        raise failure

    server = Server([rpc.service(memory)], refuse)
    port = await server.start()
    try:
        async with link(port) as made:
            with pytest.raises(Unauthenticated):
                await rpc.Client(made).jwks()
    finally:
        await server.stop(0)


async def test_what_broke_is_not_told(
    port: int, memory: MemoryIdentity, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail() -> None:
        raise ZeroDivisionError("canary@x.example")

    memory.do = fail
    async with channel(port) as opened:
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await jwks(opened, [("authorization", f"Bearer {TOKEN}")])
    assert caught.value.code() is grpc.StatusCode.INTERNAL
    assert not caught.value.details()
    assert "canary" not in str(caught.value.trailing_metadata())
    assert [record.getMessage() for record in caplog.records] == ["call failed"]


async def test_health_is_open_and_per_service(memory: MemoryIdentity) -> None:
    server = Server([rpc.service(memory)], verify)
    port = await server.start()
    status = health_pb2.HealthCheckResponse
    async with channel(port) as opened:
        stub: Any = health_pb2_grpc.HealthStub(opened)
        for name in ("", NAME):
            answer = await stub.Check(health_pb2.HealthCheckRequest(service=name))
            assert answer.status == status.SERVING
        await server.tell(NAME, serving=False)
        answer = await stub.Check(health_pb2.HealthCheckRequest(service=NAME))
        assert answer.status == status.NOT_SERVING
        with pytest.raises(grpc.aio.AioRpcError):
            await stub.Check(health_pb2.HealthCheckRequest(service="nothing"))
    await server.stop(0)


async def test_reflection_is_open_and_names_the_services(port: int) -> None:
    async with channel(port) as opened:
        stub: Any = reflection_pb2_grpc.ServerReflectionStub(opened)
        ask = reflection_pb2.ServerReflectionRequest(list_services="")
        answers = [answer async for answer in stub.ServerReflectionInfo(iter([ask]))]
    names = {service.name for service in answers[0].list_services_response.service}
    assert {NAME, "grpc.health.v1.Health"} <= names


async def test_a_port_in_use_is_said(port: int, memory: MemoryIdentity) -> None:
    second = Server([rpc.service(memory)], verify)
    with pytest.raises(OSError, match="in use"):
        await second.start(f"127.0.0.1:{port}")
    await second.stop(0)


async def test_unix_sockets_serve_too(memory: MemoryIdentity, tmp_path: Any) -> None:
    server = Server([rpc.service(memory)], verify)
    address = f"unix:{tmp_path}/s"
    await server.start(address)
    made = Link(rpc.SERVICE, StaticDiscovery({NAME: [address]}), token)
    assert (await rpc.Client(made).jwks())["keys"]
    await made.close()
    await server.stop(0)


def test_a_servicer_answers_every_method() -> None:
    with pytest.raises(AttributeError):
        Service(rpc.SERVICE, object()).handler()


# Retries.


def failing(times: int, error: Exception, calls: list[int]) -> Callable[[], Any]:
    async def run() -> None:
        calls.append(len(calls))
        if len(calls) <= times:
            raise error

    return run


async def test_an_idempotent_call_is_tried_again_when_unavailable(
    port: int, memory: MemoryIdentity
) -> None:
    calls: list[int] = []
    memory.do = failing(2, Unavailable(), calls)
    async with link(port) as made:
        assert await rpc.Client(made).accounts([]) == []
    assert len(calls) == 3


@pytest.mark.parametrize("error", [NotFound(), ValueError()])
async def test_nothing_else_is_tried_again(
    port: int, memory: MemoryIdentity, error: Exception
) -> None:
    calls: list[int] = []
    memory.do = failing(1, error, calls)
    async with link(port) as made:
        with pytest.raises((NotFound, RemoteFailure)):
            await rpc.Client(made).accounts([])
    assert len(calls) == 1


async def test_a_call_that_may_have_happened_is_not_repeated(
    port: int, memory: MemoryIdentity
) -> None:
    calls: list[int] = []
    memory.do = failing(1, Unavailable(), calls)
    async with link(port) as made:
        with pytest.raises(Unavailable):
            await rpc.Client(made).open_guest_session("c", "i", NOON)
    assert len(calls) == 1


# Breaker.


@pytest.fixture
def closed_port() -> int:
    return 1  # tcpmux: nothing listens there


async def test_the_breaker_opens_when_nobody_answers(closed_port: int) -> None:
    now = [0.0]
    breaker = Breaker("identity", failures=2, rest=60, clock=lambda: now[0])
    async with link(closed_port, seconds=3, breaker=breaker) as made:
        client = rpc.Client(made)
        for _ in range(2):
            with pytest.raises(Unavailable) as caught:
                await client.open_guest_session("c", "i", NOON)
            assert "127.0.0.1" not in caught.value.details
            assert caught.value.retry_after
        with pytest.raises(CircuitOpen):
            await client.jwks()
        now[0] = 60.0
        assert breaker.state == "half_open"


async def test_answers_keep_the_breaker_closed(port: int, memory: MemoryIdentity) -> None:
    breaker = Breaker("identity", failures=1)
    memory.do = failing(9, NotFound(), [])
    async with link(port, breaker=breaker) as made:
        with pytest.raises(NotFound):
            await rpc.Client(made).jwks()
    assert breaker.state == "closed"


async def test_a_callers_short_rest_says_nothing_of_the_other_side(
    port: int, memory: MemoryIdentity
) -> None:
    breaker = Breaker("identity", failures=1)

    async def hang() -> None:
        await asyncio.Event().wait()

    memory.do = hang
    async with link(port, seconds=5, breaker=breaker) as made:
        with deadlines.within(0.1), pytest.raises(DeadlineExceeded):
            await rpc.Client(made).jwks()
        assert breaker.state == "closed"
    async with link(port, seconds=0.1, breaker=breaker) as made:
        with pytest.raises(DeadlineExceeded):
            await rpc.Client(made).jwks()
        assert breaker.state == "open"


# Discovery.


class Moving:
    """A discovery whose answer is changed by the test."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = list(addresses)
        self.moved: asyncio.Queue[list[str]] = asyncio.Queue()

    async def resolve(self, service: str) -> list[str]:
        return self.addresses

    async def watch(self, service: str) -> AsyncIterator[list[str]]:
        while (addresses := await self.moved.get()) != ["end"]:
            yield addresses


async def test_a_link_moves_with_its_service(memory: MemoryIdentity) -> None:
    servers = [Server([rpc.service(memory)], verify) for _ in range(2)]
    first, second = [f"127.0.0.1:{await server.start()}" for server in servers]
    discovery = Moving(first)
    made = Link(rpc.SERVICE, discovery, token)
    client = rpc.Client(made)
    await client.jwks()
    await servers[0].stop(0)
    await discovery.moved.put([second])
    await discovery.moved.put(["end"])
    await made.follow()
    assert await client.accounts([]) == []
    await made.close()
    await servers[1].stop(0)


async def test_several_addresses_take_turns(memory: MemoryIdentity) -> None:
    others = [MemoryIdentity(), MemoryIdentity()]
    servers = [Server([rpc.service(other)], verify) for other in others]
    addresses = [f"127.0.0.1:{await server.start()}" for server in servers]
    made = Link(rpc.SERVICE, StaticDiscovery({NAME: addresses}), token)
    client = rpc.Client(made)

    async def both() -> None:
        while not all(other.closed for other in others):
            await client.close_guest_sessions("i")

    await asyncio.wait_for(both(), 10)
    await made.close()
    for server in servers:
        await server.stop(0)


async def test_a_service_that_runs_nowhere_is_unavailable() -> None:
    made = Link(rpc.SERVICE, StaticDiscovery({}), token)
    with pytest.raises(ServiceUnknown) as caught:
        await rpc.Client(made).jwks()
    assert caught.value.kind is Kind.UNAVAILABLE
    await made.close()


async def test_static_addresses_are_told_once() -> None:
    discovery = StaticDiscovery({"s": ["a:1"]})
    assert [found async for found in discovery.watch("s")] == [["a:1"]]


@pytest.mark.parametrize(
    ("addresses", "target"),
    [
        (["identity.internal:7000"], "dns:///identity.internal:7000"),
        (["unix:/run/p/s"], "unix:/run/p/s"),
        (["10.0.0.1:1", "10.0.0.2:2"], "ipv4:10.0.0.1:1,10.0.0.2:2"),
        (["[::1]:1", "[::2]:2"], "ipv6:[::1]:1,[::2]:2"),
    ],
)
def test_target_of(addresses: list[str], target: str) -> None:
    assert target_of(addresses) == target


@pytest.mark.parametrize("addresses", [["a:1", "b:1"], ["10.0.0.1:1", "[::1]:1"]])
def test_addresses_that_cannot_take_turns(addresses: list[str]) -> None:
    with pytest.raises(ValueError, match=r"numeric|appear"):
        target_of(addresses)


# Errors.


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_a_status_and_a_stand_in(kind: Kind) -> None:
    stand_in = error_of(STATUSES[kind], "said", [("error-code", "never_heard_of")])
    assert isinstance(stand_in, DomainError)
    assert status_of(stand_in) is STATUSES[kind]
    assert stand_in.details == "said"


def test_other_statuses_are_failures() -> None:
    assert isinstance(error_of(grpc.StatusCode.INTERNAL, "x", []), RemoteFailure)
    assert isinstance(error_of(grpc.StatusCode.UNIMPLEMENTED, "x", []), RemoteFailure)


def test_a_strange_retry_after_is_ignored() -> None:
    error = error_of(
        grpc.StatusCode.NOT_FOUND, "x", [("error-code", "not_found"), ("retry-after", "soon")]
    )
    assert isinstance(error, NotFound)
    assert error.retry_after is None


def test_an_error_with_its_own_constructor_is_rebuilt() -> None:
    class PickyThing(NotFound):
        """Picky."""

        def __init__(self, one: int, two: int) -> None:
            super().__init__(f"{one} and {two}")

    try:
        error = error_of(grpc.StatusCode.NOT_FOUND, "1 and 2", [("error-code", "picky_thing")])
    finally:
        del DomainError.by_code["picky_thing"]
    assert isinstance(error, PickyThing)
    assert error.details == "1 and 2"
