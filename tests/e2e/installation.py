"""A whole Parley as an operator runs it: `parley up` in a process of its own, fsync on."""

import http.client
import os
import signal
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import psutil

from parley.app import supervisor
from parley.app.database import embedded_directory
from parley.kit.postgres import Login
from tests.processes import alive, eventually

ROOT = Path(__file__).parents[2]
SOURCES = Path(supervisor.__file__).parents[2]
PASSWORD = "demo-password"
HR = "hr@demo.parley"
CANDIDATE = "candidate@demo.parley"

READY_WITHIN = 60.0
STOPPED_WITHIN = 30.0
# Settings of the machine that runs the tests must not reach what they test.
OURS = ("PARLEY_", "DATABASE_", "KAFKA_", "REDIS_", "FRONTEND_URL", "PORT", "LOG_LEVEL")


class NotReady(AssertionError):
    """It ended, or took too long."""


class Installation:
    """A running `parley up`.

    Attributes:
        data_dir: Everything it stores.
        url: Where it answers.
        ready_seconds: From its start to "Parley is ready".
    """

    def __init__(
        self,
        data_dir: Path,
        *arguments: str,
        port: int | None = 0,
        environment: Mapping[str, str] | None = None,
        module: str = "parley.app.cli",
    ) -> None:
        """Start it; `ready` waits for it.

        Args:
            data_dir: May be one that was used before.
            arguments: More of the command line.
            port: 0 for any free one, None to name none.
            environment: More variables.
            module: What to run instead of the product's own command; see tests/faults.
        """
        self.data_dir = data_dir
        self.url = ""
        self.ready_seconds = 0.0
        self._lines: dict[str, list[str]] = {"stdout": [], "stderr": []}
        self._said_ready = threading.Event()
        chosen = () if port is None else ("--port", str(port))
        self._started = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, "up", "--data-dir", data_dir, *chosen, *arguments],
            cwd=ROOT,
            env=_environment(environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        streams = {"stdout": self.process.stdout, "stderr": self.process.stderr}
        self._readers = [
            threading.Thread(target=self._read, args=(name, stream), daemon=True)
            for name, stream in streams.items()
        ]
        for reader in self._readers:
            reader.start()

    def _read(self, name: str, stream: IO[str] | None) -> None:
        assert stream is not None
        with stream:
            for line in stream:
                self._lines[name].append(line)
                if name == "stdout" and line.startswith("Parley is ready at "):
                    self.ready_seconds = time.monotonic() - self._started
                    self.url = line.split()[-1]
                    self._said_ready.set()
        if name == "stdout":
            self._said_ready.set()  # Nothing more will be said.

    def ready(self, within: float = READY_WITHIN) -> "Installation":
        """Waits until it says so.

        Raises:
            NotReady: With everything that it said.
        """
        if not self._said_ready.wait(within) or not self.url:
            raise NotReady(f"exit code {self.process.poll()}\n{self.log}")
        return self

    @property
    def log(self) -> str:
        """All that was written to standard output and standard error."""
        return "".join([*self._lines["stdout"], *self._lines["stderr"]])

    @property
    def said(self) -> str:
        """Standard output alone: what the operator reads."""
        return "".join(self._lines["stdout"])

    @property
    def dsn(self) -> str:
        """Its PostgreSQL, for looking behind the API."""
        return Login.read(embedded_directory(self.data_dir)).dsn

    @property
    def app_pid(self) -> int:
        """The application: the process that was given the listening socket."""
        below = psutil.Process(self.process.pid).children(recursive=True)
        given = [process.pid for process in below if "--fd" in _words(process)]
        if not given:
            raise NotReady(f"no application\n{self.log}")
        return given[-1]  # Where a watcher stands between, it has the same words.

    @property
    def postgres_pid(self) -> int:
        """The postmaster."""
        file = embedded_directory(self.data_dir) / "data/postmaster.pid"
        return int(file.read_text().split()[0])

    def tree(self) -> list[psutil.Process]:
        """The supervisor and everything below it."""
        top = psutil.Process(self.process.pid)
        return [top, *top.children(recursive=True)]

    def kill_app(self) -> float:
        """SIGKILL to the application; returns when that was (monotonic seconds)."""
        pid = self.app_pid
        os.kill(pid, signal.SIGKILL)
        at = time.monotonic()
        eventually(lambda: not alive(pid), within=5)
        return at

    def health(self, path: str = "/health/ready") -> int:
        """The status of a health route, by a connection of its own; waits while none accepts."""
        scheme, _, address = self.url.partition("://")
        connection: http.client.HTTPConnection
        if scheme == "https":
            context = ssl.create_default_context(cafile=self.data_dir / "tls/certificate.pem")
            connection = http.client.HTTPSConnection(address, timeout=20, context=context)
        else:
            connection = http.client.HTTPConnection(address, timeout=20)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except (ConnectionError, http.client.HTTPException):
            return 0  # It died while it had this connection.
        finally:
            connection.close()

    def recovered(self, within: float = 20.0) -> float:
        """Waits until it is ready again; returns when that was (monotonic seconds)."""
        eventually(lambda: self.health() == http.HTTPStatus.OK, within)
        return time.monotonic()

    def kill(self) -> None:
        """SIGKILL to the supervisor alone; what it owned has to go by itself."""
        self.process.kill()
        self.process.wait(STOPPED_WITHIN)

    def stop(self) -> int:
        """Ends it as an operator does; its exit code. Nothing of it is left afterwards."""
        try:
            left = self.tree()
        except psutil.NoSuchProcess:
            left = []
        self.process.terminate()
        try:
            return self.process.wait(STOPPED_WITHIN)
        finally:
            self.process.kill()
            for process in left:  # By id, and only those that we started.
                if process.is_running():
                    process.kill()
            for reader in self._readers:
                reader.join(5)


@contextmanager
def installed(
    data_dir: Path,
    *arguments: str,
    port: int | None = 0,
    environment: Mapping[str, str] | None = None,
    module: str = "parley.app.cli",
) -> Iterator[Installation]:
    """A ready installation that is gone afterwards; the arguments are `Installation`'s."""
    one = Installation(data_dir, *arguments, port=port, environment=environment, module=module)
    try:
        yield one.ready()
    finally:
        one.stop()


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return {
        **own,
        "PYTHONPATH": os.pathsep.join((str(SOURCES), str(ROOT))),
        "PYTHONUNBUFFERED": "1",
        "PARLEY_DEMO_PASSWORD": PASSWORD,
        **more,
    }


def _words(process: psutil.Process) -> list[str]:
    """Its command line; none of one that ends just now."""
    try:
        return process.cmdline()
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return []
