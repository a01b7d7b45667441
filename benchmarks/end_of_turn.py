"""End of turn: how often somebody is cut off, against how long they wait, on recorded speech.

LibriVox's and the Kennedy library's clips (public domain, not committed: PARLEY_TEST_MEDIA says
where they are) are cut after each word and padded with silence: each cut but the last is a pause
within a turn, the last one its end. So nothing is known of a pause but the words before it.

How long people pause within an answer is not in four clips of read speech. It is taken as
log-normal (Campione and Veronis 2002 find pauses to be) with a median of 0.6 s, and as wide as to
give what quality.md tells of the field: silence alone cuts off 5 % at 1.6 s. Our figure is then a
comparison on the same pauses, not a measurement of people.

Ours knows the words: as they were said (the bound for a good recogniser), and as pocketsphinx
hears them (the worst that is installed). The delay is the mean over the ends of turns. Four ends
are few, and were known when the lists of words were written: the same is told of 532 answers that
pupils wrote (ScientsBank, unseen answers; beside the clips in `data`), which were not.
"""

import json
import math
import os
import sys
import wave
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import NormalDist, mean

import av

from benchmarks.figures import tell
from parley.interviewer.domain.turns.endpointing import Sounding, patience, sounding, words
from parley.interviewer.domain.turns.rules import Patience
from parley.speech.clients.sphinx import SphinxRecognizer
from parley.speech.domain.engines import POCKETSPHINX, Ask
from parley.speech.domain.wav import RATE, SAMPLE_BYTES

MEDIA = Path(
    os.environ.get("PARLEY_TEST_MEDIA", Path(__file__).resolve().parents[2] / "shared" / "media")
)
SAID = {  # MANIFEST.md beside them
    "austen_0870.wav": "and mister john dashwood had then leisure to consider how much there might"
    " be prudently in his power to do for them",
    "austen_0880.wav": "he was not an ill disposed young man",
    "austen_0890.wav": "unless to be rather cold hearted and rather selfish is to be ill disposed",
    "jfk.flac": "and so my fellow americans ask not what your country can do for you ask what you"
    " can do for your country",
}
WRITTEN = MEDIA.parent / "data" / "scientsbank-2way-test-unseen-answers.jsonl"
MEDIAN_PAUSE, FIELD_DELAY, ALLOWED = 0.6, 1.6, 0.05
SCALES = [number / 50 for number in range(10, 151)]
SHOWN = (0.6, 0.8, 1.0, 1.25, 1.5, 2.0)
_WIDTH = math.log(FIELD_DELAY / MEDIAN_PAUSE) / NormalDist().inv_cdf(1 - ALLOWED)


@dataclass(frozen=True)
class Cuts:
    """What was said before each pause within a turn, and at each end."""

    within: Sequence[str]
    ends: Sequence[str]


Waiting = Callable[[str], float]  # seconds of silence, by the words so far


def main() -> None:
    """Measure and tell."""
    if missing := [name for name in SAID if not (MEDIA / "audio" / name).is_file()]:
        sys.stderr.write(f"end_of_turn: skipped, without {', '.join(missing)}\n")
        return
    said = cut([text.split() for text in SAID.values()])
    heard = heard_cuts({name: samples(MEDIA / "audio" / name) for name in SAID})
    told("silence", said, lambda scale: lambda _: scale)
    told("words_said", said, ours)
    told("words_heard", heard, ours)
    if WRITTEN.is_file():
        told("words_written", cut(written(WRITTEN)), ours)


def told(name: str, cuts: Cuts, waiting: Callable[[float], Waiting]) -> None:
    """Points of a curve, ours as it is set, and the delay at which 5 % are cut off."""
    for scale in SHOWN:
        rate, delay = point(cuts, waiting(scale))
        tell(f"end_of_turn.{name}", rate, "cut off", delay_s=delay, scale=scale)
    for scale in SCALES:
        rate, delay = point(cuts, waiting(scale))
        if rate <= ALLOWED:
            tell(
                f"end_of_turn.{name}_at_5_percent", delay, "s", scale=scale,
                pauses=len(cuts.within), ends=len(cuts.ends),
            )  # fmt: skip
            return
    tell(f"end_of_turn.{name}_at_5_percent", math.inf, "s")


def point(cuts: Cuts, waiting: Waiting) -> tuple[float, float]:
    """The share of pauses that outlast the patience, and the mean delay at the ends."""
    rate = mean(longer(waiting(text)) for text in cuts.within)
    return rate, mean(waiting(text) for text in cuts.ends)


def longer(seconds: float) -> float:
    """The share of pauses that are longer."""
    return 1 - NormalDist(math.log(MEDIAN_PAUSE), _WIDTH).cdf(math.log(seconds))


def ours(scale: float) -> Waiting:
    """Patience by what the words sound like."""
    seconds = Patience()
    return lambda text: scale * patience(_sounding(text), seconds)


@cache
def _sounding(text: str) -> Sounding:
    return sounding(text, "en")


def written(path: Path) -> list[list[str]]:
    """Answers of two words and more, without punctuation: as a recogniser would have them."""
    texts = [json.loads(line)["answer"] for line in path.read_text().splitlines()]
    return [found for text in texts if len(found := words(text)) > 1]


def cut(texts: Sequence[Sequence[str]]) -> Cuts:
    """After each word."""
    return Cuts(
        [" ".join(words[:count]) for words in texts for count in range(1, len(words))],
        [" ".join(words) for words in texts],
    )


def heard_cuts(clips: dict[str, bytes]) -> Cuts:
    """The same by a recogniser, which hears each beginning anew, and no further."""
    recognizer = SphinxRecognizer()

    def heard(pcm: bytes) -> Sequence[tuple[str, float]]:
        return [(it.text, it.end) for it in recognizer.transcribe(Ask(pcm, POCKETSPHINX, "en"))]

    within, ends = [], []
    for pcm in clips.values():
        whole = heard(pcm)
        ends.append(" ".join(text for text, _ in whole))
        for _, end in whole[:-1]:
            place = int(end * RATE) * SAMPLE_BYTES
            silence = bytes(int(0.2 * RATE) * SAMPLE_BYTES)
            within.append(" ".join(text for text, _ in heard(pcm[:place] + silence)))
    return Cuts(within, ends)


def samples(path: Path) -> bytes:
    """Of a clip: 16 kHz mono signed 16 bit."""
    if path.suffix == ".wav":
        with wave.open(str(path)) as file:
            data: bytes = file.readframes(file.getnframes())
        return data
    resampler, pcm = av.AudioResampler("s16", "mono", RATE), b""
    with av.open(str(path)) as container:
        for frame in container.decode(audio=0):
            for piece in resampler.resample(frame):
                pcm += piece.to_ndarray().tobytes()
    return pcm


if __name__ == "__main__":
    main()
