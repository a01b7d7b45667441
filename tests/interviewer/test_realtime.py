"""The voice socket: who is let in, what is understood, what is too much, what is told."""

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parley.contracts.interviews import EndReason, SessionStatus, Speaker
from parley.interviewer.domain.codes import Code
from parley.interviewer.domain.conversation import (
    Caption,
    Changed,
    Finished,
    Flush,
    FromPerson,
    Lost,
    Sound,
    StillThinking,
    Turn,
    Typed,
    Voice,
)
from parley.interviewer.domain.outgoing import Ended, State, TimeLeft, ToPerson, Trouble
from parley.interviewer.http import realtime
from parley.interviewer.http.outlet import CLOSE_SECONDS, MESSAGES_MOST, encoded
from parley.interviewer.ports import Settings
from parley.kit.errors import Unauthenticated, Unavailable
from parley.wire_gen.preppal import interview_pb2 as pb
from tests.interviewer.stage import Theatre, in_virtual_time
from tests.interviewer.wires import Peer
from tests.kit import virtual

ORIGIN = "https://parley.test"
LIMITS = Settings(allowed_origins=frozenset({ORIGIN}))
SOUND = Voice(b"\1\0" * 320)


class Doorway:
    """The socket over a theatre, with tokens that are their own claims."""

    def __init__(self, house: Theatre | None = None) -> None:
        self.house = house or Theatre(settings=LIMITS)
        self.claims: dict[str, Mapping[str, Any]] = {}
        self.down = False
        self.app = FastAPI()
        self.app.include_router(realtime.router(self.house.hub, self.verify, self.house.settings))

    async def verify(self, token: str) -> Mapping[str, Any]:
        if self.down:
            raise Unavailable
        if token not in self.claims:
            raise Unauthenticated
        return self.claims[token]

    def token(self, session_id: str, **changes: Any) -> str:
        claims = {"use": "worker", "sub": self.house.user_id, "interviewId": session_id, **changes}
        name = f"token-{len(self.claims)}"
        self.claims[name] = claims
        return name

    def connect(
        self, session_id: str, token: str | None, *, ext: bool = True, **headers: str
    ) -> Peer:
        query = ("" if token is None else f"token={token}") + ("&ext=1" if ext else "")
        return Peer(self.app, f"/realtime/{session_id}", query, **headers)

    async def seated(self, *, ext: bool = True) -> Peer:
        """A good connection to a new session, its engine ready."""
        session = await self.house.session()
        self.session_id = session.session_id
        peer = self.connect(session.session_id, self.token(session.session_id), ext=ext)
        await self.house.live(len(self.house.engine.lives) + 1)
        return peer


# Who is let in


@pytest.mark.parametrize(
    "wrong",
    [
        {"use": "access"},
        {"interviewId": "another"},
        {"sub": "somebody else"},
        {"use": None},
        {"interviewId": None},
    ],
    ids=["no worker's", "another interview's", "somebody else's", "no use", "no interview"],
)
def test_a_token_for_anything_else_closes_with_4001(wrong: dict[str, Any]) -> None:
    async def check() -> None:
        door = Doorway()
        session = await door.house.session()
        peer = door.connect(session.session_id, door.token(session.session_id, **wrong))
        assert await peer.end() == 4001
        assert peer.accepted
        assert door.house.engine.asked == 0

    virtual.run(check())


@pytest.mark.parametrize(
    "token", [None, "", "x", "x" * 4097, "%00"], ids=["none", "empty", "bad", "long", "null"]
)
def test_no_or_a_bad_token_closes_with_4001(token: str | None) -> None:
    async def check() -> None:
        door = Doorway()
        peer = door.connect("an interview", token)
        assert await peer.end() == 4001
        assert (peer.accepted, peer.received) == (True, [])

    virtual.run(check())


@in_virtual_time
async def test_a_strange_page_is_refused_whatever_its_token() -> None:
    door = Doorway()
    session = await door.house.session()
    token = door.token(session.session_id)
    evil = door.connect(session.session_id, token, Origin="https://evil.test")
    assert await evil.end() == 4001
    ours = door.connect(session.session_id, token, Origin=ORIGIN)
    await ours.until("state_update")
    ours.go()
    await ours.end()


