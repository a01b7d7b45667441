"""Gemini as the brain, by google-genai: an optional part, loaded at the first question."""

import asyncio
import importlib.util
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, Any

from parley.interviewer.clients.asking import ModelBrain
from parley.interviewer.clients.calling import heed
from parley.interviewer.ports import ModelSettings
from parley.kit.errors import Malformed
from parley.kit.resilience import Breaker

if TYPE_CHECKING:
    from google.genai import Client
    from google.genai.errors import APIError

# Pinned: the library's default moves.
API_VERSION = "v1"
NO_THOUGHT = 400  # what models answer that can't be told not to think
MOST_TOKENS = 8_000  # of a reply
MILLI = 1000


class GeminiNotInstalled(Malformed):
    """Gemini needs the optional part `gemini`: run `make setup EXTRAS=gemini` once."""


def require() -> None:
    """Look whether the library is there, without loading it.

    Raises:
        GeminiNotInstalled: It isn't.
    """
    if importlib.util.find_spec("google") is None or not importlib.util.find_spec("google.genai"):
        raise GeminiNotInstalled


class GeminiModel:
    """`asking.Model` over Google's Gemini API."""

    def __init__(self, settings: ModelSettings) -> None:
        """Ask the model of `settings`.

        Raises:
            GeminiNotInstalled: The library isn't there.
        """
        require()
        self._settings = settings
        self._client: Client | None = None
        self._loading = asyncio.Lock()
        self._thought_optional = True

    async def ask(self, system: str, prompt: str, schema: dict[str, Any], seconds: float) -> str:
        """The text of the first candidate, or an empty one where it was blocked."""
        client = await self._loaded()
        from google.genai import errors, types  # noqa: PLC0415 - loaded by now

        asked = {
            "temperature": 0,
            "response_mime_type": "application/json",
            "response_json_schema": schema,
            "http_options": types.HttpOptions(timeout=int(seconds * MILLI)),
        }
        try:
            response = await client.aio.models.generate_content(
                model=self._settings.model, contents=prompt, config=self._config(system, asked)
            )
        except errors.APIError as error:
            await self._refused(error)
            raise
        except ValueError:  # its body is no JSON or not of the API's shape
            return ""
        except Exception as error:  # which of several HTTP clients it uses is the library's affair
            raise ConnectionError(type(error).__name__) from error
        return response.text or ""

    async def say(self, system: str, prompt: str) -> AsyncGenerator[str, None]:
        """Words as they come."""
        client = await self._loaded()
        from google.genai import errors  # noqa: PLC0415 - loaded by now

        try:
            pieces = await client.aio.models.generate_content_stream(
                model=self._settings.model, contents=prompt, config=self._config(system, {})
            )
            async for piece in pieces:
                if piece.text:
                    yield piece.text
        except errors.APIError as error:
            await self._refused(error)
            raise
        except ValueError:  # a chunk is no JSON or not of the API's shape: it ends here
            return
        except Exception as error:  # see above
            raise ConnectionError(type(error).__name__) from error

    async def close(self) -> None:
        """Drop connections that are kept open."""
        if self._client is not None:
            await self._client.aio.aclose()
            self._client.close()
            self._client = None

    def _config(self, system: str, more: dict[str, Any]) -> Any:
        from google.genai import types  # noqa: PLC0415 - loaded by now

        # A model that thinks before it speaks is heard as a long pause.
        thought = types.ThinkingConfig(thinking_budget=0) if self._thought_optional else None
        return types.GenerateContentConfig(
            system_instruction=system,
            max_output_tokens=MOST_TOKENS,
            thinking_config=thought,
            **more,
        )

    async def _refused(self, error: "APIError") -> None:
        if error.code == NO_THOUGHT and self._thought_optional:
            self._thought_optional = False
            await heed(503, None)
        headers = getattr(error.response, "headers", None) or {}
        await heed(error.code, headers.get("retry-after"))

    async def _loaded(self) -> "Client":
        async with self._loading:
            if self._client is None:
                # Loading the library takes a second of CPU, its certificates 20 ms.
                self._client = await asyncio.to_thread(self._connect)
        return self._client

    def _connect(self) -> "Client":
        from google.genai import Client, types  # noqa: PLC0415 - see the module's docstring

        return Client(
            api_key=self._settings.key,
            vertexai=False,
            http_options=types.HttpOptions(
                base_url=self._settings.base_url,
                api_version=API_VERSION,
                timeout=int(self._settings.draft_seconds * MILLI),
            ),
        )


def brain(settings: ModelSettings, breaker: Breaker | None = None) -> ModelBrain:
    """A brain by Gemini.

    Raises:
        GeminiNotInstalled: The library isn't there.
    """
    return ModelBrain(GeminiModel(settings), settings, breaker)
