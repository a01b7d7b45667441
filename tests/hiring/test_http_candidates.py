"""The Invitations API as the candidate uses it: consent, start, takes, answers, completion."""

from typing import Any

import pytest

from parley.hiring.domain.answers import ANSWER_MAX
from parley.kit.ids import new_id
from tests.hiring.conftest import House
from tests.hiring.interviews import CHOICE, TEXT, VIDEO, Interview, interview, record
from tests.hiring.test_http_templates import refused


def text(found: Interview, place: int = 1, content: Any = "Because.") -> dict[str, Any]:
    return {"questionId": found.questions[place]["id"], "type": "text", "content": content}


async def answer_all(found: Interview) -> None:
    url = await record(found, found.questions[0]["id"])
    video = {"questionId": found.questions[0]["id"], "type": "video", "mediaUrl": url}
    for body in (video, text(found)):
        await found.guest.ok("POST", f"{found.path}/responses", body)


async def test_consent_is_given_and_withdrawn(house: House) -> None:
    found = await interview(house, start=False)
    state = (await found.guest.ok("GET", found.path))["consent"]
    sent = {"version": state["version"], "accepted": True}
    given = await found.guest("POST", f"{found.path}/consent", sent)
    assert (given.status_code, given.json()) == (200, state)
    withdrawn = await found.guest("DELETE", f"{found.path}/consent")
    assert (withdrawn.status_code, withdrawn.content) == (204, b"")
    after = (await found.guest.ok("GET", found.path))["consent"]
    assert after == state | {"givenAt": None}


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        ({"version": "1999", "accepted": True}, 409, "consent_version_outdated"),
        ({"version": "1999", "accepted": False}, 422, "malformed"),
        ({"version": "1999"}, 422, "malformed"),
        ({"accepted": True}, 422, "malformed"),
        ({"version": "1999", "accepted": "true"}, 422, "malformed"),
    ],
)
async def test_consent_must_be_meant(
    house: House, body: dict[str, Any], status: int, error: str
) -> None:
    found = await interview(house, start=False)
    refused(await found.guest("POST", f"{found.path}/consent", body), status, error)


@pytest.mark.contract("interview-service.md", "POST /api/v1/invitations/:id/start")
async def test_starting(house: House) -> None:
    found = await interview(house, start=False)
    answer = await found.guest("POST", f"{found.path}/start")
    assert answer.status_code == 200
    body = answer.json()
    assert body["status"] == "started"
    assert body["startedAt"]
    assert body["id"] == found.id


@pytest.mark.contract("interview-service.md", "InvitationAlreadyStartedException")
async def test_starting_twice_is_400(house: House) -> None:
    found = await interview(house)
    refused(await found.guest("POST", f"{found.path}/start"), 400, "invitation_already_started")
    await answer_all(found)
    await found.guest.ok("POST", f"{found.path}/complete")
    refused(await found.guest("POST", f"{found.path}/start"), 400, "invitation_already_started")


@pytest.mark.contract("interview-service.md", "InvitationExpiredException")
async def test_after_the_deadline_everything_is_400(house: House) -> None:
    pending, started = await interview(house, start=False), await interview(house)
    take = f"/questions/{started.questions[0]['id']}/takes"
    house.clock.advance(7 * 86400)
    for found, where, body in (
        (pending, "/start", None),
        (pending, "/consent", {"version": "x", "accepted": True}),
        (started, "/start", None),
        (started, take, None),
        (started, "/responses", text(started)),
        (started, "/complete", None),
    ):
        answer = await found.guest("POST", f"{found.path}{where}", body)
        refused(answer, 400, "invitation_expired")
    seen = await started.guest.ok("GET", started.path)
    assert seen["status"] == "expired"


@pytest.mark.contract("interview-service.md", "InvitationNotStartedException")
async def test_before_the_start_nothing_is_answered(house: House) -> None:
    found = await interview(house, start=False)
    take = f"/questions/{found.questions[0]['id']}/takes"
    for where, body in ((take, {}), ("/responses", text(found)), ("/complete", None)):
        answer = await found.guest("POST", f"{found.path}{where}", body)
        refused(answer, 400, "invitation_not_started")


async def test_takes(house: House) -> None:
    settings = {"allowRetakes": True, "maxRetakes": 1, "questionTimeLimit": 90}
    found = await interview(house, VIDEO, VIDEO | {"timeLimit": None}, settings=settings)
    path = f"{found.path}/questions/{found.questions[0]['id']}/takes"
    first = await found.guest("POST", path)
    assert (first.status_code, first.json()["mediaLimitSeconds"]) == (201, 120)
    assert first.json()["retakesLeft"] == 1
    assert first.json()["questionId"] == found.questions[0]["id"]
    same = await found.guest("POST", path, {})
    assert (same.status_code, same.json()) == (200, first.json())
    second = await found.guest("POST", path, {"retake": True})
    assert (second.status_code, second.json()["retakesLeft"]) == (201, 0)
    assert second.json()["takeId"] != first.json()["takeId"]
    refused(await found.guest("POST", path, {"retake": True}), 409, "retakes_exhausted")
    other = f"{found.path}/questions/{found.questions[1]['id']}/takes"
    assert (await found.guest.ok("POST", other))["mediaLimitSeconds"] == 90
    refused(await found.guest("POST", path, {"retake": 1}), 422, "malformed")


