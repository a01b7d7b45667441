"""Parley with places to kill it at, and broken on purpose; only the tests of faults run it.

`python -m tests.faults.broken_app up ...` is `parley up ...` whose application looks into the
folder PARLEY_TEST_FAULTS. A file `hold` there names a place: whoever comes to it first renames the
file to `held` and stays there for ever. A file `broken` names a mistake, made as long as the file
is there. Without either it is the product, with one difference: what was written to a staged file
and not synced yet is gone when the application is killed, as a power cut would have it.
"""

import asyncio
import logging
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg

from parley.app import cli, supervisor
from parley.app.database import embedded_directory
from parley.app.supervisor import Listener
from parley.app.verbs import up
from parley.contracts.erasure import ErasureRequested
from parley.hiring.domain.facts import Fact
from parley.hiring.store import PostgresUnit, privacy
from parley.hiring.store.invitations import InvitationRows
from parley.hiring.store.privacy import PrivacyRows
from parley.identity.service import erasure
from parley.kit import bus, outbox
from parley.kit.blobs import StorageFull
from parley.kit.bus import PUBLISH, PostgresBus
from parley.kit.db import Unit, _prepare
from parley.kit.jobs import Job, JobQueue
from parley.kit.messages import Message
from parley.kit.postgres import Login
from parley.kit.postgres import child as children
from parley.media.clients import staging
from parley.media.clients.confined import ConfinedReader
from parley.media.clients.staging import LocalStagedFile
from parley.media.domain.playback import PROCESSING
from parley.media.ports import Body
from parley.media.service.sounds import SOUND
from parley.media.service.takes import Takes
from parley.media.service.uploads import Uploads
from parley.media.store import PostgresStore

MODULE = "tests.faults.broken_app"
FOLDER = Path(os.environ.get("PARLEY_TEST_FAULTS", "."))

Method = Callable[..., Awaitable[Any]]


def is_broken(mistake: str) -> bool:
    """Whether that mistake is to be made now."""
    try:
        return (FOLDER / "broken").read_text() == mistake
    except FileNotFoundError:
        return False


async def hold(place: str) -> None:
    """Stay here for ever if the test asked for it."""
    asked = FOLDER / "hold"
    if asked.exists() and asked.read_text() == place:
        asked.rename(FOLDER / "held")
        await asyncio.Event().wait()


def before(place: str, of: type, name: str) -> None:
    """A place to be killed at: when a method is called."""
    real: Method = getattr(of, name)

    async def held(self: object, *given: Any, **named: Any) -> Any:
        await hold(place)
        return await real(self, *given, **named)

    setattr(of, name, held)


def after(place: str, of: type, name: str) -> None:
    """A place to be killed at: when a method has run."""
    real: Method = getattr(of, name)

    async def held(self: object, *given: Any, **named: Any) -> Any:
        result = await real(self, *given, **named)
        await hold(place)
        return result

    setattr(of, name, held)


def instead(mistake: str, of: type, name: str, wrong: Method) -> None:
    """Another method while that mistake is to be made; the real one is its first argument."""
    real: Method = getattr(of, name)

    async def chosen(self: object, *given: Any, **named: Any) -> Any:
        if is_broken(mistake):
            return await wrong(real, self, *given, **named)
        return await real(self, *given, **named)

    setattr(of, name, chosen)


# Events


def events() -> None:
    """Around the commit of a fact and its publication."""
    instead("marked before published", outbox.Relay, "step", _mark_first)
    instead("published before commit", outbox.Outbox, "put", _publish_first)
    put, publish = outbox.Outbox.put, PostgresBus.publish

    async def putting(self: outbox.Outbox, unit: Unit, message: Message) -> None:
        await put(self, unit, message)
        await hold(f"{message.type}, before commit")
        await hold(f"{self.schema}, {message.type}, before commit")

    async def publishing(self: PostgresBus, messages: list[Message]) -> None:
        for message in messages:
            await hold(f"{message.type}, before publishing")
        await publish(self, messages)
        for message in messages:
            await hold(f"{message.type}, after publishing")

    outbox.Outbox.put = putting  # type: ignore[method-assign]
    PostgresBus.publish = publishing  # type: ignore[method-assign]


async def _mark_first(_real: Method, relay: Any) -> bool:
    schema = relay._schema
    async with relay._db.unit(schema) as unit:
        rows = await unit.fetch(outbox.NEXT.format(schema=schema), relay._topic, outbox.BATCH)
        positions = [row["position"] for row in rows]
        await unit.execute(outbox.PUBLISHED.format(schema=schema), positions)
    for row in rows:
        message = Message.from_envelope(
            row["payload"], topic=row["topic"], key=row["key"], subject_id=row["subject_id"]
        )
        await relay._publisher.publish([message])
    return False


