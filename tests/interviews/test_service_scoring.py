"""Evidence reaches scoring once an interview is completed, however long scoring is away."""

import pytest

from parley.contracts.identity import Role
from parley.contracts.scoring import Evidence, Purpose
from parley.kit.errors import DomainError, Kind
from parley.kit.jobs import Job
from tests.interviews.conftest import House
from tests.interviews.talks import ITEMS, talk


async def test_a_completed_interview_is_handed_in(house: House) -> None:
    who = house.person()
    said = talk()
    session = await house.completed(who, said, language="de")
    assert await house.work() == 1
    evidence = house.scoring.newest(session.session_id)
    assert (evidence.subject_id, evidence.purpose, evidence.language) == (
        who.user_id,
        Purpose.PRACTICE,
        "de",
    )
    assert (evidence.started_at, evidence.completed_at) == (
        session.started_at,
        session.completed_at,
    )
    assert [answer.item_id for answer in evidence.answers] == [item.item_id for item in ITEMS]
    assert evidence.answers[0].words == said[1].words + said[3].words
    [row] = await house.rows("interview_sessions")
    assert row["handed_in_at"] is not None
    assert await house.sweep("interviews.unscored") == 0


async def test_an_outage_is_outlasted(house: House) -> None:
    session = await house.completed(house.identity.add(Role.CANDIDATE))
    house.scoring.down = True
    assert await house.work() == 1
    for _ in range(3):
        await house.make_due()
        assert await house.work() == 1
    assert house.scoring.submitted == {}
    house.scoring.down = False
    await house.make_due()
    # The breaker may still be open: then it is tried once more.
    house.uses.handing_in._neighbours._scores.succeeded()
    assert await house.work() == 1
    assert len(house.scoring.submitted[session.session_id]) == 1


async def test_what_was_given_up_is_taken_up_again(house: House) -> None:
    session = await house.completed(house.person())
    async with house.ground.db.unit("kit") as unit:
        await unit.execute("UPDATE kit.jobs SET status = 'dead'")
    assert await house.work() == 0
    assert await house.sweep("interviews.unscored") == 1
    assert await house.work() == 1
    assert session.session_id in house.scoring.submitted
    assert await house.sweep("interviews.unscored") == 0


async def test_a_job_whose_interview_was_erased_hands_nothing_in(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await house.completed(house.person())
    (worker,) = house.part.workers
    job = await house.ground.jobs.take(worker.queue)
    assert isinstance(job, Job)
    await house.hear(house.erasure("evidence", session.user_id, session.session_id))
    await worker.run_one(house.ground.jobs, job)
    assert house.scoring.submitted == {}


async def test_the_same_evidence_is_handed_in_when_killed_before_it_was_noted(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await house.completed(house.person())

    async def killed(*_: object) -> None:
        raise OSError

    with monkeypatch.context() as patched:
        patched.setattr(house.uses.store, "handed_in", killed)
        await house.work()
    submitted: list[Evidence] = house.scoring.submitted[session.session_id]
    assert len(submitted) == 1
    await house.make_due()
    assert await house.work() == 1
    assert len(submitted) == 1  # Equal, and so harmless.


class TooLarge(DomainError):
    """More than scoring takes."""

    kind = Kind.TOO_LARGE


async def test_what_scoring_refuses_is_not_tried_over_and_over(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.completed(house.person())

    async def refuse(_: Evidence) -> None:
        raise TooLarge

    monkeypatch.setattr(house.scoring, "submit", refuse)
    assert await house.work() == 1
    await house.make_due()
    assert await house.work() == 0
    [session] = await house.rows("interview_sessions")
    within = "completed_at = now() - interval '30 days' + interval '20 seconds'"
    past = "completed_at = now() - interval '30 days'"
    early = "started_at = now() - interval '40 days'"
    await house.set(session["session_id"], f"{within}, {early}")
    assert await house.sweep("interviews.unscored") == 1
    await house.work()
    await house.set(session["session_id"], past)
    assert await house.sweep("interviews.unscored") == 0