async def test_a_recording_needs_consent(house: House) -> None:
    found = await interview(house)
    await found.guest.ok("DELETE", f"{found.path}/consent")
    path = f"{found.path}/questions/{found.questions[0]['id']}/takes"
    refused(await found.guest("POST", path), 403, "consent_required")


async def test_a_take_of_no_video_question_is_refused(house: House) -> None:
    found = await interview(house)
    text_question = f"{found.path}/questions/{found.questions[1]['id']}/takes"
    refused(await found.guest("POST", text_question), 422, "response_mismatch")
    for question_id in (new_id(), "x"):
        path = f"{found.path}/questions/{question_id}/takes"
        refused(await found.guest("POST", path), 404, "question_not_found")


@pytest.mark.contract("interview-service.md", "POST /api/v1/invitations/:id/responses")
async def test_answering(house: House) -> None:
    found = await interview(house)
    url = await record(found, found.questions[0]["id"], 12.01)
    sent = {"questionId": found.questions[0]["id"], "type": "video", "mediaUrl": url}
    answer = await found.guest("POST", f"{found.path}/responses", sent)
    assert answer.status_code == 201
    body = answer.json()
    assert body == {
        "id": body["id"],
        "invitationId": found.id,
        "questionId": found.questions[0]["id"],
        "type": "video",
        "content": None,
        "mediaUrl": url,
        "duration": 13,
        "submittedAt": body["submittedAt"],
        "createdAt": body["createdAt"],
    }
    written = await found.guest.ok("POST", f"{found.path}/responses", text(found))
    assert (written["content"], written["duration"]) == ("Because.", None)
    png = next(o["id"] for o in found.questions[2]["options"] if o["text"] == "PNG")
    chosen = {"questionId": found.questions[2]["id"], "type": "choice", "content": png}
    assert (await found.guest.ok("POST", f"{found.path}/responses", chosen))["content"] == png


@pytest.mark.contract("interview-service.md", "ResponseAlreadySubmittedException")
async def test_answering_a_question_twice_is_400(house: House) -> None:
    found = await interview(house)
    await answer_all(found)
    path = f"{found.path}/responses"
    again = await found.guest("POST", path, text(found, content="No: so."))
    refused(again, 400, "response_already_submitted")
    take = f"{found.path}/questions/{found.questions[0]['id']}/takes"
    refused(await found.guest("POST", take), 400, "response_already_submitted")
    video = {"questionId": found.questions[0]["id"], "type": "video", "mediaUrl": "blob://x"}
    refused(await found.guest("POST", path, video), 400, "response_already_submitted")


@pytest.mark.parametrize(
    ("place", "sent"),
    [
        (0, {"type": "text", "content": "x"}),
        (0, {"type": "choice", "content": "x"}),
        (0, {"type": "video"}),
        (0, {"type": "video", "mediaUrl": "https://example.com/x.webm"}),
        (0, {"type": "video", "mediaUrl": "blob://takes/unknown"}),
        (0, {"type": "video", "mediaUrl": "s3://bucket/unknown"}),
        (0, {"type": "video", "mediaUrl": "blob://x", "content": "x"}),
        (1, {"type": "video", "mediaUrl": "blob://x"}),
        (1, {"type": "text"}),
        (1, {"type": "text", "content": ""}),
        (1, {"type": "text", "content": "  "}),
        (1, {"type": "text", "content": "x", "mediaUrl": "blob://x"}),
        (2, {"type": "text", "content": "PNG"}),
        (2, {"type": "choice", "content": "GIF"}),
        (2, {"type": "choice", "content": "[]"}),
        (2, {"type": "choice", "content": '["PNG", "PNG"]'}),
        (2, {"type": "choice"}),
    ],
)
async def test_an_answer_that_does_not_fit_is_422(
    house: House, place: int, sent: dict[str, Any]
) -> None:
    found = await interview(house)
    body = {"questionId": found.questions[place]["id"]} | sent
    answer = await found.guest("POST", f"{found.path}/responses", body)
    refused(answer, 422, "response_mismatch")
    assert (await found.hr.ok("GET", found.path))["responses"] == []


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "multiple_choice"},
        {"type": None},
        {"content": "x" * (ANSWER_MAX + 1)},
        {"content": "\x00"},
        {"content": ["x"]},
        {"score": 100},
    ],
)
async def test_a_malformed_answer_is_422(house: House, changes: dict[str, Any]) -> None:
    found = await interview(house)
    answer = await found.guest("POST", f"{found.path}/responses", text(found) | changes)
    refused(answer, 422, "malformed")


