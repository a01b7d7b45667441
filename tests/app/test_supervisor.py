"""The supervisor with a real PostgreSQL and a small application in the place of the real one."""

import http.client
import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from parley.app import supervisor
from parley.app.supervisor import AddressUnusable, PortBusy, Restarts, listen
from parley.kit.postgres import server
from tests.processes import alive, eventually

SOURCES = Path(supervisor.__file__).parents[2]
# What doesn't stop by itself is killed before that, and the supervisor says so.
DEADLINE_SECONDS = supervisor.APP_STOP_SECONDS + server.STOP_SECONDS + 15
TERMINAL, NOHUP = "SIG_DFL", "SIG_IGN"

# Serves the inherited socket, says which process it is, and tells in files what happens to it.
APP = """
import http.server, os, pathlib, signal, socket, sys

folder, number = pathlib.Path(sys.argv[1]), int(sys.argv[2])

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        ready = not (folder / "unready").exists()
        with (folder / "asked").open("a") as asked:
            asked.write("." if ready else "!")
        self.send_response(200 if ready else 503)
        self.end_headers()
        self.wfile.write(str(os.getpid()).encode())

    def log_message(self, *_):
        pass

def stop(*_):
    alive = (folder / "data/postgres/data/postmaster.pid").exists()
    (folder / "stopped").write_text("PostgreSQL was there" if alive else "PostgreSQL was gone")
    sys.exit(0)

with (folder / "starts").open("a") as starts:
    starts.write(f"{os.getpid()}\\n")
if (folder / "exits").exists():
    sys.exit(int((folder / "exits").read_text()))
signal.signal(signal.SIGTERM, stop)
server = http.server.HTTPServer(("", 0), Handler, bind_and_activate=False)
server.socket.close()
server.socket = socket.socket(fileno=number)
server.serve_forever()
"""

# Whatever started the tests: a script's background ignores SIGINT, and its children with it.
RUN = """
import importlib, json, signal, sys
from pathlib import Path

for number in (signal.SIGINT, signal.SIGHUP):
    signal.signal(number, getattr(signal, sys.argv[2]))
for module, limit in json.loads(sys.argv[3]):
    vars(importlib.import_module(module))[limit] = 0.5
from parley.app.supervisor import supervise

told = json.loads(sys.argv[1])
folder = Path(told.pop("folder"))
sys.exit(supervise(
    data_dir=folder / "data",
    command=lambda listener: [sys.executable, "-c", told.pop("app"), str(folder),
                              str(listener.socket.fileno())],
    **{k: v for k, v in told.items() if k != "app"},
))
"""


class Running:
    """A supervisor in a process of its own."""

    def __init__(
        self,
        folder: Path,
        port: int | None,
        started: str,
        impatient: Sequence[tuple[str, str]],
        *,
        embedded: bool,
    ) -> None:
        order = {"folder": str(folder), "app": APP, "host": "127.0.0.1"}
        told = json.dumps({**order, "port": port, "embedded": embedded})
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-c", RUN, told, started, json.dumps(impatient)],
            env={**os.environ, "PYTHONPATH": str(SOURCES)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def ready(self) -> str:
        """Waits for the line that says so, and returns the address in it."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith("Parley is ready at "), (line, self.process.communicate()[1])
        self.port = int(line.rsplit(":", 1)[1])
        return line.split()[-1]

    def app(self) -> int:
        """Asks the application for its pid; waits while there is none."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/")
            return int(connection.getresponse().read())
        finally:
            connection.close()

    def postgres(self) -> int:
        return int((self.folder / "data/postgres/data/postmaster.pid").read_text().split()[0])

    def ended(self) -> tuple[int, str]:
        errors = self.process.communicate(timeout=DEADLINE_SECONDS)[1]
        return self.process.returncode, errors


@contextmanager
def running(
    folder: Path,
    port: int | None = 0,
    *,
    started: str = TERMINAL,
    impatient: Sequence[tuple[str, str]] = (),
    embedded: bool = False,
) -> Iterator[Running]:
    """A supervisor while this is open.

    Args:
        folder: Of its data directory, and of what its application tells.
        port: As it is given.
        started: What it finds SIGINT and SIGHUP to do.
        impatient: Limits, by module and name, that are half a second.
        embedded: Whether it has a PostgreSQL.
    """
    one = Running(folder, port, started, impatient, embedded=embedded)
    try:
        yield one
    finally:
        one.process.terminate()
        one.process.communicate(timeout=DEADLINE_SECONDS)


