"""What a person meant: by patterns, also where words were misheard."""

import random

import pytest
from benchmarks.interviewer.personas import SAYINGS, garble
from benchmarks.interviewer.understanding import KINDS, misunderstood, understood

from parley.contracts.interviews import PlanItem
from parley.contracts.speech import Quality, Word
from parley.interviewer.domain import reading
from parley.interviewer.domain.bank import competencies
from parley.interviewer.domain.echo import allowed, echo, vocabulary
from parley.interviewer.domain.mind import Heard, Intent, Reading, Situation

ITEM = PlanItem(
    "1", "Tell us about an API you designed.", "backend", ("The clients' needs came first.",)
)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("kind", KINDS)
def test_what_people_say_is_understood(kind: str, language: str) -> None:
    for said in SAYINGS[language][kind]:
        assert reading.intent(said, ITEM, language) is KINDS[kind], said


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(("errors", "least"), [(0.0, 1.0), (0.15, 0.88), (0.3, 0.7)])
def test_most_of_it_is_understood_where_words_are_misheard(
    errors: float, least: float, language: str
) -> None:
    found = understood(language, errors, times=20)
    assert found.recall >= least
    assert min(found.kinds.values()) >= least - 0.25


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("errors", [0.0, 0.15, 0.3])
def test_answers_are_hardly_ever_taken_for_anything_else(errors: float, language: str) -> None:
    found = misunderstood(language, errors)
    assert found.share <= 0.005
    assert found.stopped == 0


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_reading_that_asks_for_whole_phrases_is_found(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "FOUND", (0.8,) * 5)
    assert understood(language, 0.3, times=20).recall < 0.7


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_reading_that_takes_little_for_much_is_found(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "FOUND", (0.4,) * 5)
    assert misunderstood(language, 0.3).share > 0.005


@pytest.mark.parametrize("language", ["en", "de"])
def test_answers_are_seldom_taken_for_something_else(language: str) -> None:
    rng = random.Random(7)  # noqa: S311 - repeatable, not secret
    tried = [
        reading.intent(text, PlanItem("1", question.text), language) is Intent.ANSWER
        for competency in competencies(language)
        for question in competency.questions
        for point in question.key_points
        for text in (point, " ".join(garble(point.split(), 0.3, rng, "lorem ipsum")))
    ]
    assert sum(tried) / len(tried) > 0.98


@pytest.mark.parametrize(
    ("text", "language", "clear"),
    [
        ("Please stop the interview.", "en", True),
        ("I want to stop.", "en", False),
        ("We stop the server at night.", "en", False),
        ("I had to stop the interview because the candidate was rude.", "en", False),
        ("My manager wanted to end the interview", "en", False),
        ("That was a bad year, and so i quit", "en", False),
        ("Then we decided to end the call with the customer", "en", False),
        ("We used the database a lot. I want to stop the interview", "en", True),
        ("Okay, I think I'd like to stop the interview now please, thank you.", "en", True),
        ("Please stop the interfew.", "en", False),
        ("Ich musste das Interview abbrechen, weil der Server brannte.", "de", False),
        ("Bitte das Interview beenden.", "de", True),
        ("Ich möchte aufhören.", "de", False),
    ],
    ids=[
        "clear",
        "unclear",
        "answer",
        "told",
        "of_another",
        "job",
        "call",
        "at_the_end",
        "polite",
        "misheard",
        "told_de",
        "clear_de",
        "unclear_de",
    ],
)
def test_a_clear_stop_is_told_from_one_that_may_mean_less(
    text: str, language: str, clear: bool
) -> None:
    assert reading.clear_stop(text, language) is clear


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "that is all i can say about it"),
        ("en", "i can say that it went well"),
        ("en", "we could repeat it every week"),
        ("en", "i explained the question to them"),
        ("en", "i put it differently"),
        ("de", "das kann man so sagen"),
        ("de", "wir haben es noch einmal gemacht"),
    ],
    ids=["say", "well", "repeat", "explained", "differently", "say_de", "again_de"],
)
def test_who_tells_something_asks_for_no_repetition(told: str, language: str) -> None:
    assert reading.intent(told, ITEM, language) is Intent.ANSWER


