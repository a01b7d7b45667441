"""The whole of an interview, and the digest of what it was scored on."""

from dataclasses import replace

import pytest

from parley.contracts.scoring import (
    AnswerKind,
    Purpose,
)
from parley.contracts.speech import Quality
from parley.scoring.domain import whole as adding
from parley.scoring.domain.evidence import digest
from parley.scoring.domain.text import tokens
from parley.scoring.domain.words import ENGLISH, GERMAN
from tests.scoring.interviews import GOOD, answer, evidence, speech
from tests.scoring.scorings import NOW, of, scored

# The whole


@pytest.mark.parametrize(
    ("good", "withheld", "choices", "reason"),
    [
        (1, 1, 0, None),
        (1, 2, 0, "not_answered"),
        (1, 0, 5, None),
        (0, 0, 3, "not_scored"),
        (0, 2, 0, "not_answered"),
        (0, 0, 0, "not_scored"),
    ],
    ids=range(6),
)
def test_half_of_what_could_be_scored_must_be(
    good: int, withheld: int, choices: int, reason: str | None
) -> None:
    answers = [answer() for _ in range(good)]
    answers += [answer("", missing="not_answered") for _ in range(withheld)]
    answers += [answer("Blue", kind=AnswerKind.CHOICE) for _ in range(choices)]
    handed = evidence(answers)
    made = [scored(handed, at) for at in range(len(answers))]
    found = adding.whole(handed, 1, made, adding.making("offline", "v", NOW))
    assert found.reason == reason
    for value in (found.technical, found.communication, found.overall):
        assert (value is None) == (reason is not None)


def test_what_a_camera_shows_is_no_part_of_the_whole() -> None:
    assert adding.OVERALL["emotion"] == 0
    assert sum(adding.OVERALL.values()) == 1
    handed = evidence()
    made = [scored(handed, at) for at in range(2)]
    found = adding.whole(handed, 1, made, adding.making("offline", "v", NOW))
    assert found.technical is not None
    assert found.communication is not None
    assert found.overall == pytest.approx(
        0.7 * found.technical + 0.3 * found.communication, abs=0.11
    )


def test_demo_quality_marks_the_whole() -> None:
    handed = evidence([speech(quality=Quality.DEMO)], purpose=Purpose.PRACTICE)
    found = adding.whole(handed, 1, [scored(handed)], adding.making("offline", "v", NOW))
    assert found.demo_quality
    assert "demo quality" in found.feedback


def test_feedback_names_nothing_but_what_was_found() -> None:
    found = of(GOOD)
    assert found.feedback.startswith("3 of 3 key points are covered.")
    assert found.keywords
    assert set(found.keywords) <= {t.word for t in tokens(GOOD, ENGLISH)}
    assert not any(word in GERMAN.function_words for word in found.keywords)


# Evidence


def test_a_digest_is_of_everything_and_of_nothing_else() -> None:
    handed = evidence()
    moved = replace(
        handed, completed_at=handed.completed_at.astimezone(tz=None), answers=tuple(handed.answers)
    )
    assert digest(moved) == digest(handed)
    changed = replace(handed, answers=(replace(handed.answers[0], text="x"), handed.answers[1]))
    assert len({digest(handed), digest(changed), digest(replace(handed, language="de"))}) == 3
    first = handed.answers[0]
    talks = [replace(first, others=others) for others in ((), ((1.0, 2.0),), ((1.0, 3.0),))]
    assert len({digest(replace(handed, answers=(one,))) for one in talks}) == 3


def test_evidence_of_before_there_were_talks_has_the_digest_it_had() -> None:
    answers = (speech("Um, yes.", item_id="q", key_points=()),)
    handed = evidence(answers, evidence_id="e", subject_id="s")
    # As it was made then, over every field but `others`.
    before = "3e31a33ca380d50d6e32335016426c2bfff6a2fb5745d6893dc3baf4adc3b6a1"
    assert digest(handed) == before
