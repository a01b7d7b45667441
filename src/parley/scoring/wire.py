"""Builds scoring from its settings."""

from parley.contracts import erasure, scoring
from parley.kit.jobs import JobWorker
from parley.kit.messages import Subscription
from parley.kit.part import Check, Ground, Part, Sweep
from parley.scoring.ports import Judge, JudgeSettings, Scorer, Settings
from parley.scoring.service import Erasure, JudgeScorer, OfflineScorer, Scores
from parley.scoring.service.scores import QUEUE, ROLE, SCORE
from parley.scoring.store import PostgresStore

SWEEP_SECONDS = 24 * 3600.0


def _judge(settings: JudgeSettings) -> Judge:
    # Imported where they are asked for: an installation without a model starts sooner.
    if settings.kind == "gemini":
        from parley.scoring.clients.gemini import GeminiJudge  # noqa: PLC0415

        return GeminiJudge(settings)
    from parley.scoring.clients.openai import OpenAiJudge  # noqa: PLC0415

    return OpenAiJudge(settings)


def build(ground: Ground, settings: Settings) -> Part:
    """The context, ready to be mounted."""
    store = PostgresStore()
    scorer: Scorer = OfflineScorer(settings.thresholds)
    checks: dict[str, Check] = {}
    if settings.judge is not None:
        judge = _judge(settings.judge)
        checks["judge"] = judge.check
        scorer = JudgeScorer(
            judge, settings.thresholds, settings.judge.repeats, settings.judge.reasks
        )
    scores = Scores(ground.db, store, ground.jobs, scorer, ground.clock, settings)
    contract: scoring.Scoring = scores
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
        contract=contract,
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
