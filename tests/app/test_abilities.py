"""What hears and speaks here, as it is told to who runs the place."""

from collections.abc import Callable
from pathlib import Path

import pytest

from parley.app import abilities
from parley.contracts.speech import LiveAbility, Quality
from parley.speech.clients.sphinx import SphinxDetector
from parley.speech.ports import CloudVoice, Settings, VoiceSettings


def told(settings: Settings, folder: Path) -> list[str]:
    return list(abilities.lines(settings, folder))


def test_the_detector_is_known_by_its_name() -> None:
    assert SphinxDetector.title == abilities.NO_SILERO


def test_an_installation_without_anything_says_what_to_do(tmp_path: Path) -> None:
    bare = Settings(shared_dir=tmp_path, voice=VoiceSettings(name="piper"))
    voice, ears, mouth, german, _ = told(bare, tmp_path / "data")
    assert voice.startswith("voice activity: pocketsphinx VAD; `parley models pull silero-vad`")
    assert ears.startswith("hearing en: pocketsphinx")
    assert "demo quality" in ears
    assert "whisper-small" in ears
    assert mouth.startswith("speaking en: nothing")
    assert "PARLEY_TTS_URL" in mouth
    assert german.startswith("hearing de: nothing, people type")
    assert list(tmp_path.iterdir()) == []  # it was only looked at


def test_a_server_is_named_with_what_it_runs(tmp_path: Path) -> None:
    cloud = CloudVoice("https://voice.example/v1", key="k3y", model="m", voice="v")
    lines = told(Settings(shared_dir=tmp_path, voice=VoiceSettings(cloud=cloud)), tmp_path)
    assert "speaking de: m v at voice.example" in lines
    assert "k3y" not in "".join(lines)


@pytest.mark.parametrize(
    ("ability", "says"),
    [
        (LiveAbility("whisper", Quality.FULL, "Piper", "x"), "hearing en: whisper"),
        (LiveAbility("sphinx", Quality.DEMO, "Piper", "x"), "hearing en: sphinx, of demo"),
        (LiveAbility(None, Quality.DEMO, None, "x"), "hearing en: nothing"),
    ],
    ids=["full", "demo", "none"],
)
def test_what_is_real_needs_no_advice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ability: LiveAbility, says: str
) -> None:
    async def asked(_settings: Settings, _folder: Path) -> dict[str, LiveAbility]:
        return {"en": ability}

    found: Callable[..., object] = asked
    monkeypatch.setattr(abilities, "_asked", found)
    voice, ears, _ = told(Settings(), tmp_path)
    assert voice == "voice activity: x"
    assert ears.startswith(says)
    assert (";" in ears) == (ability.quality is Quality.DEMO)
