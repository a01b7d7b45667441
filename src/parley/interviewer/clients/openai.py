"""Any server that speaks OpenAI's chat completions: vLLM, llama.cpp, Ollama, OpenAI itself."""

import json
import ssl
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from parley.interviewer.clients.asking import ModelBrain
from parley.interviewer.clients.calling import heed
from parley.interviewer.ports import ModelSettings
from parley.kit.resilience import Breaker

MOST_BYTES = 1_000_000  # of a reply; more is cut off, and then not believed
PATH = "/v1/chat/completions"
NO_SCHEMA = frozenset({400, 422})  # what servers answer that don't know `response_format`
DONE = "[DONE]"


class OpenAiModel:
    """`asking.Model` over HTTP; connections are kept, a handshake would be heard as a pause."""

    def __init__(self, settings: ModelSettings) -> None:
        """Ask the server at `settings.base_url`."""
        self._name = settings.model
        self._url = (settings.base_url or "").rstrip("/").removesuffix("/v1") + PATH
        self._client = httpx.AsyncClient(
            headers={"authorization": f"Bearer {settings.key}"} if settings.key else {},
            timeout=settings.draft_seconds,  # each call has a deadline of its own within
            verify=ssl.create_default_context(cafile=settings.ca_file),
        )
        self._schema_known = True

    async def ask(self, system: str, prompt: str, schema: dict[str, Any], seconds: float) -> str:
        """The content of the first choice, or an empty text where there is none."""
        body = self._body(system, prompt) | {"temperature": 0}
        shape = {
            "type": "json_schema",
            "json_schema": {"name": "reply", "strict": True, "schema": schema},
        }
        sent = {**body, "response_format": shape} if self._schema_known else body
        status, after, content = await self._whole(sent, seconds)
        if status in NO_SCHEMA and self._schema_known:
            # The prompt asks for JSON as well: such a server is asked without the schema.
            status, after, content = await self._whole(body, seconds)
            self._schema_known = status != httpx.codes.OK
        if status != httpx.codes.OK:
            await heed(status, after)
        return _text(content)

    async def say(self, system: str, prompt: str) -> AsyncGenerator[str, None]:
        """Words as they come (server-sent events, WHATWG HTML 9.2)."""
        body = self._body(system, prompt) | {"stream": True}
        async with self._post(body) as response:
            if response.status_code != httpx.codes.OK:
                await heed(response.status_code, response.headers.get("retry-after"))
            async for data in _events(response):
                if data == DONE:
                    return
                if piece := _piece(data):
                    yield piece

    async def close(self) -> None:
        """Drop connections that are kept open."""
        await self._client.aclose()

    def _body(self, system: str, prompt: str) -> dict[str, Any]:
        return {
            "model": self._name,
            "messages": [
                {"role": "system", "content": system},
                {"role": "user", "content": prompt},
            ],
        }

    async def _whole(self, body: dict[str, Any], seconds: float) -> tuple[int, str | None, bytes]:
        content = bytearray()
        async with self._post(body, seconds) as response:
            async for piece in _bounded(response):
                content += piece
            return response.status_code, response.headers.get("retry-after"), bytes(content)

    @asynccontextmanager
    async def _post(
        self, body: dict[str, Any], seconds: float | None = None
    ) -> AsyncIterator[httpx.Response]:
        timeout = httpx.USE_CLIENT_DEFAULT if seconds is None else seconds
        try:
            async with self._client.stream(
                "POST", self._url, json=body, timeout=timeout
            ) as response:
                yield response
        except httpx.HTTPError as error:
            raise ConnectionError(type(error).__name__) from error


def brain(settings: ModelSettings, breaker: Breaker | None = None) -> ModelBrain:
    """A brain on such a server."""
    return ModelBrain(OpenAiModel(settings), settings, breaker)


async def _bounded(response: httpx.Response) -> AsyncIterator[bytes]:
    seen = 0
    async for piece in response.aiter_bytes():
        seen += len(piece)
        if seen > MOST_BYTES:
            return
        yield piece


async def _events(response: httpx.Response) -> AsyncIterator[str]:
    """The data of each event; those of chat completions have one line each."""
    waiting = b""
    async for piece in _bounded(response):
        *lines, waiting = (waiting + piece).split(b"\n")
        for line in lines:
            if line.startswith(b"data:"):
                yield line[5:].decode(errors="replace").strip()


def _piece(data: str) -> str:
    """What a chunk adds; anything else than a chunk adds nothing."""
    try:
        found = json.loads(data)["choices"][0]["delta"].get("content")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return ""
    return found if isinstance(found, str) else ""


def _text(content: bytes) -> str:
    """What the model said; anything else than a completion is no answer to believe."""
    try:
        found = json.loads(content)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return ""
    return found if isinstance(found, str) else ""
