"""The confined process that reads a stranger's PDF: its words, as one line of JSON.

Run as a script by `clients.documents`, with a Python that knows nothing of this project: no
environment, no site-packages but the folder pypdf lies in, the document as a descriptor that is
already open. Before its first byte is read it gives up opening files, starting processes, writing
files, and growing beyond its memory and time; a malicious document can only fail.

Reads one JSON object from argv, writes `{"text": ...}` or `{"error": "unreadable" | "locked" |
"no_text"}`.
"""

import codecs
import contextlib
import importlib
import json
import logging
import os
import pkgutil
import resource
import signal
import sys
from typing import Any

CODINGS = (
    "utf-8", "utf-16", "utf-16-be", "utf-16-le", "utf-7", "latin-1", "ascii", "cp1252",
    "mac-roman", "charmap", "gbk", "gb18030", "big5", "cp949", "shift-jis", "euc-jp", "cp932",
    "unicode-escape", "raw-unicode-escape", "idna",
)  # fmt: skip
NOBODY = 65534
DEPTH = 400  # frames that nested objects may take


def confine(task: dict[str, Any]) -> None:
    """Give up what reading doesn't need; nothing here can be undone by this process."""
    if os.geteuid() == 0:
        # Root could raise its limits again, and is nobody to open strangers' files.
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    for name, value in (
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CPU, task["cpu_seconds"]),
        (resource.RLIMIT_AS, task["memory_bytes"]),
        # Descriptors that are open stay usable; a new one, a socket's too, can't be had.
        (resource.RLIMIT_NOFILE, 0),
    ):
        # Some systems (macOS) know a limit and refuse to set it; the others still hold.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(name, (value, value))
    # The last resort where the parent is gone: the default action ends the process.
    signal.alarm(task["wall_seconds"])


def library() -> Any:
    """Pypdf with all that it would import lazily: once confined, no file can be opened."""
    import pypdf  # noqa: PLC0415 - found only by the path given in argv

    for module in pkgutil.walk_packages(pypdf.__path__, "pypdf."):
        # Some of them need parts that aren't there (other providers of ciphers, images).
        with contextlib.suppress(ImportError):
            importlib.import_module(module.name)
    for name in CODINGS:
        codecs.lookup(name)
    logging.disable(logging.CRITICAL)
    return pypdf


def words(pypdf: Any, task: dict[str, Any]) -> dict[str, str]:
    """What it says."""
    with os.fdopen(task["fd"], "rb") as file:
        reader = pypdf.PdfReader(file, strict=False)
        # A document that only restricts its use opens without a password.
        if reader.is_encrypted and not reader.decrypt(""):
            return {"error": "locked"}
        pieces: list[str] = []
        left = task["characters"]
        for at in range(min(len(reader.pages), task["pages"])):
            text = reader.pages[at].extract_text().strip().encode("utf-8", "replace").decode()
            if text:
                pieces.append(text[:left])
                left -= len(pieces[-1]) + 1
            if left <= 0:
                break
    return {"text": "\n".join(pieces)} if pieces else {"error": "no_text"}


def main() -> None:
    """Do the one task in argv."""
    task = json.loads(sys.argv[1])
    sys.path.append(task["site"])
    pypdf = library()
    confine(task)
    sys.setrecursionlimit(DEPTH)
    try:
        said = words(pypdf, task)
    except Exception:  # noqa: BLE001 - whatever a broken document brings about, it isn't readable
        said = {"error": "unreadable"}
    print(json.dumps(said), flush=True)  # noqa: T201 - its parent reads this


if __name__ == "__main__":
    main()
