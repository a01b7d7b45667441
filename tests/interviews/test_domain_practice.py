"""Plans, titles, languages, consent texts and advice."""

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.contracts.identity import Principal, Role
from parley.contracts.interviews import PlanItem
from parley.contracts.scoring import AnswerScore, KeyPoint, Measure, ScoreStatus
from parley.interviews.domain import advice, consent
from parley.interviews.domain.practice import (
    TITLE_LENGTH,
    Language,
    Plan,
    planned_seconds,
    shortened,
    spoken,
    title_of,
)
from parley.kit.errors import Malformed
from tests.interviews.talks import ITEMS

ME = Principal("me", Role.CANDIDATE, company_id=None)
PLAN = Plan("t", "Title", "owner", None, "en", practice=False, planned_seconds=600, items=ITEMS)


@pytest.mark.parametrize(
    ("change", "who", "expected"),
    [
        ({}, {}, False),
        ({"practice": True}, {}, True),
        ({"owner_id": "me"}, {}, True),
        ({"company_id": "c"}, {"company_id": "c"}, True),
        ({"company_id": "c"}, {"company_id": "d"}, False),
        ({"company_id": None}, {"company_id": None}, False),
        ({"practice": True, "archived": True}, {}, False),
        ({"practice": True, "items": ()}, {}, False),
    ],
    ids=["not", "anybody", "owner", "company", "other", "no-company", "archived", "empty"],
)
def test_who_may_practise(change: dict[str, Any], who: dict[str, Any], *, expected: bool) -> None:
    plan = replace(PLAN, **change)
    assert plan.is_open_to(replace(ME, **who)) == expected


@given(st.lists(st.booleans(), min_size=1, max_size=12), st.integers(1, 15))
def test_a_shortened_plan_keeps_order_and_what_is_required(
    required: list[bool], count: int
) -> None:
    items = [PlanItem(str(n), "?", required=must) for n, must in enumerate(required)]
    kept = shortened(items, count)
    assert len(kept) == min(count, len(items))
    assert list(kept) == [item for item in items if item in kept]
    left_out = [item for item in items if item not in kept]
    assert not any(item.required for item in left_out) or all(item.required for item in kept)


def test_fewer_questions_take_their_share_of_the_time() -> None:
    assert planned_seconds(PLAN, 2) == 600
    assert planned_seconds(PLAN, 1) == 300


@pytest.mark.parametrize(
    ("asked", "found"), [("en", "en"), ("de-AT", "de"), ("EN_us", "en"), ("DE", "de")]
)
def test_languages(asked: str, found: str) -> None:
    assert spoken(asked).value == found


@pytest.mark.parametrize("asked", ["", "fr", "english", "xx-de"])
def test_other_languages_are_not_spoken(asked: str) -> None:
    with pytest.raises(Malformed, match="language: one of en, de"):
        spoken(asked)


def test_titles() -> None:
    assert title_of("", "en") == "Practice interview"
    assert title_of(" \n ", "de") == "Übungsinterview"
    assert title_of("\n  Backend   engineer \nWe are", "en") == "Backend engineer"
    assert title_of("x" * TITLE_LENGTH, "en") == "x" * TITLE_LENGTH
    assert title_of("x" * (TITLE_LENGTH + 1), "en") == "x" * (TITLE_LENGTH - 1) + "…"
    assert title_of("word " * 40, "en").endswith("word…")


@given(st.text(max_size=300))
def test_a_title_is_one_short_line(text: str) -> None:
    title = title_of(text, "en")
    assert 0 < len(title) <= TITLE_LENGTH
    assert "\n" not in title


def test_there_is_a_consent_text_in_every_language() -> None:
    assert set(consent.TEXTS) == {language.value for language in Language}
    versions = {text.version for text in consent.TEXTS.values()}
    assert len(versions) == len(consent.TEXTS)
    for language, text in consent.TEXTS.items():
        assert text.version.endswith(f"-{language}")
        assert consent.current(language) is text
        assert all(paragraph.strip() for paragraph in text.paragraphs)
    assert consent.current("fr") is consent.ENGLISH
    assert len(consent.GERMAN.paragraphs) == len(consent.ENGLISH.paragraphs)


def score(**change: Any) -> AnswerScore:
    made = AnswerScore(
        "q", ScoreStatus.SCORED, None, 50.0, 50.0, 50.0, 50.0, 0.8, (), "", (), (), (), ()
    )
    return replace(made, **change)


def pace(value: float) -> Measure:
    return Measure("words_per_minute", value, "1/min", 90.0, 210.0)


@pytest.mark.parametrize(
    ("covered", "good", "better"),
    [
        (1.0, ("You covered this: Says why.",), ()),
        (0.6, ("You covered this: Says why.",), ()),
        (0.59, (), ("Say more about this: Says why.",)),
        (0.3, (), ("Say more about this: Says why.",)),
        (0.29, (), ("Bring this in: Says why.",)),
    ],
)
def test_advice_on_key_points(
    covered: float, good: tuple[str, ...], better: tuple[str, ...]
) -> None:
    one = score(key_points=(KeyPoint("Says why.", covered),))
    assert advice.went_well(one, "en") == good
    assert advice.to_try(one, "en") == better


@pytest.mark.parametrize(
    ("value", "good", "better"),
    [(89.9, 0, 1), (90.0, 1, 0), (210.0, 1, 0), (210.1, 0, 1)],
)
def test_advice_on_how_it_was_said(value: float, good: int, better: int) -> None:
    one = score(measures=(pace(value),))
    assert len(advice.went_well(one, "de")) == good
    assert len(advice.to_try(one, "de")) == better


def test_no_advice_without_a_score() -> None:
    held = score(
        status=ScoreStatus.WITHHELD, key_points=(KeyPoint("x", 0.0), KeyPoint("y", 1.0)),
        measures=(pace(500),),
    )  # fmt: skip
    assert advice.to_try(held, "en") == advice.went_well(held, "en") == ()


def test_no_more_advice_than_is_taken_in() -> None:
    points = tuple(KeyPoint(f"Point {n}.", 0.0) for n in range(9))
    found = advice.to_try(score(key_points=points, measures=(pace(500),)), "en")
    assert found == tuple(f"Bring this in: Point {n}." for n in range(advice.MOST))


def test_both_languages_advise_on_the_same() -> None:
    english, german = advice.ENGLISH, advice.GERMAN
    for side in ("low", "high", "within"):
        assert set(getattr(english, side)) == set(getattr(german, side))
    for form in (english.covered, english.touched, english.left_out, german.covered):
        assert re.findall(r"{(\w+)}", form) == ["point"]
    # A key point in its author's words, whatever they are.
    one = score(key_points=(KeyPoint("Uses {braces}.", 1.0),))
    assert advice.went_well(one, "de") == ("Diesen Punkt haben Sie genannt: Uses {braces}.",)
    assert advice.went_well(one, "de-AT") == advice.went_well(one, "de")
    assert advice.went_well(one, "fr") == ("You covered this: Uses {braces}.",)
