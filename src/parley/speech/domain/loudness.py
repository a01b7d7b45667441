"""How loud each frame is, as a byte."""

import numpy as np

from parley.speech.domain.utterances import FRAME

FLOOR_DB = -96.0  # of full scale: one step of 16 bits


def loudness(pcm: bytes) -> bytes:
    """Root mean square of each whole or begun frame: 0 is -96 dBFS or less, 255 full scale."""
    samples = np.frombuffer(pcm, "<i2").astype(np.float32) / 32768
    padded = np.zeros(-(-len(samples) // FRAME) * FRAME, np.float32)
    padded[: len(samples)] = samples
    power = np.mean(padded.reshape(-1, FRAME) ** 2, axis=1)
    decibels = 10 * np.log10(np.maximum(power, 1e-12))
    scaled = (decibels - FLOOR_DB) / -FLOOR_DB * 255
    return bytes(np.clip(scaled, 0, 255).astype(np.uint8))
