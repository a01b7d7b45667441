"""The way between a browser and an installation, which can go dead without a word."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

PIECE = 65_536


class Network:
    """Passes bytes on, both ways, until it is cut.

    While it is cut nothing passes and nothing is refused either: as with a phone that lost its
    signal, nobody is told. What was on its way then is gone for good.
    """

    def __init__(self, target: str) -> None:
        """Lead to the installation at that address."""
        parts = urlsplit(target)
        assert parts.hostname is not None
        assert parts.port is not None
        self._target = (parts.hostname, parts.port)
        self._cut = False
        self._ways: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._port = 0

    def at(self, port: int) -> None:
        """It listens there."""
        self._port = port

    @property
    def rule(self) -> str:
        """What leads a browser this way, without a change of the address that it shows."""
        host, port = self._target
        return f"--host-resolver-rules=MAP {host}:{port} 127.0.0.1:{self._port}"

    async def opened(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Somebody connects."""
        self._writers.add(writer)
        if self._cut:
            return
        there, back = await asyncio.open_connection(*self._target)
        self._writers.add(back)
        for source, sink in ((reader, back), (there, writer)):
            way = asyncio.create_task(self._pass_on(source, sink))
            self._ways.add(way)
            way.add_done_callback(self._ways.discard)

    async def _pass_on(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while piece := await source.read(PIECE):
                sink.write(piece)
                await sink.drain()
        sink.close()

    def cut(self) -> None:
        """From now on nothing passes, on old connections and on new ones."""
        self._cut = True
        for way in self._ways:
            way.cancel()

    def mend(self) -> None:
        """New connections pass again; the old ones are found to be dead."""
        self._cut = False
        self._end()

    def _end(self) -> None:
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    async def close(self) -> None:
        """End everything that is open."""
        for way in list(self._ways):
            way.cancel()
        await asyncio.gather(*self._ways, return_exceptions=True)
        self._end()


@asynccontextmanager
async def network(target: str) -> AsyncIterator[Network]:
    """A network on a port of its own, gone afterwards."""
    one = Network(target)
    server = await asyncio.start_server(one.opened, "127.0.0.1", 0)
    one.at(server.sockets[0].getsockname()[1])
    try:
        yield one
    finally:
        server.close()
        await one.close()
