"""How speech is configured."""

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

from parley.speech.domain.engines import AUTO, PREFERENCE
from parley.speech.domain.speakers import VOICES
from parley.speech.domain.utterances import Cutting

LONGEST_WINDOW = 60  # seconds: 1.9 MB of a message's 4
LONGEST_ASK = 30  # seconds: whisper's window
MEGABYTE = 1024**2


@dataclass(frozen=True, slots=True)
class Cloud:
    """A server with OpenAI's `/v1/audio/transcriptions`.

    Attributes:
        base_url: Up to and without `/audio/transcriptions`, such as `https://api.openai.com/v1`.
        key: Sent as bearer token, or None.
        model: Which of its models.
        languages: Primary subtags it is used for; empty for any.
        seconds: For one utterance, over all attempts.
        attempts: How often at most.
        answer_bytes: More than this is no answer.
        ca_file: Certificates to trust instead of the system's.

    Raises:
        ValueError: It is no address.
    """

    base_url: str
    key: str | None = field(default=None, repr=False)
    model: str = "whisper-1"
    languages: tuple[str, ...] = ()
    seconds: float = 60.0
    attempts: int = 4
    answer_bytes: int = 2 * MEGABYTE
    ca_file: Path | None = None

    def __post_init__(self) -> None:
        """Refuse what can't be called."""
        if not self.base_url.startswith(("http://", "https://")):
            raise ValueError("The address of a speech server begins with https:// or http://.")


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """How the engine's process is run.

    Attributes:
        whisper_model: Which of the pulled ones; None for the largest.
        cloud: A server, or None.
        threads: Of the native libraries.
        memory_bytes: Resident; a process that has more is ended.
        start_seconds: Until it must answer.
        call_seconds: Deadline of every call, loading a model included; and
        a_second: so many more for each second of sound. At twice that the process is killed.
        idle_seconds: After so long without a call it is ended, and its memory given back.
        niceness: How far it stands back behind others for the processor, 0 to 19.
    """

    whisper_model: str | None = None
    cloud: Cloud | None = None
    threads: int = 2
    memory_bytes: int = 3072 * MEGABYTE
    start_seconds: float = 60.0
    call_seconds: float = 60.0
    a_second: float = 4.0
    idle_seconds: float = 180.0
    niceness: int = 0

    def deadline(self, sound_seconds: float) -> float:
        """Seconds for a call about so much sound."""
        return self.call_seconds + self.a_second * sound_seconds


@dataclass(frozen=True, slots=True)
class CloudVoice:
    """A server with OpenAI's `/v1/audio/speech`.

    Attributes:
        base_url: Up to and without `/audio/speech`.
        key: Sent as bearer token, or None.
        model: Which of its models.
        voice: Which of its voices.
        languages: Primary subtags it is used for; empty for any.
        first_seconds: Until the first sound of a sentence, over all attempts.
        piece_seconds: Without any sound in the middle of one.
        attempts: How often at most; none once there was sound.
        ca_file: Certificates to trust instead of the system's.

    Raises:
        ValueError: It is no address.
    """

    base_url: str
    key: str | None = field(default=None, repr=False)
    model: str = "tts-1"
    voice: str = "alloy"
    languages: tuple[str, ...] = ()
    first_seconds: float = 4.0
    piece_seconds: float = 3.0
    attempts: int = 2
    ca_file: Path | None = None

    def __post_init__(self) -> None:
        """Refuse what can't be called."""
        if not self.base_url.startswith(("http://", "https://")):
            raise ValueError("The address of a speech server begins with https:// or http://.")


@dataclass(frozen=True, slots=True)
class VoiceSettings:
    """What speaks.

    Attributes:
        name: `auto` (a configured server, else Piper, else eSpeak NG), or one name.
        cloud: A server, or None.
        piper_voice: The `.onnx` file of a Piper voice, its `.onnx.json` beside it; None for those
            in `piper` below the folders of models.
        rate: Of eSpeak NG, in words a minute by its own count (80 to 450); 135 are some 165 of an
            interviewer's English ones, a calm pace.
        pitch: Of eSpeak NG, 0 to 100.

    Raises:
        ValueError: An unknown voice, or a rate or pitch out of range.
    """

    name: str = AUTO
    cloud: CloudVoice | None = None
    piper_voice: Path | None = None
    rate: int = 135
    pitch: int = 45

    def __post_init__(self) -> None:
        """Refuse what can't work."""
        if self.name not in {AUTO, *VOICES}:
            raise ValueError(f"A voice is one of: {', '.join((AUTO, *VOICES))}.")
        if not (80 <= self.rate <= 450 and 0 <= self.pitch <= 100):  # noqa: PLR2004 - eSpeak's own
            raise ValueError("A voice has 80 to 450 words a minute and a pitch of 0 to 100.")


