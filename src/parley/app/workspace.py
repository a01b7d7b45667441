"""What kind of installation a data directory holds: decided once, at its first start."""

import json
from pathlib import Path

FILE = "workspace.json"


def is_demo(data_dir: Path, *, allowed: bool) -> bool:
    """Whether the demo workspace is shown.

    Made only in a new data directory, so that an installation in use never gains demo
    accounts; kept quiet whenever it isn't `allowed` (`--no-demo`, or not on loopback).
    """
    path = data_dir / FILE
    if not path.exists():
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_suffix(".new")
        draft.write_text(json.dumps({"demo": allowed}))
        draft.replace(path)
    made: bool = json.loads(path.read_text())["demo"]
    return made and allowed
