"""The settings of what hears, speaks, scores and interviews: engines and vendors' models."""

from dataclasses import replace
from pathlib import Path
from typing import Literal, cast, get_args

from parley.app.settings import Environment, SettingError
from parley.interviewer.ports import EngineName, GeminiLiveSettings, ModelSettings
from parley.interviewer.ports import Settings as InterviewerSettings
from parley.interviews.ports import Settings as InterviewsSettings
from parley.scoring.ports import JudgeSettings
from parley.scoring.ports import Settings as ScoringSettings
from parley.speech.domain.engines import AUTO, PREFERENCE
from parley.speech.domain.speakers import VOICES
from parley.speech.ports import Cloud, CloudVoice, EngineSettings, LiveSettings, VoiceSettings
from parley.speech.ports import Settings as SpeechSettings


def speech(env: Environment) -> SpeechSettings:
    """What hears and speaks.

    Raises:
        SettingError: A variable can't be used.
    """
    recognizer = env.text("PARLEY_STT", AUTO)
    if recognizer not in {AUTO, *PREFERENCE}:
        raise SettingError(f"PARLEY_STT must be one of {', '.join((AUTO, *PREFERENCE))}.")
    given = env.optional("PARLEY_MODELS_DIR")
    return SpeechSettings(
        models_dir=Path(given) if given else None,
        recognizer=recognizer,
        engine=EngineSettings(
            whisper_model=env.optional("PARLEY_WHISPER_MODEL"),
            cloud=_speech_server(env),
            threads=env.number("PARLEY_SPEECH_THREADS", 2, least=1, most=256),
            memory_bytes=env.number("PARLEY_SPEECH_MEMORY_BYTES", 3 * 1024**3, least=200_000_000),
        ),
        voice=_voice(env),
        live=LiveSettings(
            recognizers=env.number(
                "PARLEY_VOICE_RECOGNIZERS", LiveSettings().recognizers, least=1, most=64
            )
        ),
    )


def _voice(env: Environment) -> VoiceSettings:
    name = env.text("PARLEY_TTS", AUTO)
    if name not in {AUTO, *VOICES}:
        raise SettingError(f"PARLEY_TTS must be one of {', '.join((AUTO, *VOICES))}.")
    piper, url = env.optional("PARLEY_PIPER_VOICE"), env.optional("PARLEY_TTS_URL")
    cloud = None
    if url is not None:
        try:
            cloud = CloudVoice(
                base_url=url.rstrip("/"),
                key=env.optional("PARLEY_TTS_KEY"),
                model=env.text("PARLEY_TTS_MODEL", "tts-1"),
                voice=env.text("PARLEY_TTS_VOICE", "alloy"),
                languages=env.words("PARLEY_TTS_LANGUAGES"),
            )
        except ValueError as error:
            raise SettingError(f"PARLEY_TTS_URL: {error}") from error
    return VoiceSettings(name=name, cloud=cloud, piper_voice=Path(piper) if piper else None)


def _speech_server(env: Environment) -> Cloud | None:
    url = env.optional("PARLEY_STT_URL")
    if url is None:
        return None
    try:
        return Cloud(
            base_url=url.rstrip("/"),
            key=env.optional("PARLEY_STT_KEY"),
            model=env.text("PARLEY_STT_MODEL", "whisper-1"),
            languages=env.words("PARLEY_STT_LANGUAGES"),
        )
    except ValueError as error:
        raise SettingError(f"PARLEY_STT_URL: {error}") from error


def scoring(env: Environment) -> ScoringSettings:
    """What scores.

    Raises:
        SettingError: A variable can't be used.
    """
    kind = env.optional("PARLEY_JUDGE")
    if kind is None:
        return ScoringSettings()
    if kind not in {"gemini", "openai"}:
        raise SettingError("PARLEY_JUDGE must be gemini or openai, or unset.")
    model = env.optional("PARLEY_JUDGE_MODEL")
    if model is None:
        raise SettingError("PARLEY_JUDGE needs PARLEY_JUDGE_MODEL, the name of the model there.")
    try:
        judge = JudgeSettings(
            kind=cast("Literal['gemini', 'openai']", kind),
            model=model,
            key=env.optional("PARLEY_JUDGE_KEY"),
            base_url=env.optional("PARLEY_JUDGE_URL"),
            repeats=env.number("PARLEY_JUDGE_REPEATS", 3, least=1, most=9),
        )
    except ValueError as error:
        raise SettingError(f"PARLEY_JUDGE: {error}") from error
    return ScoringSettings(judge=judge)


