"""Live speech: what finding voice costs for a hundred people at once, and what hearing adds.

Ours is the thread that looks at everybody's frames, fed as sockets would: a frame of each every
32 ms, everybody at their own moment. The peer gives the same number of frames to the same model one
by one, with nothing around it. Voices are flite's, where it is installed, else noise.
"""

import asyncio
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

import numpy as np

from benchmarks.figures import percentile, ratio, tell
from parley.contracts.speech import SpeechUnavailable, VoiceStream
from parley.speech import wire
from parley.speech.clients.finding import FRAME_BYTES
from parley.speech.clients.models import located
from parley.speech.clients.silero import SileroDetector
from parley.speech.domain.models import SILERO_FILE
from parley.speech.domain.utterances import FRAME_SECONDS
from parley.speech.domain.wav import RATE
from parley.speech.ports import Settings
from parley.speech.service.live import Live

STREAMS, ROUNDS, ROUND_SECONDS = 100, 3, 10.0
CONVERSATIONS = 50  # while somebody is heard and somebody answered
UTTERANCES = 20
TEXT = "I have worked with databases for ten years."
ASKED = "Could you tell me about a time when you had to choose between two designs?"
MILLI, PERCENT = 1e3, 100


def main() -> None:
    """Measure and tell."""
    model = located(Settings().models_path(Path("var")), SILERO_FILE)
    if model is None:
        sys.stderr.write("live_speech: skipped, without silero-vad; see `parley models pull`\n")
        return
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(Path(folder), model))


def sound() -> bytes:
    """Whole frames of somebody who speaks."""
    program = shutil.which("flite")
    if program is None:
        noise = np.random.default_rng(1).standard_normal(3 * RATE) * 3000
        pcm = noise.astype("<i2").tobytes()
    else:
        made = [program, "-voice", "slt", "-t", TEXT, "-o", "/dev/stdout"]
        pcm = subprocess.run(made, capture_output=True, check=True).stdout[44:]
    return pcm[: len(pcm) // FRAME_BYTES * FRAME_BYTES]


async def measure(folder: Path, model: Path) -> None:
    """Finding voice, then everything at once."""
    voice, live = sound(), wire.live(folder, Settings())
    try:
        ours, peers, threads, lates = [], [], [], []
        for number in range(ROUNDS + 1):
            before, own = time.process_time(), thread_seconds()
            late = await together(live, voice, STREAMS, ROUND_SECONDS)
            cost, frames = time.process_time() - before, len(late)
            thread = thread_seconds() - own
            peer = alone(model, voice, frames)
            if number:  # the first loads the model
                ours.append(cost / frames * MILLI)
                peers.append(peer / frames * MILLI)
                threads.append(thread / frames)
                lates += late
        ratio("live_speech.voice", ours, peers, "ms_a_frame")
        core = sorted(ours)[len(ours) // 2] / MILLI / FRAME_SECONDS * STREAMS * PERCENT
        alone_core = sorted(threads)[len(threads) // 2] / FRAME_SECONDS * STREAMS * PERCENT
        # The first with what feeds it: timers and tasks of a hundred people.
        tell("live_speech.voice_core", core, "% of a core", streams=STREAMS)
        tell("live_speech.voice_thread", alone_core, "% of a core", streams=STREAMS)
        tell("live_speech.voice_delay_p50", percentile(lates, 50) * MILLI, "ms")
        tell("live_speech.voice_delay_p99", percentile(lates, 99) * MILLI, "ms")
        await conversing(live, voice)
    finally:
        await live.close()


async def together(live: Live, voice: bytes, count: int, seconds: float) -> list[float]:
    """So many people speak for so long; how late each frame's answer was."""
    late: list[float] = []
    begins = time.monotonic() + 0.1
    chance = random.Random(1)  # noqa: S311 - moments, not secrets

    async def speak(stream: VoiceStream, phase: float) -> None:
        for n in range(int(seconds / FRAME_SECONDS)):
            due = begins + phase + n * FRAME_SECONDS
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            at = n * FRAME_BYTES % len(voice)
            asked = time.monotonic()
            await stream.find(voice[at : at + FRAME_BYTES])
            late.append(time.monotonic() - asked)
        stream.close()

    await asyncio.gather(
        *(speak(live.stream(), chance.random() * FRAME_SECONDS) for _ in range(count))
    )
    return late


def thread_seconds() -> float:
    """CPU seconds of the thread that finds voice, so far; 0 before there is one."""
    idents = [one.ident for one in threading.enumerate() if one.name == "voice" and one.ident]
    return sum(time.clock_gettime(time.pthread_getcpuclockid(ident)) for ident in idents)


def alone(model: Path, voice: bytes, frames: int) -> float:
    """CPU seconds of the model over so many frames, one by one."""
    detector, state = SileroDetector(model), b""
    detector.find(voice[:FRAME_BYTES], state)
    before, left = time.process_time(), frames
    while left > 0:
        piece = voice[: left * FRAME_BYTES]
        _, state = detector.find(piece, state)
        left -= len(piece) // FRAME_BYTES
    return time.process_time() - before


async def conversing(live: Live, voice: bytes) -> None:
    """People speak while utterances are heard and sentences said; the event loop's lateness."""
    await live.ability("en")
    heard, sounded = [], []

    async def hear() -> None:
        for _ in range(UTTERANCES):
            began = time.monotonic()
            try:
                await live.transcribe(voice, "en", [])
            except SpeechUnavailable:
                sys.stderr.write("live_speech: an utterance was not heard in time\n")
            heard.append(time.monotonic() - began)

    async def say() -> None:
        for _ in range(UTTERANCES):
            began, first = time.monotonic(), 0.0
            async for _piece in live.speak(ASKED, "en"):
                first = first or time.monotonic() - began
            sounded.append(first)
            await asyncio.sleep(0.2)

    await live.transcribe(voice, "en", [])
    with Lag() as lag:
        await asyncio.gather(together(live, voice, CONVERSATIONS, ROUND_SECONDS), hear(), say())
    tell("live_speech.lag_p99", percentile(lag.late, 99) * MILLI, "ms", streams=CONVERSATIONS)
    tell("live_speech.lag_most", max(lag.late) * MILLI, "ms", streams=CONVERSATIONS)
    seconds = len(voice) / 2 / RATE
    tell("live_speech.heard_p50", percentile(heard, 50), "s", utterance_s=seconds)
    tell("live_speech.heard_p95", percentile(heard, 95), "s", utterance_s=seconds)
    tell("live_speech.first_sound_p50", percentile(sounded, 50) * MILLI, "ms")
    tell("live_speech.first_sound_p95", percentile(sounded, 95) * MILLI, "ms")


class Lag:
    """How late the event loop runs what another thread asks of it every 5 ms."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.late: list[float] = []

    def __enter__(self) -> Self:
        """Begin to ask."""
        self._ending = threading.Event()
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._ask)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self._ending.set()
        self._thread.join()

    def _ask(self) -> None:
        while not self._ending.wait(0.005):
            self._loop.call_soon_threadsafe(self._note(time.monotonic()))

    def _note(self, asked: float) -> Callable[[], None]:
        return lambda: self.late.append(time.monotonic() - asked)


if __name__ == "__main__":
    main()
