"""What is handed in for scoring, and how far the analysis is said to be."""

from dataclasses import replace
from datetime import timedelta

import pytest

from parley.contracts.scoring import AnswerKind, Evidence, EvidenceScore, Purpose, ScoreStatus
from parley.contracts.speech import Quality, Transcript
from parley.hiring.domain.answers import ResponseType
from parley.hiring.domain.evidence import gather, settled, spoken, state_of
from parley.hiring.domain.invitation import Invitation, InvitationStatus, Response
from parley.hiring.domain.question import QuestionType, options_of
from parley.hiring.domain.review import Analysis, AnalysisState
from parley.hiring.domain.template import InterviewTemplate
from parley.kit.ids import new_id
from tests.fakes.speech import FakeSpeech, segment
from tests.hiring.test_domain_invitation import invitation
from tests.hiring.test_domain_template import NOW, draft

URL, OTHER = "blob://takes/1", "blob://takes/2"
OPTIONS = options_of((("wait", "Both wait"), ("abort", "One is aborted")))


def asked() -> InterviewTemplate:
    """Two video questions, a text and a choice."""
    template = draft()
    for text, kind, more in (
        ("How?", QuestionType.VIDEO, {"key_points": ("first", "second")}),
        ("When?", QuestionType.VIDEO, {}),
        ("Why?", QuestionType.TEXT, {}),
        ("Which?", QuestionType.MULTIPLE_CHOICE, {"options": OPTIONS}),
    ):
        template.add_question({"text": text, "type": kind} | more, None, NOW)
    return template


def answered(template: InterviewTemplate, **contents: str | None) -> Invitation:
    """A completed interview with an answer where `contents` names the question by its text."""
    responses = []
    for question in template.questions:
        if (content := contents.get(question.text[:-1])) is None:
            continue
        video = question.type is QuestionType.VIDEO
        kind = {
            QuestionType.VIDEO: ResponseType.VIDEO,
            QuestionType.TEXT: ResponseType.TEXT,
            QuestionType.MULTIPLE_CHOICE: ResponseType.CHOICE,
        }[question.type]
        responses.append(
            Response(
                id=new_id(),
                invitation_id="i",
                question_id=question.id,
                type=kind,
                content=None if video else content,
                media_url=content if video else None,
                duration=13 if video else None,
                submitted_at=NOW,
                created_at=NOW,
            )
        )
    return invitation(
        template_id=template.id,
        status=InvitationStatus.COMPLETED,
        started_at=NOW,
        completed_at=NOW + timedelta(minutes=9),
        responses=responses,
    )


def handed(
    template: InterviewTemplate, found: Invitation, transcripts: dict[str, Transcript]
) -> Evidence:
    evidence = gather(found, template, transcripts, Purpose.HIRING)
    assert evidence is not None
    return evidence


def test_every_kind_of_answer_becomes_evidence() -> None:
    template, speech = asked(), FakeSpeech()
    found = answered(template, How=URL, Why="Because.", Which='["abort", "wait"]')
    heard = speech.ready(URL, "We had one", "and then two", quality=Quality.DEMO)
    evidence = handed(template, found, speech.held)
    assert (evidence.evidence_id, evidence.subject_id) == (found.id, found.candidate_id)
    assert (evidence.started_at, evidence.completed_at) == (found.started_at, found.completed_at)
    assert evidence.language == "en"
    how, when, why, which = evidence.answers
    assert [one.item_id for one in evidence.answers] == [q.id for q in template.questions]
    assert (how.kind, how.text, how.missing) == (AnswerKind.SPEECH, "We had one and then two", None)
    assert [word.text for word in how.words] == ["We", "had", "one", "and", "then", "two"]
    assert (how.duration, how.confidence, how.quality) == (12.2, heard.confidence, Quality.DEMO)
    assert how.key_points == ("first", "second")
    assert (when.kind, when.text, when.missing) == (AnswerKind.SPEECH, "", "not_answered")
    assert (why.kind, why.text, why.words) == (AnswerKind.TEXT, "Because.", ())
    assert (which.kind, which.text) == (AnswerKind.CHOICE, "One is aborted\nBoth wait")


def test_a_failed_transcript_does_not_hold_the_rest_back() -> None:
    template, speech = asked(), FakeSpeech()
    found = answered(template, How=URL, When=OTHER)
    speech.ready(URL, "Yes")
    speech.failed(OTHER)
    how, when, *_ = handed(template, found, speech.held).answers
    assert how.missing is None
    assert (when.text, when.missing, when.duration) == ("", "no_transcript", 13.0)


def test_silence_is_an_answer_without_words_not_a_missing_one() -> None:
    template, speech = asked(), FakeSpeech()
    found = answered(template, How=URL)
    speech.ready(URL)
    how = handed(template, found, speech.held).answers[0]
    assert (how.text, how.words, how.missing) == ("", (), None)


def test_a_segment_emptied_by_a_correction_leaves_no_gap_in_the_text() -> None:
    speech = FakeSpeech()
    heard = speech.ready(URL, "one", "uh", "two")
    emptied = replace(heard, segments=(heard.segments[0], segment("", 2.0), heard.segments[2]))
    assert spoken(emptied) == "one two"


