"""What words sound like: whether somebody is done, only nods, or is an echo."""

import pytest

from parley.interviewer.domain.turns.endpointing import (
    Sounding,
    is_backchannel,
    is_echo,
    patience,
    sounding,
)
from parley.interviewer.domain.turns.phrases import ENGLISH, GERMAN, Phrases
from parley.interviewer.domain.turns.rules import Patience, Rules


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "I built a service in Python", Sounding.FINISHED),
        ("en", "It took four days", Sounding.UNCLEAR),
        ("en", "I know why you", Sounding.UNFINISHED),
        ("en", "It was slow and it", Sounding.UNFINISHED),
        ("en", "I built a service in Python and", Sounding.UNFINISHED),
        ("en", "We did it because", Sounding.UNFINISHED),
        ("en", "We did it so", Sounding.UNFINISHED),
        ("en", "I worked at the", Sounding.UNFINISHED),
        ("en", "It took about two hundred", Sounding.WAVERING),
        ("en", "That is what we asked for", Sounding.WAVERING),
        ("en", "We did it as well as we could", Sounding.WAVERING),
        ("en", "In the end it was completely", Sounding.WAVERING),
        ("en", "In the end we wrote it completely", Sounding.FINISHED),
        ("en", "If a request is sent twice then", Sounding.WAVERING),
        ("en", "If a request is sent twice nothing", Sounding.WAVERING),
        ("en", "If a request is sent twice nothing happens", Sounding.FINISHED),
        ("en", "That was it. When nobody looks", Sounding.WAVERING),
        ("en", "It broke because the service", Sounding.UNFINISHED),
        ("en", "It broke with the service", Sounding.FINISHED),
        ("en", "We had a very small old", Sounding.UNFINISHED),
        ("en", "We had a really very small old", Sounding.FINISHED),
        ("en", "The whole thing felt old", Sounding.FINISHED),
        ("en", "We brought it down to zero", Sounding.FINISHED),
        ("en", "That is all I can say about it.", Sounding.CLOSED),
        ("en", "I'm not sure", Sounding.UNCLEAR),
        ("en", "The result was um", Sounding.UNFINISHED),
        ("en", "We measured it for example", Sounding.UNFINISHED),
        ("en", "We looked at all of the logs,", Sounding.UNFINISHED),
        ("en", "We looked at the logs.", Sounding.FINISHED),
        ("en", "Databases mostly", Sounding.WAVERING),
        ("en", "Postgres", Sounding.UNCLEAR),
        ("en", "Yes.", Sounding.CLOSED),
        ("en", "I don\u2019t know", Sounding.CLOSED),
        ("en", "We shipped it and that's it", Sounding.CLOSED),
        ("en", "Let me think", Sounding.THINKING),
        ("en", "Well, give me a second.", Sounding.THINKING),
        ("de", "Ich habe einen Dienst in Python gebaut", Sounding.FINISHED),
        ("de", "Ich habe einen Dienst gebaut und", Sounding.UNFINISHED),
        ("de", "Das ging nicht, weil", Sounding.UNFINISHED),
        ("de", "Ich war bei der", Sounding.UNFINISHED),
        ("de", "Das waren zwei tausend", Sounding.WAVERING),
        ("de", "Weil es nicht anders ging und nötig war", Sounding.WAVERING),
        ("de", "So fing das damals an", Sounding.WAVERING),
        ("de", "Wenn niemand hinsieht", Sounding.WAVERING),
        ("de", "Das ging nicht weil der Dienst", Sounding.UNFINISHED),
        ("de", "Das Ergebnis war ähm", Sounding.UNFINISHED),
        ("de", "Wir haben gemessen zum Beispiel", Sounding.UNFINISHED),
        ("de", "Das weiß ich nicht", Sounding.CLOSED),
        ("de", "Nein", Sounding.CLOSED),
        ("de", "Das war's", Sounding.CLOSED),
        ("de", "Da muss ich kurz überlegen", Sounding.THINKING),
        ("de", "Einen Moment bitte", Sounding.THINKING),
        ("fr", "C'est tout ce que je sais", Sounding.UNCLEAR),
        ("en", "", Sounding.UNCLEAR),
    ],
)
def test_what_words_sound_like(language: str, text: str, expected: Sounding) -> None:
    assert sounding(text, language) is expected


def test_patience_grows_from_closed_to_thinking() -> None:
    order = [
        Sounding.CLOSED, Sounding.FINISHED, Sounding.UNCLEAR, Sounding.WAVERING,
        Sounding.UNFINISHED, Sounding.THINKING,
    ]  # fmt: skip
    waits = [patience(sounds, Patience()) for sounds in order]
    assert waits == sorted(waits)
    assert len(set(waits)) == len(waits)


@pytest.mark.parametrize("lists", [ENGLISH, GERMAN], ids=["en", "de"])
def test_no_word_both_goes_on_for_certain_and_may_end(lists: Phrases) -> None:
    assert not lists.trailing & lists.wavering


@pytest.mark.parametrize("lists", [ENGLISH, GERMAN], ids=["en", "de"])
def test_lists_can_be_met(lists: object) -> None:
    """No entry that casefolded words without punctuation never are."""
    for name in ("trailing", "wavering", "dependent", "attributes", "fillers", "backchannels"):
        for word in getattr(lists, name):
            assert word == word.casefold(), (name, word)
            assert word.replace("'", "").replace("-", "").isalpha(), (name, word)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Mm-hm.", True), ("en", "okay okay", True), ("en", "I see", True),
        ("en", "of of", False), ("en", "okay but wait", False), ("en", "stop", False),
        ("de", "ja ja", True), ("de", "Ach so", True), ("de", "nein", False),
        ("de", "warten Sie", False), ("fr", "oui", False), ("en", "", True),
        ("en", "yeah yeah yeah yeah", False),
    ],
)  # fmt: skip
def test_backchannels(language: str, text: str, *, expected: bool) -> None:
    assert is_backchannel(text, language) is expected


def test_an_echo_is_what_was_just_said_and_more_than_a_word() -> None:
    assert is_echo("Number one of", "What about number one of them?")
    assert not is_echo("number", "What about number one of them?")
    assert not is_echo("one number", "What about number one of them?")


@pytest.mark.parametrize(
    "wrong",
    [
        {"begins": 0.3, "ends": 0.4}, {"silences": ()}, {"silences": (0.0,)},
        {"unheard": ()}, {"unheard": (60.0, -1.0)},
        {"hold": 0.5, "barge_in": 0.2}, {"longest_segment": 0.5}, {"short_pause": 0.5},
    ],
    ids=["hysteresis", "no-silences", "no-gap", "no-unheard", "back", "hold", "segment", "pause"],
)  # fmt: skip
def test_rules_that_contradict_each_other_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Rules(**wrong)  # type: ignore[arg-type]