@in_virtual_time
async def test_who_can_not_be_verified_now_may_come_again() -> None:
    door = Doorway()
    door.down = True
    assert await door.connect("x", "token").end() == 1011


# What is understood


@in_virtual_time
async def test_everything_of_the_schema_reaches_the_engine() -> None:
    door = Doorway()
    peer = await door.seated()
    peer.sound(0.02)
    peer.say(typed_text=pb.TypedText(text=" I type. "))
    peer.say(still_thinking=pb.StillThinking())
    peer.say(heartbeat=pb.Heartbeat(number=7))
    assert (await peer.until("heartbeat")).heartbeat.number == 7
    assert door.house.engine.live.heard[1:] == [
        Sound(bytes(640)),
        Typed("I type."),
        StillThinking(),
    ]
    peer.say(end_request=pb.EndRequest())
    assert await peer.end() == 1000
    assert peer.kinds[-1] == "session_ended"
    assert peer.received[-1].session_ended.reason == pb.SessionEnded.USER_INITIATED


@in_virtual_time
async def test_a_client_of_the_document_alone_sees_nothing_else() -> None:
    door = Doorway()
    peer = await door.seated(ext=False)
    live = door.house.engine.live
    live.say(
        Changed(Turn.SPEAKING, 0), Caption(Speaker.AI, "Hello", final=False), Flush(), SOUND,
        Caption(Speaker.USER, "Hi", final=True), Finished(),
    )  # fmt: skip
    assert await peer.end() == 1000
    documented = {"transcript_update", "audio_response", "session_ended"}
    assert set(peer.kinds) == documented
    assert peer.received[-1].session_ended.reason == pb.SessionEnded.GEMINI_ENDED
    assert live.heard[0].can_flush is False  # type: ignore[union-attr] # Regained


@in_virtual_time
async def test_with_ext_the_additions_are_sent() -> None:
    door = Doorway()
    peer = await door.seated()
    door.house.engine.live.say(Changed(Turn.SPEAKING, 0), Flush())
    await peer.until("flush_playback")
    state = peer.received[-2].state_update
    assert (state.state, state.current_question, state.total_questions) == ("speaking", 1, 2)
    assert (state.can_hear, state.can_speak, state.recording) == (True, True, False)
    peer.go()
    await peer.end()


def typed(length: int) -> bytes:
    return pb.ClientToServerMessage(typed_text=pb.TypedText(text="x" * length)).SerializeToString()


def chunk(size: int) -> bytes:
    content = pb.AudioChunk(audio_content=bytes(size))
    return pb.ClientToServerMessage(audio_chunk=content).SerializeToString()


OVERHEAD = len(chunk(LIMITS.message_bytes - 16)) - (LIMITS.message_bytes - 16)


@pytest.mark.parametrize(
    ("data", "ext"),
    [
        (b"", True),
        (b"\xff\xff\xff", True),
        (chunk(3), True),
        (chunk(LIMITS.message_bytes - OVERHEAD + 2), True),
        (typed(0), True),
        (typed(LIMITS.typed_characters + 1), True),
        (typed(5), False),
        (pb.ClientToServerMessage(heartbeat=pb.Heartbeat()).SerializeToString(), False),
        (b"\xc2\x0c\x00", True),
    ],
    ids=[
        "empty", "garbage", "half a sample", "too large", "nothing typed", "too much typed",
        "typed without ext", "heartbeat without ext", "an unknown member",
    ],
)  # fmt: skip
def test_what_is_not_of_the_schema_closes_with_4003(data: bytes, ext: bool) -> None:
    async def check() -> None:
        door = Doorway()
        peer = await door.seated(ext=ext)
        peer.feed(data)
        assert await peer.end() == Code.MALFORMED

    virtual.run(check())


@in_virtual_time
async def test_text_frames_close_with_4003() -> None:
    peer = await Doorway().seated()
    peer.text("hello")
    assert await peer.end() == Code.MALFORMED


@in_virtual_time
async def test_the_largest_of_everything_is_let_pass() -> None:
    door = Doorway()
    peer = await door.seated()
    peer.feed(chunk(LIMITS.message_bytes - OVERHEAD))
    peer.feed(chunk(0))
    peer.feed(typed(LIMITS.typed_characters))
    await door.house.until(lambda: len(door.house.engine.live.heard) == 3)
    assert peer.code is None
    peer.go()
    await peer.end()


