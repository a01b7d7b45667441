"""What `parley up` itself is: the owner of PostgreSQL and of the application's process.

It restarts what dies (PostgreSQL stays warm when the application dies), and stops the application
first and PostgreSQL after it. It holds the listening socket, so that a connection made while the
application restarts waits instead of being refused. No business imports, no framework, no driver:
it has to be small, and nothing in it may break.
"""

import asyncio
import errno
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import IO

from parley.kit.postgres import Child, DirectoryLock, EmbeddedPostgres, PostgresError, start

DEFAULT_PORT = 8000
PORTS_TRIED = 100
LAST_PORT = 65535
BACKLOG = 512
# How the application says that starting it again is of no use (sysexits.h, EX_CONFIG).
EXIT_CONFIG = 78
STARTS_TRIED = 3
APP_STOP_SECONDS = 15.0
PROBE_SECONDS = 5.0
PROBE_PAUSE_SECONDS = 0.05
STEADY_SECONDS = 10.0
DELAYS = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0)


class SupervisorError(Exception):
    """Running everything on this machine failed."""


class PortBusy(SupervisorError):
    """Another program listens on the port."""


class AddressUnusable(SupervisorError):
    """The host is not an address of this machine."""


class AppFailed(SupervisorError):
    """The application can't be started."""


@dataclass(frozen=True, slots=True)
class Listener:
    """Where the application is served.

    Attributes:
        host: As it was asked for.
        socket: Listening; the application inherits it by the number `socket.fileno()`.
        tls: Whether the application serves https on it.
    """

    host: str
    socket: socket.socket
    tls: bool = False

    @property
    def port(self) -> int:
        """The port, which may be another than the default one."""
        return int(self.socket.getsockname()[1])

    @property
    def url(self) -> str:
        """The address for people."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}"


def listen(host: str, port: int | None, *, tls: bool = False) -> Listener:
    """Opens the listening socket.

    Args:
        host: An address or a name of this machine.
        port: The port that was asked for; None takes the default one or the next free one.
        tls: Whether it will be served by https.

    Raises:
        PortBusy: The port that was asked for is busy.
        AddressUnusable: The host isn't this machine's, or the port isn't permitted.
    """
    wanted = range(DEFAULT_PORT, DEFAULT_PORT + PORTS_TRIED) if port is None else (port,)
    for each in wanted:
        if each > LAST_PORT:
            raise AddressUnusable(f"There is no port {each}: the last one is {LAST_PORT}.")
        try:
            family, _, _, _, address = socket.getaddrinfo(host, each, type=socket.SOCK_STREAM)[0]
            return Listener(
                host, socket.create_server(address, family=family, backlog=BACKLOG), tls
            )
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                message = f"Can't listen on {host} port {each}: {error}."
                raise AddressUnusable(message) from error
    if port is None:
        message = f"Ports {wanted[0]} to {wanted[-1]} are all busy: name another with --port."
    else:
        message = f"Port {port} is busy: stop what listens there, or name another with --port."
    raise PortBusy(message)


@dataclass(slots=True)
class Restarts:
    """How long to wait before starting something again: at once, then longer and longer."""

    failures: int = 0

    def delay(self, ran_seconds: float) -> float:
        """Returns the seconds to wait after something ended that had run for some seconds."""
        if ran_seconds >= STEADY_SECONDS:
            self.failures = 0
        delay = DELAYS[min(self.failures, len(DELAYS) - 1)]
        self.failures += 1
        return delay


@dataclass(slots=True)
class Supervisor:
    """Runs the application and its PostgreSQL until it is told to stop.

    Attributes:
        data_dir: Everything of this installation; locked while it runs.
        listener: The socket that the application serves.
        command: The application's command line; it connects to the database when its standard
            input has ended.
        embedded: Whether PostgreSQL is ours to run, in `data_dir / "postgres"`.
    """

    data_dir: Path
    listener: Listener
    command: Sequence[str]
    embedded: bool = True
    _told: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    _app: Child | None = field(default=None, init=False)
    _was_ready: bool = field(default=False, init=False)

    async def run(self) -> None:
        """Returns after SIGTERM, SIGINT or SIGHUP, when everything has stopped.

        Raises:
            AppFailed: The application ended before it was ever ready.
            PostgresError: PostgreSQL could not be started, or another Parley uses the directory.
        """
        self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        loop = asyncio.get_running_loop()
        with DirectoryLock(self.data_dir / "lock"):
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                if signal.getsignal(number) is signal.SIG_IGN:  # nohup, a script's background
                    continue
                loop.add_signal_handler(number, self._stop)
            work = asyncio.create_task(self._work())
            told = asyncio.create_task(self._told.wait())
            await asyncio.wait({work, told}, return_when=asyncio.FIRST_COMPLETED)
            told.cancel()
            self.listener.socket.close()
            work.cancel()
            try:
                with suppress(asyncio.CancelledError):
                    await work
            except* (SupervisorError, PostgresError) as group:
                raise group.exceptions[0] from None

    def _stop(self) -> None:
        """Asks for a clean stop; asked twice, the application isn't waited for."""
        if self._told.is_set() and self._app:
            self._app.send(signal.SIGKILL)
        self._told.set()

    async def _work(self) -> None:
        async with (
            self._loading_app() as go,
            self._database() as database,
            asyncio.TaskGroup() as tasks,
        ):
            go()
            if database:
                tasks.create_task(self._keep_database(database))
            tasks.create_task(self._keep_app())
            tasks.create_task(self._announce())

    @asynccontextmanager
    async def _loading_app(self) -> AsyncIterator[Callable[[], None]]:
        """Starts the application, so that it loads its modules while PostgreSQL starts.

        Yields what lets it go on, by ending its standard input.
        """
        theirs, ours = os.pipe()
        with os.fdopen(theirs, "rb") as waiting, os.fdopen(ours, "wb") as gate:
            self._app = app = await self._start_app(waiting)
            try:
                yield gate.close
            finally:
                if not app.ended:  # PostgreSQL didn't start
                    await app.stop(signal.SIGKILL, within=APP_STOP_SECONDS)

    @asynccontextmanager
    async def _database(self) -> AsyncIterator[EmbeddedPostgres | None]:
        if not self.embedded:
            yield None
            return
        database = EmbeddedPostgres(self.data_dir / "postgres")
        await database.start()
        try:
            yield database
        finally:
            if not await database.stop():
                _say("PostgreSQL did not stop in time and was killed; its next start recovers it.")

    async def _keep_database(self, database: EmbeddedPostgres) -> None:
        loop, restarts = asyncio.get_running_loop(), Restarts()
        while True:
            started = loop.time()
            code = await database.wait()
            _say(f"PostgreSQL ended ({_ending(code)}); starting it again.")
            ran = loop.time() - started
            while database.pid is None:
                await asyncio.sleep(restarts.delay(ran))
                ran = 0.0
                try:
                    await database.stop()
                    await database.start()
                except PostgresError as error:
                    _say(str(error))

    async def _keep_app(self) -> None:
        loop, restarts = asyncio.get_running_loop(), Restarts()
        while True:
            started = loop.time()
            code = await self._run_app()
            if code == EXIT_CONFIG:
                raise AppFailed("Parley can't start as it is configured: the lines above say why.")
            delay = restarts.delay(loop.time() - started)
            if not self._was_ready and restarts.failures >= STARTS_TRIED:
                message = f"Parley ended {STARTS_TRIED} times before it was ready: see above."
                raise AppFailed(message)
            _say(f"The application ended ({_ending(code)}); starting it again.")
            await asyncio.sleep(delay)

    async def _start_app(self, stdin: IO[bytes] | int) -> Child:
        return await start(
            self.command,
            dies_by=signal.SIGKILL,
            pass_fds=(self.listener.socket.fileno(),),
            stdin=stdin,
        )

    async def _run_app(self) -> int:
        if self._app is None:
            self._app = await self._start_app(asyncio.subprocess.DEVNULL)
        try:
            return await self._app.wait()
        except asyncio.CancelledError:
            await self._app.stop(signal.SIGTERM, within=APP_STOP_SECONDS)
            if self._app.overdue:
                _say(f"The application did not stop within {APP_STOP_SECONDS:.0f} s: killed.")
            raise
        finally:
            self._app = None

    async def _announce(self) -> None:
        while not await is_ready(self.listener):  # noqa: ASYNC110 - it is another process
            await asyncio.sleep(PROBE_PAUSE_SECONDS)
        self._was_ready = True
        print(f"Parley is ready at {self.listener.url}", flush=True)


