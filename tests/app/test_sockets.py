"""Who was shut out and floods on costs little more; who only was fast still hears why."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import uvicorn
from starlette.websockets import WebSocket
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from parley.app.sockets import REST_SECONDS, Sockets

CODE = 4004
LASTS = 1.5  # seconds until a peer that doesn't answer the close frame is cut off; uvicorn's are 10
MESSAGE = bytes(64_000)


@asynccontextmanager
async def served(kind: type[WebSocketsSansIOProtocol]) -> AsyncIterator[tuple[str, list[int]]]:
    """A server that shuts everybody out at their first message, and how much it read after."""
    read: list[int] = []

    class Counted(kind):  # type: ignore[valid-type, misc]  # whichever is tried
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            super().connection_made(transport)
            self.close_timeout = LASTS

        def data_received(self, data: bytes) -> None:
            if self.close_sent:
                read.append(len(data))
            super().data_received(data)

    async def shut_out(scope: object, receive: object, send: object) -> None:
        websocket = WebSocket(scope, receive, send)  # type: ignore[arg-type]  # as uvicorn calls
        await websocket.accept()
        await websocket.receive()
        await websocket.close(CODE)

    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(shut_out, ws=Counted, ws_max_size=1_000_000, lifespan="off",
                            log_config=None)  # fmt: skip
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve([listener]))
    try:
        yield f"ws://127.0.0.1:{listener.getsockname()[1]}", read
    finally:
        server.should_exit = True
        await serving
        listener.close()


async def flood(line: ClientConnection) -> None:
    """Send whatever the answer, until the line is cut."""
    line.transport.pause_reading()
    while True:
        await line.send(MESSAGE)


async def flooded(kind: type[WebSocketsSansIOProtocol]) -> int:
    """Bytes that were read of somebody who had been shut out."""
    async with served(kind) as (url, read):
        async with asyncio.timeout(30):
            try:
                async with connect(url, compression=None, close_timeout=0) as line:
                    await flood(line)
            except (ConnectionClosed, OSError):
                pass
        return sum(read)


@pytest.mark.parametrize("messages", [1, 40], ids=["one", "many"])
async def test_who_is_shut_out_hears_why(messages: int) -> None:
    async with served(Sockets) as (url, _), connect(url, compression=None) as line:
        async with asyncio.timeout(10 * LASTS):
            for _ in range(messages):
                try:
                    await line.send(MESSAGE)
                except ConnectionClosed:
                    break
            await line.wait_closed()
        assert line.close_code == CODE


async def test_a_flood_is_hardly_read_after_it_was_shut_out() -> None:
    looks = LASTS / REST_SECONDS + 2
    assert await flooded(Sockets) <= looks * 512 * 1024  # a look is 256 kB at most


async def test_the_same_check_sees_a_server_that_reads_on() -> None:
    looks = LASTS / REST_SECONDS + 2
    assert await flooded(WebSocketsSansIOProtocol) > looks * 512 * 1024
