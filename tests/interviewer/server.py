"""The application's process alone, to be killed, and broken on purpose; only tests run it.

`python -m tests.interviewer.server DSN DATA_DIR PORT GRPC_PORT CONTEXTS [MISTAKE]` serves some
contexts (separated by commas; `all`) on that port; the database, already migrated, lives
elsewhere, as an external one does.
"""

import asyncio
import socket
import sys
from contextlib import suppress
from pathlib import Path

from parley.app import process
from parley.app.settings import environment
from parley.app.settings.installation import Place, load
from parley.app.targets import TARGETS
from parley.contracts.interviews import Entry
from parley.interviewer.service.conversations.conversation import Conversation
from parley.interviewer.service.conversations.recorder import Recorder
from parley.kit.errors import Unavailable

MODULE = "tests.interviewer.server"
LATE_SECONDS = 30.0


async def _record_late(self: Conversation, entry: Entry) -> None:
    """Go on at once, and commit some time."""

    async def late() -> None:
        await asyncio.sleep(LATE_SECONDS)
        await self._stage.interviews.record(self.session_id, [entry], self._own.epoch)

    self._spawn(late())


async def _record_or_not(self: Conversation, entry: Entry) -> None:
    """Go on without the database."""
    with suppress(Unavailable):
        await self._stage.interviews.record(self.session_id, [entry], self._own.epoch)


async def _write_or_not(self: Recorder) -> None:
    """Keep nothing for later."""
    try:
        await _write(self)
    finally:
        self._pending.clear()


async def _forget_what_was_said(self: Conversation) -> list[Entry]:
    """Take a conversation up as if nothing had been said."""
    await _open(self)
    return []


_open = Conversation._open
_write = Recorder._write
MISTAKES: dict[str, tuple[type, str, object]] = {
    "committed late": (Conversation, "_record", _record_late),
    "outage ignored": (Conversation, "_record", _record_or_not),
    "sound dropped": (Recorder, "_write", _write_or_not),
    "history forgotten": (Conversation, "_open", _forget_what_was_said),
}


def main() -> None:
    dsn, data_dir, port, grpc_port, contexts, *mistakes = sys.argv[1:]
    for mistake in mistakes:
        where, name, wrong = MISTAKES[mistake]
        setattr(where, name, wrong)
    place = Place(Path(data_dir), url=f"http://127.0.0.1:{port}", grpc_port=int(grpc_port))
    settings = load(environment(), place)
    listener = socket.create_server(("127.0.0.1", int(port)))
    served = list(TARGETS) if contexts == "all" else contexts.split(",")
    sole = contexts == "all"
    asyncio.run(process.serve(settings, {"dsn": dsn}, served, listener, sole=sole))


if __name__ == "__main__":
    main()
