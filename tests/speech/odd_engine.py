"""A child that serves the engine and misbehaves as its first hint says; run as a script."""

import asyncio
import ctypes
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from parley.contracts.speech import Quality, Word
from parley.speech.clients.sphinx import SphinxDetector
from parley.speech.domain.engines import Ask, Missing, Recognizer, Speaker
from parley.speech.service.hearing import Hearing
from parley.speech.wire.engine import serve


class Odd:
    """Implements `ports.Recognizing`, more or less."""

    name = "whisper"
    kept: bytes = b""

    def describe(self) -> Recognizer | Missing:
        return Recognizer(self.name, "odd", (), Quality.FULL, joins=False)

    def transcribe(self, ask: Ask) -> Sequence[Word]:
        match ask.hints[:1]:
            case ("hang",):
                ctypes.PyDLL(None).sleep(3600)  # and holds the interpreter
            case ("slow",):
                time.sleep(0.3)
            case ("crash",):
                os.abort()
            case ("raise",):
                raise RuntimeError("s3cret-canary")
            case ("grow",):
                self.kept = b"x" * (int(ask.hints[1]))
                time.sleep(3600)
            case ("environ",):
                return [Word(name, 0.0, 0.0, 0.5) for name in sorted(os.environ)]
        return [Word(f"pid{os.getpid()}", 0.0, 0.1, 0.5)]


class OddVoice:
    """Implements `ports.Speaking`: a piece for each word; some words are orders."""

    name = "espeak"

    def describe(self) -> Speaker | Missing:
        return Speaker(self.name, "odd", ("en",))

    def speak(self, text: str, language: str) -> Iterator[bytes]:
        for word in text.split():
            match word:
                case "hang":
                    ctypes.PyDLL(None).sleep(3600)
                case "slow":
                    time.sleep(0.3)
                case "crash":
                    os.abort()
                case "raise":
                    raise RuntimeError("s3cret-canary")
            yield word.encode() + b"." * (len(word) % 2)


def main() -> None:
    match sys.argv[1:]:
        case ["dies"]:
            sys.exit(3)
        case ["never ready"]:
            time.sleep(3600)
        case ["chatty"]:
            Path("/dev/stdout").write_text("x" * 100_000 + "\n")
            time.sleep(3600)
        case _:
            order = json.loads(sys.stdin.buffer.readline())
            asyncio.run(serve(order, Hearing(SphinxDetector(), [Odd()], [OddVoice()])))


if __name__ == "__main__":
    main()
