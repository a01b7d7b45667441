"""Adds the answers of an interview up."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from parley.contracts.scoring import (
    Answer,
    AnswerKind,
    AnswerScore,
    Evidence,
    EvidenceScore,
    Insight,
    Making,
    ScoreStatus,
)
from parley.scoring.domain.feedback import wording
from parley.scoring.domain.feedback.wording import Wording

# Of an answer, for the technical score. Without key points nothing is known of what is right, and
# depth stands alone.
RELEVANCE, DEPTH = 0.7, 0.3
# Of the whole. What a camera is said to show is no part of it (product.md, Facial-expression
# analysis): a test holds the zero.
OVERALL = {"technical": 0.7, "communication": 0.3, "emotion": 0.0}
# Scored answers must be this share of the questions that could be scored (all but choices, skipped
# ones included): else one good answer out of five would stand for the interview.
LEAST_SHARE = 0.5
GOOD, WEAK = 75.0, 40.0  # from and below which an answer is an insight
MOST_INSIGHTS = 6
LONG_ANSWER = 100  # words from which an answer's clarity counts in full


def whole(
    evidence: Evidence, number: int, answers: Sequence[AnswerScore], making: Making
) -> EvidenceScore:
    """The score of an interview.

    Technical is the mean over scored answers of relevance and depth, communication the mean of
    clarity weighted by length, overall 70 and 30 % of them. All three are withheld together when
    fewer than half of the questions that could be scored have a score, with the most frequent of
    the answers' reasons (`not_scored` where there are only choices).
    """
    by_id = {answer.item_id: answer for answer in evidence.answers}
    counted = [a for a in answers if by_id[a.item_id].kind is not AnswerKind.CHOICE]
    good = [a for a in counted if a.status is ScoreStatus.SCORED]
    reason = _reason(counted, good)
    technical = communication = overall = None
    if reason is None:
        technical = _mean([(_technical(a), 1.0) for a in good])
        communication = _mean([(a.clarity or 0.0, _length(by_id[a.item_id])) for a in good])
        overall = OVERALL["technical"] * technical + OVERALL["communication"] * communication
    return EvidenceScore(
        evidence_id=evidence.evidence_id,
        number=number,
        status=ScoreStatus.SCORED if reason is None else ScoreStatus.WITHHELD,
        reason=reason,
        technical=_round(technical),
        communication=_round(communication),
        overall=_round(overall),
        feedback=_feedback(counted, good, reason, wording(evidence.language)),
        insights=tuple(_insights(evidence, answers)),
        answers=tuple(answers),
        making=making,
        demo_quality=any("demo_quality" in a.flags for a in answers),
    )


def pending(evidence_id: str, number: int, making: Making | None) -> EvidenceScore:
    """A score that is being made."""
    return EvidenceScore(
        evidence_id, number, ScoreStatus.PENDING, None, None, None, None, "", (), (), making,
        demo_quality=False,
    )  # fmt: skip


def delayed(evidence: Evidence, number: int, reason: str) -> EvidenceScore:
    """A score that takes longer, and why."""
    words = wording(evidence.language)
    feedback = f"{words.reasons[reason]} {words.tried_again}"
    return EvidenceScore(
        evidence.evidence_id, number, ScoreStatus.PENDING, reason, None, None, None, feedback, (),
        (), None, demo_quality=False,
    )  # fmt: skip


def failed(evidence: Evidence, number: int, making: Making, reason: str) -> EvidenceScore:
    """A score that will not come unless somebody asks again."""
    why = wording(evidence.language).reasons[reason]
    return EvidenceScore(
        evidence.evidence_id, number, ScoreStatus.FAILED, reason, None, None, None, why, (), (),
        making, demo_quality=False,
    )  # fmt: skip


def making(
    scorer: str,
    version: str,
    made_at: datetime,
    *,
    model: str | None = None,
    prompt_hash: str | None = None,
    repeats: int = 1,
    spread: float = 0.0,
) -> Making:
    """How it was made."""
    return Making(scorer, version, model, prompt_hash, repeats, round(spread, 1), made_at)


def _reason(counted: Sequence[AnswerScore], good: Sequence[AnswerScore]) -> str | None:
    if not counted:
        return "not_scored"
    if good and len(good) >= LEAST_SHARE * len(counted):
        return None
    reasons = Counter(a.reason for a in counted if a.reason is not None)
    return reasons.most_common(1)[0][0]


def _technical(answer: AnswerScore) -> float:
    if "no_key_points" in answer.flags:
        return answer.depth or 0.0
    return RELEVANCE * (answer.relevance or 0.0) + DEPTH * (answer.depth or 0.0)


def _length(answer: Answer) -> float:
    return min(1.0, len(answer.text.split()) / LONG_ANSWER) or 1.0


def _mean(values: Sequence[tuple[float, float]]) -> float:
    return sum(value * weight for value, weight in values) / sum(w for _, w in values)


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _feedback(
    counted: Sequence[AnswerScore],
    good: Sequence[AnswerScore],
    reason: str | None,
    words: Wording,
) -> str:
    said = []
    if counted:
        said.append(words.scored.format(n=len(good), total=len(counted)))
    if reason is not None:
        said.append(words.no_score)
        why = words.reasons[reason]
        said.append(why if not counted else words.most_often.format(reason=why))
    if any("demo_quality" in a.flags for a in counted):
        said.append(words.demo_quality)
    return " ".join(said)


def _insights(evidence: Evidence, answers: Sequence[AnswerScore]) -> list[Insight]:
    """What stood out, the strongest first; impact is the distance from the middle."""
    category = {a.item_id: a.category for a in evidence.answers}
    place = {a.item_id: n for n, a in enumerate(evidence.answers, 1)}
    words = wording(evidence.language)
    found = []
    for answer in answers:
        where = words.question.format(n=place[answer.item_id])
        if answer.relevance is not None and answer.key_points:
            covered = f"{where}: {answer.feedback.partition('.')[0]}."
            if answer.relevance >= GOOD or answer.relevance < WEAK:
                impact = (answer.relevance - 50) / 50
                found.append(Insight(category[answer.item_id], covered, round(impact, 2)))
        if "injection" in answer.flags:
            found.append(Insight("integrity", f"{where}: {words.instructions}", -1.0))
        if answer.status is ScoreStatus.WITHHELD and answer.reason not in ("not_scored", None):
            text = f"{where}: {words.reasons[answer.reason]}"
            found.append(Insight(category[answer.item_id], text, 0.0))
    return sorted(found, key=lambda i: -abs(i.impact))[:MOST_INSIGHTS]
