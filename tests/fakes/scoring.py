"""Scoring in memory: evidence is kept as handed in, and scored by a test's word."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from parley.contracts.scoring import (
    AnswerScore,
    Evidence,
    EvidenceNotFound,
    EvidenceScore,
    Insight,
    KeyPoint,
    Making,
    Measure,
    ScoreStatus,
    Span,
)
from parley.kit.errors import Unavailable

MADE_AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
MAKING = Making("offline", "1.0", None, None, 1, 0.0, MADE_AT)


@dataclass
class FakeScoring:
    """`contracts.scoring.Scoring`; `score` stands for its job."""

    submitted: dict[str, list[Evidence]] = field(default_factory=dict)
    made: dict[str, list[EvidenceScore]] = field(default_factory=dict)
    down: bool = False
    retried: list[str] = field(default_factory=list)

    def newest(self, evidence_id: str) -> Evidence:
        """What was handed in last."""
        return self.submitted[evidence_id][-1]

    def score(
        self,
        evidence_id: str,
        overall: float | None = 72.5,
        *,
        status: ScoreStatus = ScoreStatus.SCORED,
        reason: str | None = None,
    ) -> EvidenceScore:
        """Pretend that the newest evidence was scored so."""
        scored = status is ScoreStatus.SCORED
        figure = overall if scored else None
        found = EvidenceScore(
            evidence_id=evidence_id,
            number=self.made[evidence_id][0].number,
            status=status,
            reason=reason,
            technical=figure,
            communication=figure,
            overall=figure,
            feedback="Clear." if scored else "",
            insights=(Insight("depth", "Names figures.", 0.5),) if scored else (),
            answers=tuple(
                _answer(one.item_id, one.text, figure, status, reason)
                for one in self.newest(evidence_id).answers
            ),
            making=MAKING,
            demo_quality=False,
        )
        self.made[evidence_id][0] = found
        return found

    def _pend(self, evidence_id: str) -> None:
        made = self.made.setdefault(evidence_id, [])
        made[:] = [replace(old, superseded=True) for old in made]
        pending = EvidenceScore(
            evidence_id, len(made) + 1, ScoreStatus.PENDING, None, None, None, None, "", (), (),
            None, demo_quality=False,
        )  # fmt: skip
        made.insert(0, pending)

    def _check(self) -> None:
        if self.down:
            raise Unavailable

    async def submit(self, evidence: Evidence) -> None:
        self._check()
        had = self.submitted.setdefault(evidence.evidence_id, [])
        if had and had[-1] == evidence:
            return
        had.append(evidence)
        self._pend(evidence.evidence_id)

    async def result(self, evidence_id: str) -> EvidenceScore | None:
        self._check()
        return next(iter(self.made.get(evidence_id, ())), None)

    async def results(self, evidence_ids: Sequence[str]) -> list[EvidenceScore]:
        self._check()
        return [replace(self.made[i][0], answers=()) for i in evidence_ids if i in self.made]

    async def history(self, evidence_id: str) -> list[EvidenceScore]:
        self._check()
        return list(self.made.get(evidence_id, ()))

    async def retry(self, evidence_id: str) -> None:
        self._check()
        if evidence_id not in self.submitted:
            raise EvidenceNotFound
        self.retried.append(evidence_id)
        self._pend(evidence_id)


def _answer(
    item_id: str, text: str, figure: float | None, status: ScoreStatus, reason: str | None
) -> AnswerScore:
    scored = figure is not None
    return AnswerScore(
        item_id=item_id,
        status=status,
        reason=reason,
        score=figure,
        relevance=figure,
        clarity=figure,
        depth=figure,
        confidence=0.8 if scored else 0.0,
        keywords=("queues",) if scored else (),
        feedback="Says why." if scored else "",
        key_points=(KeyPoint("Says why", 0.5),) if scored else (),
        spans=(Span(None, None, 0, len(text), text, "key_point", 0),) if scored and text else (),
        measures=(Measure("words_per_minute", 120.0, "1/min", 90.0, 180.0),) if scored else (),
        flags=(),
    )
