"""The procedures of realtime-session.md: tokens, statuses, transcripts."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from parley.contracts.identity import Principal
from parley.contracts.interviews import (
    EndReason,
    Provenance,
    SessionConflict,
    SessionNotFound,
    SessionStatus,
    Speaker,
)
from parley.interviews.domain.errors import (
    EngineRunning,
    SessionNotInProgress,
    SessionNotPending,
)
from parley.interviews.domain.status import WORDS, Realtime
from parley.interviews.ports import Settings
from parley.interviews.service import TranscriptEntry
from parley.kit.errors import Malformed
from parley.kit.ids import new_id
from tests.interviews.conftest import House
from tests.interviews.talks import ITEMS, ask, talk

AI, USER = Speaker.AI, Speaker.USER
LIMITS = Settings(worker_secret="x")
P, I, C, E = Realtime.PENDING, Realtime.IN_PROGRESS, Realtime.COMPLETED, Realtime.ERROR  # noqa: E741 - columns of a table


def line(speaker: Speaker, content: str, at: datetime | None = None) -> TranscriptEntry:
    return TranscriptEntry(speaker, content, at or datetime.now(UTC))


async def at(house: House, who: Principal, status: Realtime) -> str:
    """An interview with that status, conducted by no engine of ours."""
    opened = await house.interviews.open(ask(who.user_id))
    update = house.uses.worker.update_status
    if status in {I, C}:
        await update(None, opened.session_id, I)
    if status in {C, E}:
        await update(None, opened.session_id, status)
    return opened.session_id


async def status_of(house: House, session_id: str) -> Realtime:
    return WORDS[(await house.interviews.session(session_id)).status].realtime


async def test_a_token_is_for_an_interview_that_is_pending(house: House) -> None:
    who = house.person()
    worker = house.uses.worker
    token = await worker.generate_token(who, pending := await at(house, who, P))
    claims = await house.ground.verifier.verify(token)
    assert (claims["userId"], claims["interviewId"]) == (who.user_id, pending)
    with pytest.raises(SessionNotInProgress):
        await worker.resume_token(who, pending)
    for status in (I, C, E):
        session_id = await at(house, who, status)
        with pytest.raises(SessionNotPending):
            await worker.generate_token(who, session_id)
        if status is not I:
            with pytest.raises(SessionNotInProgress):
                await worker.resume_token(who, session_id)
    claims = await house.ground.verifier.verify(
        await worker.resume_token(who, running := await at(house, who, I))
    )
    assert claims["interviewId"] == running


@pytest.mark.parametrize("by", ["person", "worker"])
@pytest.mark.parametrize("to", [I, C, E])
@pytest.mark.parametrize("was", [P, I, C, E])
async def test_statuses_change_as_settled(
    house: House, was: Realtime, to: Realtime, by: str
) -> None:
    who = house.person()
    session_id = await at(house, who, was)
    update = house.uses.worker.update_status(who if by == "person" else None, session_id, to)
    if to is was or (was, to) in {(P, I), (P, E), (I, C), (I, E)}:
        await update
        assert await status_of(house, session_id) is to
    else:
        with pytest.raises(SessionConflict):
            await update
        assert await status_of(house, session_id) is was
    assert len(await house.events("interview.completed")) == (C in {was, to} and was in {I, C})
    assert len(await house.events("interview.failed")) == (was is E or (to is E and was is not C))


async def test_pending_is_where_it_begins(house: House) -> None:
    who = house.person()
    with pytest.raises(Malformed, match="status"):
        await house.uses.worker.update_status(who, await at(house, who, P), P)


async def test_a_status_is_for_the_person_or_the_worker(house: House) -> None:
    who, other = house.person(), house.person()
    session_id = await at(house, who, P)
    update = house.uses.worker.update_status
    with pytest.raises(SessionNotFound):
        await update(other, session_id, I)
    with pytest.raises(SessionNotFound):
        await update(None, new_id(), I)
    assert await status_of(house, session_id) is P


async def test_a_person_does_not_complete_what_an_engine_conducts(house: House) -> None:
    who = house.person()
    begun, epoch = await house.begun(who)
    with pytest.raises(EngineRunning):
        await house.uses.worker.update_status(who, begun.session_id, C)
    await house.interviews.record(begun.session_id, talk(), epoch)  # It still may.
    await house.engine_gone(begun.session_id)
    await house.uses.worker.update_status(who, begun.session_id, C)
    assert await status_of(house, begun.session_id) is C


async def test_an_end_may_be_told_with_its_time(house: House) -> None:
    who = house.person()
    session_id = await at(house, who, I)
    started = (await house.interviews.session(session_id)).started_at
    assert started is not None
    await house.set(session_id, "started_at = now() - interval '1 hour'")
    ended = datetime.now(UTC) - timedelta(minutes=5)
    await house.uses.worker.update_status(None, session_id, C, ended)
    assert (await house.interviews.session(session_id)).completed_at == ended


async def test_a_transcript_completes_and_is_scored(house: House) -> None:
    who = house.person()
    begun, epoch = await house.begun(who)
    await house.interviews.record(begun.session_id, talk(), epoch)
    assert begun.started_at is not None
    start = begun.started_at
    transcript = [
        line(AI, ITEMS[0].text, start - timedelta(seconds=5)),
        line(USER, "With a profiler.", start + timedelta(seconds=2.5)),
    ]
    for _ in range(2):
        await house.uses.worker.submit_transcript(begun.session_id, transcript, datetime.now(UTC))
    session = await house.interviews.session(begun.session_id)
    assert (session.status, session.end_reason) == (
        SessionStatus.COMPLETED,
        EndReason.USER_INITIATED,
    )
    asked, said = await house.interviews.entries(begun.session_id)
    assert (asked.speaker, asked.text, asked.start) == (AI, ITEMS[0].text, 0.0)
    assert (said.speaker, said.text, said.start, said.end) == (USER, "With a profiler.", 2.5, 2.5)
    assert (asked.provenance, said.provenance) == (Provenance.MODEL, Provenance.CLIENT)
    assert (said.at, said.words) == (transcript[1].timestamp, ())
    [event] = await house.events("interview.completed")
    assert event["answer_count"] == 1
    await house.work()
    assert [one.text for one in house.scoring.newest(begun.session_id).answers] == [
        "With a profiler.",
        "",
    ]
    view = await house.uses.queries.view(who, begun.session_id)
    assert (view.standing.current_question, view.standing.progress) == (1, 50)


@pytest.mark.parametrize("was", [P, E])
async def test_a_transcript_of_what_does_not_run_is_refused(house: House, was: Realtime) -> None:
    session_id = await at(house, house.person(), was)
    with pytest.raises(SessionConflict):
        await house.uses.worker.submit_transcript(session_id, [], datetime.now(UTC))
    assert await status_of(house, session_id) is was
    with pytest.raises(SessionNotFound):
        await house.uses.worker.submit_transcript(new_id(), [], datetime.now(UTC))


def transcripts(over: int) -> dict[str, list[TranscriptEntry]]:
    now = datetime.now(UTC)
    longest, whole = LIMITS.longest_entry, LIMITS.longest_transcript
    full = [line(USER, "x" * longest, now) for _ in range(whole // longest)]
    return {
        "entries": [line(USER, "x", now)] * (LIMITS.most_entries + over),
        "characters an entry": [line(USER, "x" * (longest + over), now)],
        "characters in all": [*full, line(USER, "x" * over, now)],
    }


@pytest.mark.parametrize("limit", ["entries", "characters an entry", "characters in all"])
async def test_a_transcript_has_bounds(house: House, limit: str) -> None:
    session_id = await at(house, house.person(), I)
    submit = house.uses.worker.submit_transcript
    with pytest.raises(Malformed, match=f"at most [0-9]+ {limit}"):
        await submit(session_id, transcripts(1)[limit], datetime.now(UTC))
    assert await status_of(house, session_id) is I
    await submit(session_id, transcripts(0)[limit], datetime.now(UTC))
    assert await status_of(house, session_id) is C


@pytest.mark.parametrize(
    "moment",
    [
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))),
        datetime(9999, 12, 31, 23, 59, tzinfo=timezone(timedelta(hours=-14))),
    ],
    ids=["first", "last"],
)
async def test_a_workers_clock_may_be_far_off(house: House, moment: datetime) -> None:
    session_id = await at(house, house.person(), I)
    submit = house.uses.worker.submit_transcript
    await submit(session_id, [line(USER, "Yes.", moment)], moment)
    session = await house.interviews.session(session_id)
    assert session.started_at is not None
    assert session.completed_at is not None
    assert session.completed_at - session.started_at < timedelta(minutes=1)
    [entry] = await house.interviews.entries(session_id)
    assert timedelta() <= entry.at - session.started_at <= timedelta(days=1)
    assert entry.start == (entry.at - session.started_at).total_seconds()
