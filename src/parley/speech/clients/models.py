"""Where models lie: several folders are looked through, the first that has one wins."""

from collections.abc import Sequence
from pathlib import Path


def located(folders: Sequence[Path], path: str, *members: str) -> Path | None:
    """The first of `folders` that has a model.

    Args:
        folders: In the order in which they are looked through.
        path: Of a file below one, or of a folder that holds files `members`.
        members: Their names.
    """
    for folder in folders:
        found = folder / path
        if all((found / name).is_file() for name in members) if members else found.is_file():
            return found
    return None
