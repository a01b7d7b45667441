"""The human look: a candidate asks that a person looks at the scores again."""

from dataclasses import dataclass

from parley.contracts.identity import Principal
from parley.hiring.domain.privacy import HumanLook


@dataclass(frozen=True, slots=True)
class AskHumanLookCommand:
    """Ask for a human look."""

    who: Principal
    invitation_id: str
    text: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerHumanLookCommand:
    """Answer it; the candidate reads the answer."""

    who: Principal
    invitation_id: str
    text: str


class LookCommands:
    async def ask(self, command: AskHumanLookCommand) -> HumanLook:
        raise NotImplementedError

    async def answer(self, command: AnswerHumanLookCommand) -> tuple[HumanLook, str]:
        raise NotImplementedError
