"""Practice: an interview that somebody makes for themselves."""

from dataclasses import dataclass

from parley.contracts.identity import Principal
from parley.contracts.interviews import Mode
from parley.interviews.service.views import SessionView, Started


@dataclass(frozen=True, slots=True)
class StartPractice:
    """Make a practice interview.

    Attributes:
        mode: How it is taken.
        job_description: What the questions are drafted from; empty for general ones.
        template_id: Or what they are taken from.
        total_questions: How many; None for all of the template's, else five.
        language: `en` or `de`; None for the template's, else English.
    """

    mode: Mode = Mode.VOICE
    job_description: str = ""
    template_id: str | None = None
    total_questions: int | None = None
    language: str | None = None


class PracticeCommands:
    """Makes and deletes practice interviews."""

    async def create(self, who: Principal, ask: StartPractice) -> SessionView:
        """Make one.

        Raises:
            Forbidden: A guest's token is good for one invitation only.
            PlanNotFound: No such template, or not theirs to practise with.
            Malformed: The language isn't spoken, or the number or text is out of bounds.
            Unavailable: Identity doesn't answer.
        """
        raise NotImplementedError

    async def start(self, who: Principal, ask: StartPractice) -> Started:
        """Make one, and tell where its socket is.

        Raises:
            Forbidden, PlanNotFound, Malformed, Unavailable: As `create`.
        """
        raise NotImplementedError

    async def delete(self, who: Principal, session_id: str) -> None:
        """Delete one with everything that was made of it, in every context.

        Raises:
            SessionNotFound: None of theirs.
            NotPractice: It belongs to an invitation.
        """
        raise NotImplementedError
