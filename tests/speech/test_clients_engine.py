"""The engine's process: its life and its deaths."""

import asyncio
import json
import os
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from parley.kit.discovery import StaticDiscovery
from parley.kit.errors import Malformed, Unauthenticated
from parley.kit.rpc.linking import Link
from parley.speech import wire
from parley.speech.clients import engine as clients_engine
from parley.speech.clients.engine import EngineProcess, resident_bytes
from parley.speech.domain.engines import (
    Ask,
    EngineDied,
    EngineUnavailable,
    LanguageUnavailable,
    Speaker,
)
from parley.speech.domain.speakers import LONGEST_TEXT, Say
from parley.speech.ports import (
    LONGEST_ASK,
    LONGEST_WINDOW,
    CloudVoice,
    EngineSettings,
    VoiceSettings,
)
from parley.speech.rpc import engine as rpc
from parley.speech.wire.engine import read_voice
from tests.fakes.speech_engine import silence, tone

ODD = (sys.executable, "-I", str(Path(__file__).with_name("odd_engine.py")))
QUICK = EngineSettings(start_seconds=60, call_seconds=60, a_second=0)


@pytest.fixture
def short() -> Iterator[Path]:
    """A folder whose path leaves room for a socket's name, also where pytest's own doesn't."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@asynccontextmanager
async def odd(
    folder: Path, settings: EngineSettings = QUICK, *arguments: str
) -> AsyncIterator[EngineProcess]:
    made = EngineProcess(
        settings, [folder / "models"], folder / "run", wire.connect, command=(*ODD, *arguments)
    )
    try:
        yield made
    finally:
        await made.stop()


def ask(*hints: str) -> Ask:
    return Ask(silence(0.1), "whisper", "en", hints)


def gone(pid: int) -> bool:
    """Whether a process has ended (a zombie has)."""
    try:
        return "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return True


async def until_gone(pid: int) -> None:
    async with asyncio.timeout(30):
        while not gone(pid):
            await asyncio.sleep(0.02)


async def test_it_starts_at_the_first_call_and_stays(short: Path) -> None:
    async with odd(short) as engine:
        first = await engine.transcribe(ask())
        assert first.words[0].text == f"pid{engine.pid}"
        assert await engine.transcribe(ask()) == first
        pid = engine.pid
    assert pid is not None
    assert gone(pid)
    assert list((short / "run").iterdir()) == []


async def test_calls_made_at_once_are_answered_one_by_one(tmp_path: Path) -> None:
    async with odd(tmp_path) as engine:
        answers = await asyncio.gather(*(engine.transcribe(ask()) for _ in range(5)))
        assert len({one.words for one in answers}) == 1


async def test_only_we_can_reach_it(short: Path) -> None:
    async with odd(short) as engine:
        await engine.transcribe(ask())
        (folder,) = (short / "run").iterdir()
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700

        async def guess() -> str:
            return "guess"

        found = StaticDiscovery({rpc.SERVICE.full_name: [f"unix:{folder}/s"]})
        link = Link(rpc.SERVICE, found, guess)
        with pytest.raises(Unauthenticated):
            await rpc.EngineClient(link).transcribe(ask())
        await link.close()


async def test_it_inherits_nothing_that_is_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARLEY_SERVICE_TOKEN", "s3cret")
    async with odd(tmp_path) as engine:
        names = {one.text for one in (await engine.transcribe(ask("environ"))).words}
        assert names <= {"OMP_NUM_THREADS", "LC_CTYPE"}
        assert engine.pid is not None
        line = Path(f"/proc/{engine.pid}/cmdline").read_text()
        assert "token" not in line


async def test_a_path_too_long_for_a_socket_gets_a_short_one(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 100)
    async with odd(deep) as engine:
        assert (await engine.transcribe(ask())).words
        assert list((deep / "run").iterdir()) == []
        assert [
            one
            for one in Path(tempfile.gettempdir()).glob("parley-speech-*")
            if (one / "s").is_socket()
        ]


async def test_what_an_engine_left_behind_is_cleared_away(short: Path) -> None:
    below = short / "run"
    below.mkdir()
    left, young, alive = (below / f"parley-speech-{name}" for name in ("left", "young", "alive"))
    for folder in (left, young, alive):
        folder.mkdir()
    (left / "s").touch()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(alive / "s"))
        listening.listen()
        for folder in (left, alive):
            os.utime(folder, (0, 0))
        # However little time this one is given, another may need more.
        os.utime(young, (time.time() - 300, time.time() - 300))
        async with odd(short, replace(QUICK, start_seconds=30)) as engine:
            await engine.transcribe(ask())
            assert not left.exists()
            assert young.exists()
            assert alive.exists()


async def test_killed_in_between_it_is_started_again(tmp_path: Path) -> None:
    async with odd(tmp_path) as engine:
        before = (await engine.transcribe(ask())).words
        assert engine.pid is not None
        os.kill(engine.pid, signal.SIGKILL)
        await until_gone(engine.pid)
        after = None
        for _ in range(2):  # whoever calls before its end was seen is told so
            try:
                after = (await engine.transcribe(ask())).words
            except EngineDied:
                continue
            break
        assert after
        assert after != before


async def test_a_crash_is_told_and_the_next_call_finds_another(tmp_path: Path) -> None:
    async with odd(tmp_path) as engine:
        before = (await engine.transcribe(ask())).words
        with pytest.raises(EngineDied):
            await engine.transcribe(ask("crash"))
        assert (await engine.transcribe(ask())).words != before


async def test_slower_than_its_deadline_is_waited_for_up_to_twice(tmp_path: Path) -> None:
    async with odd(tmp_path) as engine:
        await engine.transcribe(ask())
        engine._settings = replace(QUICK, call_seconds=0.2)
        assert (await engine.transcribe(ask("slow"))).words


async def test_what_hangs_is_killed(tmp_path: Path) -> None:
    async with odd(tmp_path) as engine:
        await engine.transcribe(ask())
        pid = engine.pid
        engine._settings = replace(QUICK, call_seconds=0.1)
        with pytest.raises(EngineDied, match="slow"):
            await engine.transcribe(ask("hang"))
        assert pid is not None
        assert gone(pid)
        assert engine.pid is None


async def test_what_grows_is_killed(tmp_path: Path) -> None:
    async with odd(tmp_path) as engine:
        await engine.transcribe(ask())
        assert engine.pid is not None
        have = resident_bytes(engine.pid)
        assert have is not None
        extra = 64 * 1024**2
        engine._settings = replace(QUICK, memory_bytes=have + extra)
        with pytest.raises(EngineDied, match="grown"):
            await engine.transcribe(ask("grow", str(2 * extra)))


async def test_a_call_nobody_waits_for_ends_the_child(tmp_path: Path) -> None:
    async with odd(tmp_path) as engine:
        await engine.transcribe(ask())
        pid = engine.pid
        assert pid is not None
        call = asyncio.ensure_future(engine.transcribe(ask("hang")))
        await asyncio.sleep(0)
        while not engine._turn.locked():
            await asyncio.sleep(0)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert gone(pid)


async def test_what_a_recogniser_says_in_its_pain_stays_there(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with odd(tmp_path) as engine:
        with pytest.raises(EngineUnavailable) as caught:
            await engine.transcribe(ask("raise"))
        assert "canary" not in str(caught.value)
        assert "canary" not in caplog.text
        assert (await engine.transcribe(ask())).words


async def test_idle_for_long_it_is_ended(tmp_path: Path) -> None:
    async with odd(tmp_path, replace(QUICK, idle_seconds=0.05)) as engine:
        first = await engine.transcribe(ask())
        pid = engine.pid
        assert pid is not None
        await until_gone(pid)
        assert await engine.transcribe(ask()) != first


def say(text: str) -> Say:
    return Say(text, "espeak", "en")


async def spoken(engine: EngineProcess, text: str) -> list[bytes]:
    return [piece async for piece in engine.synthesize(say(text))]


async def test_a_sentence_comes_piece_by_piece(tmp_path: Path) -> None:
    async with odd(tmp_path) as engine:
        assert await spoken(engine, "aa bb cc") == [b"aa", b"bb", b"cc"]
        about = await engine.describe()
        assert about.speakers == (Speaker("espeak", "odd", ("en",)),)


async def test_whoever_takes_a_sentence_slowly_holds_up_nobody(tmp_path: Path) -> None:
    async with odd(tmp_path) as engine, aclosing(engine.synthesize(say("aa bb"))) as pieces:
        assert await anext(pieces) == b"aa"
        assert await spoken(engine, "dd") == [b"dd"]
        assert await anext(pieces) == b"bb"


async def test_a_sentence_that_is_broken_off_leaves_the_child_alone(tmp_path: Path) -> None:
    async with odd(tmp_path) as engine:
        async with aclosing(engine.synthesize(say("aa " + "slow " * 190))) as pieces:
            assert await anext(pieces) == b"aa"
        pid = engine.pid
        # The rest would take a minute.
        async with asyncio.timeout(20):
            assert await spoken(engine, "bb") == [b"bb"]
        assert engine.pid == pid


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        ("aa crash", QUICK),
        ("aa hang", replace(QUICK, call_seconds=0.3)),
    ],
    ids=["crashes", "hangs"],
)
async def test_a_voice_that_dies_is_replaced(
    tmp_path: Path, text: str, settings: EngineSettings
) -> None:
    async with odd(tmp_path) as engine:
        await engine.describe()
        pid = engine.pid
        engine._settings = settings
        got: list[bytes] = []
        with pytest.raises(EngineDied):
            async for piece in engine.synthesize(say(text)):
                got.append(piece)  # noqa: PERF401 - what came before the error counts
        assert got in ([b"aa"], [])
        engine._settings = QUICK
        assert await spoken(engine, "bb") == [b"bb"]
        assert engine.pid != pid


async def test_what_no_voice_takes_is_refused(tmp_path: Path) -> None:
    async with odd(tmp_path) as engine:
        whole = "a " * (LONGEST_TEXT // 2)
        assert len(await spoken(engine, whole)) == LONGEST_TEXT // 2
        for text in (whole + "a", ""):
            with pytest.raises(Malformed):
                await spoken(engine, text)
        for other in (replace(say("aa"), language="de"), replace(say("aa"), speaker="piper")):
            with pytest.raises(LanguageUnavailable):
                [piece async for piece in engine.synthesize(other)]


async def test_a_voice_that_fails_says_nothing_of_what_it_was_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with odd(tmp_path) as engine:
        with pytest.raises(EngineUnavailable) as caught:
            await spoken(engine, "aa raise")
    assert "canary" not in str(caught.value) + caplog.text


async def test_no_key_of_a_server_is_told_to_the_child(tmp_path: Path) -> None:
    voice = VoiceSettings(cloud=CloudVoice("https://voice.example/v1", key="k3y"))
    engine = EngineProcess(QUICK, [], tmp_path, wire.connect, voice=voice, command=ODD)
    assert "k3y" not in json.dumps(asdict(engine._voice), default=str)
    assert read_voice(json.loads(json.dumps(asdict(engine._voice), default=str))) == replace(
        voice, cloud=None
    )


@pytest.mark.parametrize("how", ["dies", "never ready", "chatty"])
async def test_one_that_does_not_start_is_unavailable(tmp_path: Path, how: str) -> None:
    seconds = 0.3 if how == "never ready" else 60.0
    async with odd(tmp_path, replace(QUICK, start_seconds=seconds), how) as engine:
        for _ in range(5):
            with pytest.raises(EngineUnavailable):
                await engine.transcribe(ask())
        assert list((tmp_path / "run").iterdir()) == []
        # Then it is left alone for a while.
        with pytest.raises(EngineUnavailable) as caught:
            await engine.transcribe(ask())
        assert caught.value.retry_after is not None


PARENT = """
import asyncio, sys, os
from pathlib import Path
from parley.speech import wire
from parley.speech.clients.engine import EngineProcess
from parley.speech.domain.engines import Ask
from parley.speech.ports import EngineSettings
async def main():
    engine = EngineProcess(EngineSettings(), [Path(sys.argv[1])], Path(sys.argv[1]), wire.connect,
                           command=sys.argv[3:])
    ask = Ask(bytes(3200), "whisper", "en", ())
    await engine.transcribe(ask)
    print(engine.pid, flush=True)
    if sys.argv[2] == "busy":
        await engine.transcribe(Ask(bytes(3200), "whisper", "en", ("hang",)))
    await asyncio.sleep(3600)
asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's end")
async def test_a_busy_child_dies_with_its_parent(tmp_path: Path) -> None:
    # The real program's beginning, since the odd one asks for no signal.
    code = (
        "import sys; from parley.speech.wire.engine import _die_with_parent; _die_with_parent();"
        f"sys.path.insert(0, {str(Path(__file__).parent)!r}); import odd_engine; odd_engine.main()"
    )
    await _dies_with_parent(tmp_path, "busy", (sys.executable, "-I", "-c", code))


async def test_an_idle_child_dies_with_its_parent(tmp_path: Path) -> None:
    await _dies_with_parent(tmp_path, "idle", ODD)


async def _dies_with_parent(folder: Path, how: str, command: tuple[str, ...]) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(folder), how, *command], stdout=subprocess.PIPE
    )
    try:
        assert parent.stdout is not None
        pid = int(await asyncio.to_thread(parent.stdout.readline))
    finally:
        parent.kill()
        parent.communicate()
    await until_gone(pid)


async def test_the_longest_messages_are_taken_and_longer_ones_refused(
    process: EngineProcess,
) -> None:
    voice = await process.find_voice(silence(LONGEST_WINDOW), b"")
    assert len(voice.voice) == LONGEST_WINDOW * 16_000 // 512
    with pytest.raises(Malformed):
        await process.find_voice(silence(LONGEST_WINDOW) + b"\0\0", b"")
    with pytest.raises(Malformed):
        await process.transcribe(Ask(silence(LONGEST_ASK) + b"\0\0", "pocketsphinx", "en"))
    with pytest.raises(Malformed):
        await process.find_voice(b"\0", b"")


async def test_the_real_one_says_what_it_has(process: EngineProcess) -> None:
    about = await process.describe()
    assert [one.name for one in about.recognizers] == ["pocketsphinx"]
    reasons = {one.name: one.reason for one in about.missing}
    assert set(reasons) == {"cloud", "whisper"}
    assert "parley models pull" in reasons["whisper"] or "make extras" in reasons["whisper"]
    assert about.detector == "pocketsphinx VAD"
    with pytest.raises(LanguageUnavailable):
        await process.transcribe(Ask(tone(0.5), "pocketsphinx", "de"))
    with pytest.raises(LanguageUnavailable):
        await process.transcribe(Ask(tone(0.5), "ears", "en"))


def test_memory_of_no_process() -> None:
    assert clients_engine.resident_bytes(2**30) is None
    assert (resident_bytes(os.getpid()) or 0) > 1024**2
