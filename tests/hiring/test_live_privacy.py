"""Live invitations: withdrawing, deleting, and what hiring keeps of a conversation."""

from parley.contracts.erasure import ErasureDone
from parley.contracts.interviews import SessionStatus
from tests.hiring.conftest import House
from tests.hiring.conversations import CANARY, finished, hear, live, scored, sound, talked, told
from tests.hiring.deleting import OTHERS, all_answer, everything
from tests.hiring.interviews import VIDEO, interview
from tests.hiring.reviewing import deliver

# Privacy


async def test_withdrawing_consent_leaves_the_words_and_their_scores(house: House) -> None:
    found = await finished(house)
    await sound(house, found)
    await scored(house, found)
    answer = await found.guest("DELETE", f"{found.path}/consent")
    assert answer.status_code == 204
    (row,) = await told(house, "erasure.requested")
    asked = row["payload"]["data"]
    assert (asked["scope"], asked["textStays"]) == ("recordings", True)
    assert await house.media.consent(found.id) is None
    # News of the very deletion's time count, as any other.
    await scored(house, found, 81.0)
    for context in OTHERS:
        done = ErasureDone(asked["erasureId"], context, {}, [])
        await deliver(house, asked["erasureId"], "privacy-events", done)
    seen = await found.hr.ok("GET", found.path)
    assert (seen["status"], seen["analysis"], seen["overallScore"]) == ("completed", "ready", 81.0)
    review = await found.hr.ok("GET", f"{found.path}/review")
    assert len(review["conversation"]) == 4
    assert (review["analysis"]["status"], review["score"]["overall"]) == ("ready", 81.0)


async def test_of_recordings_the_scores_still_go(house: House) -> None:
    found = await interview(house, VIDEO)
    await found.guest("DELETE", f"{found.path}/consent")
    (row,) = await told(house, "erasure.requested")
    assert row["payload"]["data"]["textStays"] is False


async def test_deleting_stops_the_talk_and_leaves_nothing(house: House) -> None:
    found = await live(house)
    receipt = (await found.guest("POST", f"{found.path}/deletion", {"confirm": True})).json()
    assert house.interviews.held[found.id].status is SessionStatus.CANCELLED
    await all_answer(house, receipt["id"])
    done = await found.hr.ok("GET", f"{found.path}/deletion")
    assert (done["status"], done["scope"]) == ("done", "person")


async def test_deletion_doesn_t_wait_for_interviews(house: House) -> None:
    found = await live(house)
    house.interviews.down = True
    answer = await found.guest("POST", f"{found.path}/deletion", {"confirm": True})
    assert answer.status_code == 202
    assert len(await told(house, "erasure.requested")) == 1


async def test_hiring_keeps_no_word_of_a_conversation(house: House) -> None:
    found = await finished(house)
    await sound(house, found)
    await scored(house, found)
    await found.hr.ok("GET", f"{found.path}/review")
    await found.hr.ok("GET", f"{found.path}/export?format=json")
    await found.guest.ok("GET", f"{found.path}/record")
    before = await everything(house)
    assert CANARY.removeprefix("a ") not in before
    assert "ana" in before
    receipt = (await found.guest("POST", f"{found.path}/deletion", {"confirm": True})).json()
    after = await everything(house)
    assert [word for word in ("ana lima", "ana@", "pangolin") if word in after] == []
    await all_answer(house, receipt["id"])
    review = await found.hr.ok("GET", f"{found.path}/review")
    assert (review["conversation"], review["recording"]) == (None, None)
    assert (await found.hr("GET", f"{found.path}/recording")).status_code == 404
    gone = await found.hr.ok("GET", found.path)
    assert gone["answeredCount"] == 0


async def test_what_was_heard_late_of_the_deleted_is_dropped(house: House) -> None:
    found = await live(house)
    message = await talked(house, found)
    await found.guest("POST", f"{found.path}/deletion", {"confirm": True})
    await hear(house, message)
    assert (await found.hr.ok("GET", found.path))["status"] == "expired"