@in_virtual_time
async def test_a_defect_closes_with_a_code_and_keeps_the_place() -> None:
    door = Doorway()
    peer = await door.seated()
    live = door.house.engine.live
    real, heard = live.hear, []

    async def broken(said: FromPerson) -> None:
        heard.append(said)
        if isinstance(said, Typed):
            raise ZeroDivisionError
        await real(said)

    live.hear = broken  # type: ignore[method-assign] # a defect
    peer.feed(typed(3))
    assert await peer.end() == 1011
    assert heard[-1] == Lost()
    assert len(door.house.hub) == 1


# Too much, too slow


@in_virtual_time
async def test_a_burst_after_a_loss_is_let_pass_and_a_flood_is_not() -> None:
    door = Doorway()
    peer = await door.seated()
    for _ in range(45):
        peer.sound(1.0)
    await door.house.until(lambda: len(door.house.engine.live.heard) == 46)
    assert peer.code is None
    await asyncio.sleep(2)
    for _ in range(8):  # six seconds have passed, four of them while it was taken in
        peer.sound(1.0)
    assert await peer.end() == Code.FLOOD


async def others_are_heard_in_between() -> None:
    """Somebody's sound comes all at once, and somebody else says one thing."""
    door = Doorway()
    peer, other = await door.seated(), await door.seated()
    for _ in range(1_000):
        peer.sound(0.02)
    other.say(heartbeat=pb.Heartbeat(number=7))
    await other.until("heartbeat")
    first = door.house.engine.lives[0]
    meanwhile = len(first.heard)
    await door.house.until(lambda: len(first.heard) == 1_001)
    assert peer.code is None
    for each in (peer, other):
        each.go()
        await each.end()
    assert meanwhile < 100


@in_virtual_time
async def test_whose_sound_comes_all_at_once_does_not_delay_others() -> None:
    await others_are_heard_in_between()


def test_the_same_check_sees_sound_that_is_taken_in_all_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("parley.interviewer.domain.flow.EAGER_SECONDS", 1e6)
    with pytest.raises(AssertionError, match="assert 1"):
        virtual.run(others_are_heard_in_between())


@in_virtual_time
async def test_an_hour_in_real_time_is_no_flood() -> None:
    door = Doorway(Theatre(settings=Settings(burst_seconds=2.0)))
    peer = await door.seated()
    for _ in range(3_000):
        peer.sound(1.001)
        await asyncio.sleep(1.0)
    assert peer.code == Code.FLOOD  # 0.1 % too fast is three seconds in the end
    door = Doorway()
    peer = await door.seated()
    for _ in range(3_000):
        peer.sound(1.001)
        await asyncio.sleep(1.0)
    assert peer.code is None
    peer.go()
    await peer.end()


@in_virtual_time
async def test_a_flood_of_tiny_messages_is_one_as_well() -> None:
    door = Doorway()
    peer = await door.seated()
    for number in range(30_000):
        peer.say(heartbeat=pb.Heartbeat(number=number))
    assert await peer.end() == Code.FLOOD


@in_virtual_time
async def test_a_slow_reader_is_closed_and_holds_up_nobody() -> None:
    door = Doorway()
    slow, quick = await door.seated(), await door.seated()
    lazy, brisk = door.house.engine.lives
    slow.reading.clear()
    frames = round(LIMITS.behind_seconds / 0.02)
    for _ in range(frames):
        lazy.say(SOUND)
    await lazy.said()
    await asyncio.sleep(1)
    assert not slow.running.done()
    lazy.say(SOUND, SOUND)
    brisk.say(SOUND)
    await quick.until("audio_response")
    await asyncio.sleep(CLOSE_SECONDS / 2)
    slow.reading.set()
    assert await slow.end() == Code.BEHIND
    assert slow.kinds.count("audio_response") < 3  # what waited is not worth waiting for
    quick.go()
    await quick.end()


