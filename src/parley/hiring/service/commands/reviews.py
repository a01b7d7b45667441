"""Commands of a review: rate, note, decide; correct a transcript; transcribe or score again."""

import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from parley.contracts.identity import Principal
from parley.contracts.scoring import EvidenceScore, ScoreStatus
from parley.contracts.speech import CorrectedText, Correction, Transcript
from parley.hiring.domain.audit import Act, Action
from parley.hiring.domain.errors import NotCompletedYet, NoteNotFound
from parley.hiring.domain.evidence import recordings, state_of
from parley.hiring.domain.invitation import Invitation, InvitationStatus
from parley.hiring.domain.privacy import InvitationDeleted
from parley.hiring.domain.review import AnalysisState, Decision, Note, Rating, Verdict
from parley.hiring.domain.template import InterviewTemplate
from parley.hiring.domain.visibility import Sight
from parley.hiring.ports import Counters, Store, Unit
from parley.hiring.service.analysis import Analyses
from parley.hiring.service.audit import record
from parley.hiring.service.commands import count
from parley.hiring.service.loading import as_reviewer
from parley.hiring.service.neighbours import Neighbours
from parley.kit.clock import Clock
from parley.kit.errors import Forbidden, Unavailable
from parley.kit.ids import is_id


@dataclass(frozen=True, slots=True)
class RateCommand:
    """Give my rating, in place of my last one."""

    who: Principal
    invitation_id: str
    overall: int | None
    questions: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class WriteNoteCommand:
    """Write a note, on a question and a moment of its answer where given."""

    who: Principal
    invitation_id: str
    text: str
    question_id: str | None = None
    at_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class EditNoteCommand:
    """Give my note another text; `seen_at`: which state of it was edited, None: whichever."""

    who: Principal
    invitation_id: str
    note_id: str
    text: str
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DeleteNoteCommand:
    """Delete my note."""

    who: Principal
    invitation_id: str
    note_id: str


@dataclass(frozen=True, slots=True)
class DecideCommand:
    """Decide, or take the decision back with None.

    Attributes:
        check: Whether the decision must still be the one that was decided at `seen_at`.
    """

    who: Principal
    invitation_id: str
    decision: Decision | None
    reason: str | None = None
    check: bool = False
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CorrectTranscriptCommand:
    """Put right what the recogniser misheard, in the revision that was seen."""

    who: Principal
    invitation_id: str
    response_id: str
    revision: int
    texts: tuple[CorrectedText, ...]


@dataclass(frozen=True, slots=True)
class RetryTranscriptCommand:
    """Try a failed transcript again."""

    who: Principal
    invitation_id: str
    response_id: str


