"""What can go wrong in hiring, by the names of interview-service.md (Error Handling) and ours.

`TemplateNotFoundException` and `InvitationNotFoundException` cross to other contexts and stand
in `contracts.hiring`.
"""

from parley.kit.errors import DomainError, Kind


class TemplateNotPublishedException(DomainError):
    """Candidates can be invited to published templates only: publish this one first."""

    kind = Kind.BAD_STATE


class InvitationExpiredException(DomainError):
    """This invitation has expired or was withdrawn: ask who invited you for a new one."""

    kind = Kind.BAD_STATE


class InvitationAlreadyStartedException(DomainError):
    """This interview was started already: go on where you left it."""

    kind = Kind.BAD_STATE


class InvitationNotStartedException(DomainError):
    """Start the interview before answering."""

    kind = Kind.BAD_STATE


class QuestionNotFoundException(DomainError):
    """There is no such question in this interview."""

    kind = Kind.NOT_FOUND


class ResponseAlreadySubmittedException(DomainError):
    """This question is answered already; an answer can't be changed once it is submitted."""

    kind = Kind.BAD_STATE


class InvitationAlreadyCompleted(DomainError):
    """This interview is completed: nothing can be added to it."""

    kind = Kind.CONFLICT


class RequiredQuestionsUnanswered(DomainError):
    """Answer every required question before completing the interview."""

    kind = Kind.CONFLICT


class ResponseMismatch(DomainError):
    """This answer does not fit its question."""

    kind = Kind.MALFORMED


class ResponseNotFound(DomainError):
    """There is no such recorded answer in this interview."""

    kind = Kind.NOT_FOUND


class TimeLimitReached(DomainError):
    """The recording time of this interview is used up: complete it with the answers it has."""

    kind = Kind.CONFLICT


class TemplateNotEditable(DomainError):
    """Only drafts can be edited, because candidates rely on the rest: duplicate it instead."""

    kind = Kind.CONFLICT


class TemplateInUse(DomainError):
    """Candidates were invited with this template, so it can't be deleted: archive it instead."""

    kind = Kind.CONFLICT


class TemplateHasNoQuestions(DomainError):
    """Add at least one question before publishing this template."""

    kind = Kind.CONFLICT


class TemplateHasNothingToTalkAbout(DomainError):
    """Choices can't be talked about: add a question with a spoken or written answer first."""

    kind = Kind.CONFLICT


class LiveInterview(DomainError):
    """This interview is a conversation: talk with the interviewer, there is nothing to hand in."""

    kind = Kind.CONFLICT


class InterviewBrokeOff(DomainError):
    """This conversation broke off and can't go on: invite the person again."""

    kind = Kind.CONFLICT


class InterviewNotBrokenOff(DomainError):
    """This interview didn't break off: there is nothing to invite to again."""

    kind = Kind.CONFLICT


class RecordingNotFound(DomainError):
    """No recording of this conversation was kept."""

    kind = Kind.NOT_FOUND


class RecordingNotReady(DomainError):
    """The recording of this conversation can't be heard yet: try again when it is over."""

    kind = Kind.NOT_FOUND


class TemplateAlreadyPublished(DomainError):
    """This template is published already."""

    kind = Kind.CONFLICT


class TemplateArchived(DomainError):
    """This template is archived and stays so: duplicate it to use it again."""

    kind = Kind.CONFLICT


class QuestionOrderMismatch(DomainError):
    """The new order must name every question of the template exactly once."""

    kind = Kind.MALFORMED


class NoteNotFound(DomainError):
    """There is no such note of this interview; it may have been deleted."""

    kind = Kind.NOT_FOUND


class NotYourNote(DomainError):
    """Only the person who wrote a note can change it: add one of your own."""

    kind = Kind.FORBIDDEN


class NoteChanged(DomainError):
    """This note was changed meanwhile, in another window perhaps: load it again, then edit."""

    kind = Kind.CONFLICT


class TooManyNotes(DomainError):
    """This interview has as many notes as there may be: delete or extend one."""

    kind = Kind.CONFLICT


class DecisionChanged(DomainError):
    """Somebody decided meanwhile: look at their decision, then decide again."""

    kind = Kind.CONFLICT


class NotCompletedYet(DomainError):
    """There is nothing to score before the candidate has completed the interview."""

    kind = Kind.CONFLICT


class ExportTooLarge(DomainError):
    """These are more invitations than one export may hold: narrow it by template or status."""

    kind = Kind.TOO_LARGE
