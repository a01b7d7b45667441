"""Sets the project up: Python packages, a model, Node, the pages, a browser for the tests.

NO_VOICE=1 leaves out the voice that is under GPL-3.

Every part compares a fingerprint of its inputs with the stamp that its last complete run left, so a
second run does nothing and an interrupted one is done again. One run at a time: the lock is on
pyproject.toml itself, so that no file is left behind.
"""

import fcntl
import os
import sys

import browser
import models
import node
import packages
import pages
import tools
from process import ROOT, SetupError

USAGE = "usage: scripts/setup runtime|extras|dev|browser"


def main(arguments: list[str]) -> int:
    """Runs the named part and turns a failure into one sentence."""
    if arguments not in (["runtime"], ["extras"], ["dev"], ["browser"]):
        print(USAGE, file=sys.stderr)
        return 2
    wanted = arguments[0]
    try:
        with (ROOT / "pyproject.toml").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            system_node = node.on_the_system()
            packages.install(
                "dev" if wanted == "browser" else wanted,
                with_node=not system_node,
                with_voice=not os.environ.get("NO_VOICE"),
            )
            packages.compile_sources()
            models.provide()
            programs = system_node or node.in_the_environment()
            pages.build(programs)
            if wanted in {"dev", "browser"}:
                tools.provide(programs)
            if wanted == "browser":
                browser.provide()
    except SetupError as error:
        print(f"Set-up stopped: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"Set-up stopped: {SetupError.from_os(error)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Set-up interrupted; run it again to go on.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
