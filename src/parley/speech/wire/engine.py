"""The engine's process, run by `clients.engine`: `python -I -m parley.speech.wire.engine`.

Reads one JSON line from its standard input: where to listen, with which token, what to hear by.
Says `ready` on its standard output, serves until its standard input closes.
"""

import asyncio
import ctypes
import hmac
import json
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from parley.kit import log
from parley.kit.errors import Unauthenticated
from parley.kit.rpc.serving import Server
from parley.speech.clients.cloud import CloudRecognizer
from parley.speech.clients.espeak import EspeakSpeaker
from parley.speech.clients.models import located
from parley.speech.clients.piper import PiperSpeaker
from parley.speech.clients.silero import SileroDetector
from parley.speech.clients.sphinx import SphinxDetector, SphinxRecognizer
from parley.speech.clients.whisper import WhisperRecognizer
from parley.speech.domain.models import SILERO_FILE
from parley.speech.ports import Cloud, Detecting, EngineSettings, VoiceSettings
from parley.speech.rpc import engine as rpc
from parley.speech.service.hearing import Hearing

PR_SET_PDEATHSIG = 1


def hearing(
    settings: EngineSettings, models: Sequence[Path], voice: VoiceSettings | None = None
) -> Hearing:
    """Detector, recognisers and voices of these settings; loads nothing yet."""
    silero = located(models, SILERO_FILE)
    detector: Detecting = SileroDetector(silero) if silero else SphinxDetector()
    recognizers = (
        CloudRecognizer(settings.cloud),
        WhisperRecognizer(models, settings.whisper_model, settings.threads),
        SphinxRecognizer(),
    )
    said = voice or VoiceSettings()
    speakers = (PiperSpeaker(models, said.piper_voice), EspeakSpeaker(said.rate, said.pitch))
    return Hearing(detector, recognizers, speakers)


def read_settings(order: Mapping[str, Any]) -> EngineSettings:
    """What `clients.engine` has written about hearing."""
    given = dict(order)
    if given["cloud"] is not None:
        cloud = dict(given["cloud"])
        cloud["languages"] = tuple(cloud["languages"])
        cloud["ca_file"] = Path(cloud["ca_file"]) if cloud["ca_file"] else None
        given["cloud"] = Cloud(**cloud)
    return EngineSettings(**given)


def read_voice(order: Mapping[str, Any]) -> VoiceSettings:
    """What it has written about speaking; servers are asked elsewhere."""
    given = dict(order)
    given["cloud"] = None
    given["piper_voice"] = Path(given["piper_voice"]) if given["piper_voice"] else None
    return VoiceSettings(**given)


def main() -> None:
    """Serve until the process that started this one is gone."""
    _die_with_parent()
    order = json.loads(sys.stdin.buffer.readline())
    log.configure("warning")
    models = [Path(folder) for folder in order["models"]]
    settings = read_settings(order["engine"])
    os.nice(settings.niceness)
    made = hearing(settings, models, read_voice(order["voice"]))
    asyncio.run(serve(order, made))


async def serve(order: Mapping[str, Any], engine: Hearing) -> None:
    """Answer on `order["address"]` whoever has the token."""

    async def verify(token: str) -> Mapping[str, Any]:
        if not hmac.compare_digest(token, order["token"]):
            raise Unauthenticated
        return {"use": "service"}

    closed = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_reader(sys.stdin.fileno(), closed.set)
    server = Server([rpc.service(engine)], verify)
    await server.start(order["address"])
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    # What a library prints from here on goes to the log's stream, not into a pipe nobody reads.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    await closed.wait()
    # Native code may be in the middle of an utterance that nobody waits for.
    os._exit(0)


def _die_with_parent() -> None:
    """On Linux, be killed with the parent: a decoder holds the interpreter for seconds."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


if __name__ == "__main__":
    main()
