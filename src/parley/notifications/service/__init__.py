"""Use cases: queueing a mail, sending it, looking at what was sent, forgetting it."""

from parley.notifications.service.mails import Mails
from parley.notifications.service.sent import SentLetter, SentMails

__all__ = ["Mails", "SentLetter", "SentMails"]
