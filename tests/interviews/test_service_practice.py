"""Practising: making an interview, seeing it, consent, its result, deleting it."""

from datetime import timedelta
from typing import Any

import pytest

from parley.contracts.hiring import PLANS
from parley.contracts.identity import Principal, Role
from parley.contracts.interviews import EndReason, Mode, SessionConflict, SessionNotFound
from parley.contracts.interviews import SessionStatus as Status
from parley.contracts.media import ConsentVersionOutdated, OpenTake
from parley.contracts.scoring import Purpose, ScoreStatus
from parley.interviews.domain import consent
from parley.interviews.domain.errors import NotPractice, PlanNotFound
from parley.interviews.ports import Settings
from parley.interviews.service import StartPractice
from parley.interviews.service.neighbours import RECORDING
from parley.interviews.service.views import Page, SessionView
from parley.kit.errors import Forbidden, Malformed, Unavailable
from parley.kit.ids import new_id
from tests.interviews.conftest import House
from tests.interviews.talks import ITEMS, ai, ask, person, talk


async def create(house: House, who: Principal, **ask_: Any) -> SessionView:
    return await house.uses.practice.create(who, StartPractice(**ask_))


async def test_a_description_is_enough(house: House) -> None:
    who = house.person()
    made = await create(house, who, job_description="Gardener\nWe grow things.")
    assert (made.mode, made.title, made.language) == (Mode.VOICE, "Gardener", "en")
    assert (made.purpose, made.job_description) == (
        Purpose.PRACTICE,
        "Gardener\nWe grow things.",
    )
    assert (made.planned_seconds, made.limit_seconds) == (5 * 150, 3600)
    standing = made.standing
    assert (standing.status, standing.total_questions) == (Status.SCHEDULED, 5)
    assert (standing.current_question, standing.progress) == (0, 0)
    assert (made.questions, made.seconds_left, made.end_reason) == ((), None, None)
    assert made.consent is not None
    assert made.consent.version == consent.ENGLISH.version
    assert made.consent.text == consent.ENGLISH.paragraphs
    assert made.consent.given_at is None
    session = await house.interviews.session(standing.id)
    assert (session.user_id, session.owner_id) == (who.user_id, who.user_id)
    assert session.items == ()
    assert await house.uses.queries.view(who, standing.id) == made
    assert await house.uses.queries.standing(who, standing.id) == standing


async def test_so_is_nothing_at_all(house: House) -> None:
    made = await create(house, house.person(), language="de-CH")
    assert (made.title, made.language) == ("Übungsinterview", "de")
    assert made.consent is not None
    assert made.consent.version == consent.GERMAN.version


async def test_a_start_tells_where_the_socket_is(house: House) -> None:
    who = house.person()
    started = await house.uses.practice.start(who, StartPractice())
    base, _, token = started.websocket_url.partition("?token=")
    assert base == f"wss://parley.test/realtime/{started.view.standing.id}"
    claims = await house.ground.verifier.verify(token)
    assert claims["use"] == "worker"
    assert (claims["userId"], claims["interviewId"]) == (who.user_id, started.view.standing.id)


async def test_without_a_token_nothing_is_started(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: str) -> str:
        raise Unavailable

    monkeypatch.setattr(house.identity, "worker_token", away)
    with pytest.raises(Unavailable):
        await house.uses.practice.start(house.person(), StartPractice())
    assert await house.rows("interview_sessions") == []


async def test_practice_of_a_demo_account_is_a_demonstration(house: House) -> None:
    who = house.person()
    demo = Principal(who.user_id, who.role, "Candidate@Demo.Parley", who.name)
    made = await create(house, demo)
    assert made.purpose is Purpose.DEMO


async def test_a_template_brings_its_questions(house: House) -> None:
    plan = await house.published(new_id(), language="de")
    made = await create(house, house.person(), template_id=plan.templateId)
    assert (made.title, made.language, made.planned_seconds) == ("Backend engineer", "de", 600)
    session = await house.interviews.session(made.standing.id)
    assert [item.item_id for item in session.items] == ["q0", "q1", "q2", "q3"]
    assert session.items[0].key_points == ("One.",)
    assert session.template_id == plan.templateId
    fewer = await create(
        house, house.person(), template_id=plan.templateId, total_questions=2, language="en"
    )
    session = await house.interviews.session(fewer.standing.id)
    assert [item.item_id for item in session.items] == ["q0", "q2"]  # The required ones.
    assert (fewer.planned_seconds, fewer.standing.total_questions) == (300, 2)
    assert fewer.language == "en"
    more = await create(house, house.person(), template_id=plan.templateId, total_questions=9)
    assert more.standing.total_questions == 4


