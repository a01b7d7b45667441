"""Whoever takes part: `users` follows identity's accounts, and asks for those it doesn't know."""

from collections.abc import Sequence

from parley.contracts.identity import UserDeleted
from parley.interviews.domain.errors import ParticipantUnknown
from parley.interviews.ports import ROLE, Store
from parley.interviews.service.neighbours import Neighbours
from parley.kit.bus import once
from parley.kit.db import Database
from parley.kit.messages import Message


class Directory:
    """The projection, and the way to somebody whose event hasn't come yet."""

    def __init__(self, db: Database, store: Store, neighbours: Neighbours) -> None:
        """Keep it in `store`."""
        self._db, self._store, self._neighbours = db, store, neighbours

    async def ensure(self, user_ids: Sequence[str]) -> None:
        """See to it that these can take part.

        Raises:
            ParticipantUnknown: Identity knows no such account.
            Unavailable: It doesn't answer.
        """
        async with self._db.unit(ROLE) as unit:
            unknown = await self._store.unknown(unit, user_ids)
        if not unknown:
            return
        found = await self._neighbours.accounts(unknown)
        if len({account.user_id for account in found}) < len(unknown):
            raise ParticipantUnknown
        async with self._db.unit(ROLE) as unit:
            for account in found:
                await self._store.save_user(unit, account.user_id, account.email, account.name)

    async def on_known(self, message: Message) -> None:
        """`user.created`, `user.updated`."""
        data = message.data
        async with self._db.unit(ROLE) as unit:
            if await once(unit, ROLE, message):
                await self._store.save_user(
                    unit, str(data["userId"]), str(data["email"]), str(data["name"])
                )

    async def on_deleted(self, message: Message) -> None:
        """`user.deleted`: their interviews go by `erasure.requested`."""
        user = UserDeleted(str(message.data["userId"]))
        async with self._db.unit(ROLE) as unit:
            if await once(unit, ROLE, message):
                await self._store.forget_user(unit, user.userId)
                await self._store.erase_messages_about(unit, user.userId)
