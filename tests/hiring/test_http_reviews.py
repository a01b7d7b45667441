"""The review over HTTP: what it shows at each stage, and what people say in it."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from parley.contracts import speech
from parley.contracts.speech import Transcript
from parley.hiring.domain.review import DECISION_REASON_MAX, NOTE_MAX, NOTES_MAX
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
from parley.hiring.service import neighbours
from parley.hiring.service.analysis import SWEEP_AFTER, SWEEP_FOR
from parley.kit.ids import new_id
from tests.hiring.conftest import Caller, House
from tests.hiring.reviewing import Done, done, scored


async def actions(scene: Done) -> list[tuple[str, str | None]]:
    """The audit log of the interview, oldest first: what was done and by whom."""
    page = await scene.owner.ok("GET", f"{scene.path}/audit?pageSize=100")
    return [(entry["action"], entry["actorId"]) for entry in reversed(page["items"])]


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


# Ratings


async def test_others_stay_hidden_until_mine_is_given(house: House) -> None:
    scene = await scored(house)
    path = f"{scene.path}/review/rating"
    given = await scene.colleague.ok("PUT", path, {"overall": 4})
    assert (given["overall"], given["questions"]) == (4, {})
    blind = await scene.review()
    assert (blind["mine"], blind["others"], blind["othersCount"]) == (None, None, 1)
    # An empty rating says nothing, and so opens nothing.
    await scene.owner.ok("PUT", path, {})
    assert (await scene.review())["others"] is None
    await scene.owner.ok("PUT", path, {"questions": {scene.question_id: 2}})
    seen = await scene.review()
    assert seen["mine"]["questions"] == {scene.question_id: 2}
    assert [(one["userId"], one["overall"]) for one in seen["others"]] == [
        (scene.colleague.who.user_id, 4)
    ]
    assert seen["others"][0]["name"] == "Somebody"
    assert (await scene.review(scene.colleague))["othersCount"] == 1


async def test_a_rating_takes_the_place_of_the_last(house: House) -> None:
    scene = await scored(house)
    path = f"{scene.path}/review/rating"
    await scene.owner.ok("PUT", path, {"overall": 1, "questions": {scene.question_id: 1}})
    await scene.owner.ok("PUT", path, {"overall": 5})
    mine = (await scene.review())["mine"]
    assert (mine["overall"], mine["questions"]) == (5, {})


@pytest.mark.parametrize(
    "body",
    [{"overall": 0}, {"overall": 6}, {"overall": True}, {"overall": 3.5}, {"overal": 3}],
    ids=["below", "above", "bool", "half", "typo"],
)
async def test_a_rating_out_of_bounds(house: House, body: dict[str, Any]) -> None:
    scene = await scored(house)
    answer = await scene.owner("PUT", f"{scene.path}/review/rating", body)
    assert answer.status_code == 422


async def test_a_rating_of_a_question_that_is_not_asked(house: House) -> None:
    scene = await scored(house)
    for strange in (new_id(), "x"):
        body = {"questions": {strange: 3}}
        answer = await scene.owner("PUT", f"{scene.path}/review/rating", body)
        assert (answer.status_code, answer.json()["error"]) == (404, "question_not_found")


# Notes


async def test_a_note_is_written_edited_and_deleted_by_its_author(house: House) -> None:
    scene = await scored(house)
    notes = f"{scene.path}/review/notes"
    body = {"text": "Names figures.", "questionId": scene.question_id, "atSeconds": 3.5}
    note = await scene.colleague.ok("POST", notes, body)
    assert (note["text"], note["atSeconds"], note["authorName"]) == (
        "Names figures.", 3.5, "Somebody",
    )  # fmt: skip
    for method, more in (("PATCH", {"text": "x"}), ("DELETE", None)):
        answer = await scene.owner(method, f"{notes}/{note['id']}", more)
        assert (answer.status_code, answer.json()["error"]) == (403, "not_your_note")
    house.clock.advance(1)
    edited = await scene.colleague.ok("PATCH", f"{notes}/{note['id']}", {"text": "More."})
    assert (edited["text"], edited["createdAt"]) == ("More.", note["createdAt"])
    assert edited["updatedAt"] > note["updatedAt"]
    assert (await scene.review())["notes"] == [edited]
    answer = await scene.colleague("DELETE", f"{notes}/{note['id']}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert (await scene.review())["notes"] == []
    for method, more in (("PATCH", {"text": "x"}), ("DELETE", None)):
        answer = await scene.colleague(method, f"{notes}/{note['id']}", more)
        assert (answer.status_code, answer.json()["error"]) == (404, "note_not_found")


async def test_two_windows_do_not_overwrite_each_other(house: House) -> None:
    scene = await scored(house)
    notes = f"{scene.path}/review/notes"
    note = await scene.owner.ok("POST", notes, {"text": "First."})
    path = f"{notes}/{note['id']}"
    house.clock.advance(1)
    await scene.owner.ok("PATCH", path, {"text": "Second.", "seenAt": note["updatedAt"]})
    answer = await scene.owner("PATCH", path, {"text": "Third.", "seenAt": note["updatedAt"]})
    assert (answer.status_code, answer.json()["error"]) == (409, "note_changed")
    assert (await scene.review())["notes"][0]["text"] == "Second."


async def test_a_note_at_its_bounds(house: House) -> None:
    scene = await scored(house)
    notes = f"{scene.path}/review/notes"
    await scene.owner.ok("POST", notes, {"text": "x" * NOTE_MAX})
    for wrong in (
        {"text": "x" * (NOTE_MAX + 1)},
        {"text": "   "},
        {"text": "a\x00b"},
        {"text": "x", "atSeconds": 1},
        {"text": "x", "questionId": scene.question_id, "atSeconds": -1},
    ):
        assert (await scene.owner("POST", notes, wrong)).status_code == 422, wrong
    strange = {"text": "x", "questionId": new_id()}
    assert (await scene.owner("POST", notes, strange)).status_code == 404
    async with house.ground.db.unit("hiring") as unit:
        await unit.execute(
            "INSERT INTO hiring.notes (invitation_id, author_id, text)"
            " SELECT $1, $1, 'x' FROM generate_series(1, $2)",
            scene.id,
            NOTES_MAX - 2,
        )
    await scene.owner.ok("POST", notes, {"text": "the last"})
    answer = await scene.owner("POST", notes, {"text": "one too many"})
    assert (answer.status_code, answer.json()["error"]) == (409, "too_many_notes")


# Decision


async def test_the_owner_decides_and_takes_it_back(house: House) -> None:
    scene = await scored(house)
    path = f"{scene.path}/review/decision"
    decided = await scene.owner.ok("PUT", path, {"decision": "advance", "reason": "Clear."})
    assert (decided["decision"], decided["reason"]) == ("advance", "Clear.")
    assert decided["decidedBy"] == "Somebody"
    seen = await scene.review(scene.colleague)
    assert (seen["decision"], seen["canDecide"]) == (decided, False)
    assert (await scene.review())["canDecide"] is True
    listed = (await scene.owner.ok("GET", "/invitations?decision=advance"))["items"]
    assert [one["decision"] for one in listed] == ["advance"]
    back = await scene.owner.ok("PUT", path, {"decision": None, "reason": "Too early."})
    assert back == dict.fromkeys(("decision", "reason", "decidedBy", "decidedAt"))
    assert (await scene.owner.ok("GET", "/invitations?decision=advance"))["total"] == 0
    assert (await actions(scene)).count(("decided", scene.owner.who.user_id)) == 2


async def test_a_decision_on_what_was_decided_meanwhile(house: House) -> None:
    scene = await scored(house)
    path = f"{scene.path}/review/decision"
    first = await scene.owner.ok("PUT", path, {"decision": "hold", "seenAt": None})
    house.clock.advance(1)
    late = await scene.admin("PUT", path, {"decision": "reject", "seenAt": None})
    assert (late.status_code, late.json()["error"]) == (409, "decision_changed")
    seen = {"decision": "reject", "seenAt": first["decidedAt"]}
    assert (await scene.admin.ok("PUT", path, seen))["decision"] == "reject"
    assert (await scene.owner.ok("PUT", path, {"decision": "hold"}))["decision"] == "hold"


async def test_a_decision_at_its_bounds(house: House) -> None:
    scene = await scored(house)
    path = f"{scene.path}/review/decision"
    longest = {"decision": "hold", "reason": "x" * DECISION_REASON_MAX}
    await scene.owner.ok("PUT", path, longest)
    for wrong in (
        longest | {"reason": "x" * (DECISION_REASON_MAX + 1)},
        {"decision": "maybe"},
        {"reason": "x"},
    ):
        assert (await scene.owner("PUT", path, wrong)).status_code == 422, wrong


async def test_the_audit_log_knows_what_was_done_but_not_what_was_said(house: House) -> None:
    scene = await scored(house)
    me = scene.owner.who.user_id
    await scene.owner.ok("PUT", f"{scene.path}/review/rating", {"overall": 2})
    await scene.owner.ok("POST", f"{scene.path}/review/notes", {"text": "CANARY"})
    reason = {"decision": "reject", "reason": "CANARY"}
    await scene.owner.ok("PUT", f"{scene.path}/review/decision", reason)
    done_ = await actions(scene)
    assert done_[-4:] == [("scored", None), ("rated", me), ("noted", me), ("decided", me)]
    log = (await scene.owner("GET", f"{scene.path}/audit?pageSize=100")).text
    assert "CANARY" not in log


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