def voice_limit(env: Environment) -> int:
    """How long a conversation lasts at most, in seconds; extra time comes on top.

    Raises:
        SettingError: The variable can't be used.
    """
    return env.number("PARLEY_VOICE_LIMIT_SECONDS", 3600, least=30, most=4 * 3600)


def interviews(env: Environment, demo_emails: frozenset[str]) -> InterviewsSettings:
    """Of live sessions.

    Raises:
        SettingError: A variable can't be used.
    """
    return InterviewsSettings(
        worker_secret=env.text("WORKER_SHARED_SECRET", ""),
        limit_seconds=voice_limit(env),
        demo_emails=demo_emails,
    )


def interviewer(env: Environment, origins: frozenset[str]) -> InterviewerSettings:
    """What interviews; its socket is opened by pages of `origins`.

    Raises:
        SettingError: A variable can't be used.
    """
    engine = env.text("PARLEY_VOICE_ENGINE", "cascade")
    if engine not in get_args(EngineName):
        names = ", ".join(get_args(EngineName))
        raise SettingError(f"PARLEY_VOICE_ENGINE must be one of {names}.")
    gemini = _gemini_live(env)
    if engine == "gemini-live" and gemini is None:
        raise SettingError(
            "PARLEY_VOICE_ENGINE=gemini-live needs PARLEY_GEMINI_KEY and PARLEY_GEMINI_LIVE_MODEL."
        )
    return InterviewerSettings(
        engine=cast("EngineName", engine),
        brain=_brain(env),
        gemini_live=gemini,
        allowed_origins=origins,
    )


def _brain(env: Environment) -> ModelSettings | None:
    kind = env.optional("PARLEY_BRAIN")
    if kind is None or kind == "scripted":
        return None
    if kind not in {"gemini", "openai"}:
        raise SettingError("PARLEY_BRAIN must be scripted, gemini or openai.")
    model = env.optional("PARLEY_BRAIN_MODEL")
    if model is None:
        raise SettingError("PARLEY_BRAIN needs PARLEY_BRAIN_MODEL, the name of the model there.")
    try:
        made = ModelSettings(
            kind=cast("Literal['gemini', 'openai']", kind),
            model=model,
            key=env.optional("PARLEY_BRAIN_KEY"),
            base_url=env.optional("PARLEY_BRAIN_URL"),
        )
    except ValueError as error:
        raise SettingError(f"PARLEY_BRAIN: {error}: set PARLEY_BRAIN_URL.") from error
    return replace(
        made,
        read_seconds=_patience(env, "READ", made.read_seconds),
        first_seconds=_patience(env, "FIRST", made.first_seconds),
        seconds=_patience(env, "TURN", made.seconds),
        draft_seconds=_patience(env, "DRAFT", made.draft_seconds, most=60),
    )


def _patience(env: Environment, what: str, default: float, *, most: float = 12) -> float:
    """How long the brain is waited for; a conversation and a page wait little longer themselves."""
    return env.seconds(f"PARLEY_BRAIN_{what}_SECONDS", default, least=0.1, most=most)


def _gemini_live(env: Environment) -> GeminiLiveSettings | None:
    key, model = env.optional("PARLEY_GEMINI_KEY"), env.optional("PARLEY_GEMINI_LIVE_MODEL")
    if key is None or model is None:
        return None
    return GeminiLiveSettings(
        key=key,
        model=model,
        base_url=env.optional("PARLEY_GEMINI_LIVE_URL"),
        voice=env.optional("PARLEY_GEMINI_LIVE_VOICE"),
    )
