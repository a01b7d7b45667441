"""What hears and speaks on this machine, in words: for `parley doctor` and `parley models list`."""

import asyncio
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from parley.contracts.speech import LiveAbility, Quality
from parley.speech import wire
from parley.speech.ports import LiveSettings, Settings

LANGUAGES = ("en", "de")  # that interviews are held in
BETTER_EARS = "`make extras` with `parley models pull whisper-small`, or a server (PARLEY_STT_URL),"
BETTER_VOICE = (
    "set up again without NO_VOICE=1, put a Piper voice into models/piper, or name a server"
    " (PARLEY_TTS_URL)"
)
NO_SILERO = "pocketsphinx VAD"


def lines(settings: Settings, data_dir: Path) -> Iterator[str]:
    """A sentence for each thing that hears or speaks; it is asked in processes of its own.

    Args:
        settings: Of speech.
        data_dir: Where models were pulled to; nothing is written there.
    """
    found = asyncio.run(_asked(settings, data_dir))
    detector = found[LANGUAGES[0]].detector
    better = "; `parley models pull silero-vad` gives a better one" if detector == NO_SILERO else ""
    yield f"voice activity: {detector}{better}"
    for language, ability in found.items():
        yield f"hearing {language}: {_ears(ability)}"
        yield f"speaking {language}: {ability.voice or f'nothing, words are shown; {BETTER_VOICE}'}"


def _ears(ability: LiveAbility) -> str:
    if ability.recognizer is None:
        return f"nothing, people type; {BETTER_EARS} would hear it"
    if ability.quality is Quality.FULL:
        return ability.recognizer
    return (
        f"{ability.recognizer}, of demo quality: not scored in hiring; {BETTER_EARS} hears better"
    )


async def _asked(settings: Settings, data_dir: Path) -> dict[str, LiveAbility]:
    with tempfile.TemporaryDirectory() as folder:
        here = replace(
            settings, models_dir=settings.models(data_dir), live=LiveSettings(recognizers=1)
        )
        live = wire.live(Path(folder), here)
        try:
            return {language: await live.ability(language) for language in LANGUAGES}
        finally:
            await live.close()