def test_the_end_of_a_long_turn_can_take_it_back() -> None:
    long = "so we built the service with two colleagues and tried it for weeks " * 3
    assert reading.intent(long, ITEM, "en") is Intent.ANSWER
    assert reading.intent(long + "sorry can you repeat the question", ITEM, "en") is Intent.REPEAT
    assert reading.intent(long + "i want to stop now", ITEM, "en") is Intent.STOP


def test_without_its_negation_a_phrase_means_nothing() -> None:
    assert reading.intent("I do know that one.", ITEM, "en") is Intent.ANSWER
    assert reading.intent("Das habe ich gemacht.", ITEM, "de") is Intent.ANSWER


def test_key_points_are_covered_by_their_words() -> None:
    def covered(text: str) -> float:
        return reading.read(Situation(ITEM, (Heard(text),), "en", "")).covered[0]

    assert covered("We asked every client for their needs first.") == 1.0
    assert covered("It was sunny.") == 0.0


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        (Reading(Intent.ANSWER, (0.5,)), Reading(Intent.ANSWER, (0.5,))),
        (Reading(Intent.ANSWER, (7.0,)), Reading(Intent.ANSWER, (0.1,))),
        (Reading(Intent.ANSWER, (float("nan"),)), Reading(Intent.ANSWER, (0.1,))),
        (Reading(Intent.ANSWER, (1.0, 1.0)), Reading(Intent.ANSWER, (0.1,))),
    ],
    ids=["fits", "range", "nan", "count"],
)
def test_of_a_model_only_sane_figures_are_believed(model: Reading, expected: Reading) -> None:
    assert reading.believed(model, Reading(Intent.ANSWER, (0.1,))) == expected


@pytest.mark.parametrize("certain", [Intent.INJECTION, Intent.STOP, Intent.DISTRESSED], ids=str)
def test_a_model_can_not_talk_away_what_is_certain(certain: Intent) -> None:
    told = Reading(Intent.ANSWER, (1.0,))
    assert reading.believed(told, Reading(certain, (0.0,))).intent is certain


def heard(text: str, confidence: float, quality: Quality = Quality.FULL) -> Heard:
    words = tuple(Word(w, 0.0, 0.1, confidence) for w in text.split())
    return Heard(text, words, confidence, quality)


VOCABULARY = vocabulary("Tell us about an API.", "Payments API in Python, by Anna.", "en")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (heard("we built our payments API then", 0.8), "your payments API"),
        (heard("we built our payments API then", 0.79), ""),
        (heard("we built our payments API then", 0.0), ""),
        (heard("we built our payments API then", 0.9, Quality.DEMO), ""),
        (Heard("We built our payments API.", typed=True), "your payments API"),
        (heard("we built the API", 0.9), ""),
        (heard("we asked my anna about it", 0.9), ""),
        (heard("we had a giraffe", 0.9), ""),
    ],
    ids=["sure", "unsure", "unstated", "demo", "typed", "hollow", "name", "foreign"],
)
def test_only_sure_words_of_the_matter_are_said_back(said: Heard, expected: str) -> None:
    assert echo(said, VOCABULARY, "en") == expected


def test_a_model_may_say_back_no_more() -> None:
    sure = heard("we built the payments giraffe with anna", 0.9)
    assert allowed("the payments", sure, VOCABULARY, "en")
    assert not allowed("the giraffe", sure, VOCABULARY, "en")
    assert not allowed("anna", sure, VOCABULARY, "en")
    assert not allowed("the python", sure, VOCABULARY, "en")


def test_german_nouns_are_said_back_alone() -> None:
    words = vocabulary("Wie läuft die Übergabe am Abend?", "", "de")
    assert echo(Heard("Die übergabe machen wir zu zweit.", typed=True), words, "de") == ""
    words = vocabulary("Wie läuft das?", "Sie machen die Übergabe.", "de")
    assert echo(Heard("Die übergabe machen wir zu zweit.", typed=True), words, "de") == "Übergabe"
