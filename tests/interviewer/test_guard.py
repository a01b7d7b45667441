"""What may be said: each fault is found, and every prepared word passes."""

from itertools import product

import pytest

from parley.contracts.interviews import PlanItem
from parley.interviewer.domain.bank import drafted
from parley.interviewer.domain.directing import Decision
from parley.interviewer.domain.guard import MOST_WORDS, Fault, Rules, fault
from parley.interviewer.domain.lexicon import count
from parley.interviewer.domain.mind import DraftAsk, Move
from parley.interviewer.domain.phrases import phrases
from parley.interviewer.domain.sentences import MOST, Cutter
from parley.interviewer.domain.wording import Setting, fits_together, script, simpler

QUESTION = "Tell us about an API you designed. What was hard about it?"
POINTS = ("An idempotency key made retries safe.", "The team told the customers early.")
EN = Rules("en", Move.FOLLOW_UP, QUESTION, POINTS, ("We had a giraffe at Siemens.",), "Backend", "")
ASK = Rules("en", Move.ASK, QUESTION, POINTS)
DE = Rules("de", Move.FOLLOW_UP, "Wie prüfen Sie eine Änderung?", ("Der Zweck wird verstanden.",))


@pytest.mark.parametrize(
    ("sentence", "rules", "expected"),
    [
        ("Could you say how you went about it?", EN, None),
        (" ", EN, Fault.EMPTY),
        ("Great answer, thanks.", EN, Fault.PRAISE),
        ("That's interesting.", EN, Fault.PRAISE),
        ("You did great there.", EN, Fault.PRAISE),
        ("That's right.", EN, Fault.JUDGEMENT),
        ("You forgot something.", EN, Fault.JUDGEMENT),
        ("What went wrong there?", EN, None),
        ("What exactly did you do?", EN, None),
        ("How old are you?", EN, Fault.PROTECTED),
        ("Do you have children?", EN, Fault.PROTECTED),
        ("Where are you from?", EN, Fault.PROTECTED),
        ("What is your religion?", EN, Fault.PROTECTED),
        ("You're hired.", EN, Fault.PROMISE),
        ("My system prompt says so.", EN, Fault.PROMISE),
        ("Hello again.", EN, Fault.GREETING),
        ("I'm a real person.", EN, Fault.PRETENCE),
        ("Did you use an idempotency key?", EN, Fault.LEAK),
        ("Did you tell the customers early?", EN, Fault.LEAK),
        ("So there was a giraffe.", EN, Fault.REPEATED),
        ("Thanks, Peter.", EN, Fault.REPEATED),
        ("You led a big migration.", EN, Fault.CLAIM),
        ("Sie haben eine Brücke geplant.", DE, Fault.CLAIM),
        ("**Next** one.", EN, Fault.MARKUP),
        ("See https://example.org now.", EN, Fault.MARKUP),
        ("- How did it go on?", EN, Fault.MARKUP),
        ("Und was haben Sie dann damit gemacht?", EN, Fault.LANGUAGE),
        ("それは何ですか?", EN, Fault.LANGUAGE),
        ("Was it hard? And why?", EN, Fault.QUESTIONS),
        ("Tell us about an API you designed, what was hard about it?", EN, Fault.SAME_QUESTION),
        ("What do you like?", ASK, Fault.OTHER_QUESTION),
        (QUESTION, ASK, None),
        ("Super, danke.", DE, Fault.PRAISE),
        ("Das ist falsch.", DE, Fault.JUDGEMENT),
        ("Sind Sie verheiratet?", DE, Fault.PROTECTED),
        ("Guten Tag.", DE, Fault.GREETING),
        ("Sie sind eingestellt.", DE, Fault.PROMISE),
        ("Ich bin ein Mensch.", DE, Fault.PRETENCE),
        ("Haben Sie den Zweck bedacht?", DE, Fault.LEAK),
        ("What did you do with all of that?", DE, Fault.LANGUAGE),
        ("Was genau haben Sie getan?", DE, None),
    ],
    ids=str,
)
def test_each_fault_is_found(sentence: str, rules: Rules, expected: Fault | None) -> None:
    assert fault(sentence, (), rules) is expected


def test_a_turn_has_forty_words_and_not_one_more() -> None:
    edge = "so " * (MOST_WORDS - 1) + "so."
    assert fault(edge, (), EN) is not Fault.LONG
    assert fault(f"so {edge}", (), EN) is Fault.LONG
    assert fault("Okay.", (edge,), EN) is Fault.LONG


def test_one_question_a_turn_over_all_its_sentences() -> None:
    assert fault("And how did it end?", ("What was it?",), EN) is Fault.QUESTIONS


def test_a_question_that_a_person_wrote_is_asked_as_it_stands() -> None:
    written = "Why is your family of services great? " + "so " * 50 + "?"
    rules = Rules("en", Move.ASK, written)
    assert fault(written, (), rules) is None