async def test_only_what_is_open_to_them_can_be_practised(house: House) -> None:
    company = new_id()
    me = house.person(company_id=company)
    own = await house.published(me.user_id, practice=False, title="B")
    ours = await house.published(new_id(), practice=False, companyId=company, title="C")
    free = await house.published(new_id(), title="A")
    hidden = await house.published(new_id(), practice=False)
    empty = await house.published(new_id(), items=[])
    gone = await house.published(new_id())
    await house.hear(
        house.message(PLANS, "plan.archived", gone.templateId, {"templateId": gone.templateId})
    )
    shown, total = await house.uses.queries.plans(me, Page())
    assert [plan.id for plan in shown] == [free.templateId, own.templateId, ours.templateId]
    assert total == 3
    assert (shown[0].title, shown[0].total_questions, shown[0].minutes) == ("A", 4, 10)
    page, total = await house.uses.queries.plans(me, Page(2, 2))
    assert ([plan.id for plan in page], total) == ([ours.templateId], 3)
    for plan in (own, ours, free):
        await create(house, me, template_id=plan.templateId)
    for template_id in (hidden.templateId, empty.templateId, gone.templateId, new_id(), "x"):
        with pytest.raises(PlanNotFound):
            await create(house, me, template_id=template_id)


async def test_an_archived_template_stays_so(house: House) -> None:
    plan = await house.published(new_id())
    archived = {"templateId": plan.templateId}
    await house.hear(house.message(PLANS, "plan.archived", plan.templateId, archived))
    await house.published(new_id(), templateId=plan.templateId)
    with pytest.raises(PlanNotFound):
        await create(house, house.person(), template_id=plan.templateId)


LIMITS = Settings(worker_secret="x")


@pytest.mark.parametrize("count", [1, LIMITS.most_questions])
async def test_as_many_questions_as_there_may_be(house: House, count: int) -> None:
    made = await create(house, house.person(), total_questions=count)
    assert made.standing.total_questions == count
    assert made.planned_seconds == count * 150


@pytest.mark.parametrize(
    "wrong",
    [
        {"total_questions": 0},
        {"total_questions": LIMITS.most_questions + 1},
        {"job_description": "x" * (LIMITS.longest_description + 1)},
        {"language": "fr"},
        {"mode": Mode.ROOM},
        {"mode": Mode.GUIDED},
    ],
    ids=["none", "many", "long", "language", "room", "guided"],
)
async def test_what_is_out_of_bounds_is_refused(house: House, wrong: dict[str, Any]) -> None:
    with pytest.raises(Malformed, match=next(iter(wrong))):
        await create(house, house.person(), **wrong)


async def test_the_longest_description(house: House) -> None:
    made = await create(house, house.person(), job_description="x" * LIMITS.longest_description)
    assert len(made.job_description) == LIMITS.longest_description


async def test_a_guest_cannot_practise(house: House) -> None:
    who = house.person()
    guest = Principal(who.user_id, Role.CANDIDATE, invitation_id=new_id())
    with pytest.raises(Forbidden):
        await create(house, guest)
    with pytest.raises(Forbidden):
        await house.uses.practice.start(guest, StartPractice())
    with pytest.raises(Forbidden):
        await house.uses.queries.mine(guest, Page())
    with pytest.raises(Forbidden):
        await house.uses.queries.plans(guest, Page())


async def test_a_guest_sees_the_one_interview_of_their_token(house: House) -> None:
    who = house.person()
    one = await house.interviews.open(ask(who.user_id, purpose=Purpose.HIRING))
    other = await house.interviews.open(ask(who.user_id, purpose=Purpose.HIRING))
    guest = Principal(who.user_id, Role.CANDIDATE, invitation_id=one.session_id)
    view = await house.uses.queries.view(guest, one.session_id)
    assert (view.standing.id, view.consent) == (one.session_id, None)
    for call in (house.uses.queries.view, house.uses.queries.standing):
        with pytest.raises(SessionNotFound):
            await call(guest, other.session_id)


