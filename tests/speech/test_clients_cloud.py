"""The cloud recogniser against a double that speaks the protocol, and lies."""

import io
import math
import time
import wave
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.contracts.speech import Quality, Word
from parley.kit.db import Database
from parley.kit.ids import new_id
from parley.speech import wire
from parley.speech.clients.cloud import CloudRecognizer, words_of
from parley.speech.domain.engines import Ask, EngineUnavailable, Missing, Recognizer
from parley.speech.domain.words import believable
from parley.speech.ports import Cloud, EngineSettings, Settings
from tests.fakes.speech_engine import spoken, tone
from tests.identity.clock import now_clock
from tests.speech.cloud_server import GOOD, CloudServer, Reply, serving
from tests.speech.conftest import build, ground

ASK = Ask(tone(1.0), "cloud", "de-AT", ("Postgres", "Kafka"))


@pytest.fixture
def server() -> Iterator[CloudServer]:
    with serving() as running:
        yield running


@pytest.fixture
def settings(server: CloudServer) -> Cloud:
    return Cloud(server.url, key="s3cret", model="whisper-1", seconds=20.0)


def test_it_asks_as_documented_and_believes_a_good_answer(
    server: CloudServer, settings: Cloud
) -> None:
    words = CloudRecognizer(settings).transcribe(ASK)
    sure = math.exp(-0.1)
    assert words == [Word("Hello,", 0.1, 0.4, sure), Word("there.", 0.5, 0.9, sure)]
    (asked,) = server.asked
    assert asked.path == "/v1/audio/transcriptions"
    assert asked.headers["Authorization"] == "Bearer s3cret"
    with wave.open(io.BytesIO(asked.form.pop("file")[0])) as sent:
        assert sent.getparams()[:4] == (1, 2, 16_000, 16_000)
        assert sent.readframes(20_000) == ASK.pcm
    assert asked.form == {
        "model": ["whisper-1"],
        "language": ["de"],
        "response_format": ["verbose_json"],
        "timestamp_granularities[]": ["word", "segment"],
        "prompt": ["Postgres Kafka"],
    }


def test_its_key_is_shown_nowhere(settings: Cloud) -> None:
    assert "s3cret" not in repr(settings)
    assert "s3cret" not in repr(Settings(engine=EngineSettings(cloud=settings)))
    with pytest.raises(ValueError, match="https"):
        Cloud("ftp://x")


@pytest.mark.parametrize("status", [408, 429, 500, 503], ids=str)
def test_a_busy_server_is_asked_again(server: CloudServer, settings: Cloud, status: int) -> None:
    server.replies.insert(0, Reply(status))
    assert CloudRecognizer(settings).transcribe(ASK)
    assert len(server.asked) == 2


def test_after_the_time_it_names(server: CloudServer, settings: Cloud) -> None:
    server.replies.insert(0, Reply(429, headers={"Retry-After": "0.4"}))
    began = time.monotonic()
    assert CloudRecognizer(settings).transcribe(ASK)
    assert time.monotonic() - began >= 0.4


@pytest.mark.parametrize("after", ["Wed, 21 Oct 2026 07:28:00 GMT", "nan", "-5", "inf"], ids=str)
def test_a_time_it_cannot_name_is_none(server: CloudServer, settings: Cloud, after: str) -> None:
    server.replies.insert(0, Reply(503, headers={"Retry-After": after}))
    assert CloudRecognizer(settings).transcribe(ASK)


def test_a_time_beyond_the_deadline_is_not_waited_for(server: CloudServer, settings: Cloud) -> None:
    server.replies = [Reply(429, headers={"Retry-After": "3600"})]
    with pytest.raises(EngineUnavailable):
        CloudRecognizer(replace(settings, seconds=0.3)).transcribe(ASK)


def test_a_slow_server_is_given_up_at_the_deadline(server: CloudServer, settings: Cloud) -> None:
    server.replies = [Reply(silent=True)]
    with pytest.raises(EngineUnavailable):
        CloudRecognizer(replace(settings, seconds=0.3)).transcribe(ASK)


def test_a_server_that_is_down_is_left_alone_after_a_while(settings: Cloud) -> None:
    with serving() as server:
        down = replace(settings, base_url=server.url, attempts=1)
    recognizer = CloudRecognizer(down)
    for _ in range(5):
        with pytest.raises(EngineUnavailable):
            recognizer.transcribe(ASK)
    with pytest.raises(EngineUnavailable) as caught:
        recognizer.transcribe(ASK)
    assert caught.value.retry_after is not None