async def is_ready(listener: Listener) -> bool:
    """Tells whether the application answers `/health/ready` with 200."""
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            return await _asked(listener) == HTTPStatus.OK
    except (TimeoutError, OSError, ValueError, IndexError):
        return False


async def _asked(listener: Listener) -> int:
    name = listener.socket.getsockname()[0]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(name, name)  # noqa: S104 - asked, not bound
    context = None
    if listener.tls:
        import ssl  # noqa: PLC0415 - megabytes that plain http needn't pay

        context = ssl._create_unverified_context()  # noqa: SLF001, S323 - our own child
    reader, writer = await asyncio.open_connection(host, listener.port, ssl=context)
    try:
        authority = f"[{host}]" if ":" in host else host
        request = f"GET /health/ready HTTP/1.1\r\nHost: {authority}:{listener.port}\r\n"
        writer.write(f"{request}Connection: close\r\n\r\n".encode())
        return int((await reader.readline()).split()[1])
    finally:
        writer.close()


def supervise(
    *,
    data_dir: Path,
    host: str,
    port: int | None,
    command: Callable[[Listener], Sequence[str]],
    embedded: bool = True,
    tls: bool = False,
) -> int:
    """Runs everything until it is told to stop, and returns the exit code.

    Args:
        data_dir: Everything of this installation.
        host: Where to listen.
        port: The port that was asked for; None takes the default one or the next free one.
        command: Gives the application's command line; it serves `listener.socket.fileno()`.
        embedded: Whether PostgreSQL is ours to run.
        tls: Whether the application serves https.
    """
    try:
        listener = listen(host, port, tls=tls)
        with listener.socket:
            asyncio.run(
                Supervisor(data_dir.absolute(), listener, command(listener), embedded).run()
            )
    except (SupervisorError, PostgresError) as error:
        _say(str(error))
        return 1
    except OSError as error:
        _say(f"{error.strerror or error} ({error.filename or data_dir}).")
        return 1
    return 0


def _ending(code: int) -> str:
    return f"killed by signal {-code}" if code < 0 else f"exit code {code}"


def _say(sentence: str) -> None:
    print(f"parley: {sentence}", file=sys.stderr, flush=True)
