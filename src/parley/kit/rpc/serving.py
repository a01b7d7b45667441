"""The gRPC server of a process: one port for all services of its contexts.

Every call but health and reflection carries a service token. Its deadline and request id are
taken over, domain errors leave as a status with their code, and anything unexpected as
INTERNAL without a word about what it was.
"""

import asyncio
import logging
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import grpc
from google.protobuf.descriptor import MethodDescriptor, ServiceDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from parley.kit.errors import DomainError, Unauthenticated
from parley.kit.log import request_id
from parley.kit.rpc import deadlines
from parley.kit.rpc.statuses import MAX_SENTENCE, status_of, trailers_of

log = logging.getLogger(__name__)

Verify = Callable[[str], Awaitable[Mapping[str, Any]]]
Q = TypeVar("Q")
A = TypeVar("A")
Behaviour = Callable[[Any], Awaitable[Message]]
Streaming = Callable[[Any], AsyncGenerator[Message]]

OPEN = ("/grpc.health.v1.Health/", "/grpc.reflection.v1alpha.ServerReflection/")
OPTIONS = (
    # A second process on the same port would get half of the calls.
    ("grpc.so_reuseport", 0),
    # Idle links ping (see `linking`); without this the server closes them for it.
    ("grpc.keepalive_permit_without_calls", 1),
    ("grpc.http2.min_ping_interval_without_data_ms", 10_000),
)

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Service:
    """A service of the proto files and what answers its methods.

    Attributes:
        descriptor: From the generated module.
        servicer: Has an `async def ensure_candidate(self, request) -> Message` for a method
            `EnsureCandidate`, and so on for every method; an async generator of messages for one
            whose answer is a stream.
    """

    descriptor: ServiceDescriptor
    servicer: object

    @property
    def name(self) -> str:
        """The full name: package and service."""
        return self.descriptor.full_name

    def handler(self) -> grpc.GenericRpcHandler:
        """What grpc dispatches to.

        Raises:
            AttributeError: A method has no counterpart in the servicer.
            TypeError: A method takes a stream: nothing here serves that yet.
        """
        return grpc.method_handlers_generic_handler(
            self.name, {method.name: self._method(method) for method in self.descriptor.methods}
        )

    def _method(self, method: MethodDescriptor) -> "grpc.RpcMethodHandler[Any, Any]":
        if method.client_streaming:
            raise TypeError(f"{method.full_name} takes a stream")
        behaviour = getattr(self.servicer, _HUMP.sub("_", method.name).lower())
        reading = GetMessageClass(method.input_type).FromString
        writing = GetMessageClass(method.output_type).SerializeToString
        if method.server_streaming:
            return grpc.unary_stream_rpc_method_handler(_writing(behaviour), reading, writing)
        return grpc.unary_unary_rpc_method_handler(_answering(behaviour), reading, writing)


def _header(metadata: Any, name: str) -> str:
    """The first text value of `name` (keys are lower case on the wire), or ""."""
    found = (value for key, value in metadata or () if key == name and isinstance(value, str))
    return next(found, "")


def _answering(behaviour: Behaviour) -> Any:
    """Run `behaviour` in the caller's context, and translate what it raises."""

    async def answer(request: Message, context: "grpc.aio.ServicerContext[Any, Any]") -> Message:
        return cast("Message", await _in_context(context, lambda: behaviour(request)))

    return answer


def _writing(behaviour: Streaming) -> Any:
    """Likewise for one that yields; it is closed when the caller has gone or time is up."""

    async def write(request: Message, context: "grpc.aio.ServicerContext[Any, Any]") -> None:
        async def all_of_it() -> None:
            async with aclosing(behaviour(request)) as pieces:
                async for piece in pieces:
                    await context.write(piece)

        await _in_context(context, all_of_it)

    return write


