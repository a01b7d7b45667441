"""Exports: one interview whole or a row a question; or a row an invitation, of all that I see."""

import csv
import io
import json
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import Enum, StrEnum
from typing import Any

from parley.contracts.identity import Principal
from parley.contracts.interviews import Entry as Said
from parley.contracts.media import Consent
from parley.contracts.scoring import AnswerScore, EvidenceScore
from parley.contracts.speech import Transcript
from parley.hiring.domain.answers import chosen
from parley.hiring.domain.audit import Act, Action, Entry
from parley.hiring.domain.conversation import answer_of
from parley.hiring.domain.errors import ExportTooLarge
from parley.hiring.domain.evidence import recordings, spoken
from parley.hiring.domain.invitation import Invitation, InvitationStatus, Response
from parley.hiring.domain.privacy import HumanLook
from parley.hiring.domain.question import Question, QuestionType
from parley.hiring.domain.review import Analysis, Note, Rating, Sought, Verdict
from parley.hiring.domain.template import InterviewTemplate
from parley.hiring.ports import (
    Counters,
    InvitationFilter,
    InvitationView,
    Page,
    Store,
    Unit,
)
from parley.hiring.service.audit import record
from parley.hiring.service.loading import as_reviewer
from parley.hiring.service.neighbours import Neighbours
from parley.hiring.service.queries import reach_of
from parley.hiring.service.review import blind
from parley.kit.clock import Clock, rfc3339
from parley.kit.ids import is_id

ROWS_MAX = 10_000  # invitations in one export
BATCH = 500  # of them in one transaction
AUDIT_BATCH = 500
BOM = "\ufeff"  # spreadsheets read UTF-8 only when they see it
FORMULA = ("=", "+", "-", "@", "\t", "\r")

LIST_HEADER = (
    "invitationId", "templateId", "template", "candidateName", "candidateEmail", "status",
    "createdAt", "startedAt", "completedAt", "expiresAt", "questions", "answered", "analysis",
    "overallScore", "decision", "mode",
)  # fmt: skip
QUESTION_HEADER = (
    "invitationId", "template", "candidateName", "candidateEmail", "order", "questionId",
    "question", "type", "submittedAt", "durationSeconds", "answer", "transcriptStatus",
    "transcriptRevision", "transcriptQuality", "scoreStatus", "scoreReason", "score", "relevance",
    "clarity", "depth", "scorer", "scorerVersion", "myRating",
)  # fmt: skip


class Format(StrEnum):
    """How an export is written."""

    JSON = "json"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Export:
    """An attachment.

    Attributes:
        filename: Of letters, digits, dots and hyphens alone; names nobody.
        format: How it is written.
        chunks: Its bytes, as they are made.
    """

    filename: str
    format: Format
    chunks: AsyncIterator[bytes]


@dataclass(frozen=True, slots=True)
class ExportInvitationQuery:
    """Everything about one interview (JSON), or a row a question (CSV)."""

    who: Principal
    invitation_id: str
    format: Format


@dataclass(frozen=True, slots=True)
class ExportListQuery:
    """A row an invitation, of all that I see."""

    who: Principal
    format: Format
    template_id: str | None = None
    status: InvitationStatus | None = None
    q: str | None = None
    decision: Sought | None = None
    analysis: Analysis | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """Everything of one interview that one person may export.

    Attributes:
        others: Colleagues' ratings; None until mine is given.
        scores: All, the newest first.
        conversation: Of a live interview, in order; None of another.
    """

    invitation: Invitation
    template: InterviewTemplate
    consent: Consent | None
    transcripts: Mapping[str, Transcript]
    scores: Sequence[EvidenceScore]
    mine: Rating | None
    others: Sequence[Rating] | None
    notes: Sequence[Note]
    verdict: Verdict
    human_look: HumanLook | None
    audit: Sequence[Entry]
    conversation: Sequence[Said] | None


