"""Hearing: the engine's process beside the bare recogniser, on real speech.

Ours finds voice, cuts it, and sends one utterance after another to the engine in its own process.
The peer is pocketsphinx itself in this process, given the same clips whole, one after another, and
nothing else. Clips are LibriVox's (public domain), which are not committed: PARLEY_TEST_MEDIA says
where they are; without them nothing is measured.
"""

import asyncio
import os
import sys
import tempfile
import time
import wave
from collections.abc import Sequence
from pathlib import Path

import psutil

from benchmarks.figures import ratio, tell
from parley.speech import wire
from parley.speech.clients.engine import EngineProcess
from parley.speech.clients.sphinx import SphinxRecognizer
from parley.speech.domain.engines import POCKETSPHINX, Ask
from parley.speech.domain.utterances import Cutting, utterances
from parley.speech.domain.wav import RATE, SAMPLE_BYTES
from parley.speech.ports import LONGEST_WINDOW, EngineSettings

ROUNDS = 5
REPEATS = 4  # of the clips: 58 s a round
PAUSE = bytes(RATE * SAMPLE_BYTES)  # a second between clips
MEGABYTE, MILLI = 1e6, 1e3
MEDIA = Path(
    os.environ.get("PARLEY_TEST_MEDIA", Path(__file__).resolve().parents[2] / "shared" / "media")
)
SAID = {
    "austen_0870": "and mister john dashwood had then leisure to consider how much there might be"
    " prudently in his power to do for them",
    "austen_0880": "he was not an ill disposed young man",
    "austen_0890": "unless to be rather cold hearted and rather selfish is to be ill disposed",
}


def main() -> None:
    """Measure and tell."""
    paths = [MEDIA / "audio" / f"{name}.wav" for name in SAID]
    if missing := [path.name for path in paths if not path.is_file()]:
        sys.stderr.write(f"speech: skipped, without {', '.join(missing)}; see PARLEY_TEST_MEDIA\n")
        return
    clips = [samples(path) for path in paths]
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(clips, Path(folder)))


def samples(path: Path) -> bytes:
    """Of a 16 kHz mono WAV."""
    with wave.open(str(path)) as file:
        data: bytes = file.readframes(file.getnframes())
    return data


async def measure(clips: Sequence[bytes], folder: Path) -> None:
    """Rounds of ours and the peer's, one after the other."""
    engine = EngineProcess(EngineSettings(), [folder / "models"], folder / "run", wire.connect)
    bare = SphinxRecognizer()
    sound = PAUSE + b"".join((clip + PAUSE) * REPEATS for clip in clips)
    spoken = sum(map(len, clips)) * REPEATS / SAMPLE_BYTES / RATE
    ours, peers, factors = [], [], []
    heard: list[str] = []
    try:
        for number in range(ROUNDS + 1):
            before, began = cpu_seconds(engine), time.monotonic()
            heard = await hear(engine, sound)
            took, cost = time.monotonic() - began, cpu_seconds(engine) - before
            start = time.process_time()
            for clip in clips:
                for _ in range(REPEATS):
                    bare.transcribe(Ask(clip, POCKETSPHINX, "en"))
            peer = time.process_time() - start
            if number:  # the first round loads the models of both
                ours.append(cost / spoken * MILLI)
                peers.append(peer / spoken * MILLI)
                factors.append(took / (len(sound) / SAMPLE_BYTES / RATE))
        ratio("speech.cpu", ours, peers, "ms_a_s")
        tell("speech.realtime", sorted(factors)[len(factors) // 2], "s/s")
        tell("speech.memory", peak_bytes(engine) / MEGABYTE, "MB")
        said = [word for clip in SAID.values() for word in clip.split() * REPEATS]
        tell("speech.wer_demo", edits(said, heard) / len(said), "edits/word")
    finally:
        await engine.stop()


async def hear(engine: EngineProcess, sound: bytes) -> list[str]:
    """The words of a recording, as the job asks for them."""
    window, state = LONGEST_WINDOW * RATE * SAMPLE_BYTES, b""
    voice, loud = bytearray(), bytearray()
    for at in range(0, len(sound), window):
        found = await engine.find_voice(sound[at : at + window], state)
        voice += found.voice
        loud += found.loudness
        state = found.state
    words = []
    for span in utterances(bytes(voice), bytes(loud), len(sound) // SAMPLE_BYTES, Cutting()):
        pcm = sound[span.start * SAMPLE_BYTES : span.end * SAMPLE_BYTES]
        answer = await engine.transcribe(Ask(pcm, POCKETSPHINX, "en"))
        words += [word.text for word in answer.words]
    return words


def cpu_seconds(engine: EngineProcess) -> float:
    """Of the engine's process so far; 0 before it was started."""
    if engine.pid is None:
        return 0.0
    spent = psutil.Process(engine.pid).cpu_times()
    return float(spent.user + spent.system)


def peak_bytes(engine: EngineProcess) -> float:
    """The most that was resident in the engine's process (proc(5), VmHWM)."""
    status = Path(f"/proc/{engine.pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return float(line.split()[1]) * 1024


def edits(said: Sequence[str], heard: Sequence[str]) -> int:
    """Levenshtein's distance between two rows of words."""
    row = list(range(len(heard) + 1))
    for i, word in enumerate(said, 1):
        before, row[0] = row[0], i
        for j, other in enumerate(heard, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (word != other))
    return row[-1]


if __name__ == "__main__":
    main()
