"""What must be true of facts and their effects whenever a Parley has come to rest."""

import asyncio
from collections import Counter
from dataclasses import dataclass

import asyncpg

from tests.e2e.installation import Installation

SETTLED_WITHIN = 30.0

OPEN = """
SELECT (SELECT count(*) FROM hiring.outbox WHERE status = 'pending')
     + (SELECT count(*) FROM media.outbox WHERE status = 'pending')
     + (SELECT count(*) FROM kit.deliveries WHERE status = 'pending')
     + (SELECT count(*) FROM kit.jobs WHERE status IN ('queued', 'running'))
"""
EVENTS = "SELECT key FROM kit.events WHERE event_type = $1"
INVITATIONS = "SELECT id::text FROM hiring.invitations"
MAILS = """
SELECT invitation_id FROM notifications.mails WHERE status = 'sent' AND occasion = 'invitation'
"""
DONE = "SELECT key FROM kit.jobs WHERE kind = 'playback' AND status = 'done'"
MADE = "SELECT take_id::text FROM media.playbacks WHERE status = 'ready'"


@dataclass(frozen=True, slots=True)
class Ledger:
    """Facts and effects, by the id of what they are about.

    Attributes:
        invitations: Stored.
        told: `invitation.created` events that were published.
        mailed: Invitations whose mail was sent.
        jobs_done: Takes whose playback job is done.
        playbacks: Takes that can be watched.
        playbacks_told: `playback.ready` events that were published.
    """

    invitations: Counter[str]
    told: Counter[str]
    mailed: Counter[str]
    jobs_done: Counter[str]
    playbacks: Counter[str]
    playbacks_told: Counter[str]

    def since(self, earlier: "Ledger") -> "Ledger":
        """What came after an earlier look."""
        return Ledger(
            self.invitations - earlier.invitations,
            self.told - earlier.told,
            self.mailed - earlier.mailed,
            self.jobs_done - earlier.jobs_done,
            self.playbacks - earlier.playbacks,
            self.playbacks_told - earlier.playbacks_told,
        )

    def check(self) -> None:
        """Every fact was told once and had its effect once, and nothing else was told."""
        assert self.told == self.invitations, "invitations and what was told of them differ"
        assert self.mailed == self.invitations, "invitations and mails differ"
        assert self.playbacks == self.jobs_done, "jobs done and playbacks made differ"
        assert self.playbacks_told == self.playbacks, "playbacks and what was told of them differ"
        twice = [key for key, times in self.playbacks_told.items() if times > 1]
        assert not twice, "told twice"


async def look(installation: Installation) -> Ledger:
    """Wait until nothing is under way, then look."""
    connection = await asyncpg.connect(installation.dsn)
    try:
        async with asyncio.timeout(SETTLED_WITHIN):
            while await connection.fetchval(OPEN):
                await asyncio.sleep(0.02)

        async def counted(sql: str, *arguments: object) -> Counter[str]:
            return Counter(row[0] for row in await connection.fetch(sql, *arguments))

        return Ledger(
            invitations=await counted(INVITATIONS),
            told=await counted(EVENTS, "invitation.created"),
            mailed=await counted(MAILS),
            jobs_done=await counted(DONE),
            playbacks=await counted(MADE),
            playbacks_told=await counted(EVENTS, "playback.ready"),
        )
    finally:
        await connection.close()
