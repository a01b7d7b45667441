"""Use cases: queueing a mail, sending it, looking at what was sent, forgetting it."""

from parley.notifications.service.forgetting import Forgetting
from parley.notifications.service.queueing import FACTS, QUEUE, ROLE, SEND, Mails
from parley.notifications.service.sending import Sending
from parley.notifications.service.sent import SentLetter, SentMails

__all__ = [
    "FACTS",
    "QUEUE",
    "ROLE",
    "SEND",
    "Forgetting",
    "Mails",
    "Sending",
    "SentLetter",
    "SentMails",
]
