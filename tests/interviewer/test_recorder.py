"""Keeping the sound of a conversation: by consent, in the session's time, without a hurry."""

import asyncio

import numpy as np
import numpy.typing as npt
import pytest

from parley.interviewer.domain.conversation import RATE, Finished, Sound, Voice
from parley.interviewer.domain.outgoing import State
from parley.interviewer.service.conversations.hub import Hub
from parley.interviewer.service.conversations.recorder import (
    ITEM_ID,
    PENDING_BYTES,
    WRITE_SECONDS,
)
from tests.interviewer.stage import Line, Theatre, in_virtual_time

SPOKEN = Sound(np.full(RATE, 5_000, "<i2").tobytes())
ANSWER = Voice(np.full(RATE, 7, "<i2").tobytes())


def kept(house: Theatre) -> npt.NDArray[np.int16]:
    """All segments of the one take, as rows of (person, AI)."""
    raw = b"".join(bytes(pcm) for _, pcm in sorted(house.media.sound.items()))
    return np.frombuffer(raw, "<i2").reshape(-1, 2)


def seconds_of(track: npt.NDArray[np.int16], value: int) -> tuple[float, float]:
    """From when to when there is that value."""
    places = np.flatnonzero((track == value).any(axis=1))
    return round(places[0] / RATE, 1), round((places[-1] + 1) / RATE, 1)


@in_virtual_time
async def test_both_sides_lie_in_the_sessions_time_and_are_submitted_at_the_end() -> None:
    house = Theatre()
    session, line = await house.session(), Line()
    await house.agree(session.session_id)
    seat = await house.hub.attach(session.session_id, house.user_id, line)
    live = await house.live()
    state = line.sent[0]
    assert isinstance(state, State)
    assert state.recording
    await asyncio.sleep(3.0)
    live.say(ANSWER)
    await asyncio.sleep(7.0)
    await seat.hear(SPOKEN)
    await asyncio.sleep(WRITE_SECONDS)
    assert house.media.sound  # long before its end
    live.say(Finished())
    await line.closed.wait()
    await house.until(lambda: not len(house.hub))
    track = kept(house)
    assert seconds_of(track, 7) == (3.0, 4.0)
    assert seconds_of(track, 5_000) == (9.0, 10.0)
    [take] = await house.media.takes(session.session_id)
    assert (take.item_id, take.submitted) == (ITEM_ID, True)
    [ask] = house.media.asked
    assert (ask.transcribe, ask.takes_allowed, ask.language) == (False, 1, "en")


@in_virtual_time
async def test_without_consent_nothing_is_kept_and_the_talk_takes_place() -> None:
    house = Theatre()
    session, line = await house.session(), Line()
    seat = await house.hub.attach(session.session_id, house.user_id, line)
    live = await house.live()
    live.say(ANSWER)
    await seat.hear(SPOKEN)
    await asyncio.sleep(20)
    live.say(Finished())
    await line.closed.wait()
    assert (house.media.made, house.media.sound, line.code) == ([], {}, 1000)
    assert ANSWER in line.sent


@in_virtual_time
async def test_consent_given_in_mid_talk_keeps_what_is_said_from_then_on() -> None:
    house = Theatre()
    session, line = await house.session(), Line()
    seat = await house.hub.attach(session.session_id, house.user_id, line)
    live = await house.live()
    live.say(ANSWER)
    await asyncio.sleep(10)
    await house.agree(session.session_id)
    await asyncio.sleep(WRITE_SECONDS)
    states = [each.recording for each in line.sent if isinstance(each, State)]
    assert states == [False, True]
    await asyncio.sleep(7)
    await seat.hear(SPOKEN)
    seat.end()
    await line.closed.wait()
    track = kept(house)
    assert not (track == 7).any()
    assert seconds_of(track, 5_000) == (20.0, 21.0)


@in_virtual_time
async def test_consent_withdrawn_stops_it_and_drops_what_was_not_written() -> None:
    house = Theatre()
    session, line = await house.session(), Line()
    await house.agree(session.session_id)
    seat = await house.hub.attach(session.session_id, house.user_id, line)
    await house.live()
    await seat.hear(SPOKEN)
    await asyncio.sleep(2 * WRITE_SECONDS)
    before = kept(house).size
    await house.media.withdraw_consent(session.session_id)
    await seat.hear(SPOKEN)
    await asyncio.sleep(2 * WRITE_SECONDS)
    assert [each.recording for each in line.sent if isinstance(each, State)] == [True, False]
    seat.end()
    await line.closed.wait()
    assert kept(house).size == before
    assert line.code == 1000


@in_virtual_time
async def test_while_media_is_away_sound_is_held_and_turns_go_on() -> None:
    house = Theatre()
    session, line = await house.session(), Line()
    await house.agree(session.session_id)
    seat = await house.hub.attach(session.session_id, house.user_id, line)
    live = await house.live()
    await seat.hear(SPOKEN)
    await asyncio.sleep(WRITE_SECONDS * 1.5)
    house.media.down = True
    live.say(ANSWER)
    await seat.hear(SPOKEN)
    await live.said()
    assert ANSWER in line.sent
    await asyncio.sleep(WRITE_SECONDS * 5)
    assert not (kept(house) == 7).any()
    house.media.down = False
    await asyncio.sleep(WRITE_SECONDS * 1.5)
    assert seconds_of(kept(house), 7) == (WRITE_SECONDS * 1.5, WRITE_SECONDS * 1.5 + 1)


@in_virtual_time
async def test_what_is_held_is_bounded_and_time_stays_right() -> None:
    house = Theatre()
    session, line = await house.session(), Line()
    await house.agree(session.session_id)
    seat = await house.hub.attach(session.session_id, house.user_id, line)
    await house.live()
    await asyncio.sleep(WRITE_SECONDS)
    house.media.down = True
    for _ in range(300):
        await asyncio.sleep(1.0)
        await seat.hear(SPOKEN)
    house.media.down = False
    await asyncio.sleep(WRITE_SECONDS * 2)
    track = kept(house)
    assert np.count_nonzero(track[:, 0]) * 4 <= PENDING_BYTES + WRITE_SECONDS * RATE * 4 * 2
    assert seconds_of(track, 5_000)[1] == pytest.approx(304, abs=0.5)


@in_virtual_time
async def test_another_process_records_on_in_a_segment_of_its_own() -> None:
    house = Theatre()
    session = await house.session()
    await house.agree(session.session_id)
    seat = await house.hub.attach(session.session_id, house.user_id, Line())
    await house.live()
    await asyncio.sleep(2)
    await seat.hear(SPOKEN)
    await asyncio.sleep(2)
    await house.hub.stop()
    await asyncio.sleep(6)
    line = Line()
    seat = await Hub(house.stage()).attach(session.session_id, house.user_id, line)
    live = await house.live(2)
    await asyncio.sleep(5)
    live.say(ANSWER)
    await live.said()
    await asyncio.sleep(1)
    seat.end()
    await line.closed.wait()
    assert sorted(number for _, number in house.media.sound) == [0, 1]
    track = kept(house)
    assert seconds_of(track, 5_000) == (1.0, 2.0)
    assert seconds_of(track, 7) == (15.0, 16.0)
