"""A real `parley up` in a folder of its own, started and watched from outside."""

import json
import os
import platform
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import Request, urlopen

import psutil

ROOT = Path(__file__).resolve().parents[1]
HR = "hr@demo.parley"
STOP_SECONDS = 30.0
APP = "app"  # the verb of the application's process
MEGABYTE = 1e6


class NotReady(Exception):
    """An installation ended instead of getting ready; what it said is in the message."""


class Installation:
    """One `parley up`, with the demo workspace and embedded PostgreSQL, on a free port."""

    def __init__(self, folder: Path) -> None:
        """Take a folder; the installation is in `folder / "data"`, its log beside it."""
        self.data_dir = folder / "data"
        self._log = folder / "log"
        self._password = secrets.token_urlsafe(12)
        self._process: subprocess.Popen[str] | None = None
        self.url = ""

    def start(self) -> float:
        """Start it and return the seconds until it said that it is ready.

        Raises:
            NotReady: It ended before.
        """
        known = os.environ.get("PYTHONPATH", "")
        path = os.pathsep.join(part for part in (str(ROOT / "src"), known) if part)
        started = time.perf_counter()
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                [
                    sys.executable, "-m", "parley.app.cli", "up",
                    "--data-dir", str(self.data_dir), "--port", "0",
                ],
                env=os.environ | {"PARLEY_DEMO_PASSWORD": self._password, "PYTHONPATH": path},
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )  # fmt: skip
        said = self._process.stdout
        assert said is not None  # noqa: S101 - it is a pipe
        for line in said:
            if line.startswith("Parley is ready at "):
                self.url = line.split()[-1]
                return time.perf_counter() - started
        raise NotReady(self._log.read_text())

    def stop(self) -> None:
        """Stop it as an operator would."""
        if self._process is not None:
            self._process.terminate()
            self._process.communicate(timeout=STOP_SECONDS)
            self._process = None

    def tree(self) -> list[psutil.Process]:
        """The supervisor and everything it started."""
        assert self._process is not None  # noqa: S101 - it runs
        supervisor = psutil.Process(self._process.pid)
        return [supervisor, *supervisor.children(recursive=True)]

    def app(self) -> psutil.Process:
        """The application's own process."""
        return next(p for p in self.tree() if APP in p.cmdline() and "postgres" not in p.name())

    def token(self) -> str:
        """An access token of the demo workspace's HR."""
        given = {"email": HR, "password": self._password}
        return str(self.call("POST", "/api/v1/auth/login", given)["accessToken"])

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """One JSON request; what it answered."""
        headers = {"Content-Type": "application/json", **(headers or {})}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        content = None if body is None else json.dumps(body).encode()
        request = Request(self.url + path, content, headers, method=method)  # noqa: S310 - our own
        with urlopen(request) as answer:  # noqa: S310 - our own server
            told = answer.read()
        return json.loads(told) if told else None


@contextmanager
def running() -> Iterator[Installation]:
    """A fresh installation, ready; gone afterwards."""
    with TemporaryDirectory(prefix="parley-bench-") as folder:
        installation = Installation(Path(folder))
        try:
            installation.start()
            yield installation
        finally:
            installation.stop()


def cpu_seconds(processes: Sequence[psutil.Process]) -> float:
    """CPU that processes have used since they began, children they have waited for included."""
    total = 0.0
    for process in processes:
        used = process.cpu_times()
        total += used.user + used.system + used.children_user + used.children_system
    return total


def own_cpu_seconds(process: psutil.Process) -> float:
    """CPU that one process has used, to the nanosecond where the system tells."""
    if platform.system() == "Linux":  # what clock_getcpuclockid(3) makes of a pid; psutil has ticks
        return time.clock_gettime(~process.pid << 3 | 2)
    used = process.cpu_times()
    return used.user + used.system


def resident_megabytes(processes: Sequence[psutil.Process]) -> float:
    """Memory of processes together, shared pages counted once (PSS; RSS where there is none)."""
    found = (process.memory_full_info() for process in processes)
    return sum(getattr(each, "pss", each.rss) for each in found) / MEGABYTE
