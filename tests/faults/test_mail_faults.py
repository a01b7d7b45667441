"""The mail server is down, slow or lies; the sender dies between sending and noting.

In all of it nobody waits for a mail: the candidate's link can be copied by HR, what is queued
stays queued and says so, and once the server is well each letter arrives.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from parley.kit import resilience
from parley.kit.db import Database
from parley.kit.resilience import Breaker, CircuitOpen
from parley.notifications.clients import smtp as smtp_client
from parley.notifications.ports import LONGEST_HANDOVER, Settings, Smtp
from tests.e2e.installation import ROOT
from tests.faults import mail_sender
from tests.identity.clock import now_clock
from tests.notifications.conftest import House, build

pytestmark = [pytest.mark.fault]

DAY = 86400.0
SENDER = "jobs@parley.test"
WELL = "well"

# What a server says first, and whether it then stays there without a word.
GREETINGS = {
    "silent": (b"", True),
    "garbage": (b"\x00\xff\xfe garbage \r\n\r\nHTTP/1.1 400 Bad Request\r\n\r\n", False),
    "flood": (b"x" * 200_000, True),
    "busy": (b"421 Too busy\r\n", False),
}
HANGS, CLOSES = b"hangs", b"closes"
# What it says to a command that isn't answered as usual; the dot ends a letter.
REPLIES = {
    ("silent at EHLO", "EHLO"): HANGS,
    ("silent after the letter", "."): HANGS,
    ("closes at DATA", "DATA"): CLOSES,
    ("closes after the letter", "."): CLOSES,
    ("450", "RCPT"): b"450 Come back later\r\n",
    ("550", "RCPT"): b"550 No such user cleo@example.com\r\n",
    ("554", "."): b"554 Looks like spam\r\n",
}


@dataclass
class MailServer:
    """Speaks just enough SMTP, in the way it is told to.

    Attributes:
        manner: How it behaves; `WELL` takes letters.
        taken: Letters it said 250 to.
        heard: Letters it was given, whatever it said then.
        connections: How often somebody came.
    """

    manner: str = WELL
    taken: list[bytes] = field(default_factory=list)
    heard: list[bytes] = field(default_factory=list)
    connections: int = 0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await self._talk(reader, writer)
        writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        greeting, stays = GREETINGS.get(self.manner, (b"220 mail.test\r\n", None))
        writer.write(greeting)
        if stays is None:
            while (line := await reader.readline()) and await self._answers(line, reader, writer):
                pass
        elif stays:
            await reader.read()

    async def _answers(
        self, line: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Answer one command; False to hang up."""
        word = line.strip().upper()[:4].decode()
        said = REPLIES.get((self.manner, word))
        if said == HANGS:
            await reader.read()
        elif word == "DATA" and said is None:
            return await self._takes(reader, writer)
        elif said != CLOSES:
            writer.write(said or (b"221 Bye\r\n" if word == "QUIT" else b"250 OK\r\n"))
        return said not in {HANGS, CLOSES} and word != "QUIT"

    async def _takes(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Take a letter; False to hang up."""
        writer.write(b"354 Go on\r\n")
        self.heard.append(await reader.readuntil(b"\r\n.\r\n"))
        said = REPLIES.get((self.manner, "."), b"250 Taken\r\n")
        if said == HANGS:
            await reader.read()
        if said in {HANGS, CLOSES}:
            return False
        writer.write(said)
        if said.startswith(b"250"):
            self.taken.append(self.heard[-1])
        return self.manner != "taken and gone"

    def message_ids(self) -> list[str]:
        """Of the letters that were heard."""
        return [message_from_bytes(h, policy=policy.default)["Message-ID"] for h in self.heard]


@dataclass
class Post:
    """A house that mails by a server which can be told how to behave."""

    house: House
    server: MailServer
    hours: list[float]

    async def invite(self) -> None:
        await self.house.publish(self.house.invited())
        await self.house.work()

    async def later(self) -> tuple[str, str | None]:
        """The wait is over, the breaker's rest too; how the mail stands then."""
        self.hours[0] += 3600
        await self.house.make_due()
        await self.house.work()
        return await self.stands()

    async def stands(self) -> tuple[str, str | None]:
        (mail,) = await self.house.mails()
        return mail["status"], mail["last_error"]


@pytest.fixture
async def server() -> AsyncIterator[tuple[MailServer, int]]:
    mailbox = MailServer()
    listening = await asyncio.start_server(mailbox.talk, "127.0.0.1", 0)
    async with listening:
        yield mailbox, listening.sockets[0].getsockname()[1]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(mails_dir=tmp_path / "mails", sender=SENDER)


@pytest.fixture
async def post(
    db: Database, settings: Settings, server: tuple[MailServer, int],
    monkeypatch: pytest.MonkeyPatch,
) -> Post:  # fmt: skip
    mailbox, port = server
    hours = [0.0]
    monkeypatch.setattr(smtp_client, "Breaker", partial(Breaker, clock=lambda: hours[0]))
    smtp = Smtp("127.0.0.1", port, security="none", deadline=0.3)
    return Post(await build(db, now_clock(), replace(settings, smtp=smtp)), mailbox, hours)


@pytest.mark.parametrize(
    ("manner", "error"),
    [
        ("silent", "DeadlineExceeded"),
        ("silent at EHLO", "DeadlineExceeded"),
        ("silent after the letter", "DeadlineExceeded"),
        ("garbage", None),
        ("flood", None),
        ("busy", "421"),
        ("450", "450"),
        ("closes at DATA", None),
        ("closes after the letter", None),
    ],
)
async def test_what_was_not_taken_waits_and_arrives_once_the_server_is_well(
    post: Post, manner: str, error: str | None
) -> None:
    post.server.manner = manner
    await post.invite()
    status, said = await post.stands()
    assert status == "queued"
    assert said is not None  # what `parley doctor` and the logs can say
    assert error in {None, said}
    assert post.server.taken == []
    post.server.manner = WELL
    assert await post.later() == ("sent", None)
    assert len(post.server.taken) == 1
    # Where it may have been taken after all, the mailbox recognises the second one.
    assert len(set(post.server.message_ids())) == 1
    assert await post.later() == ("sent", None)
    assert len(post.server.taken) == 1


@pytest.mark.parametrize("manner", ["550", "554"])
async def test_what_was_refused_is_shown_as_failed_and_not_tried_again(
    post: Post, manner: str
) -> None:
    post.server.manner = manner
    await post.invite()
    assert await post.stands() == ("failed", manner)
    (mail,) = await post.house.mails()
    state = await post.house.ground.jobs.state("mail", mail["id"])
    assert state is not None
    assert state.status == "dead"  # `parley doctor` counts it
    post.server.manner = WELL
    assert await post.later() == ("failed", manner)
    assert post.server.taken == []


async def test_a_server_that_goes_once_it_has_taken_a_letter_gets_it_once(post: Post) -> None:
    post.server.manner = "taken and gone"
    await post.invite()
    assert await post.stands() == ("sent", None)
    assert await post.later() == ("sent", None)
    assert len(post.server.taken) == 1


async def test_a_server_that_says_nothing_is_left_alone(post: Post) -> None:
    post.server.manner = "silent"
    for _ in range(7):
        await post.house.publish(post.house.invited())
    await post.house.work()
    assert post.server.connections == 5  # settled.md: the breaker opens after 5 failures in a row
    with pytest.raises(CircuitOpen):
        await post.house.part.checks["mail"]()  # /health is degraded and says where
    post.server.manner = WELL
    post.hours[0] += 60
    await post.house.make_due()
    await post.house.work()
    assert {m["status"] for m in await post.house.mails()} == {"sent"}
    await post.house.part.checks["mail"]()


# Down for a day

PASSED = "UPDATE kit.jobs SET attempts = $1 WHERE queue = 'mail' AND status = 'queued'"


def attempts_within(seconds: float, monkeypatch: pytest.MonkeyPatch) -> int:
    """How often a job can be tried in that time, at most: with the shortest waits."""
    monkeypatch.setattr("random.random", lambda: 0.0)
    waited, attempts = 0.0, 0
    while waited < seconds:
        waited += resilience.backoff_seconds(attempts, base=1.0, limit=600)  # as kit.jobs has it
        attempts += 1
    monkeypatch.undo()
    return attempts


async def down_for_a_day(
    db: Database, settings: Settings, server: tuple[MailServer, int], tried: int
) -> None:
    """The server is not there, and comes back a day later.

    Raises:
        AssertionError: The letter didn't arrive then.
    """
    mailbox, port = server
    nobody = await asyncio.start_server(lambda _r, w: w.close(), "127.0.0.1", 0)
    closed = nobody.sockets[0].getsockname()[1]
    nobody.close()
    await nobody.wait_closed()
    smtp = Smtp("127.0.0.1", closed, security="none", deadline=5)
    house = await build(db, now_clock(), replace(settings, smtp=smtp))
    await house.publish(house.invited())
    await house.work()
    assert [m["status"] for m in await house.mails()] == ["queued"]
    async with db.unit("kit") as unit:
        await unit.execute(PASSED, tried - 1)
    await house.make_due()
    await house.work()
    again = await build(db, now_clock(), replace(settings, smtp=replace(smtp, port=port)))
    await again.make_due()
    await again.work()
    assert len(mailbox.taken) == 1, "the letter never arrived"
    assert [m["status"] for m in await again.mails()] == ["sent"]


async def test_a_server_that_is_down_for_a_day_costs_nothing_but_the_day(
    db: Database, settings: Settings, server: tuple[MailServer, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    tried = attempts_within(DAY, monkeypatch)
    await down_for_a_day(db, settings, server, tried)


async def test_the_same_check_sees_who_gives_up_within_the_day(
    db: Database, settings: Settings, server: tuple[MailServer, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    tried = attempts_within(DAY, monkeypatch)
    hasty = replace(settings, max_attempts=tried)
    with pytest.raises(AssertionError, match="the letter never arrived"):
        await down_for_a_day(db, hasty, server, tried)


@pytest.mark.parametrize(("deadline", "right"), [(0.0, False), (45.0, True), (45.1, False)])
def test_no_letter_may_take_longer_than_its_row_can_be_held(deadline: float, right: bool) -> None:
    assert LONGEST_HANDOVER == 45.0
    if right:
        assert Smtp("mail.test", deadline=deadline).deadline == deadline
        return
    with pytest.raises(ValueError, match="given up"):
        Smtp("mail.test", deadline=deadline)


# Killed between sending and noting


async def killed_between(
    house: House, wanted: dict[str, Any], mailbox: MailServer, mistake: str | None = None
) -> None:
    """The sender is killed after it handed over a letter, and somebody else goes on.

    Raises:
        AssertionError: It never arrived, or can't be told from another letter.
    """
    await house.publish(house.invited())
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", mail_sender.MODULE, cwd=ROOT,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(wanted | {"mistake": mistake}).encode())
    process.stdin.close()
    try:
        assert await process.stdout.readline() == b"held\n"
    finally:
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
        await process.wait()
    await house.ground.jobs.recover()
    await house.work()
    assert mailbox.taken, "it never arrived"
    assert len(set(mailbox.message_ids())) == 1, "two letters"
    assert [m["status"] for m in await house.mails()] == ["sent"]


@pytest.fixture
async def sender(
    post: Post, database: dict[str, Any], settings: Settings, server: tuple[MailServer, int]
) -> dict[str, Any]:
    return {
        "database": database, "port": server[1], "mails_dir": str(settings.mails_dir),
        "sender": SENDER,
    }  # fmt: skip


async def test_killed_after_sending_it_is_sent_again_as_the_same_letter(
    post: Post, sender: dict[str, Any]
) -> None:
    await killed_between(post.house, sender, post.server)
    assert len(post.server.taken) == 2  # at least once, and recognisable


@pytest.mark.parametrize(
    ("mistake", "seen"),
    [(mail_sender.NOTED_FIRST, "it never arrived"), (mail_sender.ANOTHER_ID, "two letters")],
)
async def test_the_same_check_sees_letters_lost_or_doubled(
    post: Post, sender: dict[str, Any], mistake: str, seen: str
) -> None:
    with pytest.raises(AssertionError, match=seen):
        await killed_between(post.house, sender, post.server, mistake)
