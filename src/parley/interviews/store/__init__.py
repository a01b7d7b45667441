"""Live interviews in PostgreSQL: schema `interviews`, by aggregate."""

from parley.interviews.store.conversations import ConversationRows
from parley.interviews.store.erasures import ErasureRows
from parley.interviews.store.people import UserRows
from parley.interviews.store.plans import PlanRows
from parley.interviews.store.sessions import SessionRows


class PostgresStore(UserRows, PlanRows, SessionRows, ConversationRows, ErasureRows):
    """The `Store` of the ports."""
