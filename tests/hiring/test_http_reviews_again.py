"""Transcripts put right, and scoring again."""

import asyncio
from typing import Any

import pytest
from pydantic import ValidationError

from parley.contracts import speech
from parley.hiring.http.review_bodies import (
    QUESTIONS_RATED_MAX,
    RatingIn,
)
from parley.hiring.http.said_bodies import (
    SEGMENT_INDEX_MAX,
    SEGMENT_TEXT_MAX,
    SEGMENTS_MAX,
    CorrectionIn,
)
from parley.hiring.service.analysis import SWEEP_AFTER, SWEEP_FOR
from parley.kit.ids import new_id
from tests.hiring.conftest import Caller, House
from tests.hiring.reviewing import actions, done, scored

# Transcripts


async def test_a_correction_stands_beside_what_was_heard_and_is_scored(house: House) -> None:
    scene = await scored(house)
    path = f"{scene.path}/responses/{scene.response_id}/transcript"
    body = {"revision": 0, "segments": [{"index": 1, "text": "and then three"}]}
    corrected = await scene.colleague.ok("PUT", path, body)
    first, second = corrected["segments"]
    assert (first["originalText"], second["text"]) == (None, "and then three")
    assert (second["originalText"], corrected["revision"]) == ("and then two", 1)
    me = scene.colleague.who.user_id
    news = speech.TranscriptCorrected(scene.url, scene.id, scene.question_id, 1, me)
    await scene.deliver(speech.TOPIC, news)
    assert house.scoring.newest(scene.id).answers[0].text == "We had one service and then three"
    seen = await scene.review()
    assert seen["answers"][0]["transcript"]["correctedBy"] == "Somebody"
    assert ("transcript_corrected", me) in await actions(scene)
    late = await scene.owner("PUT", path, body)
    assert (late.status_code, late.json()["error"]) == (409, "transcript_changed")


async def test_corrections_that_can_not_be_made(house: House) -> None:
    scene = await done(house)
    path = f"{scene.path}/responses/{scene.response_id}/transcript"
    body: dict[str, Any] = {"revision": 0, "segments": [{"index": 0, "text": "x"}]}

    async def refused(path: str, body: object) -> tuple[int, str]:
        answer = await scene.owner("PUT", path, body)
        return answer.status_code, answer.json()["error"]

    assert await refused(path, body) == (404, "transcript_not_found")
    house.speech.working(scene.url)
    assert await refused(path, body) == (409, "transcript_not_ready")
    await scene.heard("Yes")
    far = {"revision": 0, "segments": [{"index": 7, "text": "x"}]}
    assert await refused(path, far) == (422, "malformed")
    assert await refused(path, {"revision": 0, "segments": []}) == (422, "malformed")
    for strange in (new_id(), "x"):
        elsewhere = f"{scene.path}/responses/{strange}/transcript"
        assert await refused(elsewhere, body) == (404, "response_not_found")
    house.speech.down = True
    assert (await scene.owner("PUT", path, body)).status_code == 503


def test_a_correction_and_a_rating_at_their_bounds() -> None:
    def correction(count: int = 1, **segment: Any) -> CorrectionIn:
        whole = {"index": 0, "text": ""} | segment
        return CorrectionIn.model_validate({"revision": 0, "segments": [whole] * count})

    def rating(count: int) -> RatingIn:
        return RatingIn.model_validate({"questions": {str(n): 3 for n in range(count)}})

    assert len(correction(SEGMENTS_MAX).segments) == SEGMENTS_MAX
    last = correction(index=SEGMENT_INDEX_MAX, text="x" * SEGMENT_TEXT_MAX).segments[0]
    assert (last.index, len(last.text)) == (SEGMENT_INDEX_MAX, SEGMENT_TEXT_MAX)
    assert len(rating(QUESTIONS_RATED_MAX).questions) == QUESTIONS_RATED_MAX
    for wrong in (
        lambda: correction(SEGMENTS_MAX + 1),
        lambda: correction(0),
        lambda: correction(index=SEGMENT_INDEX_MAX + 1),
        lambda: correction(index=-1),
        lambda: correction(text="x" * (SEGMENT_TEXT_MAX + 1)),
        lambda: rating(QUESTIONS_RATED_MAX + 1),
    ):
        with pytest.raises(ValidationError):
            wrong()


async def test_a_failed_transcript_is_tried_again(house: House) -> None:
    scene = await done(house)
    house.speech.failed(scene.url)
    path = f"{scene.path}/responses/{scene.response_id}/transcript"
    assert (await scene.owner.ok("POST", path))["status"] == "processing"
    assert (await scene.review())["analysis"]["stage"] == "transcripts"


# Scoring again


