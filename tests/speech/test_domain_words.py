import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.contracts.speech import CorrectedText, Quality, Segment, Word
from parley.kit.errors import Malformed
from parley.speech.domain import words as spoken
from parley.speech.domain.corrections import MOST_CHARACTERS, MOST_WORDS, corrected
from parley.speech.domain.engines import LanguageUnavailable, Recognizer, choose

anything = st.floats(allow_nan=True, allow_infinity=True)
claims = st.lists(st.builds(Word, st.text(max_size=100), anything, anything, anything), max_size=50)


def word(text: str, start: float, end: float, confidence: float = 0.5) -> Word:
    return Word(text, start, end, confidence)


def texts(words: tuple[Word, ...]) -> list[str]:
    return [one.text for one in words]


@given(claims, st.floats(0.1, 30))
def test_whatever_is_claimed_becomes_believable(claimed: list[Word], seconds: float) -> None:
    made = spoken.believable(claimed, seconds)
    assert len(made) <= spoken.MOST_A_SECOND * max(seconds, 1)
    at = 0.0
    for one in made:
        assert at <= one.start <= one.end <= seconds + 0.001
        assert 0 <= one.confidence <= 1
        assert one.text == one.text.strip()
        assert one.text.isprintable()
        assert 0 < len(one.text) <= spoken.LONGEST_WORD
        at = one.start
    said = [part for one in claimed for part in spoken.cleaned(one.text)]
    assert texts(made) == said[: len(made)]


def test_good_times_are_kept() -> None:
    claimed = [word("Hello,", 0.12, 0.5), word("there", 0.5, 1.0)]
    assert spoken.believable(claimed, 1.0) == tuple(claimed)


def test_small_overlaps_and_overshoots_are_clamped() -> None:
    made = spoken.believable([word("a", -0.1, 0.6), word("b", 0.5, 1.2)], 1.0)
    assert [(one.start, one.end) for one in made] == [(0, 0.6), (0.6, 1.0)]


@pytest.mark.parametrize(
    "claimed",
    [
        [word("a", 0.8, 0.9), word("b", 0.1, 0.2)],
        [word("a", 0.0, 0.1), word("b", 5.0, 9.0)],
        [word("a", 0.0, 0.1), word("b", math.nan, 0.2)],
        [word("a", 0.5, 0.1), word("b", 0.6, 0.7)],
        [word("a", -99, 0.1), word("b", 0.6, 0.7)],
    ],
    ids=["out of order", "beyond", "no number", "ends before", "before"],
)
def test_times_that_cannot_be_true_are_spread_evenly(claimed: list[Word]) -> None:
    made = spoken.believable(claimed, 1.0)
    assert [(one.start, one.end) for one in made] == [(0, 0.5), (0.5, 1.0)]
    assert {one.confidence for one in made} == {0.0}


def test_overshoot_is_forgiven_up_to_its_limit() -> None:
    within = spoken.believable([word("a", 0.0, 1.0 + spoken.OVERSHOOT)], 1.0)
    beyond = spoken.believable([word("a", 0.0, 1.001 + spoken.OVERSHOOT)], 1.0)
    assert (within[0].confidence, beyond[0].confidence) == (0.5, 0.0)


def test_more_words_than_anybody_can_say_are_left_out() -> None:
    most = spoken.MOST_A_SECOND * 2
    claimed = [word(f"w{n}", n / 1000, n / 1000) for n in range(most + 1)]
    assert len(spoken.believable(claimed, 2.0)) == most
    assert len(spoken.believable(claimed[:-1], 2.0)) == most


def test_nothing_unseen_is_in_a_word() -> None:
    assert spoken.cleaned("a\x00b\u200bc \u202ed\n\te\u0301") == ["a", "b", "c", "d", "é"]
    assert spoken.cleaned(" \u2003 ") == []


def test_a_pause_divides_segments() -> None:
    words = [word("a", 0, 1), word("b", 1 + spoken.PAUSE, 2.5), word("c", 2.6, 3)]
    assert [one.text for one in spoken.segments(words)] == ["a", "b c"]
    words[1] = word("b", 0.999 + spoken.PAUSE, 2.5)
    assert [one.text for one in spoken.segments(words)] == ["a b c"]


def test_the_end_of_a_sentence_divides_long_segments_only() -> None:
    short = [word("No.", 0, 1), word("Well", 1, 3), word("then.", 3, 4), word("Yes", 4, 5)]
    assert [one.text for one in spoken.segments(short)] == ["No. Well then.", "Yes"]


@given(claims, st.floats(0.1, 30))
def test_segments_hold_every_word_once(claimed: list[Word], seconds: float) -> None:
    words = spoken.believable(claimed, seconds)
    made = spoken.segments(words)
    assert tuple(one for part in made for one in part.words) == words
    for part in made:
        assert part.text == " ".join(texts(part.words))
        assert (part.start, part.end) == (part.words[0].start, part.words[-1].end)