async def _publish_first(_real: Method, _outbox: object, _unit: Unit, message: Message) -> None:
    data_dir = Path(sys.argv[sys.argv.index("--data-dir") + 1])
    connection = await asyncpg.connect(Login.read(embedded_directory(data_dir)).dsn)
    try:
        await _prepare(connection)
        row = (message.id, message.topic, message.type, message.key, message.envelope(), None)
        await connection.execute(PUBLISH, *([value] for value in row))
    finally:
        await connection.close()


# Uploads


def volatile_disk() -> None:
    """Bytes of staged files reach the disk when they are synced and not before."""
    write, sync = LocalStagedFile._write, LocalStagedFile._sync
    check_room = staging._check_room
    unsynced: dict[int, list[tuple[int, bytes]]] = {}

    def remember(self: LocalStagedFile, offset: int, data: bytes) -> None:
        unsynced.setdefault(id(self), []).append((offset, data))

    def flush(self: LocalStagedFile) -> None:
        if is_broken("acknowledged unsynced"):
            return
        for offset, data in unsynced.pop(id(self), []):
            try:
                write(self, offset, data)
            except StorageFull:
                if not is_broken("full disk ignored"):
                    raise
        sync(self)

    async def close(self: LocalStagedFile) -> None:
        unsynced.pop(id(self), None)
        os.close(self._fd)

    def room(folder: Path, size: int, floor: int) -> None:
        if not is_broken("full disk ignored"):
            check_room(folder, size, floor)

    LocalStagedFile._write = remember  # type: ignore[method-assign]
    LocalStagedFile._sync = flush  # type: ignore[method-assign]
    LocalStagedFile.close = close  # type: ignore[method-assign]
    staging._check_room = room


def appending() -> None:
    """Around the moment at which bytes become acknowledged."""
    before("upload, before sync", LocalStagedFile, "sync")
    after("upload, before commit", LocalStagedFile, "sync")
    instead("acknowledged before commit", Uploads, "append", _acknowledge_first)


class _Read:
    """A body that was read already."""

    def __init__(self, content: bytes) -> None:
        self._pieces = [content]

    async def piece(self, _wait: float) -> bytes | None:
        return self._pieces.pop() if self._pieces else None


_storing: set[asyncio.Future[Any]] = set()


async def _acknowledge_first(
    real: Method, self: Uploads, who: Any, upload_id: str, patch: Any, body: Body
) -> Any:
    content = b""
    while (piece := await body.piece(1.0)) is not None:
        content += piece
    upload = await self.find(who, upload_id)
    storing = asyncio.ensure_future(real(self, who, upload_id, patch, _Read(content)))
    _storing.add(storing)
    told = replace(upload.segment, offset=patch.offset + len(content))
    return replace(upload, segment=told)


# Jobs


def jobs() -> None:
    """Around the making of a playback."""
    after("playback, remuxed", ConfinedReader, "remux")
    before("playback, before finishing", JobQueue, "finish")
    instead("taken is done", JobQueue, "take", _take_for_good)
    instead("taken is done", JobQueue, "progress", _no_progress)
    instead("made again", PostgresStore, "playback", _as_if_not_made)


def sounds() -> None:
    """Around the taking of a playback's sound."""
    before("sound, before taking", ConfinedReader, "sound")
    after("sound, taken", ConfinedReader, "sound")
    before("sound, before storing", PostgresStore, "set_sound")
    after("sound, stored", PostgresStore, "set_sound")
    instead("sound is done", JobQueue, "take", _take_sound_for_good)
    instead("sound is done", JobQueue, "progress", _no_progress)
    instead("taken again", PostgresStore, "playback", _as_if_not_taken)
    finish = JobQueue.finish

    async def finishing(self: JobQueue, job: Job) -> None:
        await hold(f"{job.kind} job, before finishing")
        await finish(self, job)

    JobQueue.finish = finishing  # type: ignore[method-assign]


async def _take_for_good(real: Method, self: JobQueue, queue: str) -> Job | None:
    job: Job | None = await real(self, queue)
    if job is not None:
        await self.finish(job)
    return job


async def _no_progress(*_given: object) -> None:
    return


async def _as_if_not_made(real: Method, *given: Any) -> Any:
    row = await real(*given)
    return row and replace(row, status=PROCESSING)


