"""A request's body as it comes, with an ear for silence and for the peer's leaving."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from parley.kit.web.edge import BodyTooLarge
from parley.media.domain.uploads import UploadTooLarge
from parley.media.ports import BodyBroken

Receive = Callable[[], Awaitable[Mapping[str, Any]]]


class RequestBody:
    """Implements `ports.Body` over ASGI messages.

    Starlette's own stream can't be waited for with a limit: giving up on it loses bytes.
    """

    def __init__(self, receive: Receive) -> None:
        """Read from `receive`."""
        self._receive = receive
        self._waiting: asyncio.Future[Mapping[str, Any]] | None = None
        self._ended = False

    async def piece(self, wait: float) -> bytes | None:
        """The next bytes; empty when none came within `wait` seconds; None at the end."""
        if self._ended:
            return None
        if self._waiting is None:
            self._waiting = asyncio.ensure_future(self._receive())
        done, _ = await asyncio.wait({self._waiting}, timeout=wait)
        if not done:
            return b""
        waited, self._waiting = self._waiting, None
        try:
            message = waited.result()
        except BodyTooLarge as error:
            raise UploadTooLarge(
                "One request holds too many bytes: send smaller pieces."
            ) from error
        if message["type"] == "http.disconnect":
            raise BodyBroken
        self._ended = not message.get("more_body", False)
        return bytes(message.get("body", b""))

    def close(self) -> None:
        """Stop waiting."""
        if self._waiting is not None:
            self._waiting.cancel()
