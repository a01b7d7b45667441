import errno
import os
import shutil
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.kit.blobs import (
    CHUNK,
    BlobNotFound,
    LinkExpired,
    LinkSigner,
    LocalBlobs,
    StorageFull,
    check_key,
)

EVIL = [
    "", "/", "/etc/passwd", "../x", "a/../../x", "a/..", "..", ".", "a//b", "a/", "/a", "a\\b", "A",
    "a/.hidden", "a b", "a\n", "a\x00b", "é", "~", "%2e%2e", "a/./b", "-a", "a" * 513,
]  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> LocalBlobs:
    return LocalBlobs(tmp_path / "blobs")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source"
    path.write_bytes(b"0123456789")
    return path


async def everything(store: LocalBlobs, key: str, start: int = 0, end: int | None = None) -> bytes:
    return b"".join([part async for part in store.read(key, start, end)])


@pytest.mark.parametrize("key", EVIL)
async def test_no_key_leaves_the_folder(store: LocalBlobs, source: Path, key: str) -> None:
    with pytest.raises(BlobNotFound):
        check_key(key)
    for action in (store.info(key), everything(store, key), store.put_file(key, source)):
        with pytest.raises(BlobNotFound):
            await action
    with pytest.raises(BlobNotFound):
        await store.local_copy(key, source.parent)
    assert source.exists()


@given(st.text(max_size=30))
def test_whatever_passes_stays_inside(text: str) -> None:
    try:
        key = check_key(text)
    except BlobNotFound:
        return
    assert Path(os.path.normpath(Path("/root") / key)) == Path("/root") / key


async def test_a_stored_file_is_moved_and_read_back(store: LocalBlobs, source: Path) -> None:
    info = await store.put_file("a/b.webm", source)
    assert (info.size, source.exists()) == (10, False)
    assert (await store.info("a/b.webm")).size == 10
    assert await everything(store, "a/b.webm") == b"0123456789"
    local = await store.local_copy("a/b.webm", source.parent)
    assert local.read_bytes() == b"0123456789"


async def test_storing_again_replaces(store: LocalBlobs, source: Path, tmp_path: Path) -> None:
    await store.put_file("a/b", source)
    (tmp_path / "new").write_bytes(b"new")
    await store.put_file("a/b", tmp_path / "new")
    assert await everything(store, "a/b") == b"new"


@pytest.mark.parametrize(
    ("start", "end", "wanted"),
    [
        (0, None, b"0123456789"),
        (0, 0, b""),
        (3, 3, b""),
        (3, 4, b"3"),
        (9, 10, b"9"),
        (5, 99, b"56789"),
        (10, None, b""),
        (11, 12, b""),
    ],
)
async def test_ranges(
    store: LocalBlobs, source: Path, start: int, end: int | None, wanted: bytes
) -> None:
    await store.put_file("a", source)
    assert await everything(store, "a", start, end) == wanted


async def test_large_blobs_come_in_pieces(store: LocalBlobs, tmp_path: Path) -> None:
    content = os.urandom(2 * CHUNK + 5)
    (tmp_path / "large").write_bytes(content)
    await store.put_file("large", tmp_path / "large")
    pieces = [part async for part in store.read("large", 1, 2 * CHUNK + 3)]
    assert b"".join(pieces) == content[1 : 2 * CHUNK + 3]
    assert max(map(len, pieces)) == CHUNK


async def test_a_folder_is_no_blob(store: LocalBlobs, source: Path) -> None:
    await store.put_file("a/b", source)
    for key in ("a", "a/b/c", "nothing", "no/thing"):
        with pytest.raises(BlobNotFound):
            await store.info(key)
        with pytest.raises(BlobNotFound):
            await everything(store, key)
        with pytest.raises(BlobNotFound):
            await store.local_copy(key, source.parent)


