"""Use cases of live interviews, one transaction each.

What the doors need (http and tRPC; `who` is the verified caller):

- `PracticeCommands`: `create(who, StartPractice) -> SessionView`, `start(who, StartPractice) ->
  Started` (the same with a socket's address), `delete(who, session_id)`.
- `ConsentCommands`: `give(who, session_id, version) -> ConsentView`, `withdraw(who, session_id)`.
- `WorkerCommands` (realtime-session.md, 3.1): `generate_token(who, session_id) -> str`,
  `resume_token(who, session_id) -> str`, `update_status(who, session_id, status, ended_at)` and
  `submit_transcript(session_id, transcript, ended_at)`. `who` is None for a worker that showed the
  shared secret; `submit_transcript` is for such a worker only. The door compares the secret.
- `Endings`: `abandoned(who, session_id) -> Standing`.
- `Queries`: `mine(who, page) -> (views, total)`, `plans(who, page) -> (views, total)`,
  `view(who, session_id) -> SessionView`, `standing(who, session_id) -> Standing`,
  `result(who, session_id) -> Result`.
- `InterviewsService`: `contracts.interviews.Interviews`.

Refusals are domain errors: SessionNotFound (also what isn't yours), Forbidden (a guest where only
accounts may), and those of `domain.errors`.
"""

from parley.interviews.service.consents import ConsentCommands
from parley.interviews.service.contract import InterviewsService
from parley.interviews.service.endings import Endings
from parley.interviews.service.practice import PracticeCommands, StartPractice
from parley.interviews.service.queries import Queries
from parley.interviews.service.worker import TranscriptEntry, WorkerCommands

__all__ = [
    "ConsentCommands",
    "Endings",
    "InterviewsService",
    "PracticeCommands",
    "Queries",
    "StartPractice",
    "TranscriptEntry",
    "WorkerCommands",
]
