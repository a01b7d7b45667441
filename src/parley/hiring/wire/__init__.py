"""Builds hiring from its settings and what it stands on."""

from fastapi import Request

from parley.contracts import erasure
from parley.contracts import interviews as interviews_news
from parley.contracts import scoring as scoring_news
from parley.contracts import speech as speech_news
from parley.contracts.hiring import PLANS, TOPIC, InvitationCompleted
from parley.contracts.identity import Identity, Principal
from parley.contracts.interviews import Interviews
from parley.contracts.media import Media
from parley.contracts.scoring import Scoring
from parley.contracts.speech import Speech
from parley.hiring.domain.audit import Checked
from parley.hiring.events import message
from parley.hiring.http.audit import audit_router
from parley.hiring.http.candidates import Guard, access_router, candidates_router
from parley.hiring.http.dashboard import dashboard_router
from parley.hiring.http.exports import exports_router
from parley.hiring.http.invitations import invitations_router
from parley.hiring.http.privacy import Doors, privacy_router, receipts_router
from parley.hiring.http.reviews import reviews_router
from parley.hiring.http.templates import Caller, questions_router, templates_router
from parley.hiring.ports import Settings
from parley.hiring.service.analysis import Analyses
from parley.hiring.service.audit import AuditQueries, verify
from parley.hiring.service.commands.answers import AnswerCommands
from parley.hiring.service.commands.extensions import ExtensionCommands
from parley.hiring.service.commands.invitations import InvitationCommands
from parley.hiring.service.commands.looks import LookCommands
from parley.hiring.service.commands.privacy import PrivacyCommands
from parley.hiring.service.commands.questions import QuestionCommands
from parley.hiring.service.commands.reviews import ReviewCommands
from parley.hiring.service.commands.templates import TemplateCommands
from parley.hiring.service.contract import HiringService
from parley.hiring.service.dashboard import Dashboards
from parley.hiring.service.demo import Demo
from parley.hiring.service.erasure import Erasures
from parley.hiring.service.exports import Exports
from parley.hiring.service.letters import Letters
from parley.hiring.service.links import Links
from parley.hiring.service.live import LiveSessions
from parley.hiring.service.neighbours import Neighbours
from parley.hiring.service.queries import Queries
from parley.hiring.service.record import Records
from parley.hiring.service.review import Reviews
from parley.hiring.store import SCHEMA, PostgresStore
from parley.hiring.wire.link_key import link_key
from parley.hiring.wire.metrics import PrometheusCounters
from parley.kit.clock import SystemClock
from parley.kit.db import Database
from parley.kit.errors import Unauthenticated
from parley.kit.ids import is_id
from parley.kit.messages import Subscription
from parley.kit.part import Ground, Part, Sweep
from parley.kit.tokens import JwtVerifier
from parley.kit.web.auth import authenticated, subject_of
from parley.kit.web.idempotency import idempotent_route


