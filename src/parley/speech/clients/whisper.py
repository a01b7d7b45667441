"""faster-whisper with a model that `parley models pull` has fetched."""

import importlib.util
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from parley.contracts.speech import Quality, Word
from parley.speech.clients.models import located
from parley.speech.domain.engines import (
    WHISPER,
    Ask,
    EngineUnavailable,
    Missing,
    Recognizer,
    primary,
)
from parley.speech.domain.models import WHISPER_FILES, WHISPER_LANGUAGES, WHISPER_MODELS
from parley.speech.domain.words import cleaned

BEAM = 5
ENGLISH_ONLY = ".en"  # how such models' names end
LEAST_STATED = 0.001
MOST_HINT_CHARACTERS = 600  # the prompt has 224 tokens


class WhisperRecognizer:
    """Implements `ports.Recognizing`; imports the library with the first utterance."""

    name = WHISPER

    def __init__(self, models: Sequence[Path], wanted: str | None, threads: int) -> None:
        """Use model `wanted` below one of the folders `models`, or the largest there."""
        self._models, self._wanted, self._threads = models, wanted, threads

    def describe(self) -> Recognizer | Missing:
        """Whether library and model are there."""
        found = self._found()
        if isinstance(found, Missing):
            return found
        languages = ("en",) if found.name.endswith(ENGLISH_ONLY) else WHISPER_LANGUAGES
        return Recognizer(
            self.name, f"faster-whisper {found.name}", languages, Quality.FULL, joins=True
        )

    def _found(self) -> Path | Missing:
        if importlib.util.find_spec("faster_whisper") is None:
            return Missing(self.name, 'faster-whisper is not installed: run "make extras".')
        names = [m.removeprefix("whisper-") for m in reversed(WHISPER_MODELS)]
        for name in [self._wanted] if self._wanted else names:
            if found := located(self._models, f"whisper/{name}", *WHISPER_FILES):
                return found
        wanted = f"whisper-{self._wanted or 'small'}"
        return Missing(self.name, f'There is no model: run "parley models pull {wanted}".')

    def transcribe(self, ask: Ask) -> Sequence[Word]:
        """The words of an utterance."""
        samples = np.frombuffer(ask.pcm, "<i2").astype(np.float32) / 32768
        segments, _ = self._model.transcribe(
            samples,
            language=primary(ask.language),
            beam_size=BEAM,
            # No fallback to sampling: the same recording has the same words whenever it is heard.
            temperature=0.0,
            word_timestamps=True,
            # Voice was found before; and one utterance says nothing of the next.
            vad_filter=False,
            condition_on_previous_text=False,
            initial_prompt=" ".join(ask.hints)[:MOST_HINT_CHARACTERS] or None,
        )
        return [
            Word(
                " ".join(cleaned(word.word)),
                float(word.start),
                float(word.end),
                _stated(word.probability),
            )
            for segment in segments
            for word in segment.words or ()
        ]

    @cached_property
    def _model(self) -> Any:
        found = self._found()
        if isinstance(found, Missing):
            raise EngineUnavailable(found.reason)
        from faster_whisper import WhisperModel  # noqa: PLC0415 - seconds, and 200 MB

        try:
            return WhisperModel(
                str(found),
                device="cpu",
                compute_type="int8",
                cpu_threads=self._threads,
                num_workers=1,
                local_files_only=True,
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise EngineUnavailable(
                f"The model in {found.name} can't be loaded: pull it again with \"parley models "
                f'pull whisper-{found.name}".'
            ) from error


def _stated(probability: float) -> float:
    return max(float(probability), LEAST_STATED)
