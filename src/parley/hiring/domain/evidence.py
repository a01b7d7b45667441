"""What an interview is scored on, and how far the way from recording to scores is."""

from collections.abc import Mapping, Sequence

from parley.contracts.scoring import (
    Answer,
    AnswerKind,
    Evidence,
    EvidenceScore,
    Purpose,
    ScoreStatus,
)
from parley.contracts.speech import Quality, Transcript
from parley.hiring.domain.answers import chosen
from parley.hiring.domain.invitation import Invitation, InvitationStatus, Response
from parley.hiring.domain.question import Question, QuestionType
from parley.hiring.domain.review import Analysis, AnalysisState
from parley.hiring.domain.template import InterviewTemplate

CATEGORY = "general"  # questions state none yet
NOT_ANSWERED, NO_TRANSCRIPT = "not_answered", "no_transcript"
CONSENT_WITHDRAWN, DELETED = "consent_withdrawn", "deleted"
INTERVIEW_FAILED = "interview_failed"
SPEECH_UNAVAILABLE, SCORING_UNAVAILABLE = "speech_unavailable", "scoring_unavailable"
TRANSCRIPTS, SCORES = "transcripts", "scores"

SETTLED = frozenset({"ready", "failed"})
KINDS = {
    QuestionType.VIDEO: AnswerKind.SPEECH,
    QuestionType.TEXT: AnswerKind.TEXT,
    QuestionType.MULTIPLE_CHOICE: AnswerKind.CHOICE,
}
OUTCOMES = {
    ScoreStatus.SCORED: Analysis.READY,
    ScoreStatus.PENDING: Analysis.PROCESSING,
    ScoreStatus.WITHHELD: Analysis.WITHHELD,
    ScoreStatus.FAILED: Analysis.FAILED,
}

Transcripts = Mapping[str, Transcript]  # by media URL


def recordings(invitation: Invitation) -> list[str]:
    """Media URLs of the recorded answers, each once."""
    return [r.media_url for r in invitation.responses if r.media_url is not None]


def settled(invitation: Invitation, transcripts: Transcripts) -> bool:
    """Whether every recorded answer's transcript is there, or is known not to come."""
    found = (transcripts.get(url) for url in recordings(invitation))
    return all(one is not None and one.status in SETTLED for one in found)


def spoken(transcript: Transcript) -> str:
    """What was said: the segments in which anything was, joined by single spaces.

    Places in an answer's text (`Span.start_char`) count in this.
    """
    return " ".join(segment.text for segment in transcript.segments if segment.text)


def gather(
    invitation: Invitation,
    template: InterviewTemplate,
    transcripts: Transcripts,
    purpose: Purpose,
) -> Evidence | None:
    """Everything that the interview is scored on; None while something is still to come.

    The same interview with the same transcripts gives equal evidence.
    """
    if invitation.status is not InvitationStatus.COMPLETED or not settled(invitation, transcripts):
        return None
    if invitation.started_at is None or invitation.completed_at is None:
        return None
    responses = {response.question_id: response for response in invitation.responses}
    return Evidence(
        evidence_id=invitation.id,
        subject_id=invitation.candidate_id,
        purpose=purpose,
        language=template.settings.language.value,
        answers=tuple(
            _answer(question, responses.get(question.id), transcripts)
            for question in template.questions
        ),
        started_at=invitation.started_at,
        completed_at=invitation.completed_at,
    )


def _answer(question: Question, response: Response | None, transcripts: Transcripts) -> Answer:
    if response is None:
        return _evidence(question, "", missing=NOT_ANSWERED)
    if response.media_url is None:
        content = response.content or ""
        if question.type is QuestionType.MULTIPLE_CHOICE:
            content = _chosen(content, question)
        return _evidence(question, content)
    heard = transcripts[response.media_url]
    if heard.status != "ready":
        seconds = float(response.duration or 0)
        return _evidence(question, "", missing=NO_TRANSCRIPT, duration=seconds)
    return Answer(
        item_id=question.id,
        question=question.text,
        category=CATEGORY,
        key_points=question.key_points,
        kind=AnswerKind.SPEECH,
        text=spoken(heard),
        words=tuple(word for segment in heard.segments for word in segment.words),
        duration=heard.duration_seconds,
        confidence=heard.confidence,
        quality=heard.quality,
    )


def _evidence(
    question: Question, text: str, *, missing: str | None = None, duration: float = 0.0
) -> Answer:
    return Answer(
        item_id=question.id,
        question=question.text,
        category=CATEGORY,
        key_points=question.key_points,
        kind=KINDS[question.type],
        text=text,
        duration=duration,
        quality=Quality.FULL,
        missing=missing,
    )


def _chosen(content: str, question: Question) -> str:
    """The texts of the options that were chosen, a line each."""
    texts = {option.id: option.text for option in question.options}
    return "\n".join(texts[option] for option in chosen(content, question))


def state_of(
    invitation: Invitation,
    transcripts: Transcripts | None,
    score: EvidenceScore | None,
    *,
    scoring_answers: bool = True,
    withdrawn: bool = False,
    broken_off: bool = False,
) -> AnalysisState:
    """How far it is, said honestly.

    Args:
        invitation: Of which interview.
        transcripts: What speech has; None when it doesn't answer.
        score: The newest, None when there is none.
        scoring_answers: Whether scoring could be asked at all.
        withdrawn: Whether consent was withdrawn, and so nothing is scored.
        broken_off: Whether its conversation failed, so that there is nothing to complete.
    """
    if invitation.deleted_at is not None:
        return AnalysisState(Analysis.NONE, reason=DELETED)
    if invitation.status is not InvitationStatus.COMPLETED:
        broken = AnalysisState(Analysis.FAILED, None, 1.0, INTERVIEW_FAILED)
        return broken if broken_off else AnalysisState(Analysis.NONE)
    if withdrawn and score is None:
        return AnalysisState(Analysis.WITHHELD, None, 1.0, CONSENT_WITHDRAWN)
    if transcripts is not None and not settled(invitation, transcripts):
        found = [_progress(transcripts.get(url)) for url in recordings(invitation)]
        return AnalysisState(Analysis.PROCESSING, TRANSCRIPTS, sum(found) / len(found))
    if not scoring_answers:
        return AnalysisState(Analysis.PROCESSING, SCORES, 0.0, SCORING_UNAVAILABLE)
    return _of_score(score, heard=transcripts is not None)


def _of_score(score: EvidenceScore | None, *, heard: bool) -> AnalysisState:
    """What the newest score says; `heard`: whether speech could be asked."""
    away = None if heard else SPEECH_UNAVAILABLE
    if score is None:
        return AnalysisState(Analysis.PROCESSING, SCORES if heard else TRANSCRIPTS, 0.0, away)
    if score.status is ScoreStatus.PENDING:
        return AnalysisState(Analysis.PROCESSING, SCORES, 0.0, score.reason or away)
    return AnalysisState(OUTCOMES[score.status], None, 1.0, score.reason or away)


def _progress(transcript: Transcript | None) -> float:
    if transcript is None:
        return 0.0
    return 1.0 if transcript.status in SETTLED else min(max(transcript.progress, 0.0), 1.0)


def by_url(found: Sequence[Transcript]) -> dict[str, Transcript]:
    """Transcripts by their recording."""
    return {transcript.media_url: transcript for transcript in found}