async def test_nobody_else_sees_it(house: House) -> None:
    who = house.person()
    session = await house.completed(who)
    other = house.identity.add(Role.ADMIN)
    queries, practice, consents = house.uses.queries, house.uses.practice, house.uses.consents
    for session_id in (session.session_id, new_id()):
        for call in (
            queries.view(other, session_id),
            queries.standing(other, session_id),
            queries.result(other, session_id),
            practice.delete(other, session_id),
            consents.give(other, session_id, consent.ENGLISH.version),
            consents.withdraw(other, session_id),
            house.uses.endings.abandoned(other, session_id),
            house.uses.worker.generate_token(other, session_id),
            house.uses.worker.resume_token(other, session_id),
        ):
            with pytest.raises(SessionNotFound):
                await call
    assert await queries.mine(other, Page()) == ([], 0)
    assert (await queries.view(who, session.session_id)).standing.id == session.session_id


async def test_how_far_it_is_while_talking(house: House) -> None:
    who = house.person()
    begun, epoch = await house.begun(who)
    await house.interviews.record(begun.session_id, talk(), epoch)
    view = await house.uses.queries.view(who, begun.session_id)
    standing = view.standing
    assert (standing.current_question, standing.progress) == (1, 50)
    assert [question.id for question in view.questions] == [ITEMS[0].item_id]
    assert view.questions[0].text == ITEMS[0].text
    assert view.seconds_left is not None
    assert 3500 < view.seconds_left <= 3600


async def test_a_list_is_the_persons_own_newest_first(house: House) -> None:
    who = house.person()
    first = await house.completed(who)
    await house.work()
    house.scoring.score(first.session_id, 64.5)
    begun, epoch = await house.begun(who)
    await house.interviews.record(begun.session_id, talk(), epoch)
    invited = await house.interviews.open(ask(who.user_id, purpose=Purpose.HIRING))
    await house.interviews.open(ask(house.person().user_id))
    views, total = await house.uses.queries.mine(who, Page())
    assert total == 3
    assert [(v.standing.id, v.standing.current_question, v.overall_score) for v in views] == [
        (invited.session_id, 0, None),
        (begun.session_id, 1, None),
        (first.session_id, 1, 64.5),
    ]
    page, total = await house.uses.queries.mine(who, Page(2, 2))
    assert ([v.standing.id for v in page], total) == ([first.session_id], 3)
    house.scoring.down = True
    views, _ = await house.uses.queries.mine(who, Page())
    assert {v.overall_score for v in views} == {None}


async def test_what_an_invitations_interview_was_worth_is_not_for_its_list(house: House) -> None:
    who = house.person()
    session = await house.completed(who, purpose=Purpose.HIRING)
    await house.work()
    house.scoring.score(session.session_id, 90)
    [view], _ = await house.uses.queries.mine(who, Page())
    assert view.overall_score is None


# Consent


async def test_consent_is_given_and_withdrawn(house: House) -> None:
    who = house.person()
    session, _ = await house.begun(who)
    version = consent.ENGLISH.version
    given = await house.uses.consents.give(who, session.session_id, version)
    assert given.given_at == house.clock.now()
    house.clock.advance(60)
    assert await house.uses.consents.give(who, session.session_id, version) == given
    held = house.media.consents_held[session.session_id]
    assert (held.subject_id, held.text) == (who.user_id, consent.ENGLISH.paragraphs)
    assert (await house.uses.queries.view(who, session.session_id)).consent == given
    take = OpenTake(
        session.session_id, RECORDING, who.user_id, None, 1, retake=False,
        not_after=house.clock.now() + timedelta(hours=1),
    )  # fmt: skip
    await house.media.open_take(take)
    for _ in range(2):
        await house.uses.consents.withdraw(who, session.session_id)
    assert house.media.consents_held == {}
    assert house.media.made == []  # What was kept is gone as well.
    shown = (await house.uses.queries.view(who, session.session_id)).consent
    assert shown is not None
    assert shown.given_at is None


async def test_consent_is_to_the_present_text_of_the_interviews_language(house: House) -> None:
    who = house.person()
    session, _ = await house.begun(who, language="de")
    for version in ("", "2020-01-de", consent.ENGLISH.version):
        with pytest.raises(ConsentVersionOutdated):
            await house.uses.consents.give(who, session.session_id, version)
    await house.uses.consents.give(who, session.session_id, consent.GERMAN.version)


