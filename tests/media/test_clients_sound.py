"""The sound of a playback: when it is, how loud it is, and what a child may not do to it."""

import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from parley.contracts.media import UnreadableMedia
from parley.kit.blobs import StorageFull
from parley.media.clients.confined import ConfinedReader
from parley.media.domain.sniff import MediaType
from parley.media.domain.sound import CEILING_DBTP, JITTER_SECONDS, MOST_GAIN_DB, RATE, TARGET_LUFS
from parley.media.ports import ReaderBusy, ReaderDied, ReaderLimits
from tests.media.recordings import mp4, ogg, webm
from tests.media.sounds import Samples, loudness, matroska, sine, talk, true_peak, wav
from tests.media.test_clients import child

LOUD = 0.05  # Well above what resampling rings, well below a tone at the target.


@dataclass
class Taken:
    samples: Samples
    peaks_per_second: int
    peaks: list[int]
    progress: list[float]

    def loud(self, begin: float, end: float) -> bool:
        """Whether there is sound all through that time (by tenths of a second)."""
        return all(np.abs(part).max() > LOUD for part in self._tenths(begin, end))

    def silent(self, begin: float, end: float) -> bool:
        return all(np.abs(part).max() < LOUD for part in self._tenths(begin, end))

    def _tenths(self, begin: float, end: float) -> list[Samples]:
        part = self.samples[round(begin * RATE) : round(end * RATE)]
        return np.array_split(part, max(1, round((end - begin) * 10)))

    @property
    def first(self) -> float:
        """When sound begins."""
        return float(np.argmax(np.abs(self.samples) > LOUD)) / RATE


Take = Callable[..., Awaitable[Taken]]


@pytest.fixture
def take(tmp_path: Path) -> Take:
    async def taking(
        data: bytes, seconds: float, kind: MediaType = MediaType.MATROSKA, **limits: int
    ) -> Taken:
        source, out, waveform = tmp_path / "in", tmp_path / "out", tmp_path / "waveform"
        source.write_bytes(data)
        shown: list[float] = []

        async def progress(fraction: float) -> None:
            shown.append(fraction)

        reader = ConfinedReader(ReaderLimits(**limits))
        assert await reader.sound((source, kind), seconds, out, waveform, progress)
        samples, told = wav(out.read_bytes())
        assert (told.framerate, told.nchannels, told.sampwidth) == (RATE, 1, 2)
        assert len(samples) == round(seconds * RATE)
        assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out", "waveform"]
        said = json.loads(waveform.read_text())
        return Taken(samples, said["peaksPerSecond"], said["peaks"], shown)

    return taking


# Loudness


@pytest.mark.parametrize("dbfs", [0.0, -6.0, -12.0, -20.0, -30.0, -36.0])
async def test_a_tone_at_any_level_comes_out_at_the_target(take: Take, dbfs: float) -> None:
    taken = await take(matroska((0, sine(5, dbfs))), 5.0)
    assert loudness(taken.samples) == pytest.approx(TARGET_LUFS, abs=0.2)
    assert true_peak(taken.samples) <= CEILING_DBTP


@pytest.mark.parametrize("dbfs", [-6.0, -20.0, -30.0])
async def test_talk_with_pauses_and_high_peaks_comes_within_a_unit(take: Take, dbfs: float) -> None:
    taken = await take(matroska((0, talk(15, dbfs))), 15.0)
    assert loudness(taken.samples) == pytest.approx(TARGET_LUFS, abs=1.0)
    assert true_peak(taken.samples) <= CEILING_DBTP


async def test_pauses_do_not_count(take: Take) -> None:
    """Gating: as loud with a minute of silence around it as without."""
    tone = sine(5, -30)
    taken = await take(matroska((20.0, tone)), 60.0)
    assert loudness(taken.samples[20 * RATE : 25 * RATE]) == pytest.approx(TARGET_LUFS, abs=0.3)


@pytest.mark.parametrize(
    ("dbfs", "gain"),
    # A tone's loudness is 3 LU below its peaks (BS.1770-4): the cap is reached below -37 dBFS.
    [
        (-36.0, 23.0),
        (-38.0, MOST_GAIN_DB),
        (-50.0, MOST_GAIN_DB),
        (-66.0, MOST_GAIN_DB),
        (-69.0, 0.0),
    ],
)
async def test_a_nearly_silent_recording_is_not_blown_up(
    take: Take, dbfs: float, gain: float
) -> None:
    taken = await take(matroska((0, sine(4, dbfs))), 4.0)
    assert true_peak(taken.samples) == pytest.approx(dbfs + gain, abs=0.5)  # 16 bit


