"""A server with OpenAI's `POST /audio/transcriptions`, asked for words with times.

What it answers is not trusted: its size is bounded, its shape checked here, its times by
`domain.words.believable`. A busy or failing server (429, 5xx, no answer) is asked again within the
deadline, after the time it names; then the breaker leaves it alone for a while.
"""

import asyncio
import io
import json
import logging
import math
import ssl
import wave
from collections.abc import Sequence
from typing import Any

import httpx

from parley.contracts.speech import Quality, Word
from parley.kit.errors import Unavailable
from parley.kit.resilience import Breaker, guarded, retry_after_seconds
from parley.speech.domain.engines import CLOUD, Ask, EngineUnavailable, Missing, Recognizer, primary
from parley.speech.domain.wav import RATE, SAMPLE_BYTES
from parley.speech.domain.words import cleaned, spaced
from parley.speech.ports import Cloud

log = logging.getLogger(__name__)

OK, TIMEOUT, TOO_MANY, BROKEN = 200, 408, 429, 500
MOST_HINT_CHARACTERS = 600


class Busy(Exception):
    """Ask again."""


class CloudRecognizer:
    """Implements `ports.Recognizing`, and `ports.RemoteRecognizer` beside conversations."""

    name = CLOUD

    def __init__(self, settings: Cloud | None) -> None:
        """Ask the server of `settings`, if there is one."""
        self._settings = settings
        self._breaker = Breaker("The speech server")
        self._client: httpx.AsyncClient | None = None

    def describe(self) -> Recognizer | Missing:
        """Whether a server is configured; it isn't called for this."""
        if self._settings is None:
            return Missing(self.name, "No speech server is configured.")
        host = httpx.URL(self._settings.base_url).host
        title = f"{self._settings.model} at {host}"
        return Recognizer(self.name, title, self._settings.languages, Quality.FULL, joins=True)

    def transcribe(self, ask: Ask) -> Sequence[Word]:
        """The words of an utterance, for a thread without an event loop.

        Raises:
            EngineUnavailable: No answer in time, or none that can be used.
        """

        async def once() -> Sequence[Word]:
            try:
                return await self.hear(ask)
            finally:
                await self.close()

        return asyncio.run(once())

    async def hear(self, ask: Ask) -> Sequence[Word]:
        """The words of an utterance; any number of calls at once, all on one event loop.

        Raises:
            EngineUnavailable: No answer in time, or none that can be used.
        """
        settings = self._settings
        if settings is None:
            raise EngineUnavailable
        try:
            answer = await guarded(
                lambda: self._once(settings, ask),
                breaker=self._breaker,
                deadline=settings.seconds,
                attempts=settings.attempts,
                retry_on=(Busy, httpx.TransportError),
                wait_initial=0.2,
            )
        except EngineUnavailable:
            raise
        except (Busy, httpx.HTTPError, Unavailable) as error:
            after = error.retry_after if isinstance(error, Unavailable) else None
            raise EngineUnavailable(retry_after=after) from error
        return words_of(answer, len(ask.pcm) / SAMPLE_BYTES / RATE)

    async def close(self) -> None:
        """Close its connections."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def _opened(self, settings: Cloud) -> httpx.AsyncClient:
        if self._client is None:
            # Reading the certificates takes tens of milliseconds.
            trust = await asyncio.to_thread(_trust, settings)
            if self._client is None:
                self._client = httpx.AsyncClient(
                    verify=trust, timeout=settings.seconds, trust_env=False
                )
        return self._client

    async def _once(self, settings: Cloud, ask: Ask) -> Any:
        """One request; its answer as JSON.

        Raises:
            Busy: Worth another one.
            EngineUnavailable: It refuses; asking again would not help.
        """
        fields = {
            "model": settings.model,
            "language": primary(ask.language),
            "response_format": "verbose_json",
            "timestamp_granularities[]": ["word", "segment"],
        }
        if ask.hints:
            fields["prompt"] = " ".join(ask.hints)[:MOST_HINT_CHARACTERS]
        headers = {"Authorization": f"Bearer {settings.key}"} if settings.key else {}
        client = await self._opened(settings)
        async with client.stream(
            "POST",
            f"{settings.base_url.rstrip('/')}/audio/transcriptions",
            data=fields,
            files={"file": ("utterance.wav", _wav(ask.pcm), "audio/wav")},
            headers=headers,
        ) as response:
            if response.status_code != OK:
                await _refused(response)
            body = bytearray()
            async for piece in response.aiter_bytes():
                body += piece
                if len(body) > settings.answer_bytes:
                    raise EngineUnavailable("The speech server answers more than anybody said.")
        try:
            return json.loads(body)
        except (ValueError, RecursionError) as error:
            raise Busy("no JSON") from error


async def _refused(response: httpx.Response) -> None:
    status = response.status_code
    log.warning("speech server refused", extra={"status": status})
    if status in {TIMEOUT, TOO_MANY} or status >= BROKEN:
        # The caller's deadline cuts this short where it is too long.
        await asyncio.sleep(retry_after_seconds(response.headers.get("retry-after")))
        raise Busy(str(status))
    raise EngineUnavailable(f"The speech server refuses with status {status}: check its settings.")


def _trust(settings: Cloud) -> ssl.SSLContext:
    if settings.ca_file is None:
        return httpx.create_ssl_context(trust_env=False)
    return ssl.create_default_context(cafile=str(settings.ca_file))


def _wav(pcm: bytes) -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(SAMPLE_BYTES)
        file.setframerate(RATE)
        file.writeframes(pcm)
    return made.getvalue()


def words_of(answer: object, seconds: float) -> list[Word]:
    """The words of a `verbose_json` answer: those with times, else shared out over what is told.

    Raises:
        EngineUnavailable: There is no text in it at all.
    """
    if not isinstance(answer, dict):
        raise EngineUnavailable("The speech server answers something else than a transcription.")
    segments = [one for one in _list(answer, "segments") if isinstance(one, dict)]
    found = [one for one in _list(answer, "words") if isinstance(one, dict)]
    heard = [
        Word(text, start, end, _confidence(segments, (start + end) / 2))
        for one in found
        if (text := _text(one, "word"))
        for start, end in [(_number(one.get("start")), _number(one.get("end")))]
    ]
    if heard:
        return _punctuated(heard, _text(answer, "text"))
    if any(_text(one, "text") for one in segments):
        return [word for one in segments for word in _of_segment(one)]
    if not isinstance(answer.get("text"), str):
        raise EngineUnavailable("The speech server answers something else than a transcription.")
    return list(spaced(cleaned(answer["text"]), 0.0, seconds))


def _of_segment(segment: dict[str, Any]) -> Sequence[Word]:
    start, end = _number(segment.get("start")), _number(segment.get("end"))
    texts = cleaned(_text(segment, "text"))
    if math.isfinite(start) and math.isfinite(end):
        return spaced(texts, start, end, _likely(segment))
    return [Word(text, start, end, _likely(segment)) for text in texts]


def _punctuated(words: list[Word], text: str) -> list[Word]:
    """Words written as in the text, which has punctuation, where both say the same."""
    shown = cleaned(text)
    if [_bare(word.text) for word in words] != [_bare(one) for one in shown]:
        return words
    return [
        Word(one, word.start, word.end, word.confidence)
        for one, word in zip(shown, words, strict=True)
    ]


def _bare(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _confidence(segments: Sequence[dict[str, Any]], at: float) -> float:
    """Of the segment around that moment; 0, unstated, where there is none."""
    for one in segments:
        if _number(one.get("start")) <= at <= _number(one.get("end")):
            return _likely(one)
    return 0.0


def _likely(segment: dict[str, Any]) -> float:
    logarithm = _number(segment.get("avg_logprob"))
    return math.exp(min(logarithm, 0.0)) if math.isfinite(logarithm) else 0.0


def _list(answer: dict[str, Any], name: str) -> list[Any]:
    found = answer.get(name)
    return found if isinstance(found, list) else []


def _text(answer: dict[str, Any], name: str) -> str:
    found = answer.get(name)
    return found.strip() if isinstance(found, str) else ""


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return math.nan
    try:
        return float(value)
    except OverflowError:
        return math.inf
