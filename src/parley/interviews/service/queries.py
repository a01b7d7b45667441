"""Queries: what people get to see of their interviews."""

from collections.abc import Sequence

from parley.contracts.identity import Principal
from parley.interviews.service.views import Page, PlanView, Result, SessionView, Standing


class Queries:
    """Reads; changes nothing."""

    async def mine(self, who: Principal, page: Page) -> tuple[Sequence[SessionView], int]:
        """The caller's own interviews, the newest first, and how many there are.

        Raises:
            Forbidden: A guest's token is good for one invitation only.
        """
        raise NotImplementedError

    async def plans(self, who: Principal, page: Page) -> tuple[Sequence[PlanView], int]:
        """What the caller may practise with, by title, and how many there are.

        Raises:
            Forbidden: As above.
        """
        raise NotImplementedError

    async def view(self, who: Principal, session_id: str) -> SessionView:
        """One interview.

        Raises:
            SessionNotFound: None of theirs.
        """
        raise NotImplementedError

    async def standing(self, who: Principal, session_id: str) -> Standing:
        """How far it is.

        Raises:
            SessionNotFound: None of theirs.
        """
        raise NotImplementedError

    async def result(self, who: Principal, session_id: str) -> Result:
        """What came of a practice interview.

        Raises:
            SessionNotFound: None of theirs, or it belongs to an invitation: hiring shows that.
        """
        raise NotImplementedError
