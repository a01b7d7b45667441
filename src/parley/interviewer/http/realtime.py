"""The voice socket: `WS /realtime/{interviewId}?token=`, realtime-session.md, section 3.2.

Binary messages of the schema `preppal`; what is numbered from 100 only with `?ext=1`.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

from fastapi import APIRouter, WebSocket
from starlette.websockets import WebSocketDisconnect

from parley.interviewer.domain.codes import FAILED, Code
from parley.interviewer.domain.conversation import SAMPLE_BYTES, Sound, StillThinking, Typed
from parley.interviewer.domain.conversation import seconds_of as sound_seconds
from parley.interviewer.domain.flow import TYPED_SECONDS, Allowance, Flood
from parley.interviewer.http.outlet import Outlet
from parley.interviewer.ports import Settings
from parley.interviewer.service.conversations.hub import Hub, Refused, Seat
from parley.kit.errors import DomainError, Unauthenticated
from parley.kit.web.auth import MAX_TOKEN
from parley.wire_gen.preppal.interview_pb2 import ClientToServerMessage

log = logging.getLogger(__name__)

Verify = Callable[[str], Awaitable[Mapping[str, Any]]]
EXTENDED = frozenset({"typed_text", "still_thinking", "heartbeat"})


class Malformed(Exception):
    """What came is not of the schema."""


def router(hub: Hub, verify: Verify, settings: Settings) -> APIRouter:
    """The route of the voice socket.

    Args:
        hub: Where conversations are.
        verify: Gives the claims of a good token.
        settings: Limits, and whose pages may connect.
    """
    routes = APIRouter()
    door = _Door(hub, verify, settings)

    @routes.websocket("/realtime/{interview_id}")
    async def realtime(websocket: WebSocket, interview_id: str) -> None:
        await door.serve(websocket, interview_id)

    return routes


class _Door:
    """Lets connections in and carries what they send."""

    def __init__(self, hub: Hub, verify: Verify, settings: Settings) -> None:
        self._hub, self._verify, self._settings = hub, verify, settings

    async def serve(self, websocket: WebSocket, interview_id: str) -> None:
        """One connection, from its handshake to its end."""
        extended = websocket.query_params.get("ext") == "1"
        outlet = Outlet(websocket, self._settings.behind_seconds, extended=extended)
        with suppress(WebSocketDisconnect):
            await websocket.accept()
            writing = asyncio.create_task(outlet.run())
            reading = asyncio.create_task(self._admitted(websocket, interview_id, outlet))
            try:
                await asyncio.wait({writing, reading}, return_when=asyncio.FIRST_COMPLETED)
                if not writing.done() and outlet.closing:
                    await asyncio.wait({writing})
            finally:
                for task in (reading, writing):
                    task.cancel()
                await asyncio.gather(reading, writing, return_exceptions=True)

    async def _admitted(self, websocket: WebSocket, interview_id: str, outlet: Outlet) -> None:
        try:
            user_id = await self._user_of(websocket, interview_id)
            seat = await self._hub.attach(interview_id, user_id, outlet)
        except Unauthenticated:
            outlet.close(Code.TOKEN)
        except Refused as error:
            outlet.close(error.code)
        except DomainError as error:
            log.warning("nobody could be let in", extra={"error_type": type(error).__name__})
            outlet.close(FAILED)
        else:
            try:
                await self._listen(websocket, seat, outlet)
            except Exception as error:
                log.error("connection broke off", exc_info=error)  # noqa: TRY400 - see kit.log
                outlet.close(FAILED)
            finally:
                await seat.leave()

    async def _user_of(self, websocket: WebSocket, interview_id: str) -> str:
        """Who comes, by the token (realtime-session.md: it alone authenticates).

        Raises:
            Unauthenticated: Not for this interview, or from a page that may not.
        """
        origin = websocket.headers.get("origin")
        # Only browsers send it, and only they can be made to connect by a strange page.
        if origin is not None and origin.lower() not in self._settings.allowed_origins:
            raise Unauthenticated
        token = websocket.query_params.get("token", "")
        if not token or len(token) > MAX_TOKEN:
            raise Unauthenticated
        claims = await self._verify(token)
        if claims.get("use") != "worker" or claims.get("interviewId") != interview_id:
            raise Unauthenticated
        return str(claims["sub"])

    async def _listen(self, websocket: WebSocket, seat: Seat, outlet: Outlet) -> None:
        """Carry message after message until the connection ends or breaks a rule."""
        loop = asyncio.get_running_loop()
        allowance = Allowance(self._settings.burst_seconds, loop.time())
        try:
            while (message := await websocket.receive())["type"] == "websocket.receive":
                said = self._read(message, extended=outlet.can_flush)
                await self._carry(said, seat, outlet, allowance, loop.time())
                if leisure := allowance.leisure:
                    # What has come already is received without waiting: nobody else would run.
                    await asyncio.sleep(leisure)
        except Malformed:
            outlet.close(Code.MALFORMED)
        except Flood:
            outlet.close(Code.FLOOD)

    def _read(self, message: Mapping[str, Any], *, extended: bool) -> ClientToServerMessage:
        data = message.get("bytes")
        if data is None or len(data) > self._settings.message_bytes:
            raise Malformed
        try:
            said = ClientToServerMessage.FromString(data)
        except Exception as error:  # protobuf raises DecodeError, and others on odd input
            raise Malformed from error
        kind = said.WhichOneof("payload")
        if kind is None or (kind in EXTENDED and not extended):
            raise Malformed
        return said

    async def _carry(
        self,
        said: ClientToServerMessage,
        seat: Seat,
        outlet: Outlet,
        allowance: Allowance,
        now: float,
    ) -> None:
        match said.WhichOneof("payload"):
            case "audio_chunk":
                pcm = said.audio_chunk.audio_content
                if len(pcm) % SAMPLE_BYTES:
                    raise Malformed
                allowance.spend(sound_seconds(pcm), now)
                if pcm:
                    await seat.hear(Sound(pcm))
            case "end_request":
                allowance.spend(0, now)
                seat.end()
            case "typed_text":
                allowance.spend(TYPED_SECONDS, now)
                text = said.typed_text.text.strip()
                if not text or len(text) > self._settings.typed_characters:
                    raise Malformed
                await seat.hear(Typed(text))
            case "still_thinking":
                allowance.spend(0, now)
                await seat.hear(StillThinking())
            case _:
                allowance.spend(0, now)
                outlet.beat(said.heartbeat.number)
