import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.speech.domain.engines import AUTO, Speaker
from parley.speech.domain.sayable import sayable
from parley.speech.domain.speakers import LONGEST_TEXT, Say, suited


@pytest.mark.parametrize(
    ("shown", "language", "said"),
    [
        ("What did **you** do?", "en", "What did you do?"),
        ("Was it *your* idea, or __theirs__?", "en", "Was it your idea, or theirs?"),
        ("# A title\n- first\n- second", "en", "A title first second"),
        ("See [our page](https://x.example/a?b=c) first.", "en", "See our page first."),
        ("It is at https://www.x.example/a/b?c=d.", "en", "It is at x.example."),
        ("Use `git rebase`, please.", "en", "Use git rebase , please."),
        ("Caches, e.g. Redis, queues etc.", "en", "Caches, for example Redis, queues and so on"),
        ("C++ or C#?", "en", "C plus plus or C sharp?"),
        ("Caches, z. B. Redis", "de-AT", "Caches, zum Beispiel Redis"),
        ("Namen bzw. Orte", "de", "Namen beziehungsweise Orte"),
        ("e.g. stays where nobody knows it", "fr", "e.g. stays where nobody knows it"),
        ("snake_case_name stays one", "en", "snake_case_name stays one"),
        ("2 * 3 * 4 = 24", "en", "2 * 3 * 4 = 24"),
        ("It costs $30,000 or 25 %.", "en", "It costs $30,000 or 25 %."),
        ("Good \U0001f600\u200d morning\x00\n", "en", "Good morning"),
        ("[[h@l'oU]] <speak>there</speak>", "en", "h@l'oU speak there /speak"),
        ("\u2026", "en", ""),
        ("", "en", ""),
    ],
)  # fmt: skip
def test_what_is_shown_becomes_what_is_said(shown: str, language: str, said: str) -> None:
    assert sayable(shown, language) == said


def test_the_longest_text_is_said_and_a_longer_one_is_cut_between_words() -> None:
    whole = "word " * (LONGEST_TEXT // 5 - 1) + "words"
    assert len(whole) == LONGEST_TEXT
    assert sayable(whole, "en") == whole
    assert sayable(whole + " more", "en") == whole
    cut = sayable(whole + "s", "en")
    assert cut == whole.rpartition(" ")[0]
    assert len(sayable("x" * (LONGEST_TEXT + 1), "en")) == LONGEST_TEXT


@given(st.text(max_size=3 * LONGEST_TEXT), st.sampled_from(["en", "de-DE", "", "xx"]))
def test_anything_becomes_one_short_line_without_what_no_voice_reads(
    text: str, language: str
) -> None:
    said = sayable(text, language)
    assert len(said) <= LONGEST_TEXT
    assert said == " ".join(said.split())
    assert "[[" not in said
    assert not [c for c in said if unicodedata.category(c).startswith("C")]
    assert not said or any(c.isalnum() for c in said)
    # Once more changes at most what cutting has laid bare.
    assert len(sayable(said, language)) <= max(2 * len(said), LONGEST_TEXT)


PIPER = Speaker("piper", "Piper", ("de",))
ESPEAK = Speaker("espeak", "eSpeak NG", ("de", "en"))
CLOUD = Speaker("cloud", "tts-1", ())


@pytest.mark.parametrize(
    ("wanted", "language", "found"),
    [
        (AUTO, "de", [CLOUD, PIPER, ESPEAK]),
        (AUTO, "en-GB", [CLOUD, ESPEAK]),
        (AUTO, "fr", [CLOUD]),
        ("espeak", "de", [ESPEAK]),
        ("piper", "en", []),
    ],
    ids=["all", "subtag", "any", "named", "none"],
)
def test_the_best_voice_of_a_language_comes_first(
    wanted: str, language: str, found: list[Speaker]
) -> None:
    assert suited([ESPEAK, PIPER, CLOUD], wanted, language) == found


def test_a_sentence_is_expected_to_take_about_as_long_as_it_is() -> None:
    assert Say("x" * 30, "espeak", "en").seconds == 2.0
