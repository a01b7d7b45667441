"""The confined process that opens what strangers sent: probes it, remuxes it, takes its sound.

Run as a script by `clients.confined`, with a Python that knows nothing of this project but the
`tasks` beside it: no environment, no site-packages but the folder PyAV lies in, inputs and
outputs as descriptors that are already open. Before the first byte is read it gives up opening
files, growing beyond its memory, time and output limits, and leaving core dumps; a malicious
file can only fail.

Reads one JSON object from argv, writes JSON lines: `{"progress": 0.5}` while it works, then
`{"result": ...}` or `{"error": "unreadable" | "not_joinable", "reason": ...}`.
"""

import codecs
import contextlib
import errno
import importlib
import json
import os
import pkgutil
import resource
import signal
import sys
from pathlib import Path
from typing import Any

CODINGS = ("utf-8", "latin-1", "ascii", "idna")
NOBODY = 65534


def confine(limits: dict[str, int]) -> None:
    """Give up what opening media doesn't need; nothing here can be undone by this process."""
    if os.geteuid() == 0:
        # Root could raise its limits again, and is nobody to open strangers' files.
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    for name, value in (
        # Neither processes nor threads; decoding here needs none.
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, limits["file_bytes"]),
        (resource.RLIMIT_CPU, limits["cpu_seconds"]),
        (resource.RLIMIT_AS, limits["memory_bytes"]),
        # Descriptors that are open stay usable; a new one can't be had.
        (resource.RLIMIT_NOFILE, 0),
    ):
        # Some systems (macOS) know a limit and refuse to set it; the others still hold.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(name, (value, value))
    # The last resort where the parent is gone: the default action ends the process.
    signal.alarm(limits["wall_seconds"])


def library() -> Any:
    """PyAV with all that it would import lazily: once confined, no file can be opened."""
    import av  # noqa: PLC0415 - found only by the path given in argv
    import av.error  # noqa: PLC0415

    for module in pkgutil.walk_packages(av.__path__, "av."):
        if not module.name.endswith(".__main__"):
            importlib.import_module(module.name)
    for name in CODINGS:
        codecs.lookup(name)
    av.logging.set_level(None)
    return av


def main() -> None:
    """Do the one task in argv."""
    task = json.loads(sys.argv[1])
    sys.path += [task["site"], str(Path(__file__).parent)]
    av = library()
    reading, remuxing, sound, encoding = (
        importlib.import_module(f"tasks.{name}")
        for name in ("reading", "remuxing", "sound", "encoding")
    )
    works = {
        "probe": reading.probe,
        "remux": remuxing.remux,
        "sound": sound.sound,
        "encode": encoding.encode,
    }
    confine(task["limits"])
    say = reading.say
    try:
        done = works[task["task"]](av, task)
    except reading.Refused as error:
        say(error=error.args[0], reason=error.args[1])
    except OSError as error:
        say(error="full" if error.errno == errno.ENOSPC else "unreadable", reason=str(error.errno))
    except (av.error.FFmpegError, ValueError, ArithmeticError, EOFError) as error:
        say(error="unreadable", reason=type(error).__name__)
    except MemoryError:
        say(error="unreadable", reason="MemoryError")
    else:
        say(result=done)


if __name__ == "__main__":
    main()
