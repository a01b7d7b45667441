"""Piper, where an operator has installed it and put a voice beside the other models.

The package is under GPL-3: an extra that nothing installs by itself, loaded by the engine's process
only (decision 17).
"""

import importlib
import importlib.util
import json
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from parley.speech.clients.resampling import resampled
from parley.speech.domain.engines import EngineUnavailable, Missing, Speaker, primary
from parley.speech.domain.speakers import PIPER

LIBRARY = "piper"
FOLDER = "piper"  # below the folders of models
CONFIG_SUFFIX = ".json"  # after the voice's own
LARGEST_CONFIG = 4_000_000  # bytes


class PiperSpeaker:
    """Implements `ports.Speaking`; imports the library with the first sentence."""

    name = PIPER

    def __init__(self, folders: Sequence[Path], voice: Path | None) -> None:
        """Speak by `voice`, or by those in `piper` below `folders`, one a language."""
        self._folders, self._voice = folders, voice
        self._loaded: dict[Path, Any] = {}

    def describe(self) -> Speaker | Missing:
        """Whether library and voices are there."""
        if importlib.util.find_spec(LIBRARY) is None:
            return Missing(self.name, 'Piper is not installed: run "make extras".')
        if not self._voices:
            return Missing(
                self.name,
                "There is no Piper voice: put its .onnx and .onnx.json into models/piper.",
            )
        named = ", ".join(path.stem for path in self._voices.values())
        return Speaker(self.name, f"Piper {named}", tuple(sorted(self._voices)))

    def speak(self, text: str, language: str) -> Iterator[bytes]:
        """16 kHz PCM, as each sentence of the text is made."""
        path = self._voices.get(primary(language))
        if path is None:
            raise EngineUnavailable("Piper has no voice of this language.")
        voice = self._load(path)
        return resampled(
            (chunk.audio_int16_bytes for chunk in voice.synthesize(text)), voice.config.sample_rate
        )

    def _load(self, path: Path) -> Any:
        if path not in self._loaded:
            library: Any = importlib.import_module(LIBRARY)
            try:
                self._loaded[path] = library.PiperVoice.load(path)
            except Exception as error:  # it raises its libraries' own, whatever they are
                raise EngineUnavailable(f"The voice {path.name} can't be loaded.") from error
        return self._loaded[path]

    @cached_property
    def _voices(self) -> dict[str, Path]:
        """By primary subtag; the first of a language wins."""
        found: dict[str, Path] = {}
        paths = [self._voice] if self._voice else [
            path for folder in self._folders for path in sorted((folder / FOLDER).glob("*.onnx"))
        ]  # fmt: skip
        for path in paths:
            if language := _language(path):
                found.setdefault(language, path)
        return found


def _language(path: Path) -> str | None:
    """What a voice speaks, by the file beside it; None where it is no voice."""
    beside = path.with_name(path.name + CONFIG_SUFFIX)
    try:
        if not path.is_file() or beside.stat().st_size > LARGEST_CONFIG:
            return None
        told = json.loads(beside.read_text())
        code = told.get("language", {}).get("code") or told["espeak"]["voice"]
        return primary(str(code))
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return None