class Exports:
    """Answers them; each is written down in the audit log before its first byte leaves."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        counters: Counters,
        neighbours: Neighbours,
    ) -> None:
        """Read from `store` and from the `neighbours`."""
        self._store, self._clock, self._counters = store, clock, counters
        self._neighbours = neighbours

    async def invitation(self, query: ExportInvitationQuery) -> Export:
        """Answer ExportInvitationQuery.

        Raises:
            InvitationNotFoundException: None, or not theirs to see.
            Forbidden: The candidate asks: they have their record.
            Unavailable: A neighbour doesn't answer: nothing is exported in part.
        """
        now = self._clock.now()
        found = await self._record(query, now)
        self._counters.query("export_invitation")
        if query.format is Format.JSON:
            text = json.dumps(_record_json(found, now), ensure_ascii=False, indent=1)
        else:
            text = BOM + _lines([QUESTION_HEADER, *_question_rows(found)])
        name = f"interview-{found.invitation.id}-{now:%Y-%m-%d}.{query.format}"
        return Export(name, query.format, _whole(text.encode()))

    async def _record(self, query: ExportInvitationQuery, now: datetime) -> Record:
        who = query.who
        async with self._store.unit() as unit:
            invitation, template, _ = await as_reviewer(unit, who, query.invitation_id)
        transcripts = await self._neighbours.transcripts(recordings(invitation))
        scores = await self._neighbours.scores(invitation.id)
        consent = await self._neighbours.consent(invitation.id)
        said = None
        if template.settings.mode.live and invitation.deleted_at is None:
            said = await self._neighbours.conversation(invitation.id)
        async with self._store.unit() as unit:
            details = {"format": query.format.value}
            await record(unit, Act(Action.EXPORTED, invitation.id, who.user_id, details), now)
        async with self._store.unit() as unit:
            invitation, template, _ = await as_reviewer(unit, who, query.invitation_id)
            mine, others = blind(await unit.ratings(invitation.id), who.user_id)
            return Record(
                invitation,
                template,
                consent,
                transcripts,
                scores,
                mine,
                others,
                await unit.notes(invitation.id),
                (await unit.standing(invitation.id)).verdict,
                await unit.look(invitation.id),
                await _trail(unit, invitation.id),
                said,
            )

    async def invitations(self, query: ExportListQuery) -> Export:
        """Answer ExportListQuery, newest first.

        Raises:
            Forbidden: Not one of the hiring team.
            ExportTooLarge: More than ROWS_MAX invitations.
        """
        hr, company = reach_of(query.who)
        now = self._clock.now()
        wanted = InvitationFilter(
            now=now,
            hr_id=hr,
            company_id=company,
            template_id=query.template_id,
            status=query.status,
            q=query.q,
            decision=query.decision,
            analysis=query.analysis,
        )
        total = 0
        known = query.template_id is None or is_id(query.template_id)
        async with self._store.unit() as unit:
            if known:
                _, total = await unit.invitations(wanted, Page(size=1))
            if total > ROWS_MAX:
                raise ExportTooLarge(
                    f"These are {total} invitations, and one export holds {ROWS_MAX}: narrow it "
                    "by template, status or name."
                )
            details = {"format": query.format.value, "rows": str(total)}
            await record(unit, Act(Action.EXPORTED, None, query.who.user_id, details), now)
        self._counters.query("export_invitations")
        batches = self._batches(wanted, total)
        write = _json_list if query.format is Format.JSON else _csv_list
        name = f"invitations-{now:%Y-%m-%d}.{query.format}"
        return Export(name, query.format, write(batches))

    async def _batches(
        self, wanted: InvitationFilter, left: int
    ) -> AsyncIterator[Sequence[InvitationView]]:
        """`left` invitations at most, a batch a transaction: a slow reader holds none open."""
        last = None
        while left > 0:
            async with self._store.unit() as unit:
                found = await unit.invitations_before(wanted, last, min(BATCH, left))
            if not found:
                return
            yield found
            last, left = found[-1], left - len(found)


async def _trail(unit: Unit, invitation_id: str) -> list[Entry]:
    entries: list[Entry] = []
    while True:
        found, total = await unit.audit_of(invitation_id, len(entries), AUDIT_BATCH)
        entries += found
        if not found or len(entries) >= total:
            return entries[::-1]


async def _whole(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def _csv_list(batches: AsyncIterator[Sequence[InvitationView]]) -> AsyncIterator[bytes]:
    yield (BOM + _lines([LIST_HEADER])).encode()
    async for views in batches:
        yield _lines(map(_list_row, views)).encode()


async def _json_list(batches: AsyncIterator[Sequence[InvitationView]]) -> AsyncIterator[bytes]:
    yield b"["
    before = "\n"
    async for views in batches:
        items = [json.dumps(plain(view), ensure_ascii=False) for view in views]
        yield (before + ",\n".join(items)).encode()
        before = ",\n"
    yield b"\n]\n"


def _list_row(view: InvitationView) -> Sequence[object]:
    return (
        view.id, view.template_id, view.template_title, view.candidate_name, view.candidate_email,
        view.status, view.created_at, view.started_at, view.completed_at, view.expires_at,
        view.questions_count, view.answered_count, view.analysis, view.overall_score,
        view.decision, view.mode,
    )  # fmt: skip


def _question_rows(found: Record) -> Iterable[Sequence[object]]:
    newest = found.scores[0] if found.scores else None
    scores = {one.item_id: one for one in newest.answers} if newest else {}
    responses = {response.question_id: response for response in found.invitation.responses}
    invitation, mine = found.invitation, found.mine
    for question in found.template.asked:
        response = responses.get(question.id)
        heard = found.transcripts.get((response.media_url or "") if response else "")
        making = newest.making if newest else None
        yield (
            invitation.id, found.template.title, invitation.candidate_name,
            invitation.candidate_email, question.order, question.id, question.text, question.type,
            response.submitted_at if response else None, response.duration if response else None,
            _answer(question, response, heard, found.conversation),
            *((heard.status, heard.revision, heard.quality) if heard else (None, None, None)),
            *_score_cells(scores.get(question.id)),
            making.scorer if making else None, making.version if making else None,
            mine.questions.get(question.id) if mine else None,
        )  # fmt: skip


def _score_cells(score: AnswerScore | None) -> Sequence[object]:
    if score is None:
        return (None,) * 6
    return (score.status, score.reason, score.score, score.relevance, score.clarity, score.depth)


def _answer(
    question: Question,
    response: Response | None,
    heard: Transcript | None,
    said: Sequence[Said] | None,
) -> str | None:
    if said is not None:
        return answer_of(said, question.id)
    if response is None:
        return None
    if response.media_url is not None:
        return spoken(heard) if heard else None
    if question.type is not QuestionType.MULTIPLE_CHOICE:
        return response.content
    texts = {option.id: option.text for option in question.options}
    return "\n".join(texts[option] for option in chosen(response.content or "", question))


def _record_json(found: Record, now: datetime) -> dict[str, Any]:
    responses = {response.question_id: response for response in found.invitation.responses}
    view = InvitationView.of(found.invitation, found.template)
    invitation = plain(view)
    for name in ("analysis", "overallScore"):  # `scores` has them, as they were made
        invitation.pop(name)
    answers = []
    for question in found.template.asked:
        response = responses.get(question.id)
        heard = found.transcripts.get((response.media_url or "") if response else "")
        answers.append(
            {
                "question": plain(question),
                "response": plain(response),
                "answer": _answer(question, response, heard, found.conversation),
                "transcript": plain(heard),
            }
        )
    return {
        "exportedAt": rfc3339(now),
        "invitation": invitation,
        "consent": plain(found.consent),
        "answers": answers,
        "conversation": plain(found.conversation),
        "scores": plain(found.scores),
        "ratings": {
            "mine": plain(found.mine),
            "others": plain(found.others),
            "othersHiddenUntilMineIsGiven": found.others is None,
        },
        "notes": plain(found.notes),
        "decision": plain(found.verdict),
        "humanLook": plain(found.human_look),
        "audit": plain(found.audit),
    }


def plain(value: Any) -> Any:
    """`value` as JSON has it: dataclasses as objects in camelCase, times in RFC 3339."""
    if is_dataclass(value):
        return {_camel(one.name): plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return _leaf(value)


def _leaf(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return rfc3339(value)
    return value.isoformat() if isinstance(value, date) else value


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _lines(rows: Iterable[Sequence[object]]) -> str:
    """Rows by RFC 4180; `cell` keeps spreadsheets from running what people wrote."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([cell(one) for one in row] for row in rows)
    return text.getvalue()


def cell(value: object) -> object:
    """What stands in a cell: a text that a spreadsheet would take for a formula gets a quote."""
    value = plain(value)
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value