def test_confidence_is_weighted_by_length_and_silent_of_the_unstated() -> None:
    words = [word("a", 0, 3, 0.9), word("b", 3, 4, 0.5), word("c", 4, 9, 0.0)]
    assert spoken.confidence(words) == 0.8
    assert spoken.confidence(words[2:]) == 0.0
    assert spoken.overall([]) == 0.0


HEARD = (
    Segment(
        1.0, 3.0, "i used posts grass", 0.5,
        (word("i", 1.0, 1.2), word("used", 1.2, 1.6), word("posts", 1.6, 2.0),
         word("grass", 2.0, 3.0)),
    ),
    Segment(5.0, 6.0, "yes", 0.5, (word("yes", 5.0, 6.0),)),
)  # fmt: skip


def fix(text: str, index: int = 0) -> tuple[Segment, ...]:
    return corrected(HEARD, [CorrectedText(index, text)])


def test_words_that_stay_keep_their_times_and_typed_ones_get_some() -> None:
    made = fix("I used Postgres.")
    assert made[1] is HEARD[1]
    assert made[0].text == "I used Postgres."
    i, used, typed = made[0].words
    assert (i, used) == (word("I", 1.0, 1.2), word("used", 1.2, 1.6))
    assert typed == word("Postgres.", 1.6, 3.0, 1.0)
    assert (made[0].start, made[0].end) == (1.0, 3.0)


def test_inserted_words_lie_between_their_neighbours() -> None:
    made = fix("i have often used posts grass")
    assert texts(made[0].words) == ["i", "have", "often", "used", "posts", "grass"]
    assert all(one.start == one.end == 1.2 for one in made[0].words[1:3])


def test_punctuation_alone_keeps_times_and_confidence() -> None:
    made = fix("I used posts, grass!")
    assert [(o.start, o.end, o.confidence) for o in made[0].words] == [
        (o.start, o.end, o.confidence) for o in HEARD[0].words
    ]


def test_nothing_was_said() -> None:
    made = fix("  ")
    assert made[0] == Segment(1.0, 3.0, "", 0.0, ())
    again = corrected(made, [CorrectedText(0, "well then")])
    assert [(o.start, o.end) for o in again[0].words] == [(1.0, 2.0), (2.0, 3.0)]


def test_the_same_text_is_the_same_segment() -> None:
    assert fix(" i used  posts grass ") == HEARD


@given(st.lists(st.sampled_from(["i", "used", "Posts,", "grass", "new", "words"]), max_size=12))
def test_corrected_words_stay_in_order_within_their_segment(typed: list[str]) -> None:
    made = fix(" ".join(typed))[0]
    assert texts(made.words) == typed
    at = HEARD[0].start
    for one in made.words:
        assert at <= one.start <= one.end <= HEARD[0].end
        at = one.start


@pytest.mark.parametrize(
    "changes",
    [
        [CorrectedText(2, "a")],
        [CorrectedText(-1, "a")],
        [CorrectedText(0, "a"), CorrectedText(0, "b")],
        [CorrectedText(0, "a" * (MOST_CHARACTERS + 1))],
        [CorrectedText(0, "a " * (MOST_WORDS + 1))],
    ],
    ids=["beyond", "negative", "twice", "characters", "words"],
)
def test_what_makes_no_sense_is_refused(changes: list[CorrectedText]) -> None:
    with pytest.raises(Malformed):
        corrected(HEARD, changes)


def test_the_longest_correction_is_taken() -> None:
    assert len(fix("a " * MOST_WORDS)[0].words) == MOST_WORDS
    assert fix("a" * MOST_CHARACTERS)[0].words


CLOUD = Recognizer("cloud", "c", ("de",), Quality.FULL, joins=True)
WHISPER = Recognizer("whisper", "w", ("en", "fr"), Quality.FULL, joins=True)
SPHINX = Recognizer("pocketsphinx", "p", ("en",), Quality.DEMO, joins=False)


@pytest.mark.parametrize(
    ("found", "wanted", "language", "name"),
    [
        ([SPHINX, WHISPER, CLOUD], "auto", "de-CH", "cloud"),
        ([SPHINX, WHISPER, CLOUD], "auto", "EN_GB", "whisper"),
        ([SPHINX], "auto", "en", "pocketsphinx"),
        ([SPHINX, WHISPER], "pocketsphinx", "en", "pocketsphinx"),
    ],
    ids=["cloud first", "who knows it", "what is there", "by name"],
)
def test_the_best_that_knows_the_language_hears(
    found: list[Recognizer], wanted: str, language: str, name: str
) -> None:
    assert choose(found, wanted, language).name == name


@pytest.mark.parametrize(
    ("wanted", "language"), [("auto", "it"), ("cloud", "en")], ids=["nobody", "not that one"]
)
def test_a_language_nobody_knows(wanted: str, language: str) -> None:
    with pytest.raises(LanguageUnavailable):
        choose([SPHINX, CLOUD], wanted, language)
