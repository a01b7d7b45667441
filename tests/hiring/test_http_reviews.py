"""The review: what is shown, from the end of an interview to its scores."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from parley.contracts import speech
from parley.contracts.speech import Transcript
from parley.hiring.service import neighbours
from tests.hiring.conftest import House
from tests.hiring.reviewing import actions, done, scored

# What is shown


async def test_before_completion_there_is_nothing_to_analyse(house: House) -> None:
    scene = await done(house, complete=False)
    seen = await scene.review()
    assert seen["analysis"] == {"status": "none", "stage": None, "progress": 0.0, "reason": None}
    assert (seen["score"], seen["mine"], seen["others"], seen["notes"]) == (None, None, None, [])
    assert seen["decision"] == dict.fromkeys(("decision", "reason", "decidedBy", "decidedAt"))
    assert [one["questionId"] for one in seen["answers"]] == [
        question["id"] for question in scene.found.questions
    ]
    assert seen["answers"][0]["responseId"] == scene.response_id
    assert seen["answers"][1]["responseId"] is None
    assert house.scoring.submitted == {}


async def test_it_goes_from_transcripts_to_scores(house: House) -> None:
    scene = await done(house)
    house.speech.working(scene.url, 0.25)
    first = await scene.review()
    assert first["analysis"]["status"] == "processing"
    assert (first["analysis"]["stage"], first["analysis"]["progress"]) == ("transcripts", 0.25)
    await scene.heard("We had one", "and then two")
    second = await scene.review()
    assert (second["analysis"]["stage"], second["score"]["status"]) == ("scores", "pending")
    await scene.score(72.5)
    third = await scene.review()
    assert third["analysis"] == {
        "status": "ready", "stage": None, "progress": 1.0, "reason": None
    }  # fmt: skip
    assert third["score"]["overall"] == 72.5
    assert third["score"]["making"]["scorer"] == "offline"
    answer = third["answers"][0]
    assert answer["score"]["score"] == 72.5
    assert [one["text"] for one in answer["transcript"]["segments"]] == [
        "We had one", "and then two",
    ]  # fmt: skip
    assert [one["index"] for one in answer["transcript"]["segments"]] == [0, 1]
    assert answer["transcript"]["segments"][1]["words"][0] == {
        "text": "and", "start": 2.5, "end": 2.9, "confidence": 0.9
    }  # fmt: skip
    listed = (await scene.owner.ok("GET", "/invitations"))["items"][0]
    assert (listed["analysis"], listed["overallScore"]) == ("ready", 72.5)
    detail = await scene.owner.ok("GET", scene.path)
    assert (detail["analysis"], detail["overallScore"]) == ("ready", 72.5)


async def test_a_failed_transcript_leaves_its_answer_out_and_goes_on(house: House) -> None:
    scene = await done(house)
    house.speech.failed(scene.url)
    failed = speech.TranscriptFailed(scene.url, scene.id, scene.question_id, "engine_died")
    await scene.deliver(speech.TOPIC, failed)
    assert house.scoring.newest(scene.id).answers[0].missing == "no_transcript"
    seen = await scene.review()
    assert seen["analysis"]["stage"] == "scores"
    assert seen["answers"][0]["transcript"]["error"] == "engine_died"


async def test_a_withheld_score_says_why_and_has_no_number(house: House) -> None:
    scene = await done(house)
    await scene.heard("Yes")
    await scene.withhold("demo_quality")
    seen = await scene.review()
    assert (seen["analysis"]["status"], seen["analysis"]["reason"]) == ("withheld", "demo_quality")
    assert (seen["score"]["overall"], seen["answers"][0]["score"]["score"]) == (None, None)
    listed = (await scene.owner.ok("GET", "/invitations"))["items"][0]
    assert (listed["analysis"], listed["overallScore"]) == ("withheld", None)


async def test_the_team_is_told_once(house: House) -> None:
    scene = await scored(house)
    again = await scene.score(72.5)
    assert again.number == 1
    told = [row for row in await house.events() if row["event_type"] == "analysis.ready"]
    assert [row["payload"]["data"]["status"] for row in told] == ["scored"]
    assert told[0]["payload"]["data"]["hrId"] == scene.owner.who.user_id


@pytest.mark.parametrize("away", ["speech", "scoring"])
async def test_what_is_away_leaves_the_rest_to_be_seen(house: House, away: str) -> None:
    scene = await scored(house)
    await scene.owner.ok("POST", f"{scene.path}/review/notes", {"text": "Good."})
    getattr(house, away).down = True
    seen = await scene.review()
    assert seen["analysis"]["reason"] == f"{away}_unavailable"
    assert seen["notes"][0]["text"] == "Good."
    assert (seen["score"] is None) == (away == "scoring")
    assert (seen["answers"][0]["transcript"] is None) == (away == "speech")


async def test_a_page_does_not_wait_for_what_never_answers(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = await scored(house)

    async def never(_urls: Sequence[str]) -> list[Transcript]:
        await asyncio.Event().wait()
        raise AssertionError

    monkeypatch.setattr(house.speech, "transcripts", never)
    monkeypatch.setattr(neighbours, "LOOK_SECONDS", 0.05)
    async with asyncio.timeout(neighbours.WORK_SECONDS):
        seen = await scene.review()
    assert seen["analysis"] == {
        "status": "ready", "stage": None, "progress": 1.0, "reason": "speech_unavailable"
    }  # fmt: skip


def test_a_page_waits_two_seconds_at_most() -> None:
    assert neighbours.LOOK_SECONDS + neighbours.NAMES_SECONDS <= 2


async def test_looking_is_written_down_once_in_ten_minutes(house: House) -> None:
    scene = await scored(house)
    for _ in range(3):
        await scene.review()
    await scene.review(scene.colleague)
    house.clock.advance(timedelta(minutes=10, seconds=1).total_seconds())
    await scene.review()
    looks = [who for action, who in await actions(scene) if action == "review_seen"]
    me, other = scene.owner.who.user_id, scene.colleague.who.user_id
    assert looks == [me, other, me]
