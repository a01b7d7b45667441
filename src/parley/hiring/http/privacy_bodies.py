"""Bodies of privacy and fairness: deletion, the record, the human look, extra time, audit."""

from typing import Annotated

from pydantic import AwareDatetime, Field

from parley.contracts.interviews import Provenance, Speaker
from parley.hiring.domain.audit import Entry
from parley.hiring.domain.privacy import Deletion, HumanLook
from parley.hiring.http.fields import Flag, Instant, Text
from parley.hiring.http.review_bodies import HumanLookOut
from parley.hiring.service.record import Record
from parley.kit.web.paging import Camel

REASON_MAX = 2000


class ExtensionIn(Camel):
    """More time; what is left out stays. An expired invitation opens again."""

    expires_at: AwareDatetime | None = None
    extra_time_percent: Annotated[int, Field(ge=0, le=300)] | None = Field(
        default=None, description="Added to every answer's and the total time limit."
    )


class DeletionIn(Camel):
    """Ask for deletion."""

    confirm: Annotated[Flag, Field(description="Must be true: it can't be undone.")]


class RemovedOut(Camel):
    """What went: a word such as `recordings`, `transcripts`, `mails`, and how many."""

    what: str
    count: int


class KeptOut(Camel):
    """What stays, why, and until when (null: its end is not known); codes for the pages' words."""

    what: str = Field(
        description="receipt, audit_log, database_traces, backups, invitation_state, consents, ..."
    )
    why: str = Field(
        description="proof_of_deletion, accountability, overwritten_in_time, made_by_operator, "
        "figures, proof_of_consent, ..."
    )
    until: Instant | None


class ReceiptOut(Camel):
    """What a deletion did; holds nothing personal."""

    id: str
    status: str = Field(description="running or done")
    scope: str = Field(description="recordings, evidence or person")
    cause: str = Field(description="candidate, team, withdrawal or retention")
    asked_at: Instant
    done_at: Instant | None
    waiting_for: list[str] = Field(description="Parts of the system that have not answered yet.")
    removed: list[RemovedOut]
    kept: list[KeptOut]
    receipt_link: str | None = Field(
        description="An address that shows this receipt for a year; told only once, when asked."
    )

    @classmethod
    def of(cls, deletion: Deletion, link: str | None = None) -> "ReceiptOut":
        """From the deletion; `link` only in the answer to whoever asked first."""
        return cls(
            id=deletion.id,
            status="running" if deletion.done_at is None else "done",
            scope=deletion.scope.value,
            cause=deletion.cause.value,
            asked_at=deletion.asked_at,
            done_at=deletion.done_at,
            waiting_for=deletion.waiting_for,
            removed=[RemovedOut(what=what, count=n) for what, n in deletion.removed.items()],
            kept=[KeptOut.model_validate(kept) for kept in deletion.kept],
            receipt_link=link,
        )


class ConsentRecordOut(Camel):
    """One consent, with the text that was shown."""

    version: str
    text: list[str]
    given_at: Instant
    withdrawn_at: Instant | None


class RecordedOut(Camel):
    """What is stored of one answer."""

    question_id: str
    question: str
    type: str
    duration_seconds: float | None
    submitted_at: Instant
    transcribed_by: str | None
    transcript_text: str | None


class SaidOut(Camel):
    """What one of the two said in a conversation."""

    speaker: Speaker
    text: str
    at: Instant
    provenance: Provenance


class SeenOut(Camel):
    """That one of the hiring team did something with the interview."""

    action: str
    who: str = Field(description="Name of a person, or `system`.")
    at: Instant


class ScoringRecordOut(Camel):
    """That a model scored the answers, and how; the numbers are the team's."""

    scorer: str
    version: str
    model: str | None
    made_at: Instant
    status: str


class RecordOut(Camel):
    """The candidate's page: what was recorded, who saw and scored it and how."""

    invitation_id: str
    template_title: str
    consents: list[ConsentRecordOut]
    answers: list[RecordedOut]
    seen: list[SeenOut]
    scoring: list[ScoringRecordOut]
    human_look: HumanLookOut | None
    delete_after: Instant | None = Field(description="When it is deleted by itself.")
    deletion: ReceiptOut | None
    conversation: list[SaidOut] = Field(description="Of a live interview, in order.")

    @classmethod
    def of(cls, record: Record) -> "RecordOut":
        """From the query's answer."""
        look, deletion = record.human_look, record.deletion
        return cls(
            invitation_id=record.invitation_id,
            template_title=record.template_title,
            consents=[ConsentRecordOut.model_validate(consent) for consent in record.consents],
            answers=[RecordedOut.model_validate(answer) for answer in record.answers],
            seen=[SeenOut.model_validate(seen) for seen in record.seen],
            scoring=[ScoringRecordOut.model_validate(making) for making in record.scoring],
            human_look=None if look is None else look_out(look, record.look_answered_by),
            delete_after=record.delete_after,
            deletion=None if deletion is None else ReceiptOut.of(deletion),
            conversation=[SaidOut.model_validate(entry) for entry in record.conversation],
        )


class HumanLookIn(Camel):
    """What the candidate wants looked at."""

    text: Annotated[Text, Field(max_length=REASON_MAX)] | None = None


class HumanLookAnswerIn(Camel):
    """What the person who looked says; the candidate reads it."""

    text: Annotated[Text, Field(min_length=1, max_length=REASON_MAX)]


class AuditOut(Camel):
    """One entry of the audit log."""

    position: int
    at: Instant
    action: str
    actor_id: str | None
    actor_name: str
    details: dict[str, str]
    hash: str

    @classmethod
    def of(cls, entry: Entry, actor_name: str) -> "AuditOut":
        """From the log, with the name of whoever acted."""
        act = entry.act
        return cls(
            position=entry.position,
            at=entry.at,
            action=act.action.value,
            actor_id=act.actor_id,
            actor_name=actor_name,
            details=dict(act.details),
            hash=entry.hash,
        )


def look_out(look: HumanLook, answered_by: str | None) -> HumanLookOut:
    """A human look, with the name of whoever answered it."""
    return HumanLookOut(
        text=look.text,
        asked_at=look.asked_at,
        answer=look.answer,
        answered_by=answered_by,
        answered_at=look.answered_at,
    )
