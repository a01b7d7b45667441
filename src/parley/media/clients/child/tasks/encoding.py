"""Sound that this server has recorded itself, as Opus (RFC 6716) in WebM."""

import os
from fractions import Fraction
from typing import Any

from .reading import PROGRESS_STEP, say
from .sound import read

FRAME_BYTES = 4  # Two channels of signed 16 bit.
PIECE = 16_000  # Frames that are read at a time; a whole number of Opus packets.
OPTIONS = {"application": "voip", "frame_duration": "20", "compression_level": "5"}


def encode(av: Any, task: dict[str, Any]) -> dict[str, Any]:
    """The one input, stereo PCM at `rate`, into `out` at `bits` a second."""
    (source,), rate = task["inputs"], task["rate"]
    total = os.fstat(source["fd"]).st_size // FRAME_BYTES
    out_file = os.fdopen(task["out"], "r+b", closefd=False)
    shown = 0.0
    with av.open(out_file, mode="w", format="webm") as out:
        stream = out.add_stream("libopus", rate=rate, options=OPTIONS)
        stream.layout, stream.bit_rate = "stereo", task["bits"]
        stream.codec_context.thread_count = 1
        for at in range(0, total, PIECE):
            count = min(PIECE, total - at)
            frame = av.AudioFrame(format="s16", layout="stereo", samples=count)
            frame.sample_rate, frame.pts, frame.time_base = rate, at, Fraction(1, rate)
            frame.planes[0].update(read(source["fd"], count * FRAME_BYTES, at * FRAME_BYTES))
            out.mux(stream.encode(frame))
            if at / total - shown >= PROGRESS_STEP:
                shown = at / total
                say(progress=shown)
        out.mux(stream.encode(None))
    out_file.flush()
    return {"encoded": True}