async def test_deleting_a_prefix_deletes_all_of_it_and_nothing_else(
    store: LocalBlobs, tmp_path: Path
) -> None:
    for key in ("t/1/a", "t/1/b/c", "t/10/a", "t/2"):
        (tmp_path / "f").write_bytes(b"x")
        await store.put_file(key, tmp_path / "f")
    assert await store.delete_prefix("t/1/") == 2
    assert await store.delete_prefix("t/1/") == 0
    for key in ("t/10/a", "t/2"):
        await store.info(key)
    for key in ("t/1/a", "t/1/b/c"):
        with pytest.raises(BlobNotFound):
            await store.info(key)


async def test_a_deletion_that_fails_is_not_reported_as_done(
    store: LocalBlobs, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store.put_file("t/1/a", source)

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise PermissionError(errno.EACCES, "no")

    monkeypatch.setattr(os, "unlink", refuse)
    with pytest.raises(PermissionError):
        await store.delete_prefix("t/1/")


async def test_another_file_system_is_copied_to(
    store: LocalBlobs, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if self == source:
            raise OSError(errno.EXDEV, "other device")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    await store.put_file("a/b", source)
    assert await everything(store, "a/b") == b"0123456789"
    assert not source.exists()
    assert [path.name for path in store.path("a/b").parent.iterdir()] == ["b"]


async def test_a_full_disk_leaves_the_source_and_nothing_half(
    store: LocalBlobs, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def replace(self: Path, target: Path) -> Path:
        raise OSError(errno.EXDEV, "other device")

    def copy(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr(shutil, "copyfileobj", copy)
    with pytest.raises(StorageFull) as caught:
        await store.put_file("a/b", source)
    assert caught.value.retry_after
    assert source.read_bytes() == b"0123456789"
    assert list(store.path("a/b").parent.iterdir()) == []


async def test_a_missing_source_is_an_error(store: LocalBlobs, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        await store.put_file("a/b", tmp_path / "nothing")


def test_the_folder_is_private(tmp_path: Path) -> None:
    LocalBlobs(tmp_path / "deep" / "blobs")
    assert (tmp_path / "deep" / "blobs").stat().st_mode & 0o077 == 0


# Links.

SIGNER = LinkSigner(b"k" * 32)


def parts(link: str) -> tuple[str, str, int, str]:
    url = urlsplit(link)
    query = {key: values[0] for key, values in parse_qs(url.query).items()}
    return url.path, query["type"], int(query["expires"]), query["signature"]


def test_a_signed_link_holds_for_get_and_head() -> None:
    path, kind, expires, signature = parts(SIGNER.sign("/m/a b/ü", "video/webm", seconds=60))
    SIGNER.verify(path, kind, expires, signature)
    SIGNER.verify(path, kind, expires, signature, method="HEAD")
    for method in ("PUT", "DELETE", "get", ""):
        with pytest.raises(LinkExpired):
            SIGNER.verify(path, kind, expires, signature, method=method)


def test_a_link_holds_until_its_last_second(monkeypatch: pytest.MonkeyPatch) -> None:
    path, kind, expires, signature = parts(SIGNER.sign("/m/a", "video/webm", seconds=60))
    monkeypatch.setattr(time, "time", lambda: float(expires))
    SIGNER.verify(path, kind, expires, signature)
    monkeypatch.setattr(time, "time", lambda: expires + 0.001)
    with pytest.raises(LinkExpired):
        SIGNER.verify(path, kind, expires, signature)


def test_nothing_of_a_link_can_be_changed() -> None:
    path, kind, expires, signature = parts(SIGNER.sign("/m/a", "video/webm", seconds=60))
    for changed in (
        ("/m/b", kind, expires, signature),
        (path, "text/html", expires, signature),
        (path, kind, expires + 1, signature),
        (path, kind, expires, signature[:-1]),
        (path, kind, expires, ""),
        (path, kind, expires, "é"),
        (f"{path}\n{kind}", "", expires, signature),
    ):
        with pytest.raises(LinkExpired):
            SIGNER.verify(*changed)
    with pytest.raises(LinkExpired):
        LinkSigner(b"other").verify(path, kind, expires, signature)