async def _in_context(
    context: "grpc.aio.ServicerContext[Any, Any]", work: Callable[[], Awaitable[A]]
) -> A:
    given = _header(context.invocation_metadata(), "x-request-id")
    rid = given if _REQUEST_ID.fullmatch(given) else None
    token = request_id.set(rid)
    left = cast("float | None", context.time_remaining())
    try:
        with deadlines.within(deadlines.DEFAULT_SECONDS if left is None else left):
            return await work()
    except DomainError as error:
        sentence = error.details[:MAX_SENTENCE]
        await context.abort(status_of(error), sentence, trailers_of(error))
    except Exception as error:
        log.error(  # noqa: TRY400 - the formatter takes exc_info; see kit.log
            "call failed", extra={"error_type": type(error).__name__}, exc_info=error
        )
        await context.abort(grpc.StatusCode.INTERNAL)
    finally:
        request_id.reset(token)
    raise AssertionError("abort raises")


class _Guard(grpc.aio.ServerInterceptor):
    """Refuses calls without a service token."""

    def __init__(self, verify: Verify) -> None:
        self._verify = verify

    async def intercept_service(
        self,
        continuation: Callable[
            [grpc.HandlerCallDetails], "Awaitable[grpc.RpcMethodHandler[Q, A] | None]"
        ],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> "grpc.RpcMethodHandler[Q, A] | None":
        method = handler_call_details.method
        if not method.startswith(OPEN):
            try:
                await self._admit(handler_call_details.invocation_metadata)
            except DomainError as error:
                return _refusal(error)
            except Exception as error:  # noqa: BLE001 - a verifier may fail in any way
                log.warning("verifying failed", extra={"error_type": type(error).__name__})
                return _refusal(Unauthenticated())
        return await continuation(handler_call_details)

    async def _admit(self, metadata: Any) -> None:
        scheme, _, token = _header(metadata, "authorization").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthenticated
        claims = await self._verify(token.strip())
        if claims.get("use") != "service":
            raise Unauthenticated


def _refusal(error: DomainError) -> "grpc.RpcMethodHandler[Any, Any]":
    async def refuse(_request: object, context: "grpc.aio.ServicerContext[Any, Any]") -> None:
        await context.abort(status_of(error), error.details, trailers_of(error))

    return grpc.unary_unary_rpc_method_handler(cast("Any", refuse))


class Server:
    """Serves `services` on one address, with health and reflection."""

    def __init__(self, services: Sequence[Service], verify: Verify) -> None:
        """Admit callers whose bearer token `verify` gives claims with `use` = `service`."""
        self._services = services
        self._server = grpc.aio.server(interceptors=(_Guard(verify),), options=OPTIONS)
        self._health = health.aio.HealthServicer()
        for service in services:
            self._server.add_generic_rpc_handlers((service.handler(),))
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self._server)
        names = [service.name for service in services]
        reflection.enable_server_reflection(
            [*names, health.SERVICE_NAME, reflection.SERVICE_NAME], self._server
        )

    async def start(self, address: str = "127.0.0.1:0") -> int:
        """Listen on `host:port` (0: any free port) or `unix:/path`; the port.

        Raises:
            OSError: The address can't be had.
        """
        try:
            port = self._server.add_insecure_port(address)
        except RuntimeError as error:
            raise OSError(f"{address} can't be listened on: is it in use?") from error
        await self._server.start()
        for name in ("", *(service.name for service in self._services)):
            await self.tell(name, serving=True)
        return port

    async def tell(self, service: str, *, serving: bool) -> None:
        """Say at the health service how `service` (full name, or "" for all) is."""
        status = health_pb2.HealthCheckResponse
        await self._health.set(service, status.SERVING if serving else status.NOT_SERVING)

    async def stop(self, grace: float = 5.0) -> None:
        """Say so at the health service, let running calls end for `grace` seconds, then stop."""
        await self._health.enter_graceful_shutdown()
        await self._server.stop(grace)

    async def wait(self) -> None:
        """Until it has stopped."""
        await asyncio.shield(self._server.wait_for_termination())
