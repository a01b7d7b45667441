"""Gemini, by google-genai: an optional part, loaded at the first question."""

import asyncio
import importlib.util
from typing import TYPE_CHECKING

from parley.kit.errors import Malformed
from parley.kit.resilience import Breaker, CircuitOpen
from parley.scoring.clients.calling import call, heed
from parley.scoring.ports import JudgeSettings

if TYPE_CHECKING:
    from google.genai import Client

# Pinned: the library's default moves.
API_VERSION = "v1"


class JudgeNotInstalled(Malformed):
    """Gemini needs the optional part `gemini`: run `make setup EXTRAS=gemini` once."""


class GeminiJudge:
    """`ports.Judge` over Google's Gemini API."""

    def __init__(self, settings: JudgeSettings, breaker: Breaker | None = None) -> None:
        """Ask the model of `settings`.

        Raises:
            JudgeNotInstalled: The library isn't there.
        """
        if importlib.util.find_spec("google") is None or not importlib.util.find_spec(
            "google.genai"
        ):
            raise JudgeNotInstalled
        self.model = settings.model
        self._settings = settings
        self._breaker = breaker or Breaker("The language model")

    async def ask(self, system: str, prompt: str, schema: dict[str, object]) -> str:
        """The text of the first candidate, or an empty one where it was blocked.

        Raises:
            JudgeUnavailable: No answer was to be had.
        """
        # Loading the library takes a second of CPU, its connection pool and certificates 20 ms. A
        # pool a question, because nobody tells a client that the application stops.
        client = await asyncio.to_thread(self._connect)
        try:
            return await call(
                lambda: self._attempt(client, system, prompt, schema),
                self._breaker,
                self._settings.deadline,
            )
        finally:
            await client.aio.aclose()
            client.close()

    async def check(self) -> None:
        """Raise while it is being left alone."""
        if self._breaker.state == "open":
            raise CircuitOpen("The language model is not answering.")

    def _connect(self) -> "Client":
        from google.genai import Client, types  # noqa: PLC0415 - see the module's docstring

        return Client(
            api_key=self._settings.key,
            vertexai=False,
            http_options=types.HttpOptions(
                base_url=self._settings.base_url,
                api_version=API_VERSION,
                timeout=int(self._settings.deadline * 1000),
            ),
        )

    async def _attempt(
        self, client: "Client", system: str, prompt: str, schema: dict[str, object]
    ) -> str:
        from google.genai import errors, types  # noqa: PLC0415 - loaded by now

        try:
            response = await client.aio.models.generate_content(
                model=self.model,
                contents=prompt,
                config=types.GenerateContentConfig(
                    system_instruction=system,
                    temperature=0,
                    response_mime_type="application/json",
                    response_json_schema=schema,
                ),
            )
        except errors.APIError as error:
            headers = getattr(error.response, "headers", None) or {}
            await heed(error.code, headers.get("retry-after"))
            raise
        except ValueError:  # its body is no JSON or not of the API's shape
            return ""
        except Exception as error:  # which of several HTTP clients it uses is the library's affair
            raise ConnectionError(type(error).__name__) from error
        return response.text or ""