def build(
    ground: Ground,
    settings: Settings,
    identity: Identity,
    media: Media,
    speech: Speech,
    scoring: Scoring,
    interviews: Interviews,
) -> Part:
    """Hiring, ready to run.

    Raises:
        LinkKeyUnusable, OSError: The key of invitation links can't be had.
    """
    clock = ground.clock
    store = PostgresStore(ground.db, message, clock.now)
    counters = PrometheusCounters(ground.metrics, store)
    links = Links(link_key(ground.data_dir / "keys" / "invitations.key"), settings.frontend_url)
    templates = TemplateCommands(store, clock, counters)
    questions = QuestionCommands(store, clock, counters)
    neighbours = Neighbours(identity, media, speech, scoring, interviews)
    live = LiveSessions(store, clock, counters, neighbours, settings)
    invitations = InvitationCommands(store, clock, counters, settings, links, identity, live)
    answers = AnswerCommands(store, clock, counters, identity, media, live)
    queries = Queries(store, clock, counters, media, neighbours)
    analyses = Analyses(store, clock, neighbours, settings.demo_emails)
    judging = ReviewCommands(store, clock, counters, neighbours, analyses)
    reviews = Reviews(store, clock, counters, neighbours)
    exports = Exports(store, clock, counters, neighbours)
    letters = Letters(store, links, neighbours)
    demo = Demo(store, clock, templates, questions, invitations)
    erasures = Erasures(store, clock, settings)
    privacy = PrivacyCommands(store, clock, counters, links, media, live)
    extensions = ExtensionCommands(store, clock, counters, settings, media, live)
    records = Records(store, clock, counters, media, neighbours)
    doors = Doors(privacy, LookCommands(store, clock, counters), extensions, records)
    trail = AuditQueries(store, counters, identity)
    caller = _caller(ground.verifier)
    route = idempotent_route(ground.db, SCHEMA, subject_of(ground.verifier))
    guard = Guard(
        ground.limiter, settings.access_by_token, settings.access_by_address, ground.secure
    )

    async def check() -> None:
        async with ground.db.unit(SCHEMA) as unit:
            await unit.fetchval("SELECT 1 FROM hiring.interview_templates LIMIT 1")

    return Part(
        name="hiring",
        contract=HiringService(invitations, letters, demo),
        routers=(
            # Fixed paths before those with an id in their place.
            access_router(answers, guard),
            questions_router(questions, queries, caller, route),
            templates_router(templates, queries, caller, route),
            dashboard_router(Dashboards(store, clock, counters), caller, route),
            exports_router(exports, caller, route),
            invitations_router(invitations, queries, caller, route),
            reviews_router(judging, reviews, caller, route),
            candidates_router(answers, privacy, caller, route),
            privacy_router(doors, caller, route),
            audit_router(trail, caller, route),
            receipts_router(records, ground.limiter, settings.receipts_by_address),
        ),
        topics=(TOPIC, PLANS, erasure.TOPIC),
        subscriptions=_subscriptions(analyses, erasures, live),
        sweeps=(
            Sweep("hiring.expire-invitations", settings.sweep_seconds, invitations.expire_due),
            Sweep("hiring.reminders", settings.sweep_seconds, extensions.remind_due),
            Sweep("hiring.retention", settings.retention_seconds, erasures.retire),
            Sweep("hiring.analyses", settings.analysis_sweep_seconds, analyses.sweep),
        ),
        checks={"hiring": check},
    )


async def audit_check(db: Database) -> Checked:
    """Whether the audit log is whole, for `parley audit verify`."""
    return await verify(PostgresStore(db, message, SystemClock().now))


def _subscriptions(
    analyses: Analyses, erasures: Erasures, live: LiveSessions
) -> tuple[Subscription, ...]:
    return (
        Subscription(SCHEMA, TOPIC, {InvitationCompleted.TYPE: analyses.on_completed}),
        Subscription(
            SCHEMA,
            speech_news.TOPIC,
            {
                speech_news.TranscriptReady.TYPE: analyses.on_transcript,
                speech_news.TranscriptFailed.TYPE: analyses.on_transcript,
                speech_news.TranscriptCorrected.TYPE: analyses.on_corrected,
            },
        ),
        Subscription(
            SCHEMA, scoring_news.TOPIC, {scoring_news.EvidenceScored.TYPE: analyses.on_scored}
        ),
        Subscription(
            SCHEMA,
            interviews_news.TOPIC,
            {
                interviews_news.InterviewCompleted.TYPE: live.on_completed,
                interviews_news.InterviewFailed.TYPE: live.on_failed,
            },
        ),
        Subscription(SCHEMA, erasure.TOPIC, {erasure.ErasureDone.TYPE: erasures.answered}),
    )


def _caller(verifier: JwtVerifier) -> Caller:
    """The caller's principal; hiring's columns hold UUIDs, so other ids can own nothing here."""
    read = authenticated(verifier, Principal.from_claims)

    async def caller(request: Request) -> Principal:
        who = await read(request)
        ids = (who.user_id, who.company_id, who.invitation_id)
        if not all(is_id(value) for value in ids if value is not None):
            raise Unauthenticated
        return who

    return caller