@dataclass(frozen=True, slots=True)
class LiveSettings:
    """How hearing and speaking keep up with a conversation.

    Attributes:
        recognizers: Processes that hear, at once.
        least_seconds: Deadline of hearing an utterance, from its arrival; or
        times: so many times its length, where that is more. A process that has worked on one for
            so long is killed and replaced.
        start_seconds: Until a process must answer.
        load_seconds: For loading a model.
        most_waiting: Utterances that wait for a process; one more is refused.
        speak_seconds: Until a sentence must be made; at twice that its process is killed; and
        a_spoken: so many more for each second that it takes to say.
        idle_seconds: After so long without a call a process is ended.
        niceness: How far those that hear stand back behind the conversations themselves.

    Raises:
        ValueError: Nothing would hear, or never in time.
    """

    recognizers: int = min(2, os.cpu_count() or 1)
    least_seconds: float = 9.0
    times: float = 1.5
    start_seconds: float = 20.0
    load_seconds: float = 90.0
    most_waiting: int = 200
    speak_seconds: float = 4.0
    a_spoken: float = 0.5
    idle_seconds: float = 600.0
    niceness: int = 5

    def __post_init__(self) -> None:
        """Refuse what can't work."""
        if self.recognizers < 1 or self.most_waiting < 1:
            raise ValueError("At least one process must hear.")
        if min(self.least_seconds, self.times, self.load_seconds, self.speak_seconds) <= 0:
            raise ValueError("Deadlines are longer than nothing.")

    def deadline(self, sound_seconds: float) -> float:
        """Seconds for hearing so much sound."""
        return max(self.least_seconds, self.times * sound_seconds)


def shared_models() -> Path:
    """Where set-up puts models that come with an installation of the program."""
    return Path(sys.prefix) / "share" / "parley" / "models"


@dataclass(frozen=True, slots=True)
class Settings:
    """How speech is configured.

    Attributes:
        models_dir: Where `parley models pull` puts models; None: `models` in the data folder.
        shared_dir: Where set-up has put some, which are used where none were pulled.
        recognizer: `auto` (a configured server, else whisper, else pocketsphinx), or one name.
        engine: Of its process.
        voice: What speaks.
        live: How a conversation is kept up with.
        cutting: How voice becomes utterances.
        longest_seconds: Of a recording; a longer one is refused.
        window_seconds: Of sound, read and looked through at once; a minute at most.
        pause_seconds: Of silence within one window of an engine that likes context.
        max_attempts: How often a job is tried; waits grow to ten minutes: some five hours.
        sweep_seconds: Between looks for jobs that took their workers down.

    Raises:
        ValueError: An unknown recogniser, or a window that no message holds.
    """

    models_dir: Path | None = None
    shared_dir: Path = field(default_factory=shared_models)
    recognizer: str = AUTO
    engine: EngineSettings = field(default_factory=EngineSettings)
    voice: VoiceSettings = field(default_factory=VoiceSettings)
    live: LiveSettings = field(default_factory=LiveSettings)
    cutting: Cutting = field(default_factory=Cutting)
    longest_seconds: int = 4 * 3600
    window_seconds: int = 60
    pause_seconds: float = 2.0
    max_attempts: int = 40
    sweep_seconds: float = 60.0

    def models(self, data_dir: Path) -> Path:
        """Where models are pulled to by an installation in `data_dir`."""
        return self.models_dir or data_dir / "models"

    def models_path(self, data_dir: Path) -> tuple[Path, ...]:
        """Where models are looked for, in this order: pulled ones, then those of set-up."""
        return (self.models(data_dir).absolute(), self.shared_dir)

    def __post_init__(self) -> None:
        """Refuse what can't work."""
        if self.recognizer not in {AUTO, *PREFERENCE}:
            raise ValueError(f"A speech engine is one of: {', '.join((AUTO, *PREFERENCE))}.")
        if not 1 <= self.window_seconds <= LONGEST_WINDOW or self.cutting.longest > LONGEST_ASK:
            raise ValueError(
                f"A window has at most {LONGEST_WINDOW} s, an utterance {LONGEST_ASK} s."
            )

    def describe(self) -> str:
        """What hears, for `parley doctor`."""
        if self.engine.cloud is not None and self.recognizer in {AUTO, "cloud"}:
            return f"{self.engine.cloud.model} at {self.engine.cloud.base_url}"
        return f"local ({self.recognizer})"
