"""What the simulation measures of a conversation, by a clock that the test turns."""

import struct
import time

import pytest

from parley.app.simulate.talker import AUDIBLE, RATE, Exchange, Talker, _Waiting, audible
from parley.app.simulate.voice import stages
from parley.wire_gen.preppal import interview_pb2 as pb


def sound(*samples: int) -> bytes:
    return struct.pack(f"<{len(samples)}h", *samples)


QUIET, LOUD = sound(*[AUDIBLE] * 800), sound(*[AUDIBLE] * 400, *[-AUDIBLE - 1] * 400)


@pytest.mark.parametrize(
    ("pcm", "expected"),
    [
        (b"", (None, None)), (QUIET, (None, None)), (LOUD, (400 / RATE, 800 / RATE)),
        (sound(AUDIBLE + 1, 0, 0), (0.0, 1 / RATE)),
    ],
    ids=["nothing", "silent", "late", "early"],
)  # fmt: skip
def test_where_sound_is_audible(pcm: bytes, expected: tuple[float | None, float | None]) -> None:
    assert audible(pcm) == expected


class Met:
    """A talker whose clock the test turns."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        monkeypatch.setattr(time, "perf_counter", lambda: self.now)

        async def token() -> str:
            return "t"

        class Mute:
            async def answer(self, question: int, nth: int) -> bytes:
                del question, nth
                return b""

        self.talker = Talker("ws://nowhere", token, Mute())

    def take(self, at: float, message: pb.ServerToClientMessage) -> None:
        self.now = at
        self.talker._take(message)


def voice(pcm: bytes) -> pb.ServerToClientMessage:
    return pb.ServerToClientMessage(audio_response=pb.AudioResponse(audio_content=pcm))


def words(*, final: bool) -> pb.ServerToClientMessage:
    update = pb.TranscriptUpdate(speaker="USER", text="so it was", is_final=final)
    return pb.ServerToClientMessage(transcript_update=update)


def state(name: str) -> pb.ServerToClientMessage:
    return pb.ServerToClientMessage(state_update=pb.StateUpdate(state=name, current_question=1))


def test_a_turn_is_measured_by_stages_to_the_first_audible_sample_as_it_is_played(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    met = Met(monkeypatch)
    met.talker._waiting = _Waiting(100.0)
    met.take(100.4, words(final=False))
    met.take(100.6, words(final=False))
    met.take(101.0, state("thinking"))
    met.take(101.01, words(final=True))
    met.take(101.1, state("speaking"))
    # Both come at once: what is audible is heard when the silence before it was played.
    met.take(101.2, voice(QUIET))
    met.take(101.2, voice(LOUD))
    met.take(101.3, voice(LOUD))
    (exchange,) = met.talker._talk.exchanges
    expected = Exchange(0.6, 1.0, 1.2, 1.2 + 800 / RATE + 400 / RATE)
    for stage in Exchange.__slots__:
        assert getattr(exchange, stage) == pytest.approx(getattr(expected, stage)), stage
    assert met.talker._talk.latencies == [exchange.audible]
    assert met.talker._talk.cut_off == 0
    assert stages([exchange]) == (
        "words known 0.60 s, turn taken 1.00 s, first sound 1.20 s, audible 1.28 s"
    )


def test_an_ai_that_speaks_before_the_answer_is_over_has_cut_it_off_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    met = Met(monkeypatch)
    met.talker._saying, met.talker._may_speak = LOUD, True
    met.take(100.1, voice(QUIET))
    assert met.talker._talk.cut_off == 0
    met.take(100.2, voice(LOUD))
    met.take(100.3, voice(LOUD))
    assert met.talker._talk.cut_off == 1
    assert not met.talker._talk.exchanges
