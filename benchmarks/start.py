"""`parley up` until it is ready, in a new folder and again in the same one; memory when idle.

The peer of its CPU is a Python process that imports the libraries any such server needs and
ends: the rest is ours.
"""

import resource
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.figures import ratio, tell
from benchmarks.installation import Installation, cpu_seconds, resident_megabytes

COLD_ROUNDS = 2
WARM_ROUNDS = 7
SETTLE_SECONDS = 5.0
LIBRARIES = "import asyncpg, fastapi, grpc, jwt, prometheus_client, uvicorn, uvloop"


def main() -> None:
    """Measure and tell."""
    cold = []
    for _ in range(COLD_ROUNDS - 1):
        with TemporaryDirectory(prefix="parley-bench-") as folder:
            installation = Installation(Path(folder))
            cold.append(installation.start())
            installation.stop()
    with TemporaryDirectory(prefix="parley-bench-") as folder:
        installation = Installation(Path(folder))
        cold.append(installation.start())
        installation.stop()
        tell("start.cold", median(cold), "s")
        warm(installation)


def warm(installation: Installation) -> None:
    """Start again and again in a folder that has everything."""
    seconds, ours, peer, memory = [], [], [], []
    for number in range(WARM_ROUNDS):
        peer.append(libraries())
        seconds.append(installation.start())
        ours.append(cpu_seconds(installation.tree()))
        if number == 0:
            time.sleep(SETTLE_SECONDS)
            memory.append(resident_megabytes(installation.tree()))
        installation.stop()
    tell("start.warm", median(seconds), "s", lowest=min(seconds), highest=max(seconds))
    ratio("start.warm_cpu", ours, peer, "s")
    tell("start.memory", memory[0], "MB")


def libraries() -> float:
    """CPU seconds of a process that only imports what the peer imports."""
    before = _children()
    subprocess.run([sys.executable, "-c", LIBRARIES], check=True)
    return _children() - before


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
