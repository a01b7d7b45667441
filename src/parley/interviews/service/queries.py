"""Queries: what people get to see of their interviews."""

import asyncio
import math
from collections.abc import Sequence
from datetime import datetime

from parley.contracts.identity import Principal
from parley.contracts.interviews import Entry, SessionNotFound, SessionStatus
from parley.contracts.scoring import AnswerScore, EvidenceScore, ScoreStatus, Span
from parley.interviews.domain import advice, consent
from parley.interviews.domain.conversation import answered, asked
from parley.interviews.domain.evidence import Said, by_question
from parley.interviews.domain.practice import Plan
from parley.interviews.domain.session import InterviewSession
from parley.interviews.ports import ROLE, Store
from parley.interviews.service.access import check_account, theirs
from parley.interviews.service.endings import standing_of
from parley.interviews.service.neighbours import Neighbours
from parley.interviews.service.views import (
    AnswerView,
    AskedQuestion,
    ConsentView,
    Page,
    PlanView,
    Result,
    ScoreView,
    SessionView,
    SpanView,
    Standing,
)
from parley.kit.db import Database

SCORING_UNAVAILABLE, NOT_COMPLETED = "scoring_unavailable", "not_completed"
MINUTE = 60


class Queries:
    """Reads; changes nothing."""

    def __init__(self, db: Database, store: Store, neighbours: Neighbours) -> None:
        """Show what `store` holds, beside what others know of it."""
        self._db, self._store, self._neighbours = db, store, neighbours

    async def mine(self, who: Principal, page: Page) -> tuple[Sequence[SessionView], int]:
        """The caller's own interviews, the newest first, and how many there are.

        Raises:
            Forbidden: A guest's token is good for one invitation only.
        """
        check_account(who)
        async with self._db.unit(ROLE) as unit:
            found, total = await self._store.of_person(unit, who.user_id, page.offset, page.size)
            now = await self._store.now(unit)
        # What an invitation's interview was worth is for the hiring team to tell.
        practised = [session.session_id for session, _ in found if session.is_practice]
        overall = await self._neighbours.overall_soon(practised)
        views = [
            _view(
                session,
                standing_of(session, said & {item.item_id for item in session.items}),
                now,
                overall_score=overall.get(session.session_id),
            )
            for session, said in found
        ]
        return views, total

    async def plans(self, who: Principal, page: Page) -> tuple[Sequence[PlanView], int]:
        """What the caller may practise with, by title, and how many there are.

        Raises:
            Forbidden: As above.
        """
        check_account(who)
        async with self._db.unit(ROLE) as unit:
            found, total = await self._store.open_plans(unit, who, page.offset, page.size)
        return [_plan_view(plan) for plan in found], total

    async def view(self, who: Principal, session_id: str) -> SessionView:
        """One interview.

        Raises:
            SessionNotFound: None of theirs.
        """
        async with self._db.unit(ROLE) as unit:
            session = await theirs(unit, self._store, who, session_id)
            entries = await self._store.entries(unit, session_id)
            now = await self._store.now(unit)
        standing = standing_of(session, answered(session.items, entries))
        put = tuple(
            AskedQuestion(item.item_id, item.text) for item in asked(session.items, entries)
        )
        shown = await self._consent(session) if session.is_practice else None
        return _view(session, standing, now, questions=put, consent_view=shown)

    async def _consent(self, session: InterviewSession) -> ConsentView:
        given = await self._neighbours.consent_soon(session.session_id)
        if given is not None:
            return ConsentView(given.version, given.text, given.given_at)
        text = consent.current(session.language)
        return ConsentView(text.version, text.paragraphs, None)

    async def standing(self, who: Principal, session_id: str) -> Standing:
        """How far it is.

        Raises:
            SessionNotFound: None of theirs.
        """
        async with self._db.unit(ROLE) as unit:
            session = await theirs(unit, self._store, who, session_id)
            entries = await self._store.entries(unit, session_id)
        return standing_of(session, answered(session.items, entries))

    async def result(self, who: Principal, session_id: str) -> Result:
        """What came of a practice interview.

        Raises:
            SessionNotFound: None of theirs, or it belongs to an invitation: hiring shows that.
        """
        async with self._db.unit(ROLE) as unit:
            session = await theirs(unit, self._store, who, session_id)
            entries = await self._store.entries(unit, session_id)
        if not session.is_practice:
            raise SessionNotFound
        (score, scoring_answers), recording = await asyncio.gather(
            self._neighbours.score_soon(session_id), self._neighbours.recording_soon(session_id)
        )
        return Result(
            id=session_id,
            status=session.status,
            title=session.title,
            purpose=session.purpose,
            language=session.language,
            job_description=session.job_description,
            template_id=session.template_id,
            total_questions=session.total_questions,
            started_at=session.started_at,
            completed_at=session.completed_at,
            duration_seconds=session.duration_seconds,
            end_reason=session.end_reason,
            score=_score_view(session, score, scoring_answers=scoring_answers),
            answers=_answers(session, entries, score),
            transcript=tuple(entries),
            recording=recording,
        )


