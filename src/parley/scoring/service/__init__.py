"""Use cases: handing evidence in, scoring it in a job, reading scores, forgetting."""

from parley.scoring.service.erasure import Erasure
from parley.scoring.service.judged import JudgeScorer
from parley.scoring.service.offline import OfflineScorer
from parley.scoring.service.scores import Scores

__all__ = ["Erasure", "JudgeScorer", "OfflineScorer", "Scores"]
