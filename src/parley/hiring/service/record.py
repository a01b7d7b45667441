"""The candidate's page: what is kept of them, who saw it; and receipts of deletions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from parley.contracts.hiring import InvitationNotFoundException
from parley.contracts.identity import Principal
from parley.contracts.interviews import Entry
from parley.contracts.media import Consent, Media
from parley.contracts.speech import Transcript
from parley.hiring.domain.answers import ResponseType, chosen
from parley.hiring.domain.audit import Act
from parley.hiring.domain.invitation import Invitation, Response
from parley.hiring.domain.privacy import (
    RECEIPT_DAYS,
    Deletion,
    DeletionNotFound,
    HumanLook,
    ReceiptNotFound,
)
from parley.hiring.domain.question import Question
from parley.hiring.domain.retention import delete_after
from parley.hiring.domain.template import InterviewTemplate
from parley.hiring.domain.visibility import Sight, is_candidate, sight_of_invitation
from parley.hiring.ports import Counters, Store
from parley.hiring.service.audit import SYSTEM
from parley.hiring.service.loading import as_candidate, invitation_and_template
from parley.hiring.service.neighbours import Neighbours
from parley.kit.clock import Clock
from parley.kit.errors import Forbidden
from parley.kit.tokens import fingerprint

SEEN_MAX = 500  # entries of the audit log on the candidate's page, the newest


@dataclass(frozen=True, slots=True)
class GetRecordQuery:
    """What is kept of me in this interview."""

    who: Principal
    invitation_id: str


@dataclass(frozen=True, slots=True)
class GetDeletionQuery:
    """How far the deletion is."""

    who: Principal
    invitation_id: str


@dataclass(frozen=True, slots=True)
class ConsentRecord:
    """One consent with the text that was shown."""

    version: str
    text: list[str]
    given_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What is stored of one answer; its text is what was heard, written or chosen."""

    question_id: str
    question: str
    type: str
    duration_seconds: float | None
    submitted_at: datetime
    transcribed_by: str | None
    transcript_text: str | None


@dataclass(frozen=True, slots=True)
class Seen:
    """That one of the hiring team did something with the interview."""

    action: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ScoringRecord:
    """That a model scored the answers, and how."""

    scorer: str
    version: str
    model: str | None
    made_at: datetime
    status: str


@dataclass(frozen=True, slots=True)
class Record:
    """Everything that the candidate's page shows; `conversation` of a live interview, in order."""

    invitation_id: str
    template_title: str
    consents: Sequence[ConsentRecord]
    answers: Sequence[Recorded]
    seen: Sequence[Seen]
    scoring: Sequence[ScoringRecord]
    human_look: HumanLook | None
    look_answered_by: str | None
    delete_after: datetime | None
    deletion: Deletion | None
    conversation: Sequence[Entry] = ()