@in_virtual_time
async def test_who_reads_nothing_at_all_is_left() -> None:
    door = Doorway()
    peer = await door.seated()
    peer.reading.clear()
    live = door.house.engine.live
    live.say(*[SOUND] * 502)
    await asyncio.wait_for(peer.running, CLOSE_SECONDS + 1)
    await door.house.until(lambda: live.heard[-1].__class__.__name__ == "Lost")
    assert len(door.house.hub) == 1


@in_virtual_time
async def test_captions_for_nobody_are_bounded_too() -> None:
    door = Doorway()
    peer = await door.seated()
    peer.reading.clear()
    live = door.house.engine.live
    live.say(*[Caption(Speaker.AI, "well", final=False)] * (MESSAGES_MOST + 5))
    await asyncio.wait_for(peer.running, CLOSE_SECONDS + 1)


@in_virtual_time
async def test_a_second_connection_closes_the_first_with_4006() -> None:
    door = Doorway()
    first = await door.seated()
    second = door.connect(door.session_id, door.token(door.session_id))
    assert await first.end() == Code.TAKEN_OVER
    second.say(end_request=pb.EndRequest())
    assert await second.end() == 1000
    done = door.house.interviews.held[door.session_id]
    assert (done.status, done.end_reason) == (SessionStatus.COMPLETED, EndReason.USER_INITIATED)


@in_virtual_time
async def test_a_server_that_stops_says_so() -> None:
    door = Doorway()
    peer = await door.seated()
    await door.house.hub.stop()
    assert await peer.end() == Code.STOPPING
    late = door.connect(door.session_id, door.token(door.session_id))
    assert await late.end() == Code.STOPPING


# Whatever comes


FRAMES = st.one_of(
    st.binary(max_size=200),
    st.binary(max_size=60).map(lambda raw: chunk(0) + raw),
    st.builds(
        lambda pcm: pb.ClientToServerMessage(
            audio_chunk=pb.AudioChunk(audio_content=pcm)
        ).SerializeToString(),
        st.binary(max_size=80),
    ),
    st.sampled_from([typed(3), chunk(640), b"\x12\x00", b"\x0a\x02\x0a\x00"]),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(FRAMES, st.text(max_size=20)), max_size=12), st.booleans())
def test_whatever_is_sent_the_socket_closes_with_a_code(
    frames: list[bytes | str], ext: bool
) -> None:
    async def check() -> None:
        door = Doorway()
        peer = await door.seated(ext=ext)
        for frame in frames:
            peer.text(frame) if isinstance(frame, str) else peer.feed(frame)
        peer.say(end_request=pb.EndRequest())
        # An unhandled exception would come out of `end`.
        assert await peer.end() in {1000, Code.MALFORMED}

    virtual.run(check())


@settings(max_examples=100, deadline=None)
@given(
    st.text(st.characters(codec="utf-8", exclude_characters="&=#%+;"), max_size=40),
    st.text("abc-0/.%", max_size=20),
)
def test_whatever_the_token_and_the_path_it_is_4001(token: str, path: str) -> None:
    async def check() -> None:
        door = Doorway()
        peer = door.connect("x" + path.replace("/", ""), quote(token))
        assert await peer.end() == 4001

    virtual.run(check())


@pytest.mark.parametrize("extended", [True, False], ids=["extended", "document"])
def test_every_word_to_a_person_has_a_message_or_none(extended: bool) -> None:
    said: list[ToPerson] = [
        SOUND, Caption(Speaker.AI, "x", final=True), Flush(), Trouble(Code.ENGINE), TimeLeft(3),
        State(Turn.LISTENING, 1, 2, 3, can_hear=True, can_speak=True, recording=False),
        *(Ended(reason) for reason in EndReason),
    ]  # fmt: skip
    kinds = []
    for each in said:
        raw = encoded(each, extended=extended)
        if raw is not None:
            kinds.append(pb.ServerToClientMessage.FromString(raw).WhichOneof("payload"))
    ours = ["flush_playback", "time_warning", "state_update"]
    assert [kind for kind in ours if kind in kinds] == (ours if extended else [])
    assert kinds.count("session_ended") == 3


def test_codes_are_told_apart_and_have_sentences() -> None:
    assert len({code.value for code in Code}) == len(Code) == 8
    assert all(4001 <= code <= 4008 and code.sentence for code in Code)