async def test_consent_comes_too_late_after_the_end(house: House) -> None:
    who = house.person()
    session = await house.completed(who)
    with pytest.raises(SessionConflict):
        await house.uses.consents.give(who, session.session_id, consent.ENGLISH.version)
    await house.uses.consents.withdraw(who, session.session_id)


async def test_what_belongs_to_an_invitation_is_not_practice(house: House) -> None:
    who = house.person()
    session = await house.completed(who, purpose=Purpose.HIRING)
    for call in (
        house.uses.consents.give(who, session.session_id, consent.ENGLISH.version),
        house.uses.consents.withdraw(who, session.session_id),
        house.uses.practice.delete(who, session.session_id),
    ):
        with pytest.raises(NotPractice):
            await call
    with pytest.raises(SessionNotFound):
        await house.uses.queries.result(who, session.session_id)


# The result


async def test_a_result_shows_what_it_rests_on(house: House) -> None:
    who = house.person()
    said = talk()
    session = await house.completed(who, said)
    await house.work()
    house.scoring.score(session.session_id, 72.5)
    house.media.consents_held[session.session_id] = object()  # type: ignore[assignment]  # any
    take = await house.media.open_take(
        OpenTake(
            session.session_id, RECORDING, who.user_id, None, 1, retake=False,
            not_after=house.clock.now(),
        )
    )  # fmt: skip
    result = await house.uses.queries.result(who, session.session_id)
    assert (result.id, result.status, result.end_reason) == (
        session.session_id,
        Status.COMPLETED,
        EndReason.AI_ENDED,
    )
    assert (result.title, result.purpose) == (session.title, Purpose.PRACTICE)
    assert (result.started_at, result.completed_at) == (session.started_at, session.completed_at)
    assert result.duration_seconds is not None
    assert (result.score.status, result.score.overall) == (ScoreStatus.SCORED, 72.5)
    assert result.score.making is not None
    assert result.transcript == said
    first, second = result.answers
    assert (first.question, first.category) == (ITEMS[0].text, "databases")
    assert [(span.quote, span.entry_id) for span in first.spans] == [
        ("I measured the query with a profiler. I added an index on the customer column.",
         said[1].entry_id)
    ]  # fmt: skip
    assert first.went_well == ("Your pace was easy to follow.",)
    assert first.to_try == ("Say more about this: Says why",)
    assert (second.question, second.spans) == (ITEMS[1].text, ())
    assert result.recording is not None
    assert result.recording.playback_url == "/playback/x"
    assert take.media_url.startswith("blob://")


async def test_a_result_is_shown_while_others_are_away(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = house.person()
    session = await house.completed(who)
    house.scoring.down = True

    async def away(_: str) -> Any:
        raise OSError

    monkeypatch.setattr(house.media, "takes", away)
    result = await house.uses.queries.result(who, session.session_id)
    assert (result.score.status, result.score.reason) == (
        ScoreStatus.PENDING,
        "scoring_unavailable",
    )
    assert (result.answers, result.recording) == ((), None)
    assert len(result.transcript) == 5


async def test_a_result_before_the_score_is_pending(house: House) -> None:
    who = house.person()
    session = await house.completed(who)
    result = await house.uses.queries.result(who, session.session_id)
    assert (result.score.status, result.score.reason) == (ScoreStatus.PENDING, None)
    assert result.recording is None


async def test_what_was_not_completed_is_not_scored(house: House) -> None:
    who = house.person()
    begun, _ = await house.begun(who)
    result = await house.uses.queries.result(who, begun.session_id)
    assert result.score.status is ScoreStatus.PENDING
    await house.interviews.cancel(begun.session_id)
    result = await house.uses.queries.result(who, begun.session_id)
    assert (result.score.status, result.score.reason) == (ScoreStatus.WITHHELD, "not_completed")


async def test_a_withheld_score_is_shown_with_its_reason(house: House) -> None:
    who = house.person()
    session = await house.completed(who, (ai("Hello."), person("Hi.")))
    await house.work()
    house.scoring.score(session.session_id, status=ScoreStatus.WITHHELD, reason="not_answered")
    result = await house.uses.queries.result(who, session.session_id)
    assert (result.score.reason, result.score.overall) == ("not_answered", None)
    assert [answer.to_try for answer in result.answers] == [(), ()]