def _view(
    session: InterviewSession,
    standing: Standing,
    now: datetime,
    *,
    questions: tuple[AskedQuestion, ...] = (),
    consent_view: ConsentView | None = None,
    overall_score: float | None = None,
) -> SessionView:
    return SessionView(
        mode=session.mode,
        title=session.title,
        job_description=session.job_description,
        language=session.language,
        purpose=session.purpose,
        template_id=session.template_id,
        standing=standing,
        created_at=session.created_at,
        started_at=session.started_at,
        completed_at=session.completed_at,
        end_reason=session.end_reason,
        planned_seconds=session.planned_seconds,
        limit_seconds=session.limit_seconds,
        seconds_left=session.seconds_left(now),
        questions=questions,
        consent=consent_view,
        overall_score=overall_score,
    )


def _plan_view(plan: Plan) -> PlanView:
    return PlanView(
        id=plan.template_id,
        title=plan.title,
        language=plan.language,
        total_questions=len(plan.items),
        minutes=math.ceil(plan.planned_seconds / MINUTE),
    )


def _score_view(
    session: InterviewSession, score: EvidenceScore | None, *, scoring_answers: bool
) -> ScoreView:
    """The score, or that it is on its way, or that there will be none."""
    if score is not None:
        return ScoreView(
            score.status, score.reason, score.technical, score.communication, score.overall,
            score.feedback, score.demo_quality, score.insights, score.making,
        )  # fmt: skip
    status, reason = ScoreStatus.PENDING, None if scoring_answers else SCORING_UNAVAILABLE
    if session.is_over and session.status is not SessionStatus.COMPLETED:
        status, reason = ScoreStatus.WITHHELD, NOT_COMPLETED
    return ScoreView(
        status, reason, None, None, None, "", demo_quality=False, insights=(), making=None
    )


def _answers(
    session: InterviewSession, entries: Sequence[Entry], score: EvidenceScore | None
) -> tuple[AnswerView, ...]:
    if score is None:
        return ()
    said = {one.item.item_id: one for one in by_question(session.items, entries)}
    return tuple(
        _answer(said[one.item_id], one, session.language)
        for one in score.answers
        if one.item_id in said
    )


def _answer(said: Said, score: AnswerScore, language: str) -> AnswerView:
    return AnswerView(
        question=said.item.text,
        category=said.item.category,
        score=score,
        spans=tuple(_span(said, span) for span in score.spans),
        went_well=advice.went_well(score, language),
        to_try=advice.to_try(score, language),
    )


def _span(said: Said, span: Span) -> SpanView:
    entry = said.entry_at(span.start_char)
    return SpanView(
        span.start, span.end, span.quote, span.reason, span.key_point,
        None if entry is None else entry.entry_id,
    )  # fmt: skip