def test_nothing_is_gathered_while_something_is_to_come() -> None:
    template, speech = asked(), FakeSpeech()
    found = answered(template, How=URL, When=OTHER)
    speech.ready(URL, "Yes")
    assert not settled(found, speech.held)
    assert gather(found, template, speech.held, Purpose.HIRING) is None
    speech.working(OTHER)
    assert gather(found, template, speech.held, Purpose.HIRING) is None
    speech.failed(OTHER)
    assert gather(found, template, speech.held, Purpose.HIRING) is not None
    found.status = InvitationStatus.STARTED
    assert gather(found, template, speech.held, Purpose.HIRING) is None


def score(status: ScoreStatus, reason: str | None = None) -> EvidenceScore:
    overall = 70.0 if status is ScoreStatus.SCORED else None
    return EvidenceScore(
        "i", 1, status, reason, overall, overall, overall, "", (), (), None, demo_quality=False
    )


def test_without_completion_there_is_no_analysis() -> None:
    template = asked()
    found = answered(template, How=URL)
    for status in (InvitationStatus.PENDING, InvitationStatus.STARTED, InvitationStatus.EXPIRED):
        found.status = status
        assert state_of(found, {}, score(ScoreStatus.SCORED)).status is Analysis.NONE
        broken = AnalysisState(Analysis.FAILED, None, 1.0, "interview_failed")
        assert state_of(found, {}, None, broken_off=True) == broken


def test_what_was_completed_or_deleted_did_not_break_off() -> None:
    found = answered(asked(), Why="Because.")
    assert state_of(found, {}, score(ScoreStatus.SCORED), broken_off=True).reason is None
    found.status, found.deleted_at = InvitationStatus.STARTED, NOW
    gone = AnalysisState(Analysis.NONE, None, 0.0, "deleted")
    assert state_of(found, {}, None, broken_off=True) == gone


def test_progress_is_the_mean_over_the_recordings() -> None:
    template, speech = asked(), FakeSpeech()
    found = answered(template, How=URL, When=OTHER)
    assert state_of(found, {}, None) == AnalysisState(Analysis.PROCESSING, "transcripts", 0.0)
    speech.ready(URL, "Yes")
    assert state_of(found, speech.held, None).progress == 0.5
    speech.working(OTHER, 0.5)
    assert state_of(found, speech.held, None).progress == 0.75
    speech.failed(OTHER)
    assert state_of(found, speech.held, None) == AnalysisState(Analysis.PROCESSING, "scores", 0.0)


@pytest.mark.parametrize(
    ("status", "reason", "expected"),
    [
        (ScoreStatus.SCORED, None, AnalysisState(Analysis.READY, None, 1.0)),
        (
            ScoreStatus.WITHHELD,
            "demo_quality",
            AnalysisState(Analysis.WITHHELD, None, 1.0, "demo_quality"),
        ),
        (ScoreStatus.FAILED, "broken", AnalysisState(Analysis.FAILED, None, 1.0, "broken")),
        (
            ScoreStatus.PENDING,
            "provider_unavailable",
            AnalysisState(Analysis.PROCESSING, "scores", 0.0, "provider_unavailable"),
        ),
    ],
    ids=["scored", "withheld", "failed", "pending"],
)
def test_the_score_decides_once_all_is_heard(
    status: ScoreStatus, reason: str | None, expected: AnalysisState
) -> None:
    template, speech = asked(), FakeSpeech()
    found = answered(template, How=URL)
    speech.ready(URL, "Yes")
    assert state_of(found, speech.held, score(status, reason)) == expected
    # Heard once more: until that is settled, the score is of something else.
    speech.working(URL, 0.25)
    again = state_of(found, speech.held, score(status, reason))
    assert again == AnalysisState(Analysis.PROCESSING, "transcripts", 0.25)


def test_what_is_away_is_named() -> None:
    template = asked()
    found = answered(template, How=URL)
    away = state_of(found, None, None)
    assert away == AnalysisState(Analysis.PROCESSING, "transcripts", 0.0, "speech_unavailable")
    ready = state_of(found, None, score(ScoreStatus.SCORED))
    assert ready == AnalysisState(Analysis.READY, None, 1.0, "speech_unavailable")
    speech = FakeSpeech()
    speech.ready(URL, "Yes")
    mute = state_of(found, speech.held, None, scoring_answers=False)
    assert mute == AnalysisState(Analysis.PROCESSING, "scores", 0.0, "scoring_unavailable")


def test_what_was_deleted_or_withdrawn_is_said_so() -> None:
    template = asked()
    found = answered(template, Why="Because.")
    withheld = AnalysisState(Analysis.WITHHELD, None, 1.0, "consent_withdrawn")
    assert state_of(found, {}, None, withdrawn=True) == withheld
    # Agreed to anew, and scored.
    again = state_of(found, {}, score(ScoreStatus.SCORED), withdrawn=True)
    assert again.status is Analysis.READY
    found.deleted_at = NOW
    gone = AnalysisState(Analysis.NONE, None, 0.0, "deleted")
    assert state_of(found, {}, score(ScoreStatus.SCORED)) == gone
