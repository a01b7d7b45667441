"""What `postmaster.pid` tells: whether a server is ready, and whether an old one still lives.

The file's first lines are the pid, the data directory, the start time, the port, the socket folder,
the address, the shared memory, and the state (PostgreSQL documentation, "Database File Layout").
"""

import asyncio
import os
import signal
import subprocess
from pathlib import Path

from parley.kit.postgres.child import Child
from parley.kit.postgres.errors import StartFailed
from parley.kit.postgres.layout import Layout

POLL_SECONDS = 0.005
STATE_LINE = 7
# The previous server gets its SIGINT when its supervisor dies, and this long to write everything.
PREVIOUS_SECONDS = 30.0


def _lines(layout: Layout) -> list[str]:
    try:
        return (layout.data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


async def ready(layout: Layout, server: Child) -> None:
    """Waits until the server takes connections, or has ended."""
    while not server.ended:
        lines = _lines(layout)
        if len(lines) > STATE_LINE and lines[STATE_LINE].strip() == "ready":
            return
        await asyncio.sleep(POLL_SECONDS)


async def end_previous(layout: Layout) -> None:
    """Ends a server that outlived its supervisor, and clears what a dead one left.

    We hold the directory's lock, so nobody owns that server any more. A pid that now belongs to
    another program (after a reboot) would make PostgreSQL refuse to start.

    Raises:
        StartFailed: It doesn't end.
    """
    lines = _lines(layout)
    pid = int(lines[0]) if lines and lines[0].isdigit() else 0
    if pid and is_postgres(pid):
        os.kill(pid, signal.SIGINT)
        try:
            async with asyncio.timeout(PREVIOUS_SECONDS):
                while is_postgres(pid):  # noqa: ASYNC110 - nothing tells of another's child
                    await asyncio.sleep(POLL_SECONDS)
        except TimeoutError:
            message = (
                f"An earlier PostgreSQL (process {pid}) still runs in {layout.directory}"
                " and does not end: stop it, then start Parley again."
            )
            raise StartFailed(message) from None
    (layout.data / "postmaster.pid").unlink(missing_ok=True)


def is_postgres(pid: int) -> bool:
    """Tells whether a live process is a PostgreSQL server with a data directory."""
    proc = Path(f"/proc/{pid}/cmdline")
    if Path("/proc/self/cmdline").exists():
        try:
            command = proc.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            return False
    else:  # macOS
        ps = ["/bin/ps", "-o", "command=", "-p", str(pid)]
        command = subprocess.run(ps, capture_output=True, text=True, check=False).stdout
    return "postgres" in command.split(" -D ")[0] and " -D " in command
