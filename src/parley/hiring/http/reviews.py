"""`/api/v1/invitations/{id}`: review, rating, notes, decision, transcripts, scoring again."""

from fastapi import APIRouter, Depends, Response
from fastapi.routing import APIRoute

from parley.contracts.identity import Principal
from parley.contracts.speech import CorrectedText
from parley.hiring.http.review_bodies import (
    AnalysisOut,
    DecisionIn,
    DecisionOut,
    NoteIn,
    NoteOut,
    NoteTextIn,
    RatingIn,
    RatingOut,
    ReviewOut,
)
from parley.hiring.http.said_bodies import CorrectionIn, TranscriptOut
from parley.hiring.http.templates import Caller
from parley.hiring.service.commands.reviews import (
    AnalyseAgainCommand,
    CorrectTranscriptCommand,
    DecideCommand,
    DeleteNoteCommand,
    EditNoteCommand,
    RateCommand,
    RetryTranscriptCommand,
    ReviewCommands,
    WriteNoteCommand,
)
from parley.hiring.service.review import GetReviewQuery, Reviews


def reviews_router(
    commands: ReviewCommands, reviews: Reviews, caller: Caller, route_class: type[APIRoute]
) -> APIRouter:
    """What the hiring team sees and says of an interview."""
    router = APIRouter(prefix="/api/v1/invitations", tags=["reviews"], route_class=route_class)
    who_calls = Depends(caller)
    _judging(router, commands, caller)
    _analysis(router, commands, caller)

    @router.get("/{invitation_id}/review", response_model=ReviewOut)
    async def get_review(invitation_id: str, who: Principal = who_calls) -> Response:
        found = await reviews.review(GetReviewQuery(who, invitation_id))
        # Written here: the framework would walk through ten thousand words once more.
        body = ReviewOut.of(found).model_dump_json(by_alias=True)
        return Response(body, media_type="application/json")

    return router


def _judging(router: APIRouter, commands: ReviewCommands, caller: Caller) -> None:
    who_calls = Depends(caller)

    @router.put("/{invitation_id}/review/rating")
    async def put_rating(
        invitation_id: str, body: RatingIn, who: Principal = who_calls
    ) -> RatingOut:
        command = RateCommand(who, invitation_id, body.overall, body.questions)
        rating, at = await commands.rate(command)
        return RatingOut.of(rating, who.name, at)

    @router.post("/{invitation_id}/review/notes", status_code=201)
    async def add_note(invitation_id: str, body: NoteIn, who: Principal = who_calls) -> NoteOut:
        command = WriteNoteCommand(who, invitation_id, body.text, body.question_id, body.at_seconds)
        return NoteOut.of(await commands.write_note(command), who.name)

    @router.patch("/{invitation_id}/review/notes/{note_id}")
    async def edit_note(
        invitation_id: str, note_id: str, body: NoteTextIn, who: Principal = who_calls
    ) -> NoteOut:
        command = EditNoteCommand(who, invitation_id, note_id, body.text, body.seen_at)
        return NoteOut.of(await commands.edit_note(command), who.name)

    @router.delete("/{invitation_id}/review/notes/{note_id}", status_code=204)
    async def delete_note(invitation_id: str, note_id: str, who: Principal = who_calls) -> None:
        await commands.delete_note(DeleteNoteCommand(who, invitation_id, note_id))

    @router.put("/{invitation_id}/review/decision")
    async def decide(
        invitation_id: str, body: DecisionIn, who: Principal = who_calls
    ) -> DecisionOut:
        command = DecideCommand(
            who,
            invitation_id,
            body.decision,
            body.reason,
            check="seen_at" in body.model_fields_set,
            seen_at=body.seen_at,
        )
        verdict = await commands.decide(command)
        return DecisionOut.of(verdict, who.name if verdict.decided_by else None)


def _analysis(router: APIRouter, commands: ReviewCommands, caller: Caller) -> None:
    who_calls = Depends(caller)

    @router.put("/{invitation_id}/responses/{response_id}/transcript")
    async def correct_transcript(
        invitation_id: str, response_id: str, body: CorrectionIn, who: Principal = who_calls
    ) -> TranscriptOut:
        texts = tuple(CorrectedText(one.index, one.text) for one in body.segments)
        command = CorrectTranscriptCommand(who, invitation_id, response_id, body.revision, texts)
        return TranscriptOut.of(await commands.correct(command), {who.user_id: who.name})

    @router.post("/{invitation_id}/responses/{response_id}/transcript")
    async def retry_transcript(
        invitation_id: str, response_id: str, who: Principal = who_calls
    ) -> TranscriptOut:
        command = RetryTranscriptCommand(who, invitation_id, response_id)
        return TranscriptOut.of(await commands.retry_transcript(command), {})

    @router.post("/{invitation_id}/analysis")
    async def analyse_again(invitation_id: str, who: Principal = who_calls) -> AnalysisOut:
        command = AnalyseAgainCommand(who, invitation_id)
        return AnalysisOut.of(await commands.analyse_again(command))
