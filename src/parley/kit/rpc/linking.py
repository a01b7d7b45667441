"""Links to a contract: to the context in this process, or to one behind gRPC.

Both put a deadline on every call: what is left of the caller's (`deadlines`), at most the
link's own. Both raise the same domain errors.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from functools import wraps
from ipaddress import ip_address
from typing import Any, TypeVar, cast

import grpc
from google.protobuf.descriptor import ServiceDescriptor
from google.protobuf.descriptor_pb2 import MethodOptions
from google.protobuf.message import Message

from parley.kit.discovery import Discovery
from parley.kit.errors import DeadlineExceeded
from parley.kit.log import request_id
from parley.kit.resilience import Breaker
from parley.kit.rpc import deadlines
from parley.kit.rpc.statuses import error_of

C = TypeVar("C")
M = TypeVar("M", bound=Message)

Token = Callable[[], Awaitable[str]]

TROUBLE = {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED}
RETRIES = {
    "maxAttempts": 3,
    "initialBackoff": "0.1s",
    "maxBackoff": "2s",
    "backoffMultiplier": 2,
    "retryableStatusCodes": ["UNAVAILABLE"],
}


def local(contract: C, *, seconds: float = deadlines.DEFAULT_SECONDS) -> C:
    """`contract` itself, with the deadline that a call over gRPC would have.

    Args:
        contract: Implements a Protocol of `contracts`; all its methods are coroutines.
        seconds: For one call, at most.
    """
    return cast("C", _Local(contract, seconds))


class _Local:
    def __init__(self, contract: object, seconds: float) -> None:
        self._contract, self._seconds = contract, seconds

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        method = getattr(self._contract, name)

        @wraps(method)
        async def call(*args: Any, **kwargs: Any) -> Any:
            with deadlines.within(self._seconds):
                deadlines.check()
                limit = asyncio.timeout(deadlines.remaining())
                try:
                    async with limit:
                        return await method(*args, **kwargs)
                except TimeoutError as error:
                    if limit.expired():
                        raise DeadlineExceeded(retry_after=1) from error
                    raise

        return call


class Link:
    """A channel to one service, wherever discovery finds it; made at the first call.

    Calls of methods that the proto file declares free of side effects or idempotent are tried
    again when the other side is unavailable; no others, because they may have happened.
    """

    def __init__(
        self,
        service: ServiceDescriptor,
        discovery: Discovery,
        token: Token,
        *,
        seconds: float = deadlines.DEFAULT_SECONDS,
        breaker: Breaker | None = None,
    ) -> None:
        """Link to `service`.

        Args:
            service: From the generated module.
            discovery: Finds it by its full name.
            token: Gives the service token, asked at every call (they expire).
            seconds: For one call, retries included, at most.
            breaker: Shared by links to the same service; by default the link's own.
        """
        self._service, self._discovery, self._token = service, discovery, token
        self._seconds = seconds
        self.breaker = breaker or Breaker(service.full_name)
        self._channel: grpc.aio.Channel | None = None
        self._addresses: list[str] = []
        self._opening = asyncio.Lock()

    async def call(self, method: str, request: Message, answer: type[M]) -> M:
        """Call `method` of the service.

        Raises:
            DomainError: What the other side raised; `Unavailable` when it isn't reachable,
                `DeadlineExceeded` when time ran out, `CircuitOpen` when it is left alone.
            RemoteFailure: It broke.
        """
        with deadlines.within(self._seconds):
            deadlines.check()
            # A short rest of the caller's own time says nothing of the other side's health.
            inherited = (deadlines.remaining() or 0.0) < self._seconds * 0.9
            self.breaker.enter()
            try:
                reply = await self._ask(method, request, answer)
            except grpc.aio.AioRpcError as error:
                raise self._told(error, inherited=inherited) from error
            except BaseException:
                # Cancelled, or no address or token: the other side was not heard.
                self.breaker.abandoned()
                raise
            self.breaker.succeeded()
            return reply

    async def stream(self, method: str, request: Message, answer: type[M]) -> AsyncGenerator[M]:
        """Call a `method` that answers piece by piece; closing the iterator stops the other side.

        The deadline is for the whole stream. A piece says that the other side is well. Nothing is
        tried again.

        Raises:
            DomainError, RemoteFailure: As `call`, before or between pieces.
        """
        seconds = deadlines.at_most(self._seconds)
        inherited = seconds < self._seconds * 0.9
        self.breaker.enter()
        running: Any = None
        try:
            invoke, metadata = await self._method("unary_stream", method, request, answer)
            running = invoke(request, timeout=seconds, metadata=metadata)
            async for piece in running:
                self.breaker.succeeded()
                yield piece
        except grpc.aio.AioRpcError as error:
            raise self._told(error, inherited=inherited) from error
        except BaseException:
            self.breaker.abandoned()
            raise
        else:
            self.breaker.succeeded()
        finally:
            if running is not None:
                running.cancel()

    def _told(self, error: grpc.aio.AioRpcError, *, inherited: bool) -> Exception:
        """What a failed call means, to the breaker and to the caller."""
        status = error.code()
        if status is grpc.StatusCode.DEADLINE_EXCEEDED and inherited:
            self.breaker.abandoned()
        elif status in TROUBLE:
            self.breaker.failed()
        else:
            self.breaker.succeeded()
        return error_of(status, error.details(), cast("Any", error.trailing_metadata() or ()))

    async def _ask(self, method: str, request: Message, answer: type[M]) -> M:
        invoke, metadata = await self._method("unary_unary", method, request, answer)
        return cast("M", await invoke(request, timeout=deadlines.remaining(), metadata=metadata))

    async def _method(
        self, shape: str, method: str, request: Message, answer: type[Message]
    ) -> tuple[Any, list[tuple[str, str]]]:
        """What makes a call of that shape, and what goes with it."""
        channel = self._channel or await self._open()
        metadata = [("authorization", f"Bearer {await self._token()}")]
        if (rid := request_id.get()) is not None:
            metadata.append(("x-request-id", rid))
        invoke = getattr(channel, shape)(
            f"/{self._service.full_name}/{method}",
            request_serializer=type(request).SerializeToString,
            response_deserializer=answer.FromString,
        )
        return invoke, metadata

    async def _open(self) -> grpc.aio.Channel:
        async with self._opening:
            if self._channel is None:
                await self._use(await self._discovery.resolve(self._service.full_name))
            assert self._channel is not None  # noqa: S101 - `_use` has just set it
            return self._channel

    async def _use(self, addresses: list[str]) -> None:
        if addresses == self._addresses and self._channel is not None:
            return
        old, self._addresses = self._channel, list(addresses)
        self._channel = grpc.aio.insecure_channel(
            target_of(addresses), options=channel_options(self._service)
        )
        if old is not None:
            await old.close(grace=self._seconds)

    async def follow(self) -> None:
        """Move to other addresses whenever discovery tells of them; ends when it does."""
        async for addresses in self._discovery.watch(self._service.full_name):
            async with self._opening:
                await self._use(addresses)

    async def close(self) -> None:
        """Cancel what is running and close."""
        if self._channel is not None:
            await self._channel.close()
            self._channel = None


def target_of(addresses: list[str]) -> str:
    """The gRPC name of one address, or of several numeric ones to take turns among.

    Raises:
        ValueError: Several addresses that aren't all numeric, of one IP version.
    """
    if len(addresses) == 1:
        [only] = addresses
        return only if only.startswith("unix:") else f"dns:///{only}"
    versions = {ip_address(a.rsplit(":", 1)[0].strip("[]")).version for a in addresses}
    if len(versions) != 1:
        raise ValueError("several addresses must be numeric and of one IP version")
    return f"ipv{versions.pop()}:{','.join(addresses)}"


def channel_options(service: ServiceDescriptor) -> list[tuple[str, Any]]:
    """Keepalive, turns among addresses, and retries of what may be repeated."""
    repeatable = [
        {"service": service.full_name, "method": method.name}
        for method in service.methods
        if method.GetOptions().idempotency_level != MethodOptions.IDEMPOTENCY_UNKNOWN
    ]
    config = {
        "loadBalancingConfig": [{"round_robin": {}}],
        "methodConfig": [{"name": repeatable, "retryPolicy": RETRIES}] if repeatable else [],
    }
    return [
        ("grpc.service_config", json.dumps(config)),
        ("grpc.enable_retries", 1),
        ("grpc.keepalive_time_ms", 20_000),
        ("grpc.keepalive_timeout_ms", 5_000),
        ("grpc.keepalive_permit_without_calls", 1),
        ("grpc.http2.max_pings_without_data", 0),
        # Loopback and private addresses: a proxy of the environment has no part in this.
        ("grpc.enable_http_proxy", 0),
    ]
