"""Pocketsphinx with the English model in its wheel: needs no download, is of demo quality.

Only whole utterances are decoded (`full_utt`): its running normalisation spoils what is fed in
pieces, and the utterance after it.
"""

import math
import re
from collections.abc import Sequence
from functools import cached_property
from importlib import metadata
from typing import Any

from parley.contracts.speech import Quality, Word
from parley.speech.domain.engines import POCKETSPHINX, Ask, Missing, Recognizer
from parley.speech.domain.utterances import FRAME
from parley.speech.domain.wav import RATE, SAMPLE_BYTES

FRAME_RATE = 100  # of the decoder's, a second
# `<s>`, `[SPEECH]`, `++NOISE++` are no words; `to(3)` is the third way to say one.
NO_WORD = re.compile(r"<.*>|\[.*\]|\+\+.*\+\+")
VARIANT = re.compile(r"\(\d+\)$")
LEAST_STATED = 0.001  # 0 would mean that it says nothing
WARM_BYTES = RATE * SAMPLE_BYTES  # a second of sound before a window, as its state
VAD_FRAME_SECONDS = 0.03
STRICT = 3  # the most aggressive of the detector's modes


class SphinxRecognizer:
    """Implements `ports.Recognizing`."""

    name = POCKETSPHINX

    def describe(self) -> Recognizer | Missing:
        """Always there, for English."""
        version = ".".join(metadata.version("pocketsphinx").split(".")[:2])
        return Recognizer(
            self.name, f"pocketsphinx {version} en-us", ("en",), Quality.DEMO, joins=False
        )

    def transcribe(self, ask: Ask) -> Sequence[Word]:
        """The words of an utterance."""
        decoder = self._decoder
        decoder.start_utt()
        try:
            decoder.process_raw(ask.pcm, no_search=False, full_utt=True)
        finally:
            decoder.end_utt()
        return [
            Word(
                VARIANT.sub("", entry.word),
                entry.start_frame / FRAME_RATE,
                (entry.end_frame + 1) / FRAME_RATE,
                _stated(entry.prob),
            )
            for entry in decoder.seg() or ()
            if not NO_WORD.fullmatch(entry.word)
        ]

    @cached_property
    def _decoder(self) -> Any:
        import pocketsphinx  # noqa: PLC0415 - only a process that hears pays for it

        return pocketsphinx.Decoder(samprate=RATE, bestpath=True, loglevel="FATAL")


def _stated(posterior: float) -> float:
    return min(max(posterior, LEAST_STATED), 1.0) if math.isfinite(posterior) else LEAST_STATED


class SphinxDetector:
    """Implements `ports.Detecting` by pocketsphinx's detector (WebRTC's), yes or no a frame.

    What it adapts to can't be carried from call to call: the state is the last second of sound,
    which it hears again first.
    """

    title = "pocketsphinx VAD"

    def find(self, pcm: bytes, state: bytes) -> tuple[bytes, bytes]:
        """255 or 0 for each frame, and the next state."""
        import pocketsphinx  # noqa: PLC0415 - as above

        detector = pocketsphinx.Vad(STRICT, RATE, VAD_FRAME_SECONDS)
        frame = FRAME * SAMPLE_BYTES
        warm = state[: len(state) // frame * frame]
        sound = warm + pcm + bytes(-len(pcm) % frame)
        # Its frames are 30 ms and ours 32: it hears the greater part of each.
        found = bytes(
            255 if detector.is_speech(sound[at : at + detector.frame_bytes]) else 0
            for at in range(0, len(sound), frame)
        )
        return found[len(warm) // frame :], (state + pcm)[-WARM_BYTES:]


class SphinxBatch:
    """Implements `ports.Batch`: what each stream's own detector has adapted to is kept."""

    title = SphinxDetector.title

    def begin(self) -> object:
        """A detector."""
        import pocketsphinx  # noqa: PLC0415 - as above

        return pocketsphinx.Vad(STRICT, RATE, VAD_FRAME_SECONDS)

    def step(self, memories: Sequence[object], frames: Sequence[bytes]) -> Sequence[int]:
        """255 or 0 for one frame of each."""
        detectors: Sequence[Any] = memories
        return [
            255 if detector.is_speech(frame[: detector.frame_bytes]) else 0
            for detector, frame in zip(detectors, frames, strict=True)
        ]
