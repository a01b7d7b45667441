"""How much of what isn't an answer is understood, and how much that is one is misunderstood.

    python -m benchmarks.interviewer.understanding [FILE...]

Sayings and answers of the personas, garbled as a recogniser would. FILE: further answers, JSON a
line with `question`, `answer` and `reference_answers`, as those of public short-answer data.
"""

import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.interviewer.personas import NOISE, SAYINGS, View, garble, person
from benchmarks.interviewer.plans import plans
from parley.contracts.interviews import PlanItem
from parley.interviewer.domain import reading
from parley.interviewer.domain.bank import competencies
from parley.interviewer.domain.mind import Intent, Move

KINDS = {
    "repeat": Intent.REPEAT,
    "unknown": Intent.UNKNOWN,
    "question": Intent.QUESTION,
    "off_topic": Intent.OFF_TOPIC,
    "hostile": Intent.HOSTILE,
    "injection": Intent.INJECTION,
    "distressed": Intent.DISTRESSED,
    "pause": Intent.MOMENT,
    "moment": Intent.MOMENT,
    "stop_clear": Intent.STOP,
    "stop_unclear": Intent.STOP,
    "yes": Intent.AGREE,
}
LANGUAGES = ("en", "de")
ERRORS = (0.0, 0.15, 0.3)
SEEDS = 20
TIMES = 50


@dataclass(frozen=True, slots=True)
class Understood:
    """Of what isn't an answer.

    Attributes:
        recall: Share that is read as what was meant.
        kinds: The same of each kind.
    """

    recall: float
    kinds: dict[str, float]


@dataclass(frozen=True, slots=True)
class Misunderstood:
    """Of answers.

    Attributes:
        share: That is read as something else.
        stopped: How many would have ended the interview without a question.
        count: Of all.
    """

    share: float
    stopped: int
    count: int


def _heard(text: str, language: str, errors: float, rng: random.Random) -> str:
    return " ".join(garble(text.split(), errors, rng, NOISE[language])) if errors else text


def understood(language: str, errors: float, times: int = TIMES) -> Understood:
    """What is understood of everything that personas say, with so many words misheard."""
    rng = random.Random(7)  # noqa: S311 - repeatable, not secret
    kinds: dict[str, list[bool]] = {}
    for kind, meant in KINDS.items():
        for said in SAYINGS[language][kind]:
            for _ in range(times if errors else 1):
                found = reading.intent(_heard(said, language, errors, rng), None, language)
                kinds.setdefault(kind, []).append(found is meant)
    tried = [hit for hits in kinds.values() for hit in hits]
    shares = {kind: sum(hits) / len(hits) for kind, hits in kinds.items()}
    return Understood(sum(tried) / len(tried), shares)


def misunderstood(
    language: str, errors: float, further: Sequence[tuple[str, PlanItem]] = ()
) -> Misunderstood:
    """What is taken for something else of answers, with so many words misheard."""
    rng = random.Random(7)  # noqa: S311 - repeatable, not secret
    wrong = stopped = count = 0
    for text, item in (*_answers(language), *further):
        heard = _heard(text, language, errors, rng)
        found = reading.intent(heard, item, language)
        count += 1
        wrong += found is not Intent.ANSWER
        stopped += found is Intent.STOP and reading.clear_stop(heard, language)
    return Misunderstood(wrong / count, stopped, count)


def _answers(language: str) -> Iterator[tuple[str, PlanItem]]:
    """Of talkative personas, and single key points of the bank."""
    for name in ("concise", "rambling"):
        for seed in range(SEEDS):
            who = person(name, language, seed)
            for plan in plans(language, seed):
                for item in plan.items:
                    yield who.answer(View(Move.ASK, "", item, 1)), item
    for competency in competencies(language):
        for question in competency.questions:
            item = PlanItem("1", question.text, key_points=question.key_points)
            yield from ((point, item) for point in question.key_points)


def _read(path: str) -> Iterator[tuple[str, PlanItem]]:
    for line in Path(path).read_text().splitlines():
        row = json.loads(line)
        asked = row.get("question", row["question_id"])
        yield row["answer"], PlanItem("1", asked, key_points=tuple(row["reference_answers"][:3]))


def main(files: Sequence[str]) -> None:
    """Print a line of JSON for each language and share of errors."""
    further = [one for path in files for one in _read(path)]
    for language in LANGUAGES:
        for errors in ERRORS:
            found = understood(language, errors)
            missed = misunderstood(language, errors, further if language == "en" else ())
            line = {
                "language": language,
                "errors": errors,
                "understood": round(found.recall, 3),
                "kinds": {kind: round(share, 2) for kind, share in found.kinds.items()},
                "answers": missed.count,
                "misunderstood": round(missed.share, 4),
                "ended": missed.stopped,
            }
            print(json.dumps(line))  # noqa: T201 - what it is run for


if __name__ == "__main__":
    main(sys.argv[1:])
