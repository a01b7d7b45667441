"""From the hand-in to the event, on real PostgreSQL, with the offline scorer."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from parley.contracts.scoring import EvidenceNotFound, Purpose, ScoreStatus
from parley.contracts.speech import Quality
from parley.kit.clock import ManualClock
from parley.kit.ids import new_id
from parley.scoring.domain.evidence import EvidenceTooLarge
from parley.scoring.domain.model import VERSION
from parley.scoring.service import OfflineScorer
from tests.scoring.conftest import House
from tests.scoring.interviews import COMPLETED, GOOD, answer, evidence, speech


async def test_evidence_becomes_a_score_with_spans_and_an_event(house: House) -> None:
    handed = evidence()
    await house.scores.submit(handed)
    waiting = await house.scores.result(handed.evidence_id)
    assert waiting is not None
    assert (waiting.status, waiting.number, waiting.making) == (ScoreStatus.PENDING, 1, None)
    assert (waiting.technical, waiting.communication, waiting.overall) == (None, None, None)
    assert await house.work() == 1
    score = await house.scores.result(handed.evidence_id)
    assert score is not None
    assert (score.status, score.reason, score.superseded) == (ScoreStatus.SCORED, None, False)
    assert score.making is not None
    assert (score.making.scorer, score.making.version) == ("offline", VERSION)
    assert score.overall is not None
    assert score.overall > 60
    written, said = score.answers
    shown = [s for s in written.spans if s.reason == "key_point"]
    assert {s.key_point for s in shown} == {0, 1, 2}
    assert all(s.start is None and GOOD[s.start_char : s.end_char] == s.quote for s in shown)
    timed = [s for s in said.spans if s.reason == "key_point"]
    assert all(s.start is not None and s.end is not None and s.start < s.end for s in timed)
    assert await house.events() == [
        {
            "evidenceId": handed.evidence_id, "number": 1, "status": "scored", "reason": None,
            "scorer": "offline", "version": VERSION,
        }
    ]  # fmt: skip


async def test_the_same_evidence_again_is_harmless(house: House) -> None:
    handed = evidence()
    await house.scores.submit(handed)
    await house.scores.submit(handed)
    await house.work()
    await house.scores.submit(handed)
    assert await house.work() == 0
    assert len(await house.scores.history(handed.evidence_id)) == 1
    assert len(await house.events()) == 1


async def test_a_talk_is_scored_as_it_was_handed_in(house: House) -> None:
    plain = speech()
    words = [replace(w, start=w.start + 9, end=w.end + 9) for w in plain.words[12:]]
    others = ((plain.words[12].start, words[0].start),)
    talk = replace(
        plain,
        item_id=new_id(),
        words=(*plain.words[:12], *words),
        others=others,
        duration=words[-1].end,
    )
    handed = evidence([plain, talk])
    await house.scores.submit(handed)
    await house.scores.submit(handed)
    assert await house.work() == 1  # what lies in the row says what was handed in
    score = await house.scores.result(handed.evidence_id)
    assert score is not None
    one, other = score.answers
    assert other.measures == one.measures
    assert other.score == one.score
    assert await house.work() == 0
    known = replace(handed, answers=(plain, replace(talk, others=())))
    await house.scores.submit(known)
    assert await house.work() == 1  # and without it, it is another matter
    history = await house.scores.history(handed.evidence_id)
    assert history[0].answers[1].measures != history[1].answers[1].measures


async def test_evidence_stored_before_there_were_talks_is_still_read(house: House) -> None:
    handed = evidence([speech()])
    await house.scores.submit(handed)
    async with house.ground.db.unit("scoring") as unit:
        await unit.execute("UPDATE scoring.evidence SET body = body #- '{answers,0,others}'")
    assert await house.work() == 1
    score = await house.scores.result(handed.evidence_id)
    assert score is not None
    assert score.status is ScoreStatus.SCORED
    await house.scores.submit(handed)
    assert await house.work() == 0


async def test_many_hand_ins_at_once_are_one(house: House) -> None:
    handed = evidence()
    await asyncio.gather(*(house.scores.submit(handed) for _ in range(20)))
    await house.work()
    assert len(await house.rows("scores")) == 1
    assert len(await house.events()) == 1


async def test_a_corrected_transcript_gets_a_new_score_beside_the_old_one(house: House) -> None:
    handed = evidence()
    await house.scores.submit(handed)
    await house.work()
    first = await house.scores.result(handed.evidence_id)
    corrected = replace(handed, answers=(answer("I do not know."), *handed.answers[1:]))
    await house.scores.submit(corrected)
    waiting = await house.scores.result(handed.evidence_id)
    assert first is not None
    assert waiting is not None
    assert (waiting.status, waiting.number) == (ScoreStatus.PENDING, 2)
    assert waiting.making == first.making  # what is being replaced
    await house.work()
    second, old = await house.scores.history(handed.evidence_id)
    assert (second.number, second.superseded, old.number, old.superseded) == (2, False, 1, True)
    assert replace(old, superseded=False) == first
    assert second.answers[0].reason == "not_answered"
    assert [event["number"] for event in await house.events()] == [1, 2]
    # The old wording once more is a change again.
    await house.scores.submit(handed)
    await house.work()
    newest = await house.scores.result(handed.evidence_id)
    assert newest is not None
    assert newest.number == 3
    assert len(await house.rows("evidence")) == 2


async def test_lists_leave_out_the_answers(house: House) -> None:
    one, other = evidence(), evidence()
    for handed in (one, other):
        await house.scores.submit(handed)
    await house.work()
    await house.scores.retry(other.evidence_id)
    found = await house.scores.results([one.evidence_id, other.evidence_id, new_id()])
    assert {s.evidence_id: (s.status.value, s.number, s.answers) for s in found} == {
        one.evidence_id: ("scored", 1, ()),
        other.evidence_id: ("pending", 2, ()),
    }


async def test_scoring_afresh_keeps_what_was(house: House) -> None:
    handed = evidence()
    with pytest.raises(EvidenceNotFound):
        await house.scores.retry(handed.evidence_id)
    await house.scores.submit(handed)
    await house.scores.retry(handed.evidence_id)  # it is being done: nothing is added
    await house.work()
    await asyncio.gather(*(house.scores.retry(handed.evidence_id) for _ in range(5)))
    await house.work()
    second, first = await house.scores.history(handed.evidence_id)
    assert (first.number, second.number) == (1, 2)
    assert first.overall == second.overall
    async with house.ground.db.unit("kit") as unit:
        subjects = await unit.fetch("SELECT subject_id FROM kit.jobs WHERE queue = 'scoring'")
    assert [row["subject_id"] for row in subjects] == [handed.subject_id] * 2


async def test_nothing_is_known_of_what_was_never_handed_in(house: House) -> None:
    assert await house.scores.result(new_id()) is None
    assert await house.scores.history(new_id()) == []
    assert await house.scores.results([]) == []


@pytest.mark.parametrize(("count", "fits"), [(200, True), (201, False)])
async def test_an_interview_has_a_most(house: House, count: int, fits: bool) -> None:
    handed = evidence([answer("Yes.")] * count)
    if not fits:
        with pytest.raises(EvidenceTooLarge):
            await house.scores.submit(handed)
        assert await house.rows("evidence") == []
        return
    await house.scores.submit(handed)
    assert len(await house.rows("evidence")) == 1


async def test_demo_quality_withholds_in_hiring_and_is_marked_elsewhere(house: House) -> None:
    for purpose, status in ((Purpose.HIRING, "withheld"), (Purpose.DEMO, "scored")):
        handed = evidence([speech(quality=Quality.DEMO)], purpose=purpose)
        await house.scores.submit(handed)
        await house.work()
        score = await house.scores.result(handed.evidence_id)
        assert score is not None
        assert (score.status.value, score.demo_quality) == (status, True)
        assert score.reason == (None if status == "scored" else "demo_quality")
        assert (score.overall is None) == (status == "withheld")


@pytest.mark.parametrize("scope", ["recordings", "evidence", "person"])
async def test_an_erasure_leaves_nothing_and_is_answered_once(house: House, scope: str) -> None:
    handed, other = evidence(), evidence()
    for each in (handed, other):
        await house.scores.submit(each)
    await house.work()
    message = house.erasure(scope, handed.subject_id, handed.evidence_id)
    await house.erase(message)
    await house.erase(message)
    assert await house.scores.result(handed.evidence_id) is None
    assert await house.scores.result(other.evidence_id) is not None
    (done,) = await house.events("erasure.done")
    assert (done["erasureId"], done["context"]) == (message.key, "scoring")
    assert done["removed"] == {"evidence": 1, "scores": 1}
    assert [event["evidenceId"] for event in await house.events()] == [other.evidence_id]
    if scope == "person":
        for table in ("evidence", "scores", "outbox", "inbox", "erased"):
            assert not [r for r in await house.rows(table) if handed.subject_id in str(r)], table


async def test_scores_stay_where_the_text_stays_that_they_rest_on(house: House) -> None:
    handed = evidence()
    await house.scores.submit(handed)
    await house.work()
    before = await house.scores.result(handed.evidence_id)
    await house.erase(
        house.erasure("recordings", handed.subject_id, handed.evidence_id, text_stays=True)
    )
    assert await house.scores.result(handed.evidence_id) == before
    (done,) = await house.events("erasure.done")
    assert (done["removed"], done["kept"]) == ({"evidence": 0, "scores": 0}, [])
    whole = house.erasure("evidence", handed.subject_id, handed.evidence_id, text_stays=True)
    await house.erase(whole)
    assert await house.scores.result(handed.evidence_id) is None


async def test_a_request_from_before_that_field_erases(house: House) -> None:
    handed = evidence()
    await house.scores.submit(handed)
    message = house.erasure("recordings", handed.subject_id, handed.evidence_id)
    old = {name: value for name, value in message.data.items() if name != "textStays"}
    await house.erase(replace(message, data=old))
    assert await house.scores.result(handed.evidence_id) is None


async def test_a_person_is_erased_with_interviews_nobody_named(house: House) -> None:
    handed = evidence()
    await house.scores.submit(handed)
    await house.erase(house.erasure("person", handed.subject_id))
    assert await house.rows("evidence") == []


async def test_an_erasure_of_nothing_is_answered(house: House) -> None:
    await house.erase(house.erasure("evidence", new_id()))
    (done,) = await house.events("erasure.done")
    assert (done["removed"], done["kept"]) == ({"evidence": 0, "scores": 0}, [])


async def test_a_hand_in_that_was_under_way_resurrects_nothing(
    house: House, clock: ManualClock
) -> None:
    handed = evidence()
    await house.erase(house.erasure("evidence", handed.subject_id, handed.evidence_id))
    await house.scores.submit(handed)
    assert await house.rows("evidence") == []
    # Somebody who withdraws consent, gives it again and completes after all is scored.
    later = replace(handed, completed_at=COMPLETED + timedelta(days=1))
    await house.scores.submit(later)
    assert len(await house.rows("evidence")) == 1
    clock.advance(91 * 86400)
    await house.part.sweeps[0].run()
    assert await house.rows("erased") == []


async def test_what_killed_its_workers_can_be_asked_for_again(house: House) -> None:
    handed = evidence()
    await house.scores.submit(handed)
    async with house.ground.db.unit("kit") as unit:
        await unit.execute("UPDATE kit.jobs SET attempts = 9 WHERE queue = 'scoring'")
    await house.work()
    stuck = await house.scores.result(handed.evidence_id)
    assert stuck is not None
    assert stuck.status is ScoreStatus.PENDING
    await house.scores.retry(handed.evidence_id)
    await house.work()
    second, first = await house.scores.history(handed.evidence_id)
    assert (first.status, second.status) == (ScoreStatus.FAILED, ScoreStatus.SCORED)
    assert [event["status"] for event in await house.events()] == ["failed", "scored"]


async def test_an_error_of_our_own_ends_as_a_failure_that_can_be_tried_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object) -> None:
        raise ZeroDivisionError

    handed = evidence()
    await house.scores.submit(handed)
    with monkeypatch.context() as patch:
        patch.setattr(OfflineScorer, "answer", broken)
        for _ in range(3):
            await house.work()
            await house.make_due()
    failed = await house.scores.result(handed.evidence_id)
    assert failed is not None
    assert (failed.status, failed.reason) == (ScoreStatus.FAILED, "uncertain")
    await house.scores.retry(handed.evidence_id)
    await house.work()
    found = await house.scores.result(handed.evidence_id)
    assert found is not None
    assert (found.number, found.status) == (2, ScoreStatus.SCORED)


async def test_scores_are_counted_and_nobody_is_named(house: House) -> None:
    handed = evidence()
    await house.scores.submit(handed)
    await house.work()
    shown = (await house.ground.metrics.render()).decode()
    assert 'scoring_scores{status="scored"} 1.0' in shown
    assert handed.subject_id not in shown
    assert handed.evidence_id not in shown
    for row in await house.rows("outbox"):
        assert GOOD[:20] not in str(row["payload"])


async def test_news_and_erasures_cross_the_bus(house: House) -> None:
    handed = evidence()
    await house.scores.submit(handed)
    await house.work()
    await house.relay()
    await house.bus.publish([house.erasure("evidence", handed.subject_id, handed.evidence_id)])
    await house.consume()
    assert await house.scores.result(handed.evidence_id) is None
    await house.relay()
    async with house.ground.db.unit("kit") as unit:
        types = await unit.fetch("SELECT DISTINCT event_type FROM kit.events ORDER BY 1")
        jobs = await unit.fetchval("SELECT count(*) FROM kit.jobs")
    assert "erasure.done" in [row["event_type"] for row in types]
    assert jobs == 0