async def test_clicks_are_limited_and_what_is_said_is_heard(take: Take) -> None:
    said = talk(10, -40)
    clicks = said.copy()
    clicks[:: 48_000 // 3] = 0.99
    taken = await take(matroska((0, clicks)), 10.0)
    assert true_peak(taken.samples) <= CEILING_DBTP
    assert loudness(taken.samples) > loudness(clicks, 48_000) + MOST_GAIN_DB / 2


async def test_complete_silence_stays_silent(take: Take) -> None:
    taken = await take(matroska((0, np.zeros(48_000 * 3))), 3.0)
    assert not taken.samples.any()
    assert set(taken.peaks) == {0}


@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100, 48_000])
async def test_any_rate_and_two_channels_become_one_at_sixteen_kilohertz(
    take: Take, rate: int
) -> None:
    both = np.stack([sine(3, -20, rate=rate), sine(3, -20, rate=rate)])
    taken = await take(matroska((0, both), rate=rate), 3.0)
    spectrum = np.abs(np.fft.rfft(taken.samples))
    assert np.argmax(spectrum) / 3.0 == pytest.approx(997, abs=1)
    assert loudness(taken.samples) == pytest.approx(TARGET_LUFS, abs=0.3)


# Time


async def test_sound_that_begins_late_has_silence_before_it(take: Take) -> None:
    data = matroska((1.5, sine(1.0, -20)), picture_seconds=3.0)
    taken = await take(data, 3.0)
    assert taken.first == pytest.approx(1.5, abs=0.005)
    assert taken.silent(0, 1.48)
    assert taken.loud(1.5, 2.5)
    assert taken.silent(2.52, 3.0)


async def test_holes_are_silent_and_what_follows_is_in_time(take: Take) -> None:
    tone = sine(0.5, -20)
    data = matroska((0.0, tone), (1.0, tone), (1.52, tone), (4.0, tone), picture_seconds=5.0)
    taken = await take(data, 5.0)
    for begin in (0.0, 1.0, 4.0):
        assert taken.loud(begin, begin + 0.5)
    assert taken.silent(0.52, 0.98)
    assert taken.silent(2.06, 3.98)


async def test_jitter_below_the_tolerance_is_not_cut(take: Take) -> None:
    """Recorders round to milliseconds and worse: such sound must go on without clicks."""
    whole = sine(4, -20)
    step, near = 4_800, JITTER_SECONDS / 2
    pieces = [
        (max(0.0, at / 48_000 + (near if number % 2 else -near)), whole[at : at + step])
        for number, at in enumerate(range(0, len(whole), step))
    ]
    taken = await take(matroska(*pieces, packet_seconds=0.1), 4.0)
    spectrum = np.abs(np.fft.rfft(taken.samples * np.hanning(len(taken.samples))))
    peak = int(np.argmax(spectrum))
    beside = np.delete(spectrum, range(peak - 8, peak + 9))
    assert spectrum[peak] > 300 * beside.max()


async def test_drift_beyond_the_tolerance_is_made_up_for(take: Take) -> None:
    """A recorder's clock that is one per cent slow, over 20 seconds."""
    whole = sine(20, -20)
    pieces = [(at / 48_000 * 1.01, whole[at : at + 960]) for at in range(0, len(whole), 960)]
    whole[960 * 900 :] = 0.0
    data = matroska(*[(at, whole[n * 960 : n * 960 + 960]) for n, (at, _) in enumerate(pieces)])
    taken = await take(data, 20.2)
    last = float(np.flatnonzero(np.abs(taken.samples) > LOUD)[-1]) / RATE
    assert last == pytest.approx(18.0 * 1.01, abs=JITTER_SECONDS + 0.01)


async def test_sound_that_overlaps_is_taken_once(take: Take) -> None:
    tone = sine(1.0, -20)
    data = matroska((0.0, tone), (0.5, tone), picture_seconds=2.0, packet_seconds=1.0)
    taken = await take(data, 2.0)
    assert taken.loud(0.0, 1.5)
    assert taken.silent(1.52, 2.0)


async def test_the_track_is_as_long_as_the_playback_whatever_is_in_it(take: Take) -> None:
    for seconds in (0.01, 0.5, 7.25):
        assert (await take(matroska((0, sine(2, -20))), seconds)).progress is not None


@pytest.mark.parametrize(
    ("data", "kind"),
    [(webm(2.0), MediaType.WEBM), (mp4(2.0), MediaType.MP4), (ogg(2.0), MediaType.OGG)],
    ids=["webm", "mp4", "ogg"],
)
async def test_what_recorders_make_is_heard_from_its_beginning(
    take: Take, data: bytes, kind: MediaType
) -> None:
    taken = await take(data, 2.0, kind)
    assert taken.loud(0.05, 1.95)
    assert taken.first < 0.05
    assert taken.progress == sorted(taken.progress)
    assert len(taken.progress) >= 4


async def test_a_damaged_recording_is_silent_where_it_is_damaged(take: Take) -> None:
    data = bytearray(ogg(4.0))
    middle = len(data) // 2
    data[middle : middle + 600] = bytes(600)
    taken = await take(bytes(data), 4.0, MediaType.OGG)
    assert taken.loud(0.1, 1.0)


