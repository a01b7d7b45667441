"""A session's way from asking for it to its end, on real PostgreSQL."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from parley.contracts.interviews import (
    Completion,
    EndReason,
    NotTheOwner,
    Provenance,
    SessionConflict,
    SessionNotFound,
    SessionStatus,
    Speaker,
)
from parley.interviews.domain.errors import EntryElsewhere, ParticipantUnknown
from parley.interviews.domain.status import Realtime
from parley.kit.errors import Unavailable
from parley.kit.ids import new_id
from tests.interviews.conftest import House
from tests.interviews.talks import ITEMS, ai, ask, handed_in, person, talk


def end(session_id: str, epoch: int | None, **change: Any) -> Completion:
    made: dict[str, Any] = {"reason": EndReason.AI_ENDED, "ended_at": datetime.now(UTC)}
    return Completion(session_id=session_id, epoch=epoch, **made | change)


async def test_what_was_asked_for_comes_back(house: House) -> None:
    who = house.person()
    wanted = ask(who.user_id, template_id=new_id(), limit_seconds=1234)
    made = await house.interviews.open(wanted)
    assert made.status is SessionStatus.SCHEDULED
    assert {name: getattr(made, name) for name in wanted.__slots__} == {
        name: getattr(wanted, name) for name in wanted.__slots__
    }
    assert (made.started_at, made.completed_at, made.end_reason) == (None, None, None)
    assert await house.interviews.session(made.session_id) == made
    assert await house.interviews.sessions([made.session_id, new_id()]) == [made]
    assert await house.interviews.entries(made.session_id) == []
    permissions = await house.rows("access_permissions")
    assert {(row["user_id"], row["role"]) for row in permissions} == {
        (who.user_id, "candidate"),
        ("ai", "ai"),
    }
    assert await house.rows("participants") == []


async def test_asking_again_gives_the_first_one_back(house: House) -> None:
    who = house.person()
    wanted = ask(who.user_id)
    made = await asyncio.gather(*(house.interviews.open(wanted) for _ in range(20)))
    later = await house.interviews.open(replace(wanted, title="Another", limit_seconds=5))
    assert [one == made[0] for one in [*made, later]] == [True] * 21
    assert len(await house.rows("interview_sessions")) == 1


async def test_whoever_is_not_known_yet_is_asked_for(house: House) -> None:
    who = house.person()
    await house.interviews.open(ask(who.user_id))
    rows = {row["user_id"]: row for row in await house.rows("users")}
    assert set(rows) == {"ai", who.user_id}
    assert (rows[who.user_id]["email"], rows[who.user_id]["name"]) == (who.email, who.name)
    with pytest.raises(ParticipantUnknown):
        await house.interviews.open(ask(new_id()))


async def test_nothing_is_opened_while_identity_is_away(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = house.person()

    async def away(user_ids: object) -> list[Any]:
        raise Unavailable

    monkeypatch.setattr(house.identity, "accounts", away)
    with pytest.raises(Unavailable):
        await house.interviews.open(ask(who.user_id))
    assert await house.rows("interview_sessions") == []


async def test_beginning_keeps_the_first_plan(house: House) -> None:
    who = house.person()
    opened = await house.interviews.open(ask(who.user_id, items=(), total_questions=5))
    epoch = await house.engine(opened.session_id)
    begun = await house.interviews.begin(opened.session_id, ITEMS, epoch)
    assert (begun.status, begun.items, begun.total_questions) == (
        SessionStatus.IN_PROGRESS,
        ITEMS,
        2,
    )
    assert begun.started_at is not None
    again = await house.interviews.begin(opened.session_id, ITEMS[:1], epoch)
    assert again == begun
    taking_part = await house.rows("participants")
    assert {(row["user_id"], row["role"], row["status"]) for row in taking_part} == {
        (who.user_id, "candidate", "connected"),
        ("ai", "ai", "connected"),
    }


async def test_a_plan_that_stands_is_not_replaced_by_none(house: House) -> None:
    begun, _ = await house.begun(house.person(), items=())
    assert begun.items == ITEMS


async def test_who_begins_without_a_plan_may_bring_it_later(house: House) -> None:
    who = house.person()
    opened = await house.interviews.open(ask(who.user_id, items=(), total_questions=5))
    await house.uses.worker.update_status(who, opened.session_id, Realtime.IN_PROGRESS)
    epoch = await house.engine(opened.session_id)
    begun = await house.interviews.begin(opened.session_id, ITEMS, epoch)
    assert (begun.items, begun.total_questions) == (ITEMS, 2)
    assert begun.started_at is not None
    again = await house.interviews.begin(opened.session_id, ITEMS[:1], epoch)
    assert again == begun


async def test_entries_come_back_in_order_as_they_were(house: House) -> None:
    begun, epoch = await house.begun(house.person())
    said = talk()
    await house.interviews.record(begun.session_id, said[:2], epoch)
    await house.interviews.record(begun.session_id, said[2:], epoch)
    assert await house.interviews.entries(begun.session_id) == list(said)
    rows = sorted(await house.rows("interactions"), key=lambda row: row["seq"])
    assert [row["seq"] for row in rows] == [1, 2, 3, 4, 5]
    assert [row["interaction_type"] for row in rows] == [
        "question",
        "answer",
        "question",
        "answer",
        "comment",
    ]
    people = {row["participant_id"]: row["user_id"] for row in await house.rows("participants")}
    assert [people[row["speaker_participant_id"]] for row in rows] == [
        row["speaker_user_id"] for row in rows
    ]
    assert {row["subject_id"] for row in rows} == {begun.user_id}


async def test_an_entry_is_recorded_once_however_often_it_comes(house: House) -> None:
    begun, epoch = await house.begun(house.person())
    first, second = talk()[:2]
    await house.interviews.record(begun.session_id, [first], epoch)
    changed = replace(first, text="Something else?")
    await asyncio.gather(
        *(house.interviews.record(begun.session_id, [changed, second], epoch) for _ in range(10))
    )
    await house.interviews.record(begun.session_id, [second, second], epoch)
    assert await house.interviews.entries(begun.session_id) == [first, second]


async def test_an_entry_of_another_interview_is_refused(house: House) -> None:
    one, epoch = await house.begun(house.person())
    other, other_epoch = await house.begun(house.person())
    said = talk()[0]
    await house.interviews.record(one.session_id, [said], epoch)
    with pytest.raises(EntryElsewhere):
        await house.interviews.record(other.session_id, [said, talk()[1]], other_epoch)
    assert await house.interviews.entries(other.session_id) == []


async def test_completing_is_one_fact_with_everything_in_it(house: House) -> None:
    who = house.person()
    begun, epoch = await house.begun(who)
    await house.interviews.record(begun.session_id, talk(), epoch)
    ended = await house.interviews.complete(end(begun.session_id, epoch))
    assert (ended.status, ended.end_reason) == (SessionStatus.COMPLETED, EndReason.AI_ENDED)
    assert ended.started_at is not None
    assert ended.completed_at is not None
    assert ended.completed_at >= ended.started_at
    [event] = await house.events("interview.completed")
    assert event == {
        "session_id": begun.session_id,
        "user_id": who.user_id,
        "completed_at": ended.completed_at.isoformat().replace("+00:00", "Z"),
        "total_duration": int((ended.completed_at - ended.started_at).total_seconds()),
        "answer_count": 1,
    }
    [row] = await house.rows("outbox")
    assert (row["topic"], row["key"], row["subject_id"]) == (
        "parley.events",
        begun.session_id,
        who.user_id,
    )
    left = await house.rows("participants")
    assert {row["status"] for row in left} == {"disconnected"}
    assert {row["left_at"] for row in left} == {ended.completed_at}


async def test_a_final_transcript_replaces_what_was_recorded(house: House) -> None:
    begun, epoch = await house.begun(house.person())
    recorded = talk()
    await house.interviews.record(begun.session_id, recorded, epoch)
    kept = replace(recorded[1], text="I measured it.")
    final = (recorded[0], kept, ai("Goodbye."))
    await house.interviews.complete(end(begun.session_id, epoch, entries=final))
    assert await house.interviews.entries(begun.session_id) == list(final)
    assert {row["final"] for row in await house.rows("interactions")} == {True}


async def test_fifty_completions_at_once_are_one(house: House) -> None:
    begun, epoch = await house.begun(house.person())
    await house.interviews.record(begun.session_id, talk(), epoch)
    reasons = [EndReason.AI_ENDED, EndReason.TIMEOUT]
    ended = await asyncio.gather(
        *(
            house.interviews.complete(
                end(
                    begun.session_id,
                    epoch,
                    reason=reasons[n % 2],
                    entries=talk()[: 2 + n % 3] if n % 2 else None,
                )
            )
            for n in range(50)
        )
    )
    assert len({(one.completed_at, one.end_reason) for one in ended}) == 1
    assert len(await house.events("interview.completed")) == 1
    async with house.ground.db.unit("kit") as unit:
        assert await unit.fetchval("SELECT count(*) FROM kit.jobs") == 1
    stored = await house.interviews.session(begun.session_id)
    assert stored == ended[0]
    assert len(await house.interviews.entries(begun.session_id)) in {2, 3, 4, 5}


async def test_a_second_completion_changes_nothing(house: House) -> None:
    first = await house.completed(house.person())
    said = await house.interviews.entries(first.session_id)
    other = end(
        first.session_id,
        None,
        reason=EndReason.TIMEOUT,
        entries=handed_in((Speaker.AI, "Why?")),
        ended_at=datetime.now(UTC) + timedelta(hours=1),
    )
    assert await house.interviews.complete(other) == first
    assert await house.interviews.entries(first.session_id) == said
    assert len(await house.events("interview.completed")) == 1


async def test_whoever_was_replaced_can_do_nothing_any_more(house: House) -> None:
    begun, old = await house.begun(house.person())
    new = await house.engine(begun.session_id, take_over=True)
    said = talk()
    with pytest.raises(NotTheOwner):
        await house.interviews.begin(begun.session_id, ITEMS, old)
    with pytest.raises(NotTheOwner):
        await house.interviews.record(begun.session_id, said, old)
    with pytest.raises(NotTheOwner):
        await house.interviews.complete(end(begun.session_id, old))
    with pytest.raises(NotTheOwner):
        await house.interviews.fail(begun.session_id, datetime.now(UTC), old)
    assert await house.rows("outbox") == []
    assert await house.interviews.session(begun.session_id) == begun
    assert await house.interviews.entries(begun.session_id) == []
    await house.interviews.record(begun.session_id, said, new)
    assert (await house.interviews.complete(end(begun.session_id, new))).end_reason is not None


async def test_a_lease_that_ran_out_is_no_lease(house: House) -> None:
    begun, epoch = await house.begun(house.person())
    await house.engine_gone(begun.session_id)
    with pytest.raises(NotTheOwner):
        await house.interviews.record(begun.session_id, talk(), epoch)


async def test_one_that_has_not_begun_is_neither_recorded_nor_completed(house: House) -> None:
    opened = await house.interviews.open(ask(house.person().user_id))
    epoch = await house.engine(opened.session_id)
    with pytest.raises(SessionConflict):
        await house.interviews.record(opened.session_id, talk(), epoch)
    with pytest.raises(SessionConflict):
        await house.interviews.complete(end(opened.session_id, epoch))
    assert await house.interviews.session(opened.session_id) == opened


async def test_what_is_over_takes_no_more(house: House) -> None:
    ended = await house.completed(house.person())
    epoch = await house.engine(ended.session_id)
    with pytest.raises(SessionConflict):
        await house.interviews.record(ended.session_id, [person("One more thing")], epoch)
    with pytest.raises(SessionConflict):
        await house.interviews.begin(ended.session_id, ITEMS, epoch)
    with pytest.raises(SessionConflict):
        await house.interviews.fail(ended.session_id, datetime.now(UTC), epoch)
    await house.interviews.cancel(ended.session_id)
    assert await house.interviews.session(ended.session_id) == ended


async def test_one_that_cannot_go_on_fails_once_and_is_not_scored(house: House) -> None:
    begun, epoch = await house.begun(house.person())
    failed = await house.interviews.fail(begun.session_id, datetime.now(UTC), epoch)
    again = await house.interviews.fail(begun.session_id, datetime.now(UTC), epoch)
    assert failed.status is SessionStatus.FAILED
    assert (failed.completed_at, failed.end_reason) == (None, None)
    assert again == failed
    assert await house.work() == 0
    left = await house.rows("participants")
    assert {row["status"] for row in left} == {"disconnected"}
    [moment] = {row["left_at"] for row in left}
    [event] = await house.events("interview.failed")
    assert event == {
        "session_id": begun.session_id,
        "user_id": begun.user_id,
        "failed_at": moment.isoformat().replace("+00:00", "Z"),
    }
    [row] = await house.rows("outbox")
    assert (row["topic"], row["key"], row["subject_id"]) == (
        "parley.events",
        begun.session_id,
        begun.user_id,
    )
    with pytest.raises(SessionConflict):
        await house.interviews.complete(end(begun.session_id, epoch))
    assert len(await house.rows("outbox")) == 1


@pytest.mark.parametrize("begun", [False, True], ids=["scheduled", "in-progress"])
@pytest.mark.parametrize(
    ("planned", "limit", "changes"),
    [(60, 0, True), (0, 60, True), (60, 60, True), (0, 0, False), (-60, -60, False)],
    ids=["planned", "limit", "both", "same", "less"],
)
async def test_it_may_take_longer_and_never_shorter(
    house: House, begun: bool, planned: int, limit: int, changes: bool
) -> None:
    who = house.person()
    opened = (await house.begun(who))[0] if begun else await house.interviews.open(ask(who.user_id))
    before = (opened.planned_seconds, opened.limit_seconds)
    wanted = (before[0] + planned, before[1] + limit)
    for _ in range(2):
        await house.interviews.lengthen(opened.session_id, *wanted)
    seen = await house.interviews.session(opened.session_id)
    assert (seen.planned_seconds, seen.limit_seconds) == (wanted if changes else before)
    assert seen == replace(opened, planned_seconds=wanted[0], limit_seconds=wanted[1]) or (
        seen == opened and not changes
    )


async def test_what_is_over_or_unknown_takes_no_longer(house: House) -> None:
    ended = await house.completed(house.person())
    await house.interviews.lengthen(ended.session_id, 9000, 9000)
    assert await house.interviews.session(ended.session_id) == ended
    await house.interviews.lengthen("unknown", 9000, 9000)


async def test_one_that_never_began_can_fail_too(house: House) -> None:
    opened = await house.interviews.open(ask(house.person().user_id))
    failed = await house.interviews.fail(opened.session_id, datetime.now(UTC), None)
    assert failed.status is SessionStatus.FAILED
    assert len(await house.events("interview.failed")) == 1


async def test_cancelling_is_harmless_whatever_there_is(house: House) -> None:
    await house.interviews.cancel(new_id())
    begun, epoch = await house.begun(house.person())
    await house.interviews.cancel(begun.session_id)
    await house.interviews.cancel(begun.session_id)
    cancelled = await house.interviews.session(begun.session_id)
    assert cancelled.status is SessionStatus.CANCELLED
    with pytest.raises(SessionConflict):
        await house.interviews.record(begun.session_id, talk(), epoch)
    assert (
        await house.interviews.fail(begun.session_id, datetime.now(UTC), epoch)
    ).status is SessionStatus.CANCELLED
    assert await house.rows("outbox") == []


async def test_an_end_lies_between_start_and_now(house: House) -> None:
    one, epoch = await house.begun(house.person())
    early = datetime.now(UTC) - timedelta(days=1)
    ended = await house.interviews.complete(end(one.session_id, epoch, ended_at=early))
    assert ended.completed_at == one.started_at
    other, epoch = await house.begun(house.person())
    late = datetime.now(UTC) + timedelta(days=1)
    ended = await house.interviews.complete(end(other.session_id, epoch, ended_at=late))
    assert ended.completed_at is not None
    assert ended.completed_at < late


async def test_what_does_not_exist_is_not_found(house: House) -> None:
    for nobody in (new_id(), "nobody", "\x00", "\ud800"):
        for call in (
            house.interviews.session(nobody),
            house.interviews.entries(nobody),
            house.interviews.begin(nobody, ITEMS, 1),
            house.interviews.record(nobody, talk(), 1),
            house.interviews.complete(end(nobody, 1)),
            house.interviews.fail(nobody, datetime.now(UTC), 1),
            house.uses.worker.update_status(None, nobody, Realtime.ERROR),
            house.uses.worker.submit_transcript(nobody, [], datetime.now(UTC)),
        ):
            with pytest.raises(SessionNotFound):
                await call
        await house.interviews.cancel(nobody)


async def test_what_a_person_types_can_be_kept(house: House) -> None:
    begun, epoch = await house.begun(house.person())
    said = person("a\x00b", ITEMS[0], words=())
    await house.interviews.record(begun.session_id, [said], epoch)
    assert await house.interviews.entries(begun.session_id) == [replace(said, text="ab")]


async def test_entries_of_every_kind_come_back_as_they_were(house: House) -> None:
    begun, epoch = await house.begun(house.person())
    said = [
        ai("Hel", cut=True, start=0.25, end=0.5),
        person("", start=1.0, words=(), confidence=0.0),
        person("Zürich — 東京 'quoted'", ITEMS[1], start=3.0, provenance=Provenance.TYPED),
    ]
    await house.interviews.record(begun.session_id, said, epoch)
    assert await house.interviews.entries(begun.session_id) == said


async def test_the_gauge_counts_rows_by_status(house: House) -> None:
    await house.completed(house.person())
    await house.begun(house.person())
    text = (await house.ground.metrics.render()).decode()
    counted = [line for line in text.splitlines() if line.startswith("interviews_sessions{")]
    assert sorted(counted) == [
        'interviews_sessions{status="cancelled"} 0.0',
        'interviews_sessions{status="completed"} 1.0',
        'interviews_sessions{status="failed"} 0.0',
        'interviews_sessions{status="in_progress"} 1.0',
        'interviews_sessions{status="scheduled"} 0.0',
    ]
    await house.part.checks["interviews"]()
