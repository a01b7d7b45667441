"""A server with OpenAI's `POST /audio/speech`, whose sound is handed on as it comes.

It is asked for `pcm`: mono signed 16 bit at 24 kHz. A busy or failing server is asked again until
there is sound; then the breaker leaves it alone for a while.
"""

import asyncio
import logging
import ssl
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack

import httpx

from parley.kit.errors import Unavailable
from parley.kit.resilience import Breaker, guarded
from parley.speech.clients.resampling import Resampler, divided
from parley.speech.domain.engines import CLOUD, EngineUnavailable, Missing, Speaker
from parley.speech.domain.wav import SAMPLE_BYTES
from parley.speech.ports import CloudVoice

log = logging.getLogger(__name__)

SERVER_RATE = 24_000  # Hz
OK, TIMEOUT, TOO_MANY, BROKEN = 200, 408, 429, 500
A_CHARACTER = 0.5  # seconds of sound that a character may take at most
LEAST_SOUND = 10.0  # seconds that any text may take


class Busy(Exception):
    """Ask again."""


class CloudSpeaker:
    """Implements `ports.RemoteSpeaker`; on the event loop, because nothing here takes long."""

    def __init__(self, settings: CloudVoice | None) -> None:
        """Ask the server of `settings`, if there is one."""
        self._settings = settings
        self._breaker = Breaker("The voice server")
        self._client: httpx.AsyncClient | None = None
        self._opening = asyncio.Lock()

    def describe(self) -> Speaker | Missing:
        """Whether a server is configured; it isn't called for this."""
        settings = self._settings
        if settings is None:
            return Missing(CLOUD, "No voice server is configured.")
        host = httpx.URL(settings.base_url).host
        return Speaker(CLOUD, f"{settings.model} {settings.voice} at {host}", settings.languages)

    async def speak(self, text: str) -> AsyncGenerator[bytes]:
        """16 kHz PCM, as it comes.

        Raises:
            EngineUnavailable: No sound in time, or it broke off.
        """
        settings = self._settings
        if settings is None:
            raise EngineUnavailable
        left = int(max(LEAST_SOUND, A_CHARACTER * len(text)) * SERVER_RATE * SAMPLE_BYTES)
        resampler = Resampler(SERVER_RATE)
        async with AsyncExitStack() as stack:
            pieces, first = await self._begin(settings, text, stack)
            piece: bytes | None = first
            while piece is not None and left > 0:
                piece = piece[:left]
                left -= len(piece)
                for made in divided(resampler.take(piece)):
                    yield made
                piece = await self._next(pieces, settings.piece_seconds)
            for made in divided(resampler.take(b"", last=True)):
                yield made

    async def close(self) -> None:
        """Close its connections."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def _begin(
        self, settings: CloudVoice, text: str, stack: AsyncExitStack
    ) -> tuple[AsyncIterator[bytes], bytes]:
        """The answer up to its first sound; `stack` closes it."""

        async def attempt() -> tuple[AsyncIterator[bytes], bytes]:
            async with AsyncExitStack() as undo:
                response = await undo.enter_async_context(await self._request(settings, text))
                _check(response.status_code)
                pieces = response.aiter_bytes()
                async for first in pieces:
                    stack.push_async_callback(undo.pop_all().aclose)
                    return pieces, first
            raise Busy("no sound")

        try:
            return await guarded(
                attempt,
                breaker=self._breaker,
                deadline=settings.first_seconds,
                attempts=settings.attempts,
                retry_on=(Busy, httpx.TransportError),
            )
        except EngineUnavailable:
            raise
        except (Busy, httpx.HTTPError, Unavailable) as error:
            after = error.retry_after if isinstance(error, Unavailable) else None
            raise EngineUnavailable(retry_after=after) from error

    async def _next(self, pieces: AsyncIterator[bytes], seconds: float) -> bytes | None:
        try:
            async with asyncio.timeout(seconds):
                return await anext(pieces, None)
        except (TimeoutError, httpx.HTTPError) as error:
            self._breaker.failed()
            raise EngineUnavailable from error

    async def _request(
        self, settings: CloudVoice, text: str
    ) -> AbstractAsyncContextManager[httpx.Response]:
        async with self._opening:
            if self._client is None:
                # Reading the certificates takes tens of milliseconds.
                trust = await asyncio.to_thread(_trust, settings)
                self._client = httpx.AsyncClient(
                    verify=trust, timeout=settings.first_seconds, trust_env=False
                )
        return self._client.stream(
            "POST",
            f"{settings.base_url.rstrip('/')}/audio/speech",
            json={
                "model": settings.model,
                "voice": settings.voice,
                "input": text,
                "response_format": "pcm",
            },
            headers={"Authorization": f"Bearer {settings.key}"} if settings.key else {},
        )


def _check(status: int) -> None:
    if status == OK:
        return
    log.warning("voice server refused", extra={"status": status})
    if status in {TIMEOUT, TOO_MANY} or status >= BROKEN:
        raise Busy(str(status))
    raise EngineUnavailable(f"The voice server refuses with status {status}: check its settings.")


def _trust(settings: CloudVoice) -> ssl.SSLContext:
    if settings.ca_file is None:
        return httpx.create_ssl_context(trust_env=False)
    return ssl.create_default_context(cafile=str(settings.ca_file))
