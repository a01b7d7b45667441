"""Practice: an interview that somebody makes for themselves."""

from dataclasses import asdict, dataclass

from parley.contracts.erasure import TOPIC, ErasureRequested, Scope
from parley.contracts.identity import Principal
from parley.contracts.interviews import Mode, OpenSession
from parley.contracts.scoring import Purpose
from parley.interviews.domain.errors import PlanNotFound
from parley.interviews.domain.practice import (
    Language,
    Plan,
    planned_seconds,
    shortened,
    spoken,
    title_of,
)
from parley.interviews.ports import ROLE, Settings, Store
from parley.interviews.service.access import check_account, their_practice
from parley.interviews.service.neighbours import Neighbours
from parley.interviews.service.queries import Queries
from parley.interviews.service.sessions import SessionCommands
from parley.interviews.service.views import SessionView, Started
from parley.kit.db import Database
from parley.kit.errors import Malformed
from parley.kit.ids import is_id, new_id
from parley.kit.messages import Message
from parley.kit.outbox import Outbox


@dataclass(frozen=True, slots=True)
class StartPractice:
    """Make a practice interview.

    Attributes:
        mode: How it is taken.
        job_description: What the questions are drafted from; empty for general ones.
        template_id: Or what they are taken from.
        total_questions: How many; None for all of the template's, else five.
        language: `en` or `de`; None for the template's, else English.
    """

    mode: Mode = Mode.VOICE
    job_description: str = ""
    template_id: str | None = None
    total_questions: int | None = None
    language: str | None = None


class PracticeCommands:
    """Makes and deletes practice interviews."""

    def __init__(
        self,
        db: Database,
        store: Store,
        neighbours: Neighbours,
        commands: SessionCommands,
        queries: Queries,
        settings: Settings,
        public_url: str,
    ) -> None:
        """Open by `commands`; sockets are at `public_url`."""
        self._db, self._store, self._neighbours = db, store, neighbours
        self._commands, self._queries, self._settings = commands, queries, settings
        # http to ws, https to wss.
        self._sockets = public_url.replace("http", "ws", 1)
        self._outbox = Outbox(ROLE)

    async def create(self, who: Principal, ask: StartPractice) -> SessionView:
        """Make one.

        Raises:
            Forbidden: A guest's token is good for one invitation only.
            PlanNotFound: No such template, or not theirs to practise with.
            Malformed: The language isn't spoken, or the number or text is out of bounds.
            Unavailable: Identity doesn't answer.
        """
        opening = await self._opening(who, ask)
        await self._commands.open(opening)
        return await self._queries.view(who, opening.session_id)

    async def start(self, who: Principal, ask: StartPractice) -> Started:
        """Make one, and tell where its socket is.

        Raises:
            Forbidden, PlanNotFound, Malformed, Unavailable: As `create`.
        """
        opening = await self._opening(who, ask)
        # First: an interview whose socket can't be told is none.
        token = await self._neighbours.worker_token(who.user_id, opening.session_id)
        await self._commands.open(opening)
        view = await self._queries.view(who, opening.session_id)
        return Started(view, f"{self._sockets}/realtime/{opening.session_id}?token={token}")

    async def _opening(self, who: Principal, ask: StartPractice) -> OpenSession:
        check_account(who)
        limits = self._settings
        self._check(ask)
        plan = None if ask.template_id is None else await self._plan(who, ask.template_id)
        language = _language(ask, plan)
        items = (
            () if plan is None else shortened(plan.items, ask.total_questions or len(plan.items))
        )
        total = len(items) or ask.total_questions or limits.default_questions
        seconds = (
            total * limits.seconds_per_question if plan is None else planned_seconds(plan, total)
        )
        demo = who.email is not None and who.email.casefold() in limits.demo_emails
        return OpenSession(
            session_id=new_id(),
            mode=ask.mode,
            user_id=who.user_id,
            owner_id=who.user_id,
            purpose=Purpose.DEMO if demo else Purpose.PRACTICE,
            language=language,
            title=title_of(ask.job_description, language) if plan is None else plan.title,
            job_description=ask.job_description,
            items=items,
            total_questions=total,
            template_id=ask.template_id,
            planned_seconds=min(seconds, limits.limit_seconds),
            limit_seconds=limits.limit_seconds,
        )

    def _check(self, ask: StartPractice) -> None:
        limits, count = self._settings, ask.total_questions
        if ask.mode is not Mode.VOICE:
            raise Malformed("mode: only voice can be practised so far")
        if len(ask.job_description) > limits.longest_description:
            raise Malformed(f"job_description: at most {limits.longest_description} characters")
        if count is not None and not 1 <= count <= limits.most_questions:
            raise Malformed(f"total_questions: 1 to {limits.most_questions}")

    async def _plan(self, who: Principal, template_id: str) -> Plan:
        async with self._db.unit(ROLE) as unit:
            plan = await self._store.plan(unit, template_id) if is_id(template_id) else None
        if plan is None or not plan.is_open_to(who):
            raise PlanNotFound
        return plan

    async def delete(self, who: Principal, session_id: str) -> None:
        """Delete one with everything that was made of it, in every context.

        Our own part is gone at once; the others hear of it by `erasure.requested`.

        Raises:
            SessionNotFound: None of theirs.
            NotPractice: It belongs to an invitation.
        """
        async with self._db.unit(ROLE) as unit:
            await self._store.lock(unit, [session_id])
            session = await their_practice(unit, self._store, who, session_id, lock=True)
            now = await self._store.now(unit)
            await self._store.erase(unit, [session_id], now)
            asked = ErasureRequested(new_id(), Scope.EVIDENCE.value, session.user_id, [session_id])
            await self._outbox.put(
                unit,
                Message(
                    new_id(), TOPIC, asked.TYPE, asked.erasureId, now, asdict(asked),
                    session.user_id,
                ),
            )  # fmt: skip


def _language(ask: StartPractice, plan: Plan | None) -> str:
    if ask.language is not None:
        return spoken(ask.language).value
    return Language.ENGLISH.value if plan is None else plan.language