async def test_the_longest_answer_is_taken(house: House) -> None:
    found = await interview(house)
    sent = text(found, content="é" * ANSWER_MAX)
    answer = await found.guest.ok("POST", f"{found.path}/responses", sent)
    assert answer["content"] == "é" * ANSWER_MAX


async def test_a_recording_without_an_upload_is_not_an_answer_yet(house: House) -> None:
    found = await interview(house)
    question_id = found.questions[0]["id"]
    await found.guest.ok("POST", f"{found.path}/questions/{question_id}/takes")
    (_, take) = house.media.made[0]
    sent = {"questionId": question_id, "type": "video", "mediaUrl": take.media_url}
    answer = await found.guest("POST", f"{found.path}/responses", sent)
    refused(answer, 422, "take_not_ready")


@pytest.mark.parametrize("question_id", ["5b8f0d3e-6c2a-4f1b-9a77-0c6de1a2b3c4", "x", ""])
async def test_an_answer_to_an_unknown_question_is_404(house: House, question_id: str) -> None:
    found = await interview(house)
    for sent in (
        {"questionId": question_id, "type": "text", "content": "x"},
        {"questionId": question_id, "type": "video", "mediaUrl": "blob://x"},
    ):
        answer = await found.guest("POST", f"{found.path}/responses", sent)
        refused(answer, 404, "question_not_found")


async def test_another_interviews_recording_is_no_answer(house: House) -> None:
    mine, other = await interview(house), await interview(house)
    url = await record(other, other.questions[0]["id"])
    sent = {"questionId": mine.questions[0]["id"], "type": "video", "mediaUrl": url}
    answer = await mine.guest("POST", f"{mine.path}/responses", sent)
    refused(answer, 422, "response_mismatch")


@pytest.mark.contract("interview-service.md", "POST /api/v1/invitations/:id/complete")
async def test_completing(house: House) -> None:
    found = await interview(house)
    incomplete = await found.guest("POST", f"{found.path}/complete")
    refused(incomplete, 409, "required_questions_unanswered")
    assert "1, 2" in incomplete.json()["details"]
    await answer_all(found)
    answer = await found.guest("POST", f"{found.path}/complete")
    assert (answer.status_code, answer.json()["status"]) == (200, "completed")
    assert answer.json()["completedAt"]
    again = await found.guest("POST", f"{found.path}/complete")
    refused(again, 409, "invitation_already_completed")
    late = await found.guest("POST", f"{found.path}/responses", text(found, 2))
    refused(late, 409, "invitation_already_completed")
    refused(await found.hr("POST", f"{found.path}/revoke"), 409, "invitation_already_completed")


async def test_when_recording_time_is_used_up(house: House) -> None:
    found = await interview(house, VIDEO, VIDEO, TEXT, settings={"totalTimeLimit": 1})
    url = await record(found, found.questions[0]["id"], 60.4)
    sent = {"questionId": found.questions[0]["id"], "type": "video", "mediaUrl": url}
    await found.guest.ok("POST", f"{found.path}/responses", sent)
    take = f"{found.path}/questions/{found.questions[1]['id']}/takes"
    refused(await found.guest("POST", take), 409, "time_limit_reached")
    still = await found.guest("POST", f"{found.path}/complete")
    refused(still, 409, "required_questions_unanswered")
    await found.guest.ok("POST", f"{found.path}/responses", text(found, 2))
    assert (await found.guest.ok("POST", f"{found.path}/complete"))["status"] == "completed"


async def test_watching_an_answer(house: House) -> None:
    found = await interview(house, VIDEO, CHOICE)
    url = await record(found, found.questions[0]["id"])
    sent = {"questionId": found.questions[0]["id"], "type": "video", "mediaUrl": url}
    response = await found.guest.ok("POST", f"{found.path}/responses", sent)
    path = f"{found.path}/responses/{response['id']}/playback"
    for who in (found.hr, found.guest):
        assert await who.ok("GET", path) == {
            "status": "ready",
            "progress": 1.0,
            "playbackUrl": "/playback/x",
            "posterUrl": "/poster/x",
            "downloadUrl": "/download/x",
            "durationSeconds": 12.5,
            "gaps": [],
            "expiresAt": None,
            "audioUrl": None,
            "waveformUrl": None,
        }
    assert (await found.hr.ok("POST", path))["status"] == "ready"
    assert house.media.retried == [url]
    for other in (new_id(), "x"):
        unknown = f"{found.path}/responses/{other}/playback"
        refused(await found.hr("GET", unknown), 404, "response_not_found")


async def test_a_lost_answer_is_sent_again_with_its_key(house: House) -> None:
    found = await interview(house)
    key = {"idempotency-key": "answer-1"}
    first = await found.guest("POST", f"{found.path}/responses", text(found), **key)
    again = await found.guest("POST", f"{found.path}/responses", text(found), **key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert (await found.hr.ok("GET", found.path))["answeredCount"] == 1
