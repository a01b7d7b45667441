"""The confined reader: what it may not do, whatever it reads."""

import asyncio
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from parley.contracts.media import UnreadableMedia
from parley.media.clients.confined import CHILD, ConfinedReader
from parley.media.clients.keys import link_key
from parley.media.clients.staging import LocalStaging, off_loop
from parley.media.domain.playback import NotJoinable
from parley.media.domain.sniff import MediaType
from parley.media.ports import ReaderBusy, ReaderDied, ReaderLimits, StorageDamaged
from tests.media.recordings import mp4, play, webm

QUICK = ReaderLimits(probe_seconds=30, remux_seconds=30)


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "in"
    path.write_bytes(webm(1.0))
    return path


def child(tmp_path: Path, code: str) -> Path:
    """A child that has been taken over by what it read."""
    path = tmp_path / "child.py"
    path.write_text(f"import json, os, sys, time\ntask = json.loads(sys.argv[1])\n{code}\n")
    return path


async def test_it_measures_by_packets(recording: Path) -> None:
    seconds = await ConfinedReader(QUICK).probe((recording, MediaType.WEBM))
    assert seconds == pytest.approx(1.0, abs=0.05)


async def test_the_format_is_forced(tmp_path: Path) -> None:
    path = tmp_path / "in"
    path.write_bytes(mp4(1.0))
    with pytest.raises(UnreadableMedia):
        await ConfinedReader(QUICK).probe((path, MediaType.WEBM))


PROBES: dict[str, tuple[str, str]] = {
    "no file can be opened": ("open('/etc/hostname')", "OSError"),
    "no socket can be had": ("__import__('socket').socket()", "OSError"),
    "no process can be started": ("__import__('subprocess').run(['/bin/true'])", "OSError"),
    "nor forked": ("os.fork()", "OSError"),
    "memory ends": ("bytearray(2 * 10**9)", "MemoryError"),
    "output ends": ("[os.write(task['out'], b'x' * 600000) for _ in range(4)]", "OSError"),
    "limits stay": (
        "__import__('resource').setrlimit(__import__('resource').RLIMIT_FSIZE, (1 << 30, 1 << 30))",
        "ValueError",
    ),
}


@pytest.mark.parametrize("name", PROBES)
def test_once_confined(name: str, tmp_path: Path) -> None:
    attempt, expected = PROBES[name]
    code = f"""
import importlib.util, json, os, resource, socket, subprocess, sys
spec = importlib.util.spec_from_file_location("child", {str(CHILD)!r})
child = importlib.util.module_from_spec(spec); spec.loader.exec_module(child)
task = json.loads(sys.argv[1])
child.confine(task["limits"])
try:
    {attempt}
    print("allowed")
except BaseException as error:
    print([c.__name__ for c in type(error).__mro__])
"""
    limits = {
        "file_bytes": 1_000_000, "cpu_seconds": 10, "memory_bytes": 2**30, "wall_seconds": 20,
    }  # fmt: skip
    with (tmp_path / "out").open("w+b") as out:
        task = json.dumps({"limits": limits, "out": out.fileno()})
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-c", code, task],
            pass_fds=[out.fileno()], capture_output=True, text=True, check=False, env={}, cwd="/",
        )  # fmt: skip
    assert expected in done.stdout, done


