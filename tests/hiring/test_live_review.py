"""Live invitations: scores, review, sound, exports and the record."""

import json

from parley.contracts.identity import Principal, Role
from parley.kit.ids import new_id
from parley.kit.messages import Message
from tests.hiring.conftest import Caller, House
from tests.hiring.conversations import ASKED, CANARY, finished, scored, sound, told
from tests.hiring.interviews import TEXT, interview

# Scores


async def test_hiring_hands_in_nothing_and_hears_the_score(house: House) -> None:
    found = await finished(house)
    completed = (await told(house, "invitation.completed"))[0]["payload"]["data"]
    for subscription in house.part.subscriptions:
        if handler := subscription.types.get("invitation.completed"):
            now = house.clock.now()
            await handler(
                Message(new_id(), subscription.topic, "invitation.completed", found.id, now,
                        completed)
            )  # fmt: skip
    house.clock.advance(3600)
    (sweep,) = (one for one in house.part.sweeps if one.name == "hiring.analyses")
    await sweep.run()
    assert house.scoring.submitted == {}
    await scored(house, found)
    seen = await found.hr.ok("GET", found.path)
    assert (seen["analysis"], seen["overallScore"]) == ("ready", 72.5)
    assert len(await told(house, "analysis.ready")) == 1


async def test_the_review_has_conversation_recording_and_scores(house: House) -> None:
    found = await finished(house)
    url = await sound(house, found)
    await scored(house, found)
    review = await found.hr.ok("GET", f"{found.path}/review")
    assert review["mode"] == "voice"
    assert [(one["speaker"], one["text"], one["move"]) for one in review["conversation"]] == [
        ("AI", ASKED["text"], "ask"),
        ("USER", CANARY, "answer"),
        ("AI", TEXT["text"], "ask"),
        ("USER", "Twice is once.", "answer"),
    ]
    assert set(review["conversation"][0]) == {
        "entryId", "speaker", "text", "start", "end", "itemId", "move", "provenance", "cut",
        "words",
    }  # fmt: skip
    assert review["conversation"][1]["itemId"] == found.questions[0]["id"]
    playback = await house.media.playback(url)
    assert (review["recording"]["status"], review["recording"]["durationSeconds"]) == (
        "ready",
        playback.duration_seconds,
    )
    asked = [found.questions[0]["id"], found.questions[2]["id"]]
    assert [answer["questionId"] for answer in review["answers"]] == asked
    assert [answer["score"]["score"] for answer in review["answers"]] == [72.5, 72.5]
    assert {answer["transcript"] for answer in review["answers"]} == {None}
    assert (review["analysis"]["status"], review["score"]["overall"]) == ("ready", 72.5)
    actions = [
        entry["action"] for entry in (await found.hr.ok("GET", f"{found.path}/audit"))["items"]
    ]
    assert actions.count("review_seen") == 1


async def test_a_recorded_review_has_neither(house: House) -> None:
    found = await interview(house, TEXT)
    review = await found.hr.ok("GET", f"{found.path}/review")
    assert (review["mode"], review["conversation"], review["recording"]) == (
        "recorded", None, None,
    )  # fmt: skip


async def test_the_review_is_there_while_interviews_is_not(house: House) -> None:
    found = await finished(house)
    await scored(house, found)
    house.interviews.down = True
    review = await found.hr.ok("GET", f"{found.path}/review")
    assert (review["conversation"], review["score"]["overall"]) == (None, 72.5)
    assert (await found.hr("GET", f"{found.path}/export?format=json")).status_code == 503


async def test_scoring_again_is_asked_of_scoring(house: House) -> None:
    found = await finished(house)
    pending = await found.hr.ok("POST", f"{found.path}/analysis")
    assert (pending["status"], house.scoring.retried) == ("processing", [])
    await scored(house, found)
    await found.hr.ok("POST", f"{found.path}/analysis")
    assert house.scoring.retried == [found.id]


async def test_the_sound_is_for_the_team_and_the_candidate(house: House) -> None:
    found = await finished(house)
    path = f"{found.path}/recording"
    missing = await found.hr("GET", path)
    assert (missing.status_code, missing.json()["error"]) == (404, "recording_not_found")
    await sound(house, found)
    colleague, stranger = house.person(), house.person(Role.CANDIDATE)
    account = Caller(house, Principal(found.guest.who.user_id, Role.CANDIDATE))
    twin = Principal(found.guest.who.user_id, Role.CANDIDATE, invitation_id=new_id())
    for method in ("GET", "POST"):
        for caller in (found.hr, found.guest, account, house.person(Role.ADMIN)):
            assert (await caller.ok(method, path))["status"] == "ready"
        for caller in (colleague, stranger, Caller(house, twin)):
            assert (await caller(method, path)).status_code == 404
    recorded = await interview(house, TEXT)
    assert (await recorded.hr("GET", f"{recorded.path}/recording")).status_code == 404
    seen = (await found.guest.ok("GET", f"{found.path}/record"))["seen"]
    assert "recording_seen" in {entry["action"] for entry in seen}


async def test_exports_have_the_conversation(house: House) -> None:
    found = await finished(house)
    await scored(house, found)
    whole = await found.hr.ok("GET", f"{found.path}/export?format=json")
    assert [entry["text"] for entry in whole["conversation"]][1] == CANARY
    assert [answer["answer"] for answer in whole["answers"]] == [CANARY, "Twice is once."]
    assert whole["invitation"]["mode"] == "voice"
    rows = (await found.hr("GET", f"{found.path}/export?format=csv")).text
    assert CANARY in rows
    listed = (await found.hr("GET", "/invitations/export?format=csv")).text.splitlines()
    assert listed[0].endswith(",mode")
    assert listed[1].endswith(",voice")
    (item,) = json.loads((await found.hr("GET", "/invitations/export?format=json")).text)
    assert (item["mode"], item["answeredCount"]) == ("voice", 2)


async def test_the_record_tells_the_candidate_what_was_said(house: House) -> None:
    found = await finished(house)
    record = await found.guest.ok("GET", f"{found.path}/record")
    assert record["answers"] == []
    assert [set(one) for one in record["conversation"][:1]] == [
        {"speaker", "text", "at", "provenance"}
    ]
    assert CANARY in {one["text"] for one in record["conversation"]}
    recorded = await interview(house, TEXT)
    assert (await recorded.guest.ok("GET", f"{recorded.path}/record"))["conversation"] == []