async def test_a_waveform_shows_where_sound_is(take: Take) -> None:
    taken = await take(matroska((1.0, sine(1.0, -20)), picture_seconds=3.0), 3.0)
    assert taken.peaks_per_second == 20
    peaks = taken.peaks
    assert len(peaks) == 60
    assert max(peaks[:19] + peaks[41:]) <= 2
    height = np.abs(taken.samples[RATE : 2 * RATE]).max() * 255
    assert peaks[20:40] == pytest.approx([height] * 20, abs=3)


# Without sound


@asynccontextmanager
async def reading(
    folder: Path, data: bytes, **limits: int
) -> AsyncIterator[Callable[[], Awaitable[bool]]]:
    path = folder / "in"
    path.write_bytes(data)

    async def progress(_: float) -> None: ...

    async def sound() -> bool:
        return await ConfinedReader(ReaderLimits(**limits)).sound(
            (path, MediaType.WEBM), 1.0, folder / "out", folder / "waveform", progress
        )

    yield sound


async def test_without_a_sound_track_there_is_nothing_to_take(tmp_path: Path) -> None:
    async with reading(tmp_path, webm(1.0, audio=False)) as sound:
        assert await sound() is False


@pytest.mark.parametrize("data", [b"", b"junk" * 100, mp4(1.0)], ids=["empty", "junk", "other"])
async def test_what_can_not_be_read_says_so(tmp_path: Path, data: bytes) -> None:
    async with reading(tmp_path, data) as sound:
        with pytest.raises(UnreadableMedia):
            await sound()


async def test_ten_minutes_are_taken_in_little_memory(tmp_path: Path, take: Take) -> None:
    """The limit is on address space; one hour was measured in it too (benchmarks/sound.py)."""
    sound = np.tile(talk(10, -20, rate=8_000), 60)
    await take(matroska((0, sound), rate=8_000), 600.0, memory_bytes=256 * 1024**2)


# A child that was taken over


TRACK = 44 + RATE * 2
WAVE = json.dumps({"peaksPerSecond": 20, "peaks": [0] * 20})
SAID = 'print(\'{"result": {"sound": true}}\')'


def wrote(out: str, waveform: str) -> str:
    return (
        f"os.write(task['out'], {out})\nos.write(task['waveform'], ({waveform}).encode())\n{SAID}"
    )


LIES: dict[str, str] = {
    "nothing written": SAID,
    "short": wrote(f"bytes({TRACK} - 2)", repr(WAVE)),
    "long": wrote(f"bytes({TRACK} + 2)", repr(WAVE)),
    "no waveform": wrote(f"bytes({TRACK})", "''"),
    "waveform of other length": wrote(f"bytes({TRACK})", repr(WAVE.replace("[0, ", "["))),
    "waveform with a script": wrote(f"bytes({TRACK})", repr(WAVE.replace("[0", '["<script>"'))),
    "waveform too long": wrote(f"bytes({TRACK})", f"{WAVE!r} + ' ' * 200_000"),
    "waveform that nests": wrote(f"bytes({TRACK})", "'[' * 100_000"),
    "waveform that is no text": (
        f"os.write(task['out'], bytes({TRACK}))\nos.write(task['waveform'], b'\\xff')\n{SAID}"
    ),
}


@pytest.mark.parametrize("name", LIES)
async def test_a_child_that_lies_is_not_believed(name: str, tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(b"x")
    reader = ConfinedReader(ReaderLimits(), child=child(tmp_path, LIES[name]))
    with pytest.raises(ReaderDied):
        await reader.sound(
            (tmp_path / "in", MediaType.WEBM), 1.0, tmp_path / "o", tmp_path / "w", _ignored
        )


async def test_a_child_that_tells_the_truth_is_believed(tmp_path: Path) -> None:
    """Which shows that the lies above are refused for what they say; its header is ours."""
    (tmp_path / "in").write_bytes(b"x")
    truth = child(tmp_path, wrote(f"b'x' * {TRACK}", repr(WAVE)))
    reader = ConfinedReader(ReaderLimits(), child=truth)
    assert await reader.sound(
        (tmp_path / "in", MediaType.WEBM), 1.0, tmp_path / "o", tmp_path / "w", _ignored
    )
    assert len(wav((tmp_path / "o").read_bytes())[0]) == RATE


async def test_a_child_that_hangs_is_ended_and_leaves_no_scratch_file(tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(b"x")
    code = f"open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))\ntime.sleep(600)"
    reader = ConfinedReader(ReaderLimits(sound_seconds=1), child=child(tmp_path, code))
    with pytest.raises(ReaderBusy):
        await reader.sound(
            (tmp_path / "in", MediaType.WEBM), 1.0, tmp_path / "o", tmp_path / "w", _ignored
        )
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["child.py", "in", "o", "pid", "w"]


async def test_a_full_disk_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(b"x")
    full = child(tmp_path, 'print(\'{"error": "full", "reason": "28"}\')')
    with pytest.raises(StorageFull):
        await ConfinedReader(ReaderLimits(), child=full).sound(
            (tmp_path / "in", MediaType.WEBM), 1.0, tmp_path / "o", tmp_path / "w", _ignored
        )


async def _ignored(_: float) -> None: ...
