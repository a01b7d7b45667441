"""Ends interviews that no engine conducts any more."""

from parley.contracts.identity import Principal
from parley.interviews.service.views import Standing


class Endings:
    """For a page that is gone for good, and for the one-hour limit."""

    async def abandoned(self, who: Principal, session_id: str) -> Standing:
        """Complete one with what was recorded of it; again is harmless.

        Raises:
            SessionNotFound: None of theirs.
            SessionConflict: It has not begun, or can't be completed any more.
            EngineRunning: An engine conducts it.
        """
        raise NotImplementedError
