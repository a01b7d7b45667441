"""Questions for a job description: by the brain where there is one, else the competency bank."""

import asyncio
import logging
from collections.abc import Sequence

from parley.contracts.identity import Principal
from parley.contracts.interviews import PlanItem
from parley.interviewer.domain import bank
from parley.interviewer.domain.guard import Fault, Rules, fault
from parley.interviewer.domain.lexicon import lexicon
from parley.interviewer.domain.mind import Draft, DraftAsk, DraftQuestion, Move
from parley.interviewer.ports import Brain
from parley.kit.errors import DomainError, Forbidden
from parley.kit.ids import new_id

log = logging.getLogger(__name__)
PLAN_SECONDS = 12.0  # somebody waits for their first question
MOST_QUESTIONS = 15  # of a plan; the fewest are 1
UNFIT = frozenset({Fault.PROTECTED, Fault.LANGUAGE, Fault.PROMISE})  # whoever asks it


class Drafting:
    """Drafts templates for a team, and plans for interviews that have none.

    A model's draft is checked; what it makes unfit or too late, the bank makes up for.
    """

    def __init__(self, brain: Brain | None, seconds: float) -> None:
        """Ask `brain`, for at most `seconds` altogether."""
        self._brain, self._seconds = brain, seconds

    async def draft(self, ask: DraftAsk, who: Principal) -> Draft:
        """A draft that a person edits.

        Raises:
            Forbidden: Only who runs interviews drafts them.
        """
        if not who.is_staff:
            raise Forbidden
        return await self._drafted(ask, self._seconds)

    async def plan(self, job_description: str, language: str, questions: int) -> Sequence[PlanItem]:
        """Questions with key points; never fails, the competency bank is always there."""
        ask = DraftAsk(job_description, language, questions)
        made = await self._drafted(ask, min(self._seconds, PLAN_SECONDS))
        return [
            PlanItem(new_id(), one.text, one.competency, one.key_points) for one in made.questions
        ]

    async def _drafted(self, ask: DraftAsk, seconds: float) -> Draft:
        for _ in bank.prepare(ask):
            await asyncio.sleep(0)
        scripted = bank.drafted(ask)
        if self._brain is None or not ask.job_description.strip():
            return scripted
        try:
            async with asyncio.timeout(seconds):
                made = await self._brain.draft(ask)
        except (DomainError, TimeoutError) as error:
            log.warning("drafted by the bank", extra={"error_type": type(error).__name__})
            return scripted
        except Exception as error:  # noqa: BLE001 - its words may be a model's: none are logged
            log.error("a brain failed", extra={"error_type": type(error).__name__})  # noqa: TRY400 - likewise
            return scripted
        return merged(made, scripted, ask)


def merged(made: Draft, scripted: Draft, ask: DraftAsk) -> Draft:
    """A model's draft without what nobody may ask, filled up from the bank's."""
    fit = [one for one in made.questions if not unfit(one, ask)][: ask.questions]
    if not fit:
        return scripted
    lex, count = lexicon(ask.language), len(fit)
    for one in scripted.questions:
        if len(fit) < ask.questions and not any(
            bank.near_duplicates(one.text, other.text, lex) for other in fit
        ):
            fit.append(one)
    if len(fit) < ask.questions:  # the bank asks the same as the model: then the bank asks
        return scripted
    source = made.source if count == len(fit) else f"{made.source}, {scripted.source}"
    return Draft(made.title, tuple(fit), source)


def unfit(question: DraftQuestion, ask: DraftAsk) -> bool:
    """Whether it asks about protected matters, or in another language."""
    rules = Rules(ask.language, Move.WAIT, allowed=ask.job_description)
    return any(fault(text, (), rules) in UNFIT for text in (question.text, *question.key_points))
