"""Silero's voice activity model by onnxruntime, on one thread.

Input `[B, 64 + 512]` (the last 64 samples before the frame, then the frame), state `[2, B, 128]`,
`sr` int64; output probability and state (model 6.2.3, MIT). A batch of 8 takes half the time of
eight calls.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from parley.speech.domain.utterances import FRAME
from parley.speech.domain.wav import RATE

TITLE = "Silero VAD 6.2.3"
CONTEXT = 64  # samples
STATE_SHAPE = (2, 1, 128)
_STATE_BYTES = 4 * 2 * 128
_CONTEXT_BYTES = 4 * CONTEXT


class SileroDetector:
    """Implements `ports.Detecting`."""

    title = TITLE

    def __init__(self, model: Path) -> None:
        """Load `model` at the first window."""
        self._model = model
        self._session: Any = None

    def find(self, pcm: bytes, state: bytes) -> tuple[bytes, bytes]:
        """Probability of voice times 255 for each frame, and the next state."""
        session = self._session or self._load()
        samples = np.frombuffer(pcm, "<i2").astype(np.float32) / 32768
        frames = np.zeros((-(-len(samples) // FRAME), FRAME), np.float32)
        frames.reshape(-1)[: len(samples)] = samples
        carried, context = _unpacked(state)
        rate = np.array(RATE, np.int64)
        found = bytearray()
        for frame in frames:
            given = np.concatenate((context, frame))[np.newaxis]
            probability, carried = session.run(None, {"input": given, "state": carried, "sr": rate})
            context = frame[-CONTEXT:]
            found.append(_byte(probability[0, 0]))
        return bytes(found), carried.astype("<f4").tobytes() + context.astype("<f4").tobytes()

    def _load(self) -> Any:
        self._session = _loaded(self._model)
        return self._session


class SileroBatch:
    """Implements `ports.Batch`."""

    title = TITLE

    def __init__(self, model: Path) -> None:
        """Load `model`.

        Raises:
            Exception: It is damaged; whichever onnxruntime raises.
        """
        self._session = _loaded(model)
        self._rate = np.array(RATE, np.int64)

    def begin(self) -> object:
        """State and context of a stream that begins."""
        return _Memory()

    def step(self, memories: Sequence[object], frames: Sequence[bytes]) -> Sequence[int]:
        """Probability of voice times 255 in one frame of each."""
        streams = [memory for memory in memories if isinstance(memory, _Memory)]
        given = np.empty((len(frames), CONTEXT + FRAME), np.float32)
        given[:, :CONTEXT] = [stream.context for stream in streams]
        samples = np.frombuffer(b"".join(frames), "<i2").reshape(len(frames), FRAME)
        given[:, CONTEXT:] = samples.astype(np.float32) / 32768
        state = np.stack([stream.state for stream in streams], axis=1)
        probabilities, state = self._session.run(
            None, {"input": given, "state": state, "sr": self._rate}
        )
        for n, stream in enumerate(streams):
            stream.state = state[:, n]
            stream.context = given[n, -CONTEXT:]
        return [_byte(probability) for probability in probabilities[:, 0]]


class _Memory:
    def __init__(self) -> None:
        self.state: Any = np.zeros((STATE_SHAPE[0], STATE_SHAPE[2]), np.float32)
        self.context: Any = np.zeros(CONTEXT, np.float32)


def _byte(probability: float) -> int:
    return int(min(max(float(probability), 0.0), 1.0) * 255)


def _loaded(model: Path) -> Any:
    import onnxruntime  # noqa: PLC0415 - only a process that listens pays for it

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


def _unpacked(state: bytes) -> tuple[Any, Any]:
    """State and context; silence at the beginning, or where it isn't one of ours."""
    if len(state) != _STATE_BYTES + _CONTEXT_BYTES:
        return np.zeros(STATE_SHAPE, np.float32), np.zeros(CONTEXT, np.float32)
    values = np.nan_to_num(np.frombuffer(state, "<f4"))
    return values[:-CONTEXT].reshape(STATE_SHAPE).copy(), values[-CONTEXT:].copy()
