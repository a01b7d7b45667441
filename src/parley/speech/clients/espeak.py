"""eSpeak NG by ctypes (speak_lib.h of 1.52), out of the wheel `espeakng-loader`.

The library is under GPL-3: it is a part of its own that set-up may leave out (decision 17), and
only the engine's process loads it. It speaks a sentence in a few milliseconds, so one is made as a
whole and handed on in pieces.
"""

import ctypes
import importlib
import importlib.util
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from parley.speech.clients.resampling import resampled
from parley.speech.domain.engines import EngineUnavailable, Missing, Speaker, primary
from parley.speech.domain.speakers import ESPEAK

LIBRARY = "espeakng_loader"
SYNCHRONOUS = 2  # AUDIO_OUTPUT_SYNCHRONOUS: the call returns when the sound is made
DONT_EXIT = 0x8000
CHARS_UTF8 = 1
POS_CHARACTER = 1
RATE_PARAMETER, PITCH_PARAMETER = 1, 3
STOP, GO_ON = 1, 0  # what the callback answers
LONGEST_SECONDS = 300  # of one sentence; more is a fault
# By which name it knows what we mean by a language; otherwise the tag itself, then its subtag.
PREFERRED = {"en": "en-us", "zh": "cmn"}

_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


class _Voice(ctypes.Structure):
    """`espeak_VOICE`."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_void_p),  # (priority byte, zero-terminated tag)*, then a zero
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("xx1", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


class EspeakSpeaker:
    """Implements `ports.Speaking`."""

    name = ESPEAK

    def __init__(self, rate: int, pitch: int) -> None:
        """Speak `rate` words a minute (by its own count) at `pitch` (0 to 100)."""
        self._rate, self._pitch = rate, pitch
        self._made = bytearray()

    def describe(self) -> Speaker | Missing:
        """Whether the library is there, and its languages."""
        if importlib.util.find_spec(LIBRARY) is None:
            return Missing(
                self.name, "eSpeak NG was left out: run set-up again without NO_VOICE=1."
            )
        try:
            return Speaker(self.name, "eSpeak NG", self._languages)
        except (OSError, EngineUnavailable):
            return Missing(self.name, "eSpeak NG can't be loaded: run set-up again.")

    def speak(self, text: str, language: str) -> Iterator[bytes]:
        """16 kHz PCM."""
        library = self._library
        names = dict.fromkeys(
            (language.lower(), PREFERRED.get(primary(language)), primary(language))
        )
        if not any(name and library.espeak_SetVoiceByName(name.encode()) == 0 for name in names):
            raise EngineUnavailable("eSpeak NG has no such voice.")
        library.espeak_SetParameter(RATE_PARAMETER, self._rate, 0)
        library.espeak_SetParameter(PITCH_PARAMETER, self._pitch, 0)
        self._made.clear()
        data = text.encode() + b"\0"
        done = library.espeak_Synth(
            data, ctypes.c_size_t(len(data)), 0, POS_CHARACTER, 0, CHARS_UTF8, None, None
        )
        if done != 0:
            raise EngineUnavailable("eSpeak NG refuses to speak.")
        return resampled((bytes(self._made),), self._hertz)

    @cached_property
    def _library(self) -> Any:
        loader: Any = importlib.import_module(LIBRARY)
        library: Any = ctypes.CDLL(loader.get_library_path())
        library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_Voice))
        data = loader.get_data_path().encode()
        self._hertz: int = library.espeak_Initialize(SYNCHRONOUS, 0, data, DONT_EXIT)
        if self._hertz <= 0:
            raise EngineUnavailable("eSpeak NG doesn't start.")
        most = 2 * self._hertz * LONGEST_SECONDS

        def take(samples: Any, count: int, _events: Any) -> int:
            if samples and count > 0:
                self._made += ctypes.string_at(samples, 2 * count)
            return STOP if len(self._made) > most else GO_ON

        self._callback = _Callback(take)  # kept: the library only has its address
        library.espeak_SetSynthCallback(self._callback)
        return library

    @cached_property
    def _languages(self) -> tuple[str, ...]:
        voices, found = self._library.espeak_ListVoices(None), set()
        at = 0
        while voices[at]:
            found |= {primary(tag) for tag in _tags(voices[at].contents.languages)}
            at += 1
        return tuple(sorted(found | {ours for ours, its in PREFERRED.items() if its in found}))


def _tags(address: int | None) -> Iterator[str]:
    while address and ctypes.c_ubyte.from_address(address).value:
        tag = ctypes.string_at(address + 1)
        yield tag.decode(errors="replace")
        address += len(tag) + 2
