"""Builds scoring from its settings."""

from parley.contracts import erasure, scoring
from parley.kit.jobs import JobWorker
from parley.kit.messages import Subscription
from parley.kit.part import Check, Ground, Part, Sweep
from parley.scoring.ports import Scorer, Settings
from parley.scoring.service import Erasure, OfflineScorer, Scores
from parley.scoring.service.scores import QUEUE, ROLE, SCORE
from parley.scoring.store import PostgresStore

SWEEP_SECONDS = 24 * 3600.0


def build(ground: Ground, settings: Settings) -> Part:
    """The context, ready to be mounted."""
    store = PostgresStore()
    scorer: Scorer = OfflineScorer(settings.thresholds)
    checks: dict[str, Check] = {}
    scores = Scores(ground.db, store, ground.jobs, scorer, ground.clock, settings)
    forgetting = Erasure(ground.db, store, ground.clock, settings)
    ground.metrics.rows(
        "scoring_scores",
        "Scores by status.",
        "status",
        tuple(status.value for status in scoring.ScoreStatus),
        scores.count,
    )
    return Part(
        name="scoring",
        contract=scores,
        topics=(scoring.TOPIC, erasure.TOPIC),
        subscriptions=(
            Subscription(
                ROLE, erasure.TOPIC, {erasure.ErasureRequested.TYPE: forgetting.requested}
            ),
        ),
        workers=(
            JobWorker(
                QUEUE,
                {SCORE: scores.work},
                concurrency=settings.concurrency,
                max_attempts=settings.max_attempts,
            ),
        ),
        sweeps=(Sweep("scoring:erased", SWEEP_SECONDS, forgetting.sweep),),
        checks=checks,
    )
