"""HTTP/1.1 over kept connections, as little of it as a load needs."""

import asyncio
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

GOOD = range(200, 300)


class Unexpected(Exception):
    """A server answered a benchmark's request with an error."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request.

    Attributes:
        method: Its method.
        path: Path and query.
        headers: Beyond Host and Content-Length.
        body: Its bytes.
    """

    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    def encoded(self, host: str) -> bytes:
        """As it goes over the wire."""
        lines = [f"{self.method} {self.path} HTTP/1.1", f"Host: {host}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if self.body:
            lines.append(f"Content-Length: {len(self.body)}")
        return "\r\n".join((*lines, "", "")).encode() + self.body


async def send(url: str, requests: Iterable[Request], *, connections: int) -> list[float]:
    """Send all of them, one after the other on each connection; the seconds each took.

    Raises:
        Unexpected: An answer is no success.
    """
    where, waiting = urlsplit(url), iter(requests)
    async with asyncio.TaskGroup() as tasks:
        lanes = [
            tasks.create_task(_lane(where.hostname or "", where.port or 80, waiting))
            for _ in range(connections)
        ]
    return [seconds for lane in lanes for seconds in lane.result()]


async def _lane(host: str, port: int, waiting: Iterator[Request]) -> list[float]:
    reader, writer = await asyncio.open_connection(host, port)
    took = []
    try:
        for request in waiting:
            started = time.perf_counter()
            writer.write(request.encoded(f"{host}:{port}"))
            await _answer(reader)
            took.append(time.perf_counter() - started)
    finally:
        writer.close()
    return took


async def _answer(reader: asyncio.StreamReader) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    status, length = int(head[0].split()[1]), 0
    for line in head[1:]:
        name, _, value = line.partition(":")
        if name.lower() == "content-length":
            length = int(value)
    body = await reader.readexactly(length)
    if status not in GOOD:
        raise Unexpected(f"{status} {body[:300].decode(errors='replace')}")
