"""What a synthetic candidate says: a given recording, a spoken text, or nothing."""

import asyncio
import io
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import av

from parley.app.simulate.media import RATE

# flite's own voices, 16 kHz: recognised far better than formant synthesis (design facts).
VOICE = "slt"
SPEAK_DEADLINE_S = 60.0


@dataclass(frozen=True, slots=True)
class Answers:
    """What a candidate says to the spoken questions, in order.

    Attributes:
        manner: A word for the printout.
        texts: One a question.
    """

    manner: str
    texts: tuple[str, ...]


MANNERS = (
    Answers(
        "thorough",
        (
            (
                "I designed a payments A P I for an online shop. The hard part was that clients "
                "retried requests when the network failed, so some customers were charged twice. "
                "We solved it with an idempotency key that we stored together with the payment. "
                "As a result duplicate charges went down to zero."
            ),
            (
                "An operation is idempotent when doing it twice has the same effect as once. "
                "It matters when a client can not know whether a request arrived and repeats it."
            ),
        ),
    ),
    Answers(
        "brief",
        (
            "I designed an A P I for orders. It was hard to keep it stable.",
            "It means that you can repeat a request without harm.",
        ),
    ),
    Answers("lost", ("I don't know.", "I am not sure, sorry.")),
)


def can_speak() -> bool:
    """Whether the speech synthesiser is installed."""
    return shutil.which("flite") is not None


async def spoken(text: str, rate: int = RATE) -> bytes:
    """`text` as speech: mono 16-bit samples, `rate` a second.

    Raises:
        OSError: The synthesiser failed.
    """
    with tempfile.TemporaryDirectory() as folder:
        wav = Path(folder) / "said.wav"
        process = await asyncio.create_subprocess_exec(
            "flite", "-voice", VOICE, "-t", text, "-o", str(wav)
        )
        try:
            async with asyncio.timeout(SPEAK_DEADLINE_S):
                status = await process.wait()
        finally:
            if process.returncode is None:
                process.kill()
        if status != 0:
            raise OSError(f"flite ended with {status}")
        return await asyncio.to_thread(samples_of, wav, rate)


def samples_of(path: Path, rate: int = RATE) -> bytes:
    """The sound of any audio or video file: mono 16-bit samples, `rate` a second.

    Raises:
        OSError: It can't be read, or has no sound.
    """
    resampler = av.AudioResampler(format="s16", layout="mono", rate=rate)
    out = io.BytesIO()
    try:
        with av.open(str(path), "r") as source:
            for frame in source.decode(audio=0):
                for piece in resampler.resample(frame):
                    out.write(bytes(piece.planes[0])[: piece.samples * 2])
    except (av.FFmpegError, IndexError) as error:
        raise OSError(f"{path} can't be read as sound") from error
    return out.getvalue()