@dataclass(frozen=True, slots=True)
class AnalyseAgainCommand:
    """Gather the evidence and score it again."""

    who: Principal
    invitation_id: str


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An interview under review, locked, within its transaction."""

    unit: Unit
    invitation: Invitation
    template: InterviewTemplate
    sight: Sight
    now: datetime

    async def record(self, action: Action, who: Principal, **details: str) -> None:
        """Write down what `who` does with it."""
        act = Act(action, self.invitation.id, who.user_id, details)
        await record(self.unit, act, self.now)


class ReviewCommands:
    """Carries them out.

    All raise InvitationNotFoundException (none, or not theirs to see), Forbidden (the candidate
    asks) and InvitationDeleted.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        counters: Counters,
        neighbours: Neighbours,
        analyses: Analyses,
    ) -> None:
        """Work on `store`; transcripts and scores are the `neighbours`'."""
        self._store, self._clock, self._counters = store, clock, counters
        self._neighbours, self._analyses = neighbours, analyses

    async def rate(self, command: RateCommand) -> tuple[Rating, datetime]:
        """Carry out RateCommand; the rating and when it was given.

        Raises:
            Malformed: A figure is out of its bounds.
            QuestionNotFoundException: It rates a question that isn't asked.
        """
        who = command.who
        async with self._reviewed(who, command.invitation_id) as held:
            given = Rating(who.user_id, command.overall, command.questions, held.now)
            rating = given.checked(held.template)
            await held.unit.put_rating(held.invitation.id, rating, held.invitation.candidate_id)
            await held.record(Action.RATED, who)
            count(held.unit, self._counters, "rate")
        return rating, held.now

    async def write_note(self, command: WriteNoteCommand) -> Note:
        """Carry out WriteNoteCommand.

        Raises:
            Malformed: Its text or moment is out of bounds.
            QuestionNotFoundException: It is about a question that isn't asked.
            TooManyNotes: There are as many as there may be.
        """
        who = command.who
        async with self._reviewed(who, command.invitation_id) as held:
            note = Note.write(
                held.template,
                invitation_id=held.invitation.id,
                author_id=who.user_id,
                text=command.text,
                question_id=command.question_id,
                at_seconds=command.at_seconds,
                written=await held.unit.notes_written(held.invitation.id),
                now=held.now,
            )
            await held.unit.add_note(note, held.invitation.candidate_id)
            await held.record(Action.NOTED, who, note="written")
            count(held.unit, self._counters, "write_note")
        return note

    async def edit_note(self, command: EditNoteCommand) -> Note:
        """Carry out EditNoteCommand.

        Raises:
            NoteNotFound: None of this interview.
            NotYourNote: Somebody else wrote it.
            NoteChanged: Another edit came first.
            Malformed: The text is out of bounds.
        """
        async with self._reviewed(command.who, command.invitation_id) as held:
            old = await _note(held, command.note_id, command.who)
            note = old.rewritten(command.text, command.seen_at, held.now)
            await held.unit.save_note(note)
            await held.record(Action.NOTED, command.who, note="edited")
            count(held.unit, self._counters, "edit_note")
        return note

    async def delete_note(self, command: DeleteNoteCommand) -> None:
        """Carry out DeleteNoteCommand.

        Raises:
            NoteNotFound: None of this interview.
            NotYourNote: Somebody else wrote it.
        """
        async with self._reviewed(command.who, command.invitation_id) as held:
            note = await _note(held, command.note_id, command.who)
            await held.unit.delete_note(note.id)
            await held.record(Action.NOTED, command.who, note="deleted")
            count(held.unit, self._counters, "delete_note")

    async def decide(self, command: DecideCommand) -> Verdict:
        """Carry out DecideCommand.

        Raises:
            Forbidden: They may look, but it is not theirs to decide.
            DecisionChanged: Somebody decided since they looked.
            Malformed: The reason is too long.
        """
        who = command.who
        async with self._reviewed(who, command.invitation_id) as held:
            if held.sight is not Sight.OWN:
                raise Forbidden("Only the person who sent this invitation decides.")
            old = (await held.unit.standing(held.invitation.id)).verdict
            if command.check:
                old.check_seen(command.seen_at)
            new = old.replaced(command.decision, command.reason, who.user_id, held.now)
            await held.unit.save_verdict(held.invitation.id, new)
            word = "none" if new.decision is None else new.decision.value
            await held.record(Action.DECIDED, who, decision=word)
            count(held.unit, self._counters, "decide")
        return new

    async def correct(self, command: CorrectTranscriptCommand) -> Transcript:
        """Carry out CorrectTranscriptCommand; speech tells of it, and then it is written down.

        Raises:
            ResponseNotFound: No such recorded answer.
            TranscriptNotFound, TranscriptNotReady, TranscriptChanged, Malformed: Speech refuses.
        """
        url = await self._recording(command.who, command.invitation_id, command.response_id)
        correction = Correction(url, command.revision, command.texts, command.who.user_id)
        corrected = await self._neighbours.correct(correction)
        self._counters.command("correct_transcript")
        # The news does this too, later; done here, whoever looks next sees that it is being scored.
        with contextlib.suppress(Unavailable, OSError):
            await self._analyses.consider(command.invitation_id)
        return corrected

    async def retry_transcript(self, command: RetryTranscriptCommand) -> Transcript:
        """Carry out RetryTranscriptCommand.

        Raises:
            ResponseNotFound: No such recorded answer.
            TranscriptNotFound: Speech has none of it.
        """
        url = await self._recording(command.who, command.invitation_id, command.response_id)
        transcript = await self._neighbours.retry_transcript(url)
        self._counters.command("retry_transcript")
        return transcript

    async def analyse_again(self, command: AnalyseAgainCommand) -> AnalysisState:
        """Carry out AnalyseAgainCommand; without all transcripts it only tells what is missing.

        Raises:
            NotCompletedYet: There is nothing to score.
        """
        async with self._reviewed(command.who, command.invitation_id) as held:
            invitation, live = held.invitation, held.template.settings.mode.live
            if invitation.status is not InvitationStatus.COMPLETED:
                raise NotCompletedYet
            count(held.unit, self._counters, "analyse_again")
        before = await self._neighbours.score(invitation.id)
        if live and before is not None and before.status is not ScoreStatus.PENDING:
            await self._neighbours.score_again(invitation.id)
        elif await self._analyses.consider(invitation.id):
            after = await self._neighbours.score(invitation.id)
            if _same(before, after):
                await self._neighbours.score_again(invitation.id)
        return state_of(
            invitation,
            await self._neighbours.transcripts(recordings(invitation)),
            await self._neighbours.score(invitation.id),
            withdrawn=await self._withdrawn(invitation),
        )

    async def _withdrawn(self, invitation: Invitation) -> bool:
        async with self._store.unit() as unit:
            return (await unit.standing(invitation.id)).withdrawn

    async def _recording(self, who: Principal, invitation_id: str, response_id: str) -> str:
        async with self._reviewed(who, invitation_id) as held:
            return held.invitation.response(response_id).media_url or ""

    @contextlib.asynccontextmanager
    async def _reviewed(self, who: Principal, invitation_id: str) -> AsyncIterator[Reviewed]:
        async with self._store.unit() as unit:
            invitation, template, sight = await as_reviewer(unit, who, invitation_id, lock=True)
            if invitation.deleted_at is not None:
                raise InvitationDeleted
            yield Reviewed(unit, invitation, template, sight, self._clock.now())


async def _note(held: Reviewed, note_id: str, who: Principal) -> Note:
    note = await held.unit.note(held.invitation.id, note_id) if is_id(note_id) else None
    if note is None:
        raise NoteNotFound
    return note.owned_by(who.user_id)


def _same(before: EvidenceScore | None, after: EvidenceScore | None) -> bool:
    """Whether handing in changed nothing: the newest score is the old one, and it is done."""
    if before is None or after is None or after.status is ScoreStatus.PENDING:
        return False
    return before.number == after.number
