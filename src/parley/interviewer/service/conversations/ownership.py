"""One owner a conversation: its lease, and what is written under it."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from parley.contracts.interviews import NotTheOwner, lease_name
from parley.interviewer.domain.standing import Standing
from parley.interviewer.service.conversations.stage import ROLE, Stage
from parley.kit.errors import DomainError, Unavailable
from parley.kit.ids import new_id
from parley.kit.lease import Lease


class Ownership:
    """Of one conversation by this process, from `take` to `give_back`."""

    def __init__(self, session_id: str, stage: Stage, lost: Callable[[], None]) -> None:
        """Own nothing yet.

        Args:
            session_id: Of the conversation.
            stage: Has the leases.
            lost: Called as soon as it is known that somebody else has taken it.
        """
        self._lost = lost
        self._watching: Callable[[], None] | None = None
        self._name, self._stage = lease_name(session_id), stage
        self._holder = new_id()
        self._ttl = timedelta(seconds=stage.settings.lease_seconds)
        self._lease: Lease | None = None

    @property
    def epoch(self) -> int:
        """Of this holding; durable writes show it."""
        return self._held.epoch

    @property
    def _held(self) -> Lease:
        assert self._lease is not None  # noqa: S101 - `take` comes first
        return self._lease

    async def take(self) -> None:
        """Own it from now on, whoever did: the person is here."""
        self._lease = await self._stage.leases.acquire(
            self._name, self._holder, self._ttl, take_over=True
        )
        self._watch()

    def _watch(self) -> None:
        self.look_away()
        self._watching = self._stage.leases.watch(self._held, self._lost)

    def look_away(self) -> None:
        """Whoever takes it over tells nobody any more."""
        if self._watching is not None:
            self._watching()
            self._watching = None

    async def renew(self) -> None:
        """Keep it.

        A lease that ran out while the database was away is taken again, unless somebody had it
        meanwhile: then its epoch has gone on by more than one.

        Raises:
            NotTheOwner: Somebody has or had it.
        """
        if await self._stage.leases.renew(self._held, self._ttl):
            return
        again = await self._stage.leases.acquire(self._name, self._holder, self._ttl)
        if again is None or again.epoch != self.epoch + 1:
            raise NotTheOwner
        self._lease = again
        self._watch()

    async def rest(self) -> None:
        """Wait until it is to be renewed."""
        await asyncio.sleep(self._stage.settings.lease_seconds / 3)

    async def begin(self, standing: Standing) -> None:
        """Note that the conversation is held.

        Raises:
            NotTheOwner: Somebody else has it already.
        """
        async with self._stage.db.unit(ROLE) as unit:
            if not await self._stage.store.begin(unit, standing, self._held):
                raise NotTheOwner

    async def note(self, standing: Standing) -> None:
        """Write where it stands; while the database is away, nobody knows and nobody waits.

        Raises:
            NotTheOwner: Somebody else has it, or it was erased.
        """
        with suppress(Unavailable):
            async with self._stage.db.unit(ROLE) as unit:
                if not await self._stage.store.stand(unit, standing, self._held):
                    raise NotTheOwner

    async def forget(self, session_id: str) -> None:
        """The session is no more: neither is what stands here of it."""
        with suppress(Unavailable):
            async with self._stage.db.unit(ROLE) as unit:
                await self._stage.store.erase(unit, [session_id], None)

    async def give_back(self) -> None:
        """Own it no longer."""
        self.look_away()
        if self._lease is not None:
            with suppress(DomainError):  # It runs out by itself.
                await self._stage.leases.release(self._lease)
