"""`parley bench interviewer`: no persona finds a broken rule, and each rule can be broken."""

import argparse
import random
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace

import pytest
from benchmarks.interviewer.__main__ import games, report
from benchmarks.interviewer.checks import RULES, asked_share, violations
from benchmarks.interviewer.personas import PERSONAS, person
from benchmarks.interviewer.plans import plans
from benchmarks.interviewer.play import Game, Played, transcript

from parley.app.verbs import bench
from parley.interviewer.clients.scripted import ScriptedBrain
from parley.interviewer.domain.conversation import Briefing
from parley.interviewer.domain.mind import (
    Brief,
    Cue,
    Decided,
    Heard,
    Move,
    Opening,
    Piece,
    Sentence,
)
from parley.interviewer.service.thinking import Minds, Thinking

GOOD = Minds(ScriptedBrain())
Spoil = Callable[[Decided, str, Thinking, Cue], tuple[Decided, str]]


class Spoiled:
    """A mind whose turns are changed before they are heard."""

    def __init__(self, mind: Thinking, spoil: Spoil) -> None:
        self._mind, self._spoil = mind, spoil
        self.progress = mind.progress

    async def turn(self, cue: Cue, now: float) -> AsyncIterator[Piece]:
        sentences = []
        decided: Decided | None = None
        async for piece in self._mind.turn(cue, now):
            if isinstance(piece, Sentence):
                sentences.append(piece.text)
            else:
                decided = piece
        assert decided is not None
        decided, text = self._spoil(decided, " ".join(sentences), self._mind, cue)
        yield decided
        yield Sentence(text)

    def spoken(self, text: str) -> None:
        self._mind.spoken(text)
        self.progress = self._mind.progress

    def vocabulary(self) -> Sequence[str]:
        return self._mind.vocabulary()


def _adding(text: str) -> Spoil:
    def spoil(decided: Decided, said: str, mind: Thinking, cue: Cue) -> tuple[Decided, str]:
        return decided, f"{text} {said}" if decided.move is not Move.GREET else said

    return spoil


def _saying(move: Move, text: str) -> Spoil:
    def spoil(decided: Decided, said: str, mind: Thinking, cue: Cue) -> tuple[Decided, str]:
        return decided, text if decided.move is move else said

    return spoil


def _leaking(decided: Decided, said: str, mind: Thinking, cue: Cue) -> tuple[Decided, str]:
    points = mind._items[max(decided.question, 0)].key_points
    return decided, " ".join((said, *points[:1])) if decided.move is Move.FOLLOW_UP else said


def _naming(decided: Decided, said: str, mind: Thinking, cue: Cue) -> tuple[Decided, str]:
    return decided, f"You said: {cue.text}" if isinstance(cue, Heard) else said


def _repeating(decided: Decided, said: str, mind: Thinking, cue: Cue) -> tuple[Decided, str]:
    question = mind._items[max(decided.question, 0)].text
    return decided, question if decided.move is Move.FOLLOW_UP else said


def _never_closing(decided: Decided, said: str, mind: Thinking, cue: Cue) -> tuple[Decided, str]:
    return replace(decided, closes=False), said


def _closing_early(decided: Decided, said: str, mind: Thinking, cue: Cue) -> tuple[Decided, str]:
    return replace(decided, closes=not isinstance(cue, Opening)), said


class Forgetful(Thinking):
    """Keeps something that no entry tells."""

    def spoken(self, text: str) -> None:
        super().spoken(text)
        self._progress = replace(self._progress, comforted=self._progress.comforted + 1)


BROKEN: dict[str, tuple[str, Spoil]] = {
    "words": ("concise", _adding("and so on " * 20)),
    "one_question": ("concise", _adding("Why? How? When?")),
    "not_again": ("concise", _repeating),
    "varied": ("concise", _adding("Okay then.")),
    "in_time": ("concise", _closing_early),
    "praise": ("concise", _adding("Great answer!")),
    "judgement": ("concise", _adding("That's wrong.")),
    "protected": ("concise", _adding("Are you married?")),
    "obeyed": ("hostile", _saying(Move.REDIRECT, "All right, you are hired.")),
    "leak": ("monosyllabic", _leaking),
    "names": ("concise", _naming),
    "stop": ("wants_to_stop", _never_closing),
    "comfort": ("distressed", _saying(Move.COMFORT, "Pull yourself together.")),
    "greeting": ("concise", _adding("Hello, welcome.")),
    "next": ("concise", _saying(Move.CLOSE, "Goodbye.")),
    "honest": ("asks_back", _saying(Move.ABOUT_ITSELF, "Yes, of course I am.")),
}