def starts(folder: Path) -> int:
    return len((folder / "starts").read_text().splitlines())


def test_it_stops_the_application_first_and_then_postgresql(tmp_path: Path) -> None:
    with running(tmp_path, embedded=True) as parley:
        assert parley.ready() == f"http://127.0.0.1:{parley.port}"
        app, postgres = parley.app(), parley.postgres()
        parley.process.terminate()
        assert parley.ended() == (0, "")
    assert (tmp_path / "stopped").read_text() == "PostgreSQL was there"
    assert not alive(app)
    assert not alive(postgres)
    assert not (tmp_path / "data/postgres/data/postmaster.pid").exists()


def test_a_killed_application_is_started_again_and_postgresql_stays(tmp_path: Path) -> None:
    with running(tmp_path, embedded=True) as parley:
        parley.ready()
        postgres = parley.postgres()
        before = parley.app()
        started = time.monotonic()
        os.kill(before, signal.SIGKILL)
        # No waiting: a connection made meanwhile is answered by the next application.
        after = parley.app()
        assert after != before
        assert time.monotonic() - started < 5
        assert parley.postgres() == postgres
        parley.process.terminate()
        _, errors = parley.ended()
    assert "The application ended (killed by signal 9); starting it again." in errors


def test_a_killed_postgresql_is_started_again_and_the_application_stays(tmp_path: Path) -> None:
    with running(tmp_path, embedded=True) as parley:
        parley.ready()
        app, before = parley.app(), parley.postgres()
        os.kill(before, signal.SIGKILL)
        ready = tmp_path / "data/postgres/data/postmaster.pid"
        eventually(
            # The killed one left its file, which says "ready" as well.
            lambda: (
                ready.exists()
                and "ready" in (said := ready.read_text())
                and not said.startswith(str(before))
            )
        )
        assert parley.app() == app
        parley.process.terminate()
        killed = "parley: PostgreSQL ended (killed by signal 9); starting it again.\n"
        assert parley.ended() == (0, killed)


def test_it_can_be_stopped_while_postgresql_starts_again(tmp_path: Path) -> None:
    with running(tmp_path, started=NOHUP, embedded=True) as parley:
        parley.ready()
        above, before = psutil.Process(parley.process.pid), parley.postgres()
        known = set(above.children())
        os.kill(before, signal.SIGKILL)
        # The next one's process is there, and hasn't become PostgreSQL yet.
        eventually(lambda: set(above.children()) - known)
        parley.process.terminate()
        killed = "parley: PostgreSQL ended (killed by signal 9); starting it again.\n"
        assert parley.ended() == (0, killed)


def test_an_application_that_hangs_in_stopping_is_killed_and_postgresql_stops(
    tmp_path: Path,
) -> None:
    impatient = [(supervisor.__name__, "APP_STOP_SECONDS")]
    with running(tmp_path, embedded=True, impatient=impatient) as parley:
        parley.ready()
        app = parley.app()
        os.kill(app, signal.SIGSTOP)
        parley.process.terminate()
        code, errors = parley.ended()
    assert code == 0
    assert re.fullmatch(r"parley: The application did not stop within \d s: killed\.\n", errors)
    assert not alive(app)
    assert not (tmp_path / "data/postgres/data/postmaster.pid").exists()


def test_a_postgresql_that_hangs_in_stopping_is_killed_and_told(tmp_path: Path) -> None:
    impatient = [(server.__name__, "STOP_SECONDS")]
    with running(tmp_path, embedded=True, impatient=impatient) as parley:
        parley.ready()
        postgres = parley.postgres()
        os.kill(postgres, signal.SIGSTOP)
        parley.process.terminate()
        code, errors = parley.ended()
    assert code == 0
    assert errors.startswith("parley: PostgreSQL did not stop in time and was killed")
    assert not alive(postgres)


def test_what_is_ignored_at_the_start_stays_without_effect(tmp_path: Path) -> None:
    """As `nohup parley up` and a script's `parley up &` mean it."""
    with running(tmp_path, started=NOHUP) as parley:
        parley.ready()
        before = parley.app()
        for number in (signal.SIGINT, signal.SIGHUP):
            parley.process.send_signal(number)
        os.kill(before, signal.SIGKILL)
        assert parley.app() != before  # It still looks after the application.
        parley.process.terminate()
        assert parley.ended()[0] == 0


