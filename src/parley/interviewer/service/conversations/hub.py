"""The conversations that this process holds, by session."""

import asyncio
from dataclasses import dataclass

from parley.interviewer.domain.codes import Code
from parley.interviewer.domain.conversation import FromPerson
from parley.interviewer.ports import Connection
from parley.interviewer.service.conversations.conversation import Conversation
from parley.interviewer.service.conversations.stage import Ending, Stage, Way
from parley.kit.errors import Unavailable

STOP_SECONDS = 5.0


class Refused(Exception):
    """This connection gets no conversation."""

    def __init__(self, code: Code) -> None:
        """Because of `code`."""
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Seat:
    """A connection's place in a conversation."""

    conversation: Conversation
    connection: Connection

    async def hear(self, said: FromPerson) -> None:
        """Something came from the person."""
        await self.conversation.hear(self.connection, said)

    def end(self) -> None:
        """The person wants to stop."""
        self.conversation.end(self.connection)

    async def leave(self) -> None:
        """The connection is gone."""
        await self.conversation.detach(self.connection)


class Hub:
    """Brings connections to conversations; one a session, whoever comes."""

    def __init__(self, stage: Stage) -> None:
        """Hold conversations on `stage`."""
        self._stage = stage
        self._open: dict[str, Conversation] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._stopping = False

    def __len__(self) -> int:
        """How many there are."""
        return len(self._open)

    async def attach(self, session_id: str, user_id: str, connection: Connection) -> Seat:
        """Sit down in the conversation of a session, which begins if nobody holds it here.

        Raises:
            Refused: This server stops, or the conversation is somebody else's.
        """
        while (there := self._open.get(session_id)) is not None and there.ending:
            # Its end is committed and told before the next begins.
            await asyncio.wait({self._tasks[session_id]})
        if self._stopping:
            raise Refused(Code.STOPPING)
        if there is not None and not there.belongs_to(user_id):
            raise Refused(Code.TOKEN)
        conversation = there or self._begin(session_id, user_id)
        try:
            await conversation.attach(connection)
        except BaseException:
            # Who is told to leave in the middle of sitting down must not be thought there.
            await conversation.detach(connection)
            raise
        return Seat(conversation, connection)

    def _begin(self, session_id: str, user_id: str) -> Conversation:
        conversation = Conversation(session_id, user_id, self._stage)
        task = asyncio.create_task(conversation.run())
        self._open[session_id], self._tasks[session_id] = conversation, task

        def ended(_task: asyncio.Task[None]) -> None:
            del self._open[session_id], self._tasks[session_id]

        task.add_done_callback(ended)
        return conversation

    async def check(self) -> None:
        """Whether conversations may begin here.

        Raises:
            Unavailable: This server stops.
        """
        if self._stopping:
            raise Unavailable

    async def stop(self) -> None:
        """Close every connection and give every conversation back, for the next process."""
        self._stopping = True
        tasks = set(self._tasks.values())
        for conversation in list(self._open.values()):
            conversation.decide(Ending(Way.STOPPING))
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=STOP_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
