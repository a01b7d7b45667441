"""Bodies of privacy and fairness: deletion, the record, the human look, extra time, audit."""

from typing import Annotated

from pydantic import AwareDatetime, Field

from parley.hiring.http.fields import Instant, Text
from parley.hiring.http.review_bodies import HumanLookOut
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

    confirm: Annotated[bool, Field(description="Must be true: it can't be undone.")]


class RemovedOut(Camel):
    """What went: a word such as `recordings`, `transcripts`, `mails`, and how many."""

    what: str
    count: int


class KeptOut(Camel):
    """What stays, why, and until when (null: its end is not known)."""

    what: str
    why: str
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