class Records:
    """Answers them. What another context can't tell just now is left out, and the rest told."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        counters: Counters,
        media: Media,
        neighbours: Neighbours,
    ) -> None:
        """Read from `store` and the other contexts."""
        self._store, self._clock, self._counters = store, clock, counters
        self._media, self._neighbours = media, neighbours

    async def record(self, query: GetRecordQuery) -> Record:
        """Answer GetRecordQuery.

        Raises:
            InvitationNotFoundException, Forbidden: Not the candidate.
        """
        async with self._store.unit() as unit:
            invitation, template = await as_candidate(unit, query.who, query.invitation_id)
            entries, _ = await unit.audit_of(invitation.id, 0, SEEN_MAX)
            look = await unit.look(invitation.id)
            deletion = await unit.deletion_of(invitation.id)
        ids = {entry.act.actor_id for entry in entries}
        ids |= {look.answered_by} if look is not None else set()
        names = await self._neighbours.names(ids - {invitation.candidate_id})
        self._counters.query("get_record")
        talk = template.settings.mode.live and invitation.deleted_at is None
        said = await self._neighbours.conversation_soon(invitation.id) if talk else None
        return Record(
            invitation_id=invitation.id,
            template_title=template.title,
            consents=[_consent(each) for each in await self._media.consents(invitation.id)],
            answers=await self._answers(invitation, template),
            seen=[
                Seen(entry.act.action.value, _who(entry.act, names), entry.at)
                for entry in entries
                if entry.act.actor_id != invitation.candidate_id
            ],
            scoring=await self._scorings(invitation.id),
            human_look=look,
            look_answered_by=None if look is None else names.get(look.answered_by or ""),
            delete_after=delete_after(invitation, template.settings),
            deletion=deletion,
            conversation=said or (),
        )

    async def _answers(
        self, invitation: Invitation, template: InterviewTemplate
    ) -> Sequence[Recorded]:
        """In the order in which the candidate was asked."""
        asked = invitation.questions_in_order(
            template.questions, shuffle=template.settings.shuffle_questions
        )
        given = {response.question_id: response for response in invitation.responses}
        urls = [response.media_url for response in invitation.responses if response.media_url]
        heard = await self._neighbours.transcripts_soon(urls) or {}
        return [
            _recorded(given[question.id], question, heard)
            for question in asked
            if question.id in given
        ]

    async def _scorings(self, invitation_id: str) -> Sequence[ScoringRecord]:
        return [
            ScoringRecord(
                scorer=score.making.scorer,
                version=score.making.version,
                model=score.making.model,
                made_at=score.making.made_at,
                status=score.status.value,
            )
            for score in await self._neighbours.scores_soon(invitation_id)
            if score.making is not None
        ]

    async def deletion(self, query: GetDeletionQuery) -> Deletion:
        """Answer GetDeletionQuery, for the owner and the candidate.

        Raises:
            InvitationNotFoundException, Forbidden: Neither.
            DeletionNotFound: Nothing was deleted.
        """
        async with self._store.unit() as unit:
            invitation, template = await invitation_and_template(unit, query.invitation_id)
            if not is_candidate(query.who, invitation):
                sight = sight_of_invitation(query.who, invitation, template.company_id)
                if sight is Sight.NONE:
                    raise InvitationNotFoundException
                if sight is Sight.READ:
                    raise Forbidden
            deletion = await unit.deletion_of(invitation.id)
        if deletion is None:
            raise DeletionNotFound
        self._counters.query("get_deletion")
        return deletion

    async def receipt(self, code: str) -> Deletion:
        """The receipt that a code shows.

        Raises:
            ReceiptNotFound: None, or its year is over; without a difference.
        """
        since = self._clock.now() - timedelta(days=RECEIPT_DAYS)
        async with self._store.unit() as unit:
            deletion = await unit.deletion_of_code(fingerprint(code), since)
        if deletion is None:
            raise ReceiptNotFound
        self._counters.query("get_receipt")
        return deletion


def _who(act: Act, names: Mapping[str, str]) -> str:
    return SYSTEM if act.actor_id is None else names.get(act.actor_id, "")


def _consent(given: Consent) -> ConsentRecord:
    return ConsentRecord(given.version, list(given.text), given.given_at, given.withdrawn_at)


def _recorded(response: Response, question: Question, heard: Mapping[str, Transcript]) -> Recorded:
    transcript = heard.get(response.media_url or "")
    ready = transcript if transcript is not None and transcript.status == "ready" else None
    return Recorded(
        question_id=response.question_id,
        question=question.text,
        type=response.type.value,
        duration_seconds=response.duration,
        submitted_at=response.submitted_at,
        transcribed_by=None if ready is None else ready.engine,
        transcript_text=_words(response, question, ready),
    )


def _words(response: Response, question: Question, heard: Transcript | None) -> str | None:
    """What was heard, written, or chosen: one option a line."""
    match response.type:
        case ResponseType.VIDEO:
            return None if heard is None else " ".join(each.text for each in heard.segments)
        case ResponseType.CHOICE if response.content is not None:
            texts = {option.id: option.text for option in question.options}
            return "\n".join(texts[option] for option in chosen(response.content, question))
        case _:
            return response.content