async def _take_sound_for_good(real: Method, self: JobQueue, queue: str) -> Job | None:
    job: Job | None = await real(self, queue)
    if job is not None and job.kind == SOUND:
        await self.finish(job)
    return job


async def _as_if_not_taken(real: Method, *given: Any) -> Any:
    row = await real(*given)
    return row and replace(row, sound=PROCESSING)


# Duplicates


async def _unlocked(
    real: Method, self: InvitationRows, invitation_id: str, *, lock: bool = False
) -> Any:
    found = await real(self, invitation_id, lock=False)
    if lock:
        await asyncio.sleep(0.2)  # So that the others come in between, every time.
    return found


# Deletion


def erasures() -> None:
    """Around what hiring asks, what a context notes, and what comes of the answers."""
    instead("asked after commit", PostgresUnit, "tell", _ask_later)
    instead("answers kept", PrivacyRows, "anonymise", _forget_too_little)
    after("answered, before commit", PrivacyRows, "answer_deletion")
    before("consent, before it ends", Takes, "withdraw_consent")
    noted = bus.once

    async def noting(unit: Unit, consumer: str, message: Message) -> bool:
        if is_broken("noted before forgotten"):
            new = await _note_first(message)
        else:
            new = await noted(unit, consumer, message)
        await hold("identity, noted")
        return new

    vars(erasure)["once"] = noting


async def _ask_later(real: Method, self: PostgresUnit, fact: Fact, at: datetime) -> None:
    if fact.type != ErasureRequested.TYPE:
        await real(self, fact, at)
        return

    async def later() -> None:
        await hold("erasure.requested, after commit")

    # Whoever asks after the commit may not live to do it.
    self.after_commit(lambda: _storing.add(asyncio.ensure_future(later())))


async def _forget_too_little(real: Method, self: PrivacyRows, invitation: Any) -> Any:
    statements = dict(privacy.FORGET)
    privacy.FORGET.pop("answers")
    try:
        return {"answers": 0, **await real(self, invitation)}
    finally:
        privacy.FORGET.update(statements)


async def _note_first(message: Message) -> bool:
    data_dir = Path(sys.argv[sys.argv.index("--data-dir") + 1])
    connection = await asyncpg.connect(Login.read(embedded_directory(data_dir)).dsn)
    try:
        await connection.execute("SET ROLE identity")
        sql = "INSERT INTO identity.inbox (event_id, consumer) VALUES ($1, 'identity')"
        done = await connection.execute(f"{sql} ON CONFLICT DO NOTHING", message.id)
        return str(done) == "INSERT 0 1"
    finally:
        await connection.close()


# What is said


def saying() -> None:
    """A crash that carries what somebody wrote, which is no mistake; and a log that names them."""
    instead("crash with what was said", InvitationRows, "add_response", _crash)
    instead("names in the log", InvitationRows, "add_invitation", _name_them)


async def _crash(_real: Method, _self: object, response: Any, _subject: str) -> None:
    try:
        raise ValueError(f"{response.content} does not fit")
    except ValueError as error:
        raise RuntimeError(f"can't store {response.content}") from error


async def _name_them(real: Method, self: object, invitation: Any, title: str) -> None:
    logging.getLogger("parley.hiring").info(f"invited {invitation.candidate_name}")  # noqa: G004 - the mistake
    await real(self, invitation, title)


# The supervisor


def orphans() -> None:
    """Children that don't die with the supervisor."""
    start = children.start

    async def starting(command: Sequence[str | Path], **named: Any) -> Any:
        if is_broken("orphans"):
            named["dies_by"] = 0
        return await start(command, **named)

    vars(supervisor)["start"] = starting


def through_here() -> None:
    """The application that is supervised is the one of this module."""
    supervise = supervisor.supervise
    # Tests kill it often, which isn't what the supervisor's longer and longer waits are for.
    supervisor.STEADY_SECONDS = 0.0

    def supervising(*, command: Callable[[Listener], Sequence[str]], **named: Any) -> int:
        def changed(listener: Listener) -> list[str]:
            return [MODULE if word == cli.__name__ else word for word in command(listener)]

        return supervise(command=changed, **named)

    vars(up)["supervise"] = supervising


def main() -> int:
    """Runs `parley` with all of it."""
    through_here()
    orphans()
    events()
    volatile_disk()
    appending()
    jobs()
    sounds()
    erasures()
    saying()
    instead("unlocked", InvitationRows, "invitation", _unlocked)
    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
