"""The competency bank: enough for common jobs, never two questions that ask the same."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.interviewer.domain.bank import LONGEST_TITLE, competencies, drafted, near_duplicates
from parley.interviewer.domain.bank import title as guessed
from parley.interviewer.domain.lexicon import lexicon
from parley.interviewer.domain.mind import DraftAsk

LANGUAGES = ("en", "de")


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_twenty_competencies_with_questions_and_key_points(language: str) -> None:
    found = competencies(language)
    assert len(found) >= 20
    for competency in found:
        assert competency.name
        assert competency.stems
        assert len(competency.questions) >= 3
        for question in competency.questions:
            assert question.text.endswith((".", "?"))
            assert question.text.count("?") <= 1
            assert 3 <= len(question.key_points) <= 5
            assert all(point.endswith(".") for point in question.key_points)


def test_both_languages_have_the_same_competencies() -> None:
    assert [c.key for c in competencies("en")] == [c.key for c in competencies("de-AT")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_questions_ask_the_same(language: str) -> None:
    texts = [question.text for c in competencies(language) for question in c.questions]
    lex = lexicon(language)
    assert [pair for pair in combinations(texts, 2) if near_duplicates(*pair, lex)] == []


def test_questions_that_ask_the_same_are_known() -> None:
    one = "Tell me about an API you designed, and the decision that was hardest."
    assert near_duplicates(one, "Tell me about the hardest decision of an API you designed.",
                           lexicon("en"))  # fmt: skip


@pytest.mark.parametrize(
    ("text", "language", "title", "competency"),
    [
        ("Senior Backend Engineer (m/f/d)\nPython APIs and SQL.", "en",
         "Senior Backend Engineer", "Backend development"),
        ("We are looking for a registered nurse to join our ward.", "en",
         "registered nurse", "Nursing"),
        ("# Job title: Sales Manager\nRevenue, customers.", "en", "Sales Manager", "Sales"),
        ("Wir suchen zum Mai eine erfahrene Buchhalterin für Köln. Rechnungen und Steuer.", "de",
         "Buchhalterin", "Finanzen und Buchhaltung"),
        ("Stellenbezeichnung: Lagerist (m/w/d)\nGabelstapler, Versand", "de",
         "Lagerist", "Lager und Logistik"),
        ("", "en", "Interview", "Working together"),
    ],
    ids=["backend", "nurse", "sales", "accountant", "warehouse", "nothing"],
)  # fmt: skip
def test_the_job_decides(text: str, language: str, title: str, competency: str) -> None:
    draft = drafted(DraftAsk(text, language, 6))
    assert draft.title == title
    assert draft.questions[0].competency == competency
    assert draft.source == "competency bank"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400), st.sampled_from([*LANGUAGES, "fr"]), st.integers(1, 15))
def test_whatever_is_pasted_there_are_as_many_questions_as_asked_for(
    text: str, language: str, questions: int
) -> None:
    draft = drafted(DraftAsk(text, language, questions))
    assert len(draft.questions) == questions
    assert len({question.text for question in draft.questions}) == questions
    assert draft == drafted(DraftAsk(text, language, questions))
    assert draft.title
    assert draft.title.isprintable()
    assert len(draft.title) <= LONGEST_TITLE


def test_a_sentence_is_no_title() -> None:
    assert guessed("This is a long sentence about many things that a company does every day.") == ""
