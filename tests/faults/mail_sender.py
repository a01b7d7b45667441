"""A process that sends the mails that are due, and may be killed in between.

It says `held` on standard output and stays there once a letter was handed over and that was not
noted yet. Only tests/faults/test_mail_faults.py runs it, `python -m tests.faults.mail_sender`
with what it needs as JSON on standard input.
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from parley.kit.clock import SystemClock
from parley.kit.db import Unit, connect
from parley.kit.ids import new_id
from parley.kit.jobs import JobQueue
from parley.notifications.clients.smtp import SmtpTransport
from parley.notifications.domain import Mail, Status
from parley.notifications.ports import Settings, Smtp
from parley.notifications.service import letters
from parley.notifications.service.sending import Sending
from parley.notifications.store import PostgresStore
from tests.notifications.conftest import FakeHiring

MODULE = "tests.faults.mail_sender"
NOTED_FIRST = "noted before it was sent"
ANOTHER_ID = "another Message-ID for each attempt"


async def _held(*_given: object) -> None:
    print("held", flush=True)
    await asyncio.Event().wait()


def _break(mistake: str | None) -> None:
    """Stop between sending and noting, whichever comes first in this variant."""
    settle = PostgresStore.settle
    if mistake == NOTED_FIRST:
        get = PostgresStore.get

        async def note(self: PostgresStore, unit: Unit, mail_id: str) -> Mail | None:
            mail = await get(self, unit, mail_id)
            if mail is not None:
                await settle(self, unit, mail, Status.SENT, None, SystemClock().now())
            return mail

        PostgresStore.get = note  # type: ignore[method-assign]
        PostgresStore.hold = _always  # type: ignore[method-assign, assignment]
        SmtpTransport.send = _held  # type: ignore[method-assign, assignment]
        return
    if mistake == ANOTHER_ID:
        vars(letters)["message_id"] = lambda _mail_id, sender: f"<{new_id()}@{sender}>"
    PostgresStore.settle = _held  # type: ignore[method-assign, assignment]


async def _always(_self: PostgresStore, _unit: Unit, _mail_id: str) -> bool:
    return True


async def main(wanted: dict[str, Any]) -> None:
    """Send what is due until there is nothing, or until held."""
    _break(wanted["mistake"])
    db = await connect(wanted["database"])
    smtp = Smtp("127.0.0.1", wanted["port"], security="none")
    settings = Settings(Path(wanted["mails_dir"]), smtp, sender=wanted["sender"])
    transport = SmtpTransport(smtp, settings.sender)
    sending = Sending(db, PostgresStore(), FakeHiring(), transport, SystemClock(), settings)
    jobs = JobQueue(db)
    while (job := await jobs.take("mail")) is not None:
        await sending.send(job)
        await jobs.finish(job)


if __name__ == "__main__":
    asyncio.run(main(json.load(sys.stdin)))
