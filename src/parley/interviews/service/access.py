"""Who may do what with an interview: the person who takes it, and with a guest's token that one."""

from parley.contracts.identity import Principal
from parley.contracts.interviews import SessionNotFound
from parley.interviews.domain.errors import NotPractice
from parley.interviews.domain.session import InterviewSession
from parley.interviews.ports import Store
from parley.kit.db import Unit
from parley.kit.errors import Forbidden
from parley.kit.ids import is_id


async def found(
    unit: Unit, store: Store, session_id: str, *, lock: bool = False
) -> InterviewSession:
    """An interview, whoever asks; `lock` holds its row until the transaction ends.

    Raises:
        SessionNotFound: None of that id, or it is no id at all.
    """
    session = await store.session(unit, session_id, lock=lock) if is_id(session_id) else None
    if session is None:
        raise SessionNotFound
    return session


def is_theirs(who: Principal, session: InterviewSession) -> bool:
    """Whether `who` takes this interview."""
    scoped = who.invitation_id is None or who.invitation_id == session.session_id
    return scoped and session.user_id == who.user_id


async def theirs(
    unit: Unit, store: Store, who: Principal, session_id: str, *, lock: bool = False
) -> InterviewSession:
    """The interview, if `who` takes it.

    Raises:
        SessionNotFound: They don't, or there is none.
    """
    session = await found(unit, store, session_id, lock=lock)
    if not is_theirs(who, session):
        raise SessionNotFound
    return session


async def their_practice(
    unit: Unit, store: Store, who: Principal, session_id: str, *, lock: bool = False
) -> InterviewSession:
    """The same, if it is practice.

    Raises:
        SessionNotFound: As above.
        NotPractice: It belongs to an invitation.
    """
    session = await theirs(unit, store, who, session_id, lock=lock)
    if not session.is_practice:
        raise NotPractice
    return session


def check_account(who: Principal) -> None:
    """Let accounts through.

    Raises:
        Forbidden: A guest's token is good for one invitation only.
    """
    if who.invitation_id is not None:
        raise Forbidden("This link is good for one interview: sign in to practise.")
