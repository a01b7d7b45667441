"""What both language models share: they are asked by `domain.prompts` and believed by it alone."""

import secrets
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from typing import Any, Protocol, TypeVar

from parley.interviewer.clients.calling import call, stream
from parley.interviewer.domain import prompts
from parley.interviewer.domain.mind import Brief, Draft, DraftAsk, Reading, Situation
from parley.interviewer.ports import BrainUnavailable, ModelSettings
from parley.kit.resilience import Breaker, CircuitOpen

T = TypeVar("T")


class Model(Protocol):
    """One vendor's protocol."""

    async def ask(self, system: str, prompt: str, schema: dict[str, Any], seconds: float) -> str:
        """One attempt to have a JSON object of `schema`; an empty text where there is none.

        Raises:
            Busy: It may be tried again now.
            OSError: Likewise.
            BrainUnavailable: It is no use to try again.
        """
        ...

    def say(self, system: str, prompt: str) -> AsyncGenerator[str, None]:
        """One attempt to have words as they come; raises as above."""
        ...

    async def close(self) -> None:
        """Drop connections that are kept open."""
        ...


class ModelBrain:
    """`ports.Brain` by a language model."""

    def __init__(
        self, model: Model, settings: ModelSettings, breaker: Breaker | None = None
    ) -> None:
        """Ask `model` within the deadlines of `settings`."""
        self.title = settings.model
        self._model, self._settings = model, settings
        self._breaker = breaker or Breaker("The language model")

    async def read(self, situation: Situation) -> Reading:
        """What the person meant, and which key points they have covered.

        Raises:
            BrainUnavailable: Not within its deadline, or nothing to believe.
        """
        return await self._believed(
            prompts.READ,
            prompts.reading_prompt(situation, fence()),
            prompts.READ_SCHEMA,
            self._settings.read_seconds,
            lambda reply: prompts.reading(reply, situation),
        )

    async def word(self, brief: Brief) -> AsyncIterator[str]:
        """The AI's turn, in pieces as they come.

        Raises:
            BrainUnavailable: Not within its deadline.
        """
        prompt = prompts.wording_prompt(brief, fence())
        pieces = stream(
            lambda: self._model.say(prompts.WORD, prompt),
            self._breaker,
            first=self._settings.first_seconds,
            whole=self._settings.seconds,
            most=prompts.MOST_TURN,
        )
        async for piece in pieces:
            yield piece

    async def draft(self, ask: DraftAsk) -> Draft:
        """Questions for a job description.

        Raises:
            BrainUnavailable: Not within its deadline, or nothing to believe.
        """
        return await self._believed(
            prompts.DRAFT,
            prompts.drafting_prompt(ask, fence()),
            prompts.DRAFT_SCHEMA,
            self._settings.draft_seconds,
            lambda reply: prompts.draft(reply, ask, self.title),
        )

    async def check(self) -> None:
        """Raise while it is being left alone."""
        if self._breaker.state == "open":
            raise CircuitOpen("The language model is not answering.")

    async def close(self) -> None:
        """Drop connections that are kept open."""
        await self._model.close()

    async def _believed(
        self,
        system: str,
        prompt: str,
        schema: dict[str, Any],
        seconds: float,
        check: Callable[[str], T],
    ) -> T:
        reply = await call(
            lambda: self._model.ask(system, prompt, schema, seconds), self._breaker, seconds
        )
        try:
            return check(reply)
        except prompts.Unbelievable as error:
            raise BrainUnavailable("The language model's reply could not be used.") from error


def fence() -> str:
    """A line that nobody who wrote what stands between two of them can know."""
    return f"=== {secrets.token_hex(8)} ==="
