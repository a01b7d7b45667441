"""Plays personas against the interviewer's brain and prints a table of what it breaks."""

import argparse
import asyncio
import os
import sys
from collections import Counter
from collections.abc import Iterable, Sequence

from benchmarks.interviewer.checks import REQUIRED, RULES, asked_share, violations
from benchmarks.interviewer.personas import PERSONAS, person
from benchmarks.interviewer.plans import plans
from benchmarks.interviewer.play import Game, MindOf, Played, transcript
from parley.interviewer.clients.scripted import ScriptedBrain
from parley.interviewer.ports import Brain, ModelSettings
from parley.interviewer.service.thinking import Minds

LANGUAGES = ("en", "de")
BRAINS = ("scripted", "gemini", "openai")
SHOWN = 5  # violations of a persona that are printed


async def games(names: Iterable[str], seeds: int, minds: MindOf) -> list[Played]:
    """Every persona with every seed, in both languages, from both kinds of plan."""
    return [
        await Game(person(name, language, seed), plan, seed, minds).play()
        for name in names
        for language in LANGUAGES
        for seed in range(seeds)
        for plan in plans(language, seed)
    ]


def brain(name: str) -> Brain:
    """The scripted one, or a model that the environment describes as for `parley up`.

    Raises:
        SystemExit: There is no such brain, or the environment doesn't say which model.
    """
    if name == "scripted":
        return ScriptedBrain()
    model = os.environ.get("PARLEY_BRAIN_MODEL")
    if name not in BRAINS or not model:
        raise SystemExit("Choose scripted, or gemini or openai with PARLEY_BRAIN_MODEL set.")
    settings = ModelSettings(
        "gemini" if name == "gemini" else "openai",
        model,
        os.environ.get("PARLEY_BRAIN_KEY"),
        os.environ.get("PARLEY_BRAIN_URL"),
    )
    from parley.interviewer.clients import gemini, openai  # noqa: PLC0415 - heavy, seldom needed

    return gemini.brain(settings) if name == "gemini" else openai.brain(settings)


def say(line: str) -> None:
    """Print it."""
    print(line)  # noqa: T201 - what it is run for


def report(held: Sequence[Played]) -> int:
    """Print a line a persona; how many rules are broken."""
    broken = 0
    say(f"{'persona':15} {'held':>5} {'turns':>6} {'minutes':>8} {'asked':>6}  broken")
    for name in dict.fromkeys(game.person.name for game in held):
        mine = [game for game in held if game.person.name == name]
        found = [(rule, what) for game in mine for rule, what in violations(game)]
        share = asked_share(mine)
        if share < REQUIRED:
            found.append(("required", f"only {share:.0%} of the required questions were asked"))
        rules = Counter(rule for rule, _ in found)
        turns = sum(len(game.lines) for game in mine) / len(mine)
        minutes = sum(game.ended or 0.0 for game in mine) / len(mine) / 60
        told = ", ".join(f"{rule} {count}" for rule, count in rules.items()) or "-"
        say(f"{name:15} {len(mine):5} {turns:6.1f} {minutes:8.1f} {share:6.0%}  {told}")
        for rule, what in found[:SHOWN]:
            say(f"    {rule}: {what}")
        broken += len(found)
    say(f"{len(held)} interviews, {len(RULES) + 1} rules, {broken} violations")
    return broken


def main(arguments: Sequence[str]) -> int:
    """1 when a rule is broken."""
    parser = argparse.ArgumentParser(prog="parley bench interviewer")
    parser.add_argument("--personas", default="all", help=f"all, or some of {', '.join(PERSONAS)}")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--brain", default="scripted", help=", ".join(BRAINS))
    parser.add_argument("--transcripts", type=int, default=0, help="print so many of each persona")
    asked = parser.parse_args(arguments)
    names = PERSONAS if asked.personas == "all" else tuple(asked.personas.split(","))
    if unknown := set(names) - set(PERSONAS):
        raise SystemExit(f"{unknown.pop()} is no persona: choose from {', '.join(PERSONAS)}.")
    held = asyncio.run(games(names, asked.seeds, Minds(brain(asked.brain))))
    for name in names:
        mine = [game for game in held if game.person.name == name]
        step = max(1, len(mine) // max(1, asked.transcripts))
        for game in mine[::step][: asked.transcripts]:
            say(transcript(game) + "\n")
    return 1 if report(held) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
