"""What people say in a review: ratings, notes, decisions."""

from typing import Any

import pytest

from parley.hiring.domain.review import DECISION_REASON_MAX, NOTE_MAX, NOTES_MAX
from parley.kit.ids import new_id
from tests.hiring.conftest import House
from tests.hiring.reviewing import actions, scored

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