def test_a_refusal_is_not_repeated(server: CloudServer, settings: Cloud) -> None:
    server.replies = [Reply.json({"error": {"message": "s3cret-canary"}}, 401)]
    with pytest.raises(EngineUnavailable, match="401") as caught:
        CloudRecognizer(settings).transcribe(ASK)
    assert "canary" not in str(caught.value)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"[" * 100_000, b"\xff\xfe", b"[]", b"7", b"{}", b'{"text": 7}'],
    ids=["empty", "html", "deep", "bytes", "list", "number", "nothing", "no text"],
)
def test_what_is_no_transcription_is_not_believed(
    server: CloudServer, settings: Cloud, body: bytes
) -> None:
    server.replies = [Reply(body=body)]
    with pytest.raises(EngineUnavailable):
        CloudRecognizer(replace(settings, attempts=1)).transcribe(ASK)


@pytest.mark.parametrize(("extra", "taken"), [(0, True), (1, False)])
def test_the_largest_answer_is_exactly_that(
    server: CloudServer, settings: Cloud, extra: int, taken: bool
) -> None:
    body = Reply.json(GOOD).body
    server.replies = [Reply(body=body.ljust(5000 + extra))]
    recognizer = CloudRecognizer(replace(settings, answer_bytes=5000))
    if taken:
        assert recognizer.transcribe(ASK)
    else:
        with pytest.raises(EngineUnavailable):
            recognizer.transcribe(ASK)


def test_without_words_the_segments_are_shared_out() -> None:
    segment = {"start": 0.0, "end": 1.0, "text": "ab cd", "avg_logprob": -1}
    made = words_of({"text": "ab cd", "segments": [segment]}, 1.0)
    sure = math.exp(-1)
    assert made == [Word("ab", 0.0, 0.5, sure), Word("cd", 0.5, 1.0, sure)]


def test_text_alone_is_shared_out_and_states_no_confidence() -> None:
    made = words_of({"text": "ab cd"}, 2.0)
    assert made == [Word("ab", 0.0, 1.0, 0.0), Word("cd", 1.0, 2.0, 0.0)]
    assert words_of({"text": ""}, 2.0) == []


def test_words_that_differ_from_the_text_are_what_counts() -> None:
    words = [{"word": "one", "start": 0, "end": 1}]
    assert words_of({"text": "Something else", "words": words}, 1.0)[0].text == "one"


numbers = st.one_of(st.floats(), st.integers(), st.none(), st.text(max_size=3), st.booleans())
lies = st.fixed_dictionaries(
    {},
    optional={
        "text": st.one_of(st.text(max_size=50), st.none(), st.integers()),
        "words": st.one_of(
            st.none(),
            st.text(max_size=3),
            st.lists(
                st.one_of(
                    st.none(),
                    st.fixed_dictionaries(
                        {}, optional={"word": st.text(max_size=9), "start": numbers, "end": numbers}
                    ),
                ),
                max_size=8,
            ),
        ),
        "segments": st.lists(
            st.fixed_dictionaries(
                {},
                optional={
                    "text": st.text(max_size=20),
                    "start": numbers,
                    "end": numbers,
                    "avg_logprob": numbers,
                },
            ),
            max_size=4,
        ),
    },
)


@given(lies)
def test_no_lie_does_more_harm_than_being_refused(answer: object) -> None:
    try:
        claimed = words_of(answer, 5.0)
    except EngineUnavailable:
        return
    at = 0.0
    for word in believable(claimed, 5.0):
        assert at <= word.start <= word.end <= 5.001
        at = word.start


def test_without_settings_it_is_missing() -> None:
    assert isinstance(CloudRecognizer(None).describe(), Missing)
    with pytest.raises(EngineUnavailable):
        CloudRecognizer(None).transcribe(ASK)


def test_it_says_who_it_is(settings: Cloud) -> None:
    about = CloudRecognizer(replace(settings, languages=("de",))).describe()
    assert isinstance(about, Recognizer)
    assert (about.title, about.quality) == ("whisper-1 at 127.0.0.1", Quality.FULL)
    assert about.knows("de")
    assert not about.knows("en")


async def test_from_the_recording_to_the_transcript_by_its_own_process(
    db: Database, tmp_path: Path, server: CloudServer, settings: Cloud
) -> None:
    configured = Settings(engine=EngineSettings(cloud=settings))
    engine = wire.engine_process(ground(db, tmp_path, now_clock()), configured)
    # The local detector hears no voice in a tone: loudness stands in for it.
    house = await build(db, tmp_path, engine, configured)
    take = new_id()
    speech = spoken(1.0)
    message = house.audio_ready(take, await house.sound(take, speech), language="de")
    try:
        answer = await engine.transcribe(ASK)
        assert [word.text for word in answer.words] == ["Hello,", "there."]
        await house.publish(message)
        await house.work()
        made = await house.heard(message)
        assert (made.status, made.quality) == ("ready", Quality.FULL)
        assert made.engine == "whisper-1 at 127.0.0.1"
    finally:
        await engine.stop()