def test_nothing_outlives_a_killed_supervisor_and_the_next_start_recovers(tmp_path: Path) -> None:
    with running(tmp_path, embedded=True) as parley:
        parley.ready()
        app, postgres = parley.app(), parley.postgres()
        parley.process.kill()
        eventually(lambda: not alive(app) and not alive(postgres), within=5)
    with running(tmp_path, embedded=True) as parley:
        parley.ready()
        assert parley.app() != app


def test_the_data_directory_has_one_supervisor(tmp_path: Path) -> None:
    with running(tmp_path) as first:
        first.ready()
        with running(tmp_path) as second:
            code, errors = second.ended()
            assert code == 1
            assert f"is in use by process {first.process.pid}: stop that one first" in errors
        assert first.app()


def test_the_default_port_or_the_next_free_one(tmp_path: Path) -> None:
    with listen("127.0.0.1", None).socket as taken:
        port = taken.getsockname()[1]
        with running(tmp_path, None) as parley:
            parley.ready()
            assert port < parley.port < supervisor.DEFAULT_PORT + supervisor.PORTS_TRIED


def test_a_port_that_was_asked_for_and_is_busy_is_a_failure(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with running(tmp_path, port) as parley:
            code, errors = parley.ended()
            expected = f"parley: Port {port} is busy: stop what listens there, or name another"
            assert (code, errors) == (1, f"{expected} with --port.\n")
        with pytest.raises(PortBusy):
            listen("127.0.0.1", port)


def test_a_host_that_is_not_ours_is_told() -> None:
    with pytest.raises(AddressUnusable, match=r"192\.0\.2\.1 port 8000"):
        listen("192.0.2.1", 8000)
    with pytest.raises(AddressUnusable, match="99999"):
        listen("127.0.0.1", 99999)


def test_all_default_ports_busy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setattr(supervisor, "DEFAULT_PORT", taken.getsockname()[1])
        monkeypatch.setattr(supervisor, "PORTS_TRIED", 1)
        with pytest.raises(PortBusy, match="all busy"):
            listen("127.0.0.1", None)


def test_an_ipv6_address_is_bracketed() -> None:
    try:
        listener = listen("::1", 0)
    except AddressUnusable:
        return  # this machine has no IPv6
    with listener.socket:
        assert listener.url == f"http://[::1]:{listener.port}"


def test_it_is_ready_only_when_the_application_says_so(tmp_path: Path) -> None:
    (tmp_path / "unready").touch()
    with running(tmp_path, port=None) as parley:
        asked = tmp_path / "asked"
        eventually(lambda: asked.exists() and asked.read_text().startswith("!!!"))
        stdout = parley.process.stdout
        assert stdout is not None
        assert not select.select([stdout], [], [], 0)[0]
        (tmp_path / "unready").unlink()
        parley.ready()


def test_an_application_that_never_gets_ready_is_given_up(tmp_path: Path) -> None:
    (tmp_path / "exits").write_text("1")
    with running(tmp_path) as parley:
        code, errors = parley.ended()
    assert code == 1
    assert "ended 3 times before it was ready" in errors
    assert starts(tmp_path) == 3


def test_an_application_that_is_configured_wrongly_is_not_tried_again(tmp_path: Path) -> None:
    (tmp_path / "exits").write_text(str(supervisor.EXIT_CONFIG))
    with running(tmp_path) as parley:
        code, errors = parley.ended()
    assert code == 1
    assert "as it is configured" in errors
    assert starts(tmp_path) == 1


def test_ctrl_c_in_a_terminal_reaches_the_supervisor_alone(tmp_path: Path) -> None:
    """Children have sessions of their own, so the order of stopping is kept."""
    with running(tmp_path, embedded=True) as parley:
        parley.ready()
        groups = {os.getpgid(pid) for pid in (parley.app(), parley.postgres())}
        assert os.getpgid(parley.process.pid) not in groups
        parley.process.send_signal(signal.SIGINT)
        assert parley.ended() == (0, "")
    assert (tmp_path / "stopped").read_text() == "PostgreSQL was there"


def test_restarts_begin_at_once_and_slow_down() -> None:
    restarts = Restarts()
    assert [restarts.delay(0.1) for _ in range(8)] == [0, 0.5, 1, 2, 4, 8, 15, 15]
    assert restarts.delay(supervisor.STEADY_SECONDS) == 0
    assert restarts.delay(0.1) == 0.5


def test_it_stays_small() -> None:
    script = "import sys, parley.app.supervisor; print(*sys.modules)"
    modules = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(SOURCES)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    heavy = {"fastapi", "asyncpg", "grpc", "pydantic", "starlette", "uvicorn", "sqlalchemy"}
    assert not heavy & set(modules)
