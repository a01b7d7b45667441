"""Any server that speaks OpenAI's chat completions: vLLM, llama.cpp, Ollama, OpenAI itself."""

import json
import ssl

import httpx

from parley.kit.resilience import Breaker, CircuitOpen
from parley.scoring.clients.calling import call, heed
from parley.scoring.ports import JudgeSettings

MOST_BYTES = 1_000_000  # of a reply; more is cut off, and then not believed
PATH = "/v1/chat/completions"
NO_SCHEMA = frozenset({400, 422})  # what servers answer that don't know `response_format`


class OpenAiJudge:
    """`ports.Judge` over HTTP."""

    def __init__(self, settings: JudgeSettings, breaker: Breaker | None = None) -> None:
        """Ask the server at `settings.base_url`."""
        self.model = settings.model
        self._url = (settings.base_url or "").rstrip("/").removesuffix("/v1") + PATH
        self._headers = {"authorization": f"Bearer {settings.key}"} if settings.key else {}
        self._deadline = settings.deadline
        self._breaker = breaker or Breaker("The language model")
        self._schema_known = True
        self._tls = ssl.create_default_context()  # 20 ms, and so once

    async def ask(self, system: str, prompt: str, schema: dict[str, object]) -> str:
        """The content of the first choice, or an empty text where there is none.

        Raises:
            JudgeUnavailable: No answer was to be had.
        """
        body: dict[str, object] = {
            "model": self.model,
            "temperature": 0,
            "messages": [
                {"role": "system", "content": system},
                {"role": "user", "content": prompt},
            ],
        }
        shape: dict[str, object] = {
            "type": "json_schema",
            "json_schema": {"name": "verdict", "strict": True, "schema": schema},
        }
        return await call(lambda: self._attempt(body, shape), self._breaker, self._deadline)

    async def check(self) -> None:
        """Raise while the server is being left alone."""
        if self._breaker.state == "open":
            raise CircuitOpen("The language model is not answering.")

    async def _attempt(self, body: dict[str, object], shape: dict[str, object]) -> str:
        sent = {**body, "response_format": shape} if self._schema_known else body
        status, after, content = await self._post(sent)
        if status in NO_SCHEMA and self._schema_known:
            # The prompt asks for JSON as well: such a server is asked without the schema.
            status, after, content = await self._post(body)
            self._schema_known = status != httpx.codes.OK
        if status != httpx.codes.OK:
            await heed(status, after)
        return _text(content)

    async def _post(self, body: dict[str, object]) -> tuple[int, str | None, bytes]:
        content = bytearray()
        try:
            async with (
                httpx.AsyncClient(
                    headers=self._headers, timeout=self._deadline, verify=self._tls
                ) as client,
                client.stream("POST", self._url, json=body) as response,
            ):
                async for piece in response.aiter_bytes():
                    content += piece
                    if len(content) > MOST_BYTES:
                        break
                return response.status_code, response.headers.get("retry-after"), bytes(content)
        except httpx.HTTPError as error:
            raise ConnectionError(type(error).__name__) from error


def _text(content: bytes) -> str:
    """What the model said; anything else than a completion is no answer to believe."""
    try:
        found = json.loads(content)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError):
        return ""
    return found if isinstance(found, str) else ""
