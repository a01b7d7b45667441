"""The person's end of a conversation: whichever connection they have, and who hears them."""

import asyncio
from collections.abc import Callable

from parley.interviewer.domain.codes import FAILED, NORMAL, Code
from parley.interviewer.domain.conversation import FromPerson, Lost, Regained, Sound
from parley.interviewer.domain.outgoing import Ended, ToPerson, Trouble
from parley.interviewer.ports import Connection, Live
from parley.interviewer.service.conversations.stage import Ending, Way

CODES = {
    Way.COMPLETE: NORMAL,
    Way.BROKEN: FAILED,
    Way.UNREACHABLE: FAILED,
    Way.TAKEN_OVER: Code.TAKEN_OVER,
    Way.STOPPING: Code.STOPPING,
    Way.STRANGER: Code.TOKEN,
    Way.CLOSED: Code.NOT_OPEN,
    Way.LEFT: Code.NOT_OPEN,
}


class Presence:
    """Connections come and go; the engine is told, and hears from the newest alone."""

    def __init__(self, grace_seconds: float, left: Callable[[], None]) -> None:
        """Nobody is here yet.

        Args:
            grace_seconds: How long the place is kept.
            left: Called when nobody came back within the grace.
        """
        self._seconds, self._left = grace_seconds, left
        self._connection: Connection | None = None
        self._live: Live | None = None
        self._grace: asyncio.TimerHandle | None = None
        self._hearing = asyncio.Lock()
        self._early: list[FromPerson] = []
        self._silent = False

    @property
    def here(self) -> bool:
        """Whether anybody is connected."""
        return self._connection is not None

    @property
    def met(self) -> bool:
        """Whether the engine is there to hear them."""
        return self._live is not None

    def has(self, connection: Connection) -> bool:
        """Whether that connection is the one."""
        return connection is self._connection

    async def attach(self, connection: Connection, greeting: Callable[[], ToPerson]) -> None:
        """They are here, in place of whatever connection they had; they see `greeting` first."""
        before, self._connection = self._connection, connection
        self._stop_waiting()
        if before is not None:
            before.close(Code.TAKEN_OVER)
        if self._live is not None:
            self.send(greeting())
            await self._tell(Regained(connection.can_flush))

    async def detach(self) -> None:
        """The connection is gone; the place is kept for a while."""
        self._connection = None
        self._grace = asyncio.get_running_loop().call_later(self._seconds, self._left)
        await self._tell(Lost())

    async def hear(self, said: FromPerson) -> None:
        """Something came from them; what comes before the engine is there waits for it."""
        if self._live is None:
            self._early.append(said)
        else:
            await self._tell(said)

    async def meet(self, live: Live, *, resumed: bool) -> None:
        """From here on the engine hears them."""
        if self._connection is None:
            await live.hear(Lost())
        else:
            await live.hear(Regained(self._connection.can_flush))
        # What was said while nobody had asked anything yet answers nothing.
        early = self._early if resumed else [e for e in self._early if not isinstance(e, Sound)]
        for said in early:
            await live.hear(said)
        self._early, self._live = [], live

    def part(self) -> None:
        """The engine hears nothing any more."""
        self._live = None

    def send(self, said: ToPerson) -> None:
        """Have it sent, if they are here."""
        if self._connection is not None and not self._silent:
            self._connection.send(said)

    def hush(self) -> None:
        """Nothing is sent any more: somebody else may be speaking."""
        self._silent = True

    def dismiss(self, ending: Ending) -> None:
        """Tell them how it ended, and close."""
        self._stop_waiting()
        connection, self._connection = self._connection, None
        if connection is None:
            return
        if ending.way in {Way.BROKEN, Way.UNREACHABLE}:
            connection.send(Trouble(Code.ENGINE))
        if ending.reason is not None:
            connection.send(Ended(ending.reason))
        connection.close(CODES[ending.way])

    def _stop_waiting(self) -> None:
        if self._grace is not None:
            self._grace.cancel()
            self._grace = None

    async def _tell(self, said: FromPerson) -> None:
        if self._live is not None:
            async with self._hearing:
                await self._live.hear(said)
