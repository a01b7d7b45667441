"""The cascade's own cost: conversations a core, and what it adds to the models' time.

Fifty conversations in one process and on one event loop, in real time, with 20 ms of microphone
every 20 ms each. Voice detection, recognition, mind and voice are stubs that answer at once: what
is left is turn-taking and its shell, without sockets and without the database.

`voice_cascade.added` is from the end of a turn being decided to the first sound of the answer;
`added_unread` is the same without reading ahead, so that mind and voice begin only then.
"""

import asyncio
import sys
import time
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from dataclasses import dataclass, field

import uvloop

from benchmarks.figures import percentile, tell
from parley.contracts.interviews import PlanItem
from parley.contracts.speech import FRAME, Hearing, LiveAbility, Quality, VoiceStream, Word
from parley.interviewer.domain import conversation as talk
from parley.interviewer.domain.mind import Cue, Decided, Heard, Intent, Move, Piece, Sentence
from parley.interviewer.domain.turns.rules import Rules
from parley.interviewer.service.cascade import Cascade
from parley.kit.clock import SystemClock

SESSIONS = 50
SECONDS = 40.0
CHUNK_SECONDS = 0.02
SPEECH_SECONDS, TURN_SECONDS = 2.0, 6.0  # each person speaks so long, so often
_LOUD = b"\x00\x20" * int(talk.RATE * CHUNK_SECONDS)
_QUIET = bytes(len(_LOUD))
_FRAME_BYTES = FRAME * talk.SAMPLE_BYTES
_HEARD = ("it", "was", "fast", "and", "cheap")
_SECOND = b"\x01\x02" * talk.RATE


class Stub:
    """Speech that takes no time."""

    async def ability(self, _: str) -> LiveAbility:
        """All of it."""
        return LiveAbility("stub", Quality.FULL, "stub", "stub")

    def stream(self) -> VoiceStream:
        """This."""
        return self

    async def find(self, pcm: bytes) -> bytes:
        """Voice where it is loud."""
        return bytes(240 if pcm[at + 1] else 2 for at in range(0, len(pcm), _FRAME_BYTES))

    def close(self) -> None:
        """Nothing to forget."""

    async def transcribe(self, _pcm: bytes, _language: str, _hints: Sequence[str]) -> Hearing:
        """The same words each time."""
        words = tuple(Word(it, at, at + 1, 0.9) for at, it in enumerate(_HEARD))
        return Hearing(words, 0.9, Quality.FULL)

    async def speak(self, _text: str, _language: str) -> AsyncGenerator[bytes]:
        """A second for each sentence."""
        yield _SECOND


class Mind:
    """Asks and asks."""

    async def turn(self, cue: Cue, _: float) -> AsyncIterator[Piece]:
        """One short sentence."""
        intent = Intent.ANSWER if isinstance(cue, Heard) else None
        yield Decided(Move.ASK, 0, intent, 0 if intent else -1, closes=False)
        yield Sentence("And then?")

    def spoken(self, text: str) -> None:
        """Not kept."""

    def vocabulary(self) -> Sequence[str]:
        """None."""
        return ()


@dataclass
class Met:
    """What was measured.

    Attributes:
        added: Seconds from each decided end of turn to the first sound.
        held: The longest that one piece of sound kept the loop, seconds of CPU.
        late: Seconds by which the microphones' timer was late: the loop's own lag.
        cpu: Seconds.
        wall: Seconds.
    """

    added: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    held: float = 0.0
    cpu: float = 0.0
    wall: float = 0.0


def main() -> None:
    """Measure and tell."""
    read = uvloop.run(measure(Rules()))
    unread = uvloop.run(measure(Rules(speculate=99.0)))
    for name, met in (("added", read), ("added_unread", unread)):
        tell(
            f"voice_cascade.{name}", percentile(met.added, 50) * 1e3, "ms",
            p99_ms=percentile(met.added, 99) * 1e3, turns=len(met.added), sessions=SESSIONS,
        )  # fmt: skip
    share = read.cpu / read.wall
    tell(
        "voice_cascade.sessions", SESSIONS / share, "sessions/core",
        cpu_share=share, late_p99_ms=percentile(read.late, 99) * 1e3, held_most_ms=read.held * 1e3,
    )  # fmt: skip
    if not read.added or not unread.added:
        sys.exit("voice_cascade: nobody was answered")


async def measure(rules: Rules) -> Met:
    """All conversations at once."""
    met = Met()
    stub = Stub()
    engine = Cascade(stub, lambda _: Mind(), SystemClock(), rules=rules)
    cpu, wall = time.process_time(), time.monotonic()
    await asyncio.gather(*(converse(engine, number, met) for number in range(SESSIONS)))
    met.cpu, met.wall = time.process_time() - cpu, time.monotonic() - wall
    return met


async def converse(engine: Cascade, number: int, met: Met) -> None:
    """One conversation; they begin one after the other."""
    await asyncio.sleep(TURN_SECONDS * number / SESSIONS)
    items = (PlanItem("q1", "What then?"),)
    briefing = talk.Briefing("s", "en", "", "", items, (), 0.0, 600, 3600, practice=True)
    live = await engine.start(briefing)
    loop = asyncio.get_running_loop()

    async def take() -> None:
        decided: float | None = None
        async for event in live.events():
            match event:
                case talk.Changed(talk.Turn.THINKING, question) if question >= 0:
                    decided = time.perf_counter()
                case talk.Voice() if decided is not None:
                    met.added.append(time.perf_counter() - decided)
                    decided = None

    taking = asyncio.create_task(take())
    await live.hear(talk.Regained(can_flush=True))
    due, began = loop.time(), loop.time()
    while due - began < SECONDS:
        due += CHUNK_SECONDS
        await asyncio.sleep(due - loop.time())
        met.late.append(loop.time() - due)
        place = (due - began) % TURN_SECONDS
        speaks = TURN_SECONDS / 2 <= place < TURN_SECONDS / 2 + SPEECH_SECONDS
        before = time.thread_time()
        await live.hear(talk.Sound(_LOUD if speaks else _QUIET))
        met.held = max(met.held, time.thread_time() - before)
    await live.close()
    await taking


if __name__ == "__main__":
    main()
