"""The application's process alone, to be killed, and broken on purpose; only tests run it.

`python -m tests.interviewer.server DSN DATA_DIR PORT GRPC_PORT CONTEXTS [MISTAKE]` serves some
contexts (separated by commas; `all`) on that port; the database, already migrated, lives
elsewhere, as an external one does.
"""

import asyncio
import socket
import sys
from pathlib import Path

from parley.app import process
from parley.app.settings import environment
from parley.app.settings.installation import Place, load
from parley.app.targets import TARGETS
from parley.contracts.interviews import Entry
from parley.interviewer.service.conversations.conversation import Conversation

MODULE = "tests.interviewer.server"
LATE_SECONDS = 30.0


async def _record_late(self: Conversation, entry: Entry) -> None:
    """Go on at once, and commit some time."""

    async def late() -> None:
        await asyncio.sleep(LATE_SECONDS)
        await self._stage.interviews.record(self.session_id, [entry], self._own.epoch)

    self._spawn(late())


async def _forget_what_was_said(self: Conversation) -> list[Entry]:
    """Take a conversation up as if nothing had been said."""
    await _open(self)
    return []


_open = Conversation._open
MISTAKES = {
    "committed late": ("_record", _record_late),
    "history forgotten": ("_open", _forget_what_was_said),
}


def main() -> None:
    dsn, data_dir, port, grpc_port, contexts, *mistakes = sys.argv[1:]
    for mistake in mistakes:
        name, wrong = MISTAKES[mistake]
        setattr(Conversation, name, wrong)
    place = Place(Path(data_dir), url=f"http://127.0.0.1:{port}", grpc_port=int(grpc_port))
    settings = load(environment(), place)
    listener = socket.create_server(("127.0.0.1", int(port)))
    served = list(TARGETS) if contexts == "all" else contexts.split(",")
    sole = contexts == "all"
    asyncio.run(process.serve(settings, {"dsn": dsn}, served, listener, sole=sole))


if __name__ == "__main__":
    main()
