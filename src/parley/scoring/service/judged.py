"""The scorer that asks a language model, several times, and believes it only as far as it can."""

import asyncio
import secrets
from dataclasses import replace
from datetime import datetime

from parley.contracts.scoring import Answer, AnswerScore, Evidence, EvidenceScore, Making
from parley.scoring.domain.answer import (
    Reading,
    Thresholds,
    read,
    scored,
    withheld,
    withheld_before,
)
from parley.scoring.domain.judge import (
    PROMPT_HASH,
    PROMPT_VERSION,
    SCHEMA,
    SYSTEM,
    Unbelievable,
    Verdict,
    prompt,
    settled,
    spread,
    verdict,
    with_instructions,
)
from parley.scoring.domain.whole import making, whole
from parley.scoring.ports import Judge, Progress

FENCE_BYTES = 12


class JudgeScorer:
    """`ports.Scorer` by a judge; gates, spans and figures stay the offline scorer's."""

    def __init__(self, judge: Judge, thresholds: Thresholds, repeats: int, reasks: int) -> None:
        """Ask `judge` about each answer `repeats` times."""
        self._judge, self._thresholds = judge, thresholds
        self._repeats, self._reasks = repeats, reasks

    async def score(
        self, evidence: Evidence, number: int, now: datetime, progress: Progress
    ) -> EvidenceScore:
        """Judge every answer and add them up.

        Raises:
            JudgeUnavailable: The model doesn't answer: try again later.
        """
        answers, widest = [], 0.0
        for at, answer in enumerate(evidence.answers, 1):
            one, apart = await self._answer(answer, evidence)
            answers.append(one)
            widest = max(widest, apart)
            await progress(at / len(evidence.answers))
        made = replace(self.making(now), spread=round(widest, 1))
        return whole(evidence, number, answers, made)

    async def _answer(self, answer: Answer, evidence: Evidence) -> tuple[AnswerScore, float]:
        """One answer's score, and how far its repeats were apart."""
        reading = await asyncio.to_thread(read, answer, evidence.language)
        reason = withheld_before(reading, evidence.purpose, self._thresholds)
        if reason is not None:
            return withheld(reading, reason), 0.0
        verdicts = await self._repeated(reading)
        if verdicts is None:
            return withheld(reading, "uncertain"), 0.0
        apart = spread(verdicts)
        if reading.injected:
            # What was taken out may not be all of it: a judge that is moved by what was found is
            # moved by what wasn't.
            others = await self._repeated(with_instructions(reading))
            if others is None:
                return withheld(reading, "uncertain"), apart
            apart = max(apart, abs(settled_points(verdicts) - settled_points(others)))
        if apart > self._thresholds.most_spread:
            return withheld(reading, "disagreement"), apart
        return scored(reading, settled(verdicts), self._thresholds), apart

    async def _repeated(self, reading: Reading) -> list[Verdict] | None:
        """All repeats, or None when one of them could not be had in a form to believe."""
        verdicts = []
        for _ in range(self._repeats):
            one = await self._once(reading)
            if one is None:
                return None
            verdicts.append(one)
        return verdicts

    async def _once(self, reading: Reading) -> Verdict | None:
        for _ in range(1 + self._reasks):
            fence = f"=== {secrets.token_hex(FENCE_BYTES)} ==="
            reply = await self._judge.ask(SYSTEM, prompt(reading, fence), SCHEMA)
            try:
                return verdict(reply, reading)
            except Unbelievable:
                continue
        return None

    def making(self, now: datetime) -> Making:
        """How it is made."""
        return making(
            "judge",
            PROMPT_VERSION,
            now,
            model=self._judge.model,
            prompt_hash=PROMPT_HASH,
            repeats=self._repeats,
        )


def settled_points(verdicts: list[Verdict]) -> float:
    """The median of the repeats' points."""
    ordered = sorted(one.points for one in verdicts)
    return ordered[len(ordered) // 2]