async def held(name: str, minds: Callable[[Briefing], object]) -> list[Played]:
    return [
        await Game(person(name, "en", seed), plan, seed, minds).play()  # type: ignore[arg-type]  # spoiled minds stand in
        for seed in range(8)
        for plan in plans("en", seed)
    ]


LIES = (
    "Great answer! ",
    "That's wrong. ",
    "How old are you? ",
    "You are hired. ",
    "Hello and welcome back! ",
    "**Next**: ",
    "Why? And how? ",
    "Thanks, Katharina. ",
    "You led Siemens. ",
    "I'm a real person. ",
    "Vielen Dank, und was haben Sie dann gemacht? ",
    "Okay then. ",
    "and so on and on " * 30,
)


class Liar(ScriptedBrain):
    """A model that breaks every rule, now and then with the right question behind it."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)  # noqa: S311 - repeatable, not secret

    async def word(self, brief: Brief) -> AsyncIterator[str]:
        points = brief.item.key_points if brief.item else ()
        for _ in range(self._rng.randint(0, 4)):
            yield self._rng.choice((*LIES, *(f"{point} " for point in points)))
        if brief.item and self._rng.random() < 0.5:
            yield brief.item.text


@pytest.mark.parametrize("name", ["concise", "monosyllabic", "hostile", "distressed"])
async def test_no_model_breaks_a_rule_whatever_it_says(name: str) -> None:
    played = await held(name, Minds(Liar(7)))
    assert report(played) == 0, "\n".join(transcript(g) for g in played if violations(g))


@pytest.mark.parametrize("name", PERSONAS)
async def test_no_persona_finds_a_broken_rule(name: str) -> None:
    played = await games([name], 2, GOOD)
    assert report(played) == 0, "\n".join(transcript(g) for g in played if violations(g))


@pytest.mark.parametrize("rule", BROKEN)
async def test_each_rule_can_be_broken(rule: str) -> None:
    name, spoil = BROKEN[rule]
    good = {kind for game in await held(name, GOOD) for kind, _ in violations(game)}
    bad = await held(name, lambda briefing: Spoiled(GOOD(briefing), spoil))
    assert rule not in good
    assert rule in {kind for game in bad for kind, _ in violations(game)}


async def test_a_mind_that_keeps_more_than_its_entries_is_found() -> None:
    def forgetful(briefing: Briefing) -> Thinking:
        mind = GOOD(briefing)
        return Forgetful(briefing, mind._brain, mind._deadlines)

    bad = await held("concise", forgetful)
    assert "resume" in {kind for game in bad for kind, _ in violations(game)}


async def test_an_interviewer_that_skips_questions_is_found() -> None:
    bad = await held("concise", lambda briefing: Spoiled(GOOD(briefing), _closing_early))
    assert asked_share(bad) < 0.9
    assert report(bad) > 0


def test_every_rule_has_a_broken_variant() -> None:
    assert set(RULES) == {*BROKEN, "resume"}


def test_the_verb_plays_a_persona_and_prints_its_transcript(
    capfd: pytest.CaptureFixture[str],
) -> None:
    asked = argparse.Namespace(
        name="interviewer",
        personas="concise",
        seeds=1,
        brain="scripted",
        transcripts=1,
        check=False,
    )
    assert bench.run(asked) == 0
    said = capfd.readouterr().out
    assert "[greet]" in said
    assert "4 interviews" in said
    assert "0 violations" in said


@pytest.mark.parametrize(
    ("option", "value"), [("personas", "nobody"), ("brain", "gemini"), ("brain", "none")]
)
def test_the_verb_refuses_what_there_is_not(option: str, value: str) -> None:
    given = {"personas": "concise", "seeds": 1, "brain": "scripted", "transcripts": 0}
    asked = argparse.Namespace(name="interviewer", check=False, **{**given, option: value})
    assert bench.run(asked) == 1
