"""`python -m benchmarks.voice_process DATA_DIR PORT [all]`: the interviewer, its models stubbed.

Alone, beside a running `parley up` that it reaches by gRPC; or `all` contexts in this one process.
Everything is as `parley serve interviewer` builds it (socket, edge, lease, turn-taking, brain,
voice activity by the real model, commits over gRPC), but recognition answers at once with prepared
words and the voice is a tone: what is left is what the platform itself costs.
"""

import asyncio
import math
import sys
from array import array
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import uvloop

from parley.app import process
from parley.app.database import opened
from parley.app.links import Links
from parley.app.settings import environment
from parley.app.settings.installation import Place, Settings, load
from parley.app.supervisor import listen
from parley.app.targets import TARGETS, Target
from parley.contracts.speech import Hearing, LiveAbility, LiveSpeech, Quality, VoiceStream, Word
from parley.interviewer import wire as interviewer_wire
from parley.kit import log, migrate
from parley.kit.part import Ground, Part
from parley.speech import wire as speech_wire

RATE = 16_000
A_WORD = 0.3  # seconds
TONE_SECONDS, PIECE_SECONDS = 1.6, 0.2
SAID = ("we", "stored", "an", "idempotency", "key", "together", "with", "the", "payment")


class Stubbed:
    """`LiveSpeech` whose voice activity is real and whose models take no time."""

    def __init__(self, real: LiveSpeech) -> None:
        """Find voice by `real`."""
        self._real = real

    async def ability(self, language: str) -> LiveAbility:
        """All of it."""
        del language
        return LiveAbility("stub", Quality.FULL, "stub", "Silero VAD")

    def stream(self) -> VoiceStream:
        """The real one."""
        return self._real.stream()

    async def transcribe(self, pcm: bytes, language: str, hints: Sequence[str]) -> Hearing:
        """As many prepared words as fit into the sound."""
        del language, hints
        count = max(1, min(len(SAID), int(len(pcm) / 2 / RATE / A_WORD)))
        words = tuple(
            Word(text, at * A_WORD, (at + 1) * A_WORD, 0.9) for at, text in enumerate(SAID[:count])
        )
        return Hearing(words, 0.9, Quality.FULL)

    async def speak(self, text: str, language: str) -> AsyncIterator[bytes]:
        """A tone."""
        del text, language
        piece = tone(PIECE_SECONDS)
        for _ in range(int(TONE_SECONDS / PIECE_SECONDS)):
            yield piece


def tone(seconds: float) -> bytes:
    """A sine of 220 Hz."""
    step = 2 * math.pi * 220 / RATE
    return array(
        "h", (int(6000 * math.sin(step * n)) for n in range(int(seconds * RATE)))
    ).tobytes()


def build(ground: Ground, settings: Settings, links: Links) -> Part:
    """The interviewer, as `app.targets` builds it but for the models."""
    speech = speech_wire.live(ground.data_dir, settings.speech, ground.metrics)
    part = interviewer_wire.build(
        ground, settings.interviewer, links.interviews(), links.media(), Stubbed(speech)
    )
    return replace(part, closing=(*part.closing, speech.close))


def main() -> None:
    """Serve until told to stop."""
    data_dir, port, whole = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:] == ["all"]
    listener = listen("127.0.0.1", port)
    settings = load(environment(), Place(data_dir, url=listener.url, demo=whole))
    log.configure("warning")
    TARGETS["interviewer"] = Target(build)

    async def serve() -> None:
        async with opened(data_dir) as connect_kwargs:
            await migrate.upgrade(connect_kwargs, migrate.histories())
            contexts = list(TARGETS) if whole else ["interviewer"]
            await process.serve(settings, connect_kwargs, contexts, listener.socket, sole=whole)

    with listener.socket, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve())


if __name__ == "__main__":
    main()
