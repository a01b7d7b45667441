"""Consent to the sound of a practice interview being kept."""

from parley.contracts.identity import Principal
from parley.interviews.service.views import ConsentView


class ConsentCommands:
    """Gives and withdraws; media keeps it (decision 3)."""

    async def give(self, who: Principal, session_id: str, version: str) -> ConsentView:
        """Agree to the text of that version.

        Raises:
            SessionNotFound: None of theirs.
            NotPractice: It belongs to an invitation.
            SessionConflict: It is over.
            ConsentVersionOutdated: That is not the present text in the interview's language.
            Unavailable: Media doesn't answer.
        """
        raise NotImplementedError

    async def withdraw(self, who: Principal, session_id: str) -> None:
        """Keep no more sound, and delete what was kept; again is harmless.

        Raises:
            SessionNotFound, NotPractice, Unavailable: As above.
        """
        raise NotImplementedError