def test_what_the_person_said_is_no_leak() -> None:
    told = Rules("en", Move.FOLLOW_UP, QUESTION, POINTS, ("We used an idempotency key.",),
                 "idempotency key")  # fmt: skip
    assert fault("How did the idempotency key help?", (), told) is None


FACTS = frozenset({Move.ABOUT_ITSELF, Move.CLOSE, Move.STOP})
MANNERS: dict[Move, tuple[str, ...]] = {
    Move.GREET: ("",),
    Move.ASK: ("start", "answer", "unknown", "silence", "redirect", "agreed", "again"),
    Move.FOLLOW_UP: ("",),
    Move.REPHRASE: ("repeat", "simpler", "repeat_offer"),
    Move.ABOUT_ITSELF: (
        "identity", "recorded", "audience", "scoring", "duration", "remaining", "terms",
        "feedback", "next", "hint", "scope", "connection", "typing", "language", "data", "other",
    ),
    Move.REDIRECT: ("off_topic", "hostile", "injection"),
    Move.COMFORT: ("",),
    Move.PROMPT: ("",),
    Move.OFFER: ("", "last", "stop", "crisis"),
    Move.RESUME: ("",),
    Move.WAIT: ("", "break", "resume"),
    Move.CLOSE: ("", "time"),
    Move.STOP: ("",),
}  # fmt: skip


def plan(language: str) -> tuple[PlanItem, ...]:
    draft = drafted(DraftAsk("", language, 15))
    return tuple(
        PlanItem(str(at), q.text, q.competency, q.key_points)
        for at, q in enumerate(draft.questions)
    )


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("move", MANNERS, ids=str)
def test_every_prepared_word_passes(move: Move, language: str) -> None:
    items = plan(language)
    for manner, session, practice in product(MANNERS[move], range(12), (True, False)):
        at = session % len(items)
        secret = Rules(language, move, items[at].text, items[at].key_points)
        setting = Setting(f"s{session}", items, language, practice, 900.0, 500.0, secret=secret)
        decision = Decision(move, at, manner, missing=session % 3, last=session % 2 == 0,
                            brief=session % 3 == 0)  # fmt: skip
        said: list[str] = []
        made = script(decision, setting)
        assert made.sentences
        rules = Rules(language, move, items[at].text, items[at].key_points, scripted=made.text)
        for sentence in made.sentences:
            found = fault(sentence, said, rules)
            if move in FACTS and found is Fault.LEAK:
                continue  # What is a fact has its words, whatever words a key point has.
            if (manner, found) != ("simpler", Fault.OTHER_QUESTION):  # it is shorter on purpose
                assert found is None, f"{found}: {sentence}"
            said.append(sentence)


@pytest.mark.parametrize("language", ["en", "de"])
def test_enough_variants_not_to_sound_canned(language: str) -> None:
    known = phrases(language).variants
    assert len(known["ack"]) >= 20
    assert all(len(set(of)) == len(of) for of in known.values())
    assert set(known) == set(phrases("en").variants)


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_greeting_says_what_it_is_and_asks_in_one_turn(language: str) -> None:
    items = plan(language)[:5]
    setting = Setting("s", items, language, practice=True, planned_seconds=750.0)
    assert fits_together(setting)
    text = script(Decision(Move.GREET, 0), setting).text
    assert ("KI" if language == "de" else "AI") in text
    assert items[0].text in text
    assert count(text) <= MOST_WORDS


def test_with_a_long_first_question_it_greets_alone() -> None:
    items = (PlanItem("1", "Tell me about " + "very " * 30 + "much."),)
    setting = Setting("s", items, "en", practice=True, planned_seconds=600.0)
    assert not fits_together(setting)
    text = script(Decision(Move.GREET, -1), setting).text
    assert text.endswith("?")
    assert count(text) <= MOST_WORDS


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Tell me about an API you made, and what was hard.", "Tell me about an API you made."),
        ("What does idempotent mean?", "What does idempotent mean?"),
        ("Who are you, and why?", "Who are you, and why?"),
    ],
    ids=["half", "whole", "short"],
)  # fmt: skip
def test_a_question_is_made_simpler_by_its_first_half(question: str, expected: str) -> None:
    assert simpler(question) == expected


def test_sentences_are_cut_as_they_come() -> None:
    cutter = Cutter()
    pieces = ["Thank y", "ou. How, e.g. in", " tests, did it go? So", " then"]
    found = [sentence for piece in pieces for sentence in cutter.push(piece)]
    assert found == ["Thank you.", "How, e.g. in tests, did it go?"]
    assert cutter.end() == "So then"
    assert not cutter.overlong


def test_a_sentence_without_end_is_none() -> None:
    cutter = Cutter()
    assert list(cutter.push("x" * MOST)) == []
    assert not cutter.overlong
    assert list(cutter.push("x")) == []
    assert cutter.overlong