async def test_it_sees_no_environment_and_no_project(
    recording: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARLEY_SECRET", "canary")
    spy = child(
        tmp_path,
        "known = importlib.util.find_spec('parley')\n"
        "print(json.dumps({'result': {'duration': len(os.environ) + 10 * (known is not None)}}))",
    )
    spy.write_text("import importlib.util\n" + spy.read_text())
    # Python itself may set LC_CTYPE (PEP 538); nothing of ours is there.
    assert await ConfinedReader(QUICK, child=spy).probe((recording, MediaType.WEBM)) <= 1


Attack = tuple[str, type[Exception]]
ATTACKS: dict[str, Attack] = {
    "dies": ("os.kill(os.getpid(), 9)", ReaderDied),
    "fails": ("sys.exit(3)", ReaderDied),
    "says nothing": ("", ReaderDied),
    "says nonsense": ("print('[1, 2')", ReaderDied),
    "says another thing": ("print('[]')", ReaderDied),
    "says an unknown error": ('print(\'{"error": "x"}\')', ReaderDied),
    "floods lines": ("while True: print('{\"progress\": 0.5}')", ReaderDied),
    "floods one line": ("while True: sys.stdout.write('x' * 65536)", ReaderDied),
    "progress of another form": ("print('{\"progress\": {}}')", ReaderDied),
    "not joinable": ('print(\'{"error": "not_joinable"}\')', NotJoinable),
    "hangs": ("time.sleep(600)", ReaderBusy),
    "hangs with closed output": ("os.close(1); time.sleep(600)", ReaderBusy),
}


@pytest.mark.parametrize("name", ATTACKS)
async def test_a_child_that_was_taken_over_can_only_fail(
    name: str, recording: Path, tmp_path: Path
) -> None:
    code, error = ATTACKS[name]
    limits = ReaderLimits(probe_seconds=1 if error is ReaderBusy else 30)
    reader = ConfinedReader(
        limits,
        child=child(
            tmp_path,
            f"pid = os.getpid()\nopen({str(tmp_path / 'pid')!r}, 'w').write(str(pid))\n{code}",
        ),
    )
    with pytest.raises(error):
        await reader.probe((recording, MediaType.WEBM))
    # It is gone, and no zombie.
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


TRUTH = {"duration": 1.0, "form": "webm", "starts": [0.0], "video": True, "poster": False}
UNTRUE: dict[str, object] = {
    "nothing": {},
    "endless": TRUTH | {"duration": "inf"},
    "no number": TRUTH | {"duration": "nan"},
    "longer than allowed": TRUTH | {"duration": 60.001},
    "negative": TRUTH | {"duration": -1},
    "no time": TRUTH | {"duration": []},
    "unknown form": TRUTH | {"form": "html"},
    "form of another kind": TRUTH | {"form": ["webm"]},
    "too many starts": TRUTH | {"starts": [0.0, 0.5]},
    "starts behind its end": TRUTH | {"starts": [61]},
}


@pytest.mark.parametrize("name", ["truth", *UNTRUE])
async def test_what_a_child_says_of_a_playback_must_be_possible(
    name: str, recording: Path, tmp_path: Path
) -> None:
    said = UNTRUE.get(name, TRUTH)
    liar = child(tmp_path, f"print(json.dumps({{'result': {said!r}}}))")
    remuxing = ConfinedReader(QUICK, child=liar).remux(
        [(recording, MediaType.WEBM)], tmp_path / "o", tmp_path / "p", _ignored, longest=60.0
    )
    if name == "truth":
        assert (await remuxing).duration == 1.0
        return
    with pytest.raises(ReaderDied):
        await remuxing


async def test_a_child_that_said_more_than_was_read_is_reaped(
    recording: Path, tmp_path: Path
) -> None:
    flood = child(tmp_path, "while True: print('{\"progress\": 0.5}')")
    quiet = asyncio.Event()

    async def progress(_: float) -> None:
        # Reads on only when the pipe has been paused: nothing comes any more.
        asyncio.get_running_loop().call_later(0.3, quiet.set)
        await quiet.wait()

    reader = ConfinedReader(QUICK, child=flood)
    async with asyncio.timeout(20):
        with pytest.raises(ReaderDied):
            await reader.remux(
                [(recording, MediaType.WEBM)],
                tmp_path / "o",
                tmp_path / "p",
                progress,
                longest=60.0,
            )


async def test_a_caller_that_gives_up_takes_the_child_with_him(
    recording: Path, tmp_path: Path
) -> None:
    mark = tmp_path / "pid"
    slow = child(
        tmp_path,
        f"open({str(mark)!r}, 'w').write(str(os.getpid()))\n"
        "print('{\"progress\": 0.1}', flush=True)\n"
        "time.sleep(600)",
    )
    started = asyncio.Event()

    async def progress(_: float) -> None:
        started.set()

    reader = ConfinedReader(QUICK, child=slow)
    run = asyncio.ensure_future(
        reader.remux(
            [(recording, MediaType.WEBM)],
            tmp_path / "o",
            tmp_path / "p",
            progress,
            longest=60.0,
        )
    )
    await started.wait()
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run
    with pytest.raises(ProcessLookupError):
        os.kill(int(mark.read_text()), 0)


async def test_an_hour_of_recordings_is_joined_in_bounded_memory(
    recording: Path, tmp_path: Path
) -> None:
    """Thirty segments under a small limit of memory; nothing is held but a packet."""
    limits = ReaderLimits(memory_bytes=400 * 1024**2)
    out, poster = tmp_path / "out", tmp_path / "poster"
    made = await ConfinedReader(limits).remux(
        [(recording, MediaType.WEBM)] * 30, out, poster, _ignored, longest=60.0
    )
    assert len(made.starts) == 30
    assert play(out.read_bytes()).seconds == pytest.approx(30.0, abs=0.5)


async def _ignored(_: float) -> None: ...


# Staging and keys.


async def test_opening_cuts_back_to_what_was_acknowledged(tmp_path: Path) -> None:
    staging = LocalStaging(tmp_path / "u", 0)
    file = await staging.open("a", 0)
    await file.write(0, b"0123456789")
    await file.close()
    file = await staging.open("a", 4)
    await file.close()
    assert staging.path("a").read_bytes() == b"0123"


async def test_acknowledged_bytes_that_are_gone_are_an_error_not_a_hole(tmp_path: Path) -> None:
    staging = LocalStaging(tmp_path / "u", 0)
    with pytest.raises(StorageDamaged):
        await staging.open("a", 4)
    staging.path("a").write_bytes(b"012")
    with pytest.raises(StorageDamaged):
        await staging.open("a", 4)
    assert staging.path("a").read_bytes() == b"012"
    with pytest.raises(StorageDamaged):
        await staging.digest(staging.path("a"), 4)


async def test_work_off_the_loop_is_seen_through_when_its_caller_gives_up() -> None:
    begun, go_on, done = threading.Event(), threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        go_on.wait(10)
        done.set()

    running = asyncio.ensure_future(off_loop(work))
    await asyncio.to_thread(begun.wait, 10)
    running.cancel()
    asyncio.get_running_loop().call_soon(go_on.set)
    with pytest.raises(asyncio.CancelledError):
        await running
    assert done.is_set()


def test_two_starts_at_once_agree_on_the_key(tmp_path: Path) -> None:
    first, second = link_key(tmp_path / "keys"), link_key(tmp_path / "keys")
    assert first == second
    assert first != (tmp_path / "keys" / "link.key").read_bytes()