async def test_scoring_again(house: House) -> None:
    scene = await done(house, complete=False)
    path = f"{scene.path}/analysis"
    early = await scene.owner("POST", path)
    assert (early.status_code, early.json()["error"]) == (409, "not_completed_yet")
    await scene.found.guest.ok("POST", f"{scene.path}/complete")
    assert (await scene.owner.ok("POST", path))["stage"] == "transcripts"
    assert house.scoring.submitted == {}
    # The news of the transcript are lost: asking again makes up for it.
    house.speech.ready(scene.url, "Yes")
    assert (await scene.owner.ok("POST", path))["stage"] == "scores"
    assert (len(house.scoring.submitted[scene.id]), house.scoring.retried) == (1, [])
    # Still at it: asking twice starts nothing twice.
    await scene.owner.ok("POST", path)
    assert house.scoring.retried == []
    await scene.score(50.0)
    assert (await scene.owner.ok("POST", path))["status"] == "processing"
    assert house.scoring.retried == [scene.id]


async def test_what_is_no_invitation_has_no_review(house: House) -> None:
    scene = await done(house)
    for strange in (new_id(), "x"):
        for caller in (scene.owner, scene.admin):
            answer = await caller("GET", f"/invitations/{strange}/review")
            assert (answer.status_code, answer.json()["error"]) == (404, "invitation_not_found")


async def test_reviews_run_side_by_side(house: House) -> None:
    """Many at once share a few connections: none waits for another context's in its own."""
    scene = await scored(house)
    callers: list[Caller] = [scene.owner, scene.colleague, scene.admin]
    seen = await asyncio.gather(*(scene.review(callers[place % 3]) for place in range(30)))
    assert {one["score"]["overall"] for one in seen} == {72.5}


async def test_the_sweep_hands_in_what_nobody_told_of(house: House) -> None:
    scene = await done(house, complete=False)
    house.speech.ready(scene.url, "Yes")
    await scene.found.guest.ok("POST", f"{scene.path}/complete")
    (sweep,) = (each for each in house.part.sweeps if each.name == "hiring.analyses")
    await sweep.run()
    assert house.scoring.submitted == {}  # the bus is at it
    house.clock.advance(SWEEP_AFTER.total_seconds())
    await sweep.run()
    assert len(house.scoring.submitted[scene.id]) == 1
    await scene.score()
    house.clock.advance(SWEEP_FOR.total_seconds())
    await sweep.run()
    assert len(house.scoring.submitted[scene.id]) == 1


async def test_withdrawn_consent_leaves_no_score(house: House) -> None:
    scene = await scored(house)
    await scene.found.guest("DELETE", f"{scene.path}/consent")
    # Speech and scoring forget when they are asked to.
    house.speech.held.clear()
    house.scoring.made.clear()
    house.scoring.submitted.clear()
    seen = await scene.review()
    assert seen["analysis"] == {
        "status": "withheld",
        "stage": None,
        "progress": 1.0,
        "reason": "consent_withdrawn",
    }
    assert (seen["score"], seen["answers"][0]["responseId"]) == (None, None)
    listed = (await scene.owner.ok("GET", "/invitations"))["items"][0]
    assert (listed["analysis"], listed["overallScore"]) == ("withheld", None)
    again = await scene.owner.ok("POST", f"{scene.path}/analysis")
    assert (again["status"], again["reason"]) == ("withheld", "consent_withdrawn")
    assert house.scoring.submitted == {}


async def test_a_deleted_interview_can_be_looked_at_but_not_judged(house: House) -> None:
    scene = await scored(house)
    await scene.owner.ok("PUT", f"{scene.path}/review/decision", {"decision": "hold"})
    await scene.owner.ok("POST", f"{scene.path}/review/notes", {"text": "CANARY"})
    await scene.owner.ok("POST", f"{scene.path}/deletion", {"confirm": True})
    house.speech.held.clear()
    house.scoring.made.clear()
    house.scoring.submitted.clear()
    answer = await scene.owner("GET", f"{scene.path}/review")
    assert answer.is_success
    seen = answer.json()
    assert (seen["analysis"]["reason"], seen["canDecide"]) == ("deleted", False)
    assert "CANARY" not in answer.text
    for method, path, body in (
        ("PUT", "review/rating", {"overall": 3}),
        ("POST", "review/notes", {"text": "x"}),
        ("PUT", "review/decision", {"decision": "hold"}),
        ("POST", "analysis", None),
    ):
        refused = await scene.owner(method, f"{scene.path}/{path}", body)
        assert (refused.status_code, refused.json()["error"]) == (410, "invitation_deleted")
    listed = (await scene.owner.ok("GET", "/invitations"))["items"][0]
    assert (listed["candidateName"], listed["overallScore"]) == ("", None)
    exported = await scene.owner.ok("GET", f"{scene.path}/export")
    assert exported["invitation"]["candidateName"] == ""
    assert exported["scores"] == []
