"""What can go wrong with live interviews, besides what crosses (`contracts.interviews`)."""

from parley.kit.errors import DomainError, Kind


class SessionNotPending(DomainError):
    """This interview was begun already, or is over: go on with it, or begin another one."""

    kind = Kind.BAD_STATE


class SessionNotInProgress(DomainError):
    """This interview has not begun, or is over: load it again."""

    kind = Kind.BAD_STATE


class EngineRunning(DomainError):
    """The interviewer is still connected to this interview: end it there."""

    kind = Kind.CONFLICT


class NotPractice(DomainError):
    """This interview belongs to an invitation: use the page of the invitation for this."""

    kind = Kind.FORBIDDEN


class PlanNotFound(DomainError):
    """There is no such interview to practise with, or it is not yours to use."""

    kind = Kind.NOT_FOUND


class ParticipantUnknown(DomainError):
    """Somebody who should take part has no account here."""

    kind = Kind.MALFORMED


class EntryElsewhere(DomainError):
    """An entry with this id belongs to another interview."""

    kind = Kind.CONFLICT
