"""The scorer that needs nothing but words."""

import asyncio
from datetime import datetime

from parley.contracts.scoring import AnswerScore, Evidence, EvidenceScore, Making
from parley.scoring.domain.answer import (
    Thresholds,
    offline,
    read,
    scored,
    withheld,
    withheld_before,
)
from parley.scoring.domain.model import VERSION
from parley.scoring.domain.whole import making, whole
from parley.scoring.ports import Progress


class OfflineScorer:
    """`ports.Scorer` by the rules of `domain`, in a thread: an hour's interview takes a while."""

    def __init__(self, thresholds: Thresholds) -> None:
        """Withhold by those."""
        self._thresholds = thresholds

    async def score(
        self, evidence: Evidence, number: int, now: datetime, progress: Progress
    ) -> EvidenceScore:
        """Score every answer and add them up."""
        answers = []
        for index in range(len(evidence.answers)):
            answers.append(await asyncio.to_thread(self.answer, evidence, index))
            await progress((index + 1) / len(evidence.answers))
        return whole(evidence, number, answers, self.making(now))

    def answer(self, evidence: Evidence, index: int) -> AnswerScore:
        """Score one answer."""
        reading = read(evidence.answers[index], evidence.language)
        reason = withheld_before(reading, evidence.purpose, self._thresholds)
        if reason is not None:
            return withheld(reading, reason)
        return scored(reading, offline(reading), self._thresholds)

    def making(self, now: datetime) -> Making:
        """How it is made."""
        return making("offline", VERSION, now)
