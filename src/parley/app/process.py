"""One process: builds contexts, serves them by HTTP and gRPC until told to stop."""

import asyncio
import contextlib
import errno
import gc
import logging
import signal
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import uvicorn

from parley.app.assembly import Assembly, assemble, edge
from parley.app.background import background
from parley.app.settings import SettingError
from parley.app.settings.installation import Settings
from parley.app.sockets import Sockets
from parley.kit import db as kit_db
from parley.kit.part import Part
from parley.kit.rpc.serving import Server

log = logging.getLogger(__name__)

GRPC_PORT = 50051
PORTS_TRIED = 100
# What stopping may take at most, one after the other; together less than the supervisor's patience.
CLOSING_SECONDS = 6.0  # conversations are given back to the database, their people told
GRACE_SECONDS = 3  # requests that are being answered; an upload goes on at the next start
GRPC_GRACE_SECONDS = 1.0
POOL_SECONDS = 1.0
MESSAGE_BYTES = 1_000_000  # of a WebSocket message; each socket has a tighter limit of its own


async def serve(
    settings: Settings,
    connect_kwargs: dict[str, Any],
    contexts: Sequence[str],
    listener: socket.socket,
    *,
    sole: bool,
) -> None:
    """Serve `contexts` on `listener` until SIGTERM or SIGINT; then finish what is open.

    Args:
        settings: Of everything.
        connect_kwargs: asyncpg's arguments for the migrated database.
        contexts: Their names in the table of targets.
        listener: A listening socket.
        sole: No other process works on this database.
    """
    db = await kit_db.connect(connect_kwargs)
    try:
        gc.disable()  # as in `cli`: it loads the contexts
        assembly = assemble(db, settings, contexts)
        gc.freeze()
        gc.enable()
        async with (
            background(assembly.ground, assembly.parts, connect_kwargs, sole=sole),
            _grpc(assembly, settings.grpc_port),
        ):
            await _prepare(assembly, settings)
            await _http(assembly, settings, listener)
    finally:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(db.close(), POOL_SECONDS)


async def _http(assembly: Assembly, settings: Settings, listener: socket.socket) -> None:
    config = uvicorn.Config(
        edge(assembly, settings),
        http="httptools",
        ws=Sockets,
        # Sound doesn't shrink, and trying costs more than sending it.
        ws_per_message_deflate=False,
        ws_max_size=MESSAGE_BYTES,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=GRACE_SECONDS,
        ssl_certfile=settings.tls_certificate,
        ssl_keyfile=settings.tls_key,
    )
    server = _Server(config)

    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)

    async def stop() -> None:
        await told.wait()
        # Uvicorn would close every socket at once, without a word of why.
        await close(assembly.parts)
        server.should_exit = True

    stopping = asyncio.create_task(stop())
    try:
        await server.serve(sockets=[listener])
    finally:
        stopping.cancel()


async def close(parts: Sequence[Part]) -> None:
    """End what `parts` hold open, all at once; one that hangs is left when its time is up."""
    tasks = {asyncio.create_task(_close(part)): part.name for part in parts if part.closing}
    if not tasks:
        return
    # Not awaited any more: the process ends, and what hangs with it.
    _, late = await asyncio.wait(tasks, timeout=CLOSING_SECONDS)
    for task in late:
        task.cancel()
        log.warning("closing hangs", extra={"context": tasks[task]})


async def _close(part: Part) -> None:
    """End what a part holds open, in its order; what fails holds up nothing else."""
    for close in part.closing:
        try:
            await close()
        except Exception as error:  # noqa: BLE001 - the process stops, whatever it was
            log.warning(
                "closing failed", extra={"context": part.name, "error_type": type(error).__name__}
            )


class _Server(uvicorn.Server):
    """Uvicorn without its own signal handling: this process stops more than HTTP."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def _grpc(assembly: Assembly, asked: int | None) -> AsyncIterator[None]:
    """All gRPC services on one loopback port: the one that was asked for, or the next free one."""
    if not assembly.services:
        yield
        return
    server = Server(assembly.services, assembly.ground.verifier.verify)
    port = await server.start(f"127.0.0.1:{asked or _free_port()}")
    log.info("serving gRPC", extra={"port": port})
    try:
        yield
    finally:
        await server.stop(GRPC_GRACE_SECONDS)


def _free_port() -> int:
    for port in range(GRPC_PORT, GRPC_PORT + PORTS_TRIED):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise
            else:
                return port
    raise SettingError("No port is free for gRPC: name one with --grpc-port.")


async def _prepare(assembly: Assembly, settings: Settings) -> None:
    """What must stand before the first request: nothing but the demo workspace."""
    if settings.gateway.demo:
        from parley.app import demo  # noqa: PLC0415 - only a demo workspace needs it

        await demo.ensure(assembly.links, settings.hiring.frontend_url)
