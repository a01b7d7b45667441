"""What the fake microphone hears: a WAV of sentences that a synthesiser speaks, and of silences."""

import wave
from pathlib import Path

from parley.app.simulate import speech
from tests.requires import require

RATE = 48_000


async def record(path: Path, *parts: str | float) -> Path:
    """Write a mono WAV of 48 kHz.

    Args:
        path: Where to.
        parts: Sentences to speak, and seconds of silence.
    """
    require("flite")
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        for part in parts:
            if isinstance(part, str):
                out.writeframes(await speech.spoken(part, RATE))
            else:
                out.writeframes(bytes(2 * int(part * RATE)))
    return path
