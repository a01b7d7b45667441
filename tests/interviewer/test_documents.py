"""The confined reader of PDFs, against documents made by hand."""

import asyncio
from pathlib import Path

import pytest

from parley.interviewer.clients.documents import (
    CHILD,
    ConfinedDocuments,
    DocumentLocked,
    DocumentReaderBusy,
    DocumentWithoutText,
    Limits,
    UnreadableDocument,
)
from parley.kit.errors import DomainError
from tests.interviewer import pdfs

JOB = "Data Engineer (Vienna)\nSQL, Python and pipelines.\nGrüße"


async def test_words_are_read() -> None:
    assert (await ConfinedDocuments().text(pdfs.written(JOB))).split("\n") == JOB.split("\n")


@pytest.mark.parametrize("most", [10, 11, 12])
async def test_text_is_cut_at_its_limit(most: int) -> None:
    read = await ConfinedDocuments(Limits(characters=most)).text(pdfs.written("Hello", "World"))
    assert read == "Hello\nWorld"[:most]


async def test_two_hundred_pages_are_read_in_order() -> None:
    text = await ConfinedDocuments().text(pdfs.written(*(f"Page {at}" for at in range(200))))
    assert text.split("\n") == [f"Page {at}" for at in range(200)]


async def test_pages_beyond_the_limit_are_not_read() -> None:
    text = await ConfinedDocuments(Limits(pages=3)).text(pdfs.written(*"abcd"))
    assert text == "a\nb\nc"


BROKEN: dict[str, tuple[bytes, type[DomainError]]] = {
    "scan": (pdfs.scanned(), DocumentWithoutText),
    "no pages": (pdfs.document([]), DocumentWithoutText),
    "locked": (pdfs.locked(), DocumentLocked),
    "empty": (b"", UnreadableDocument),
    "not a pdf": (b"Dear Sir or Madam, " * 100, UnreadableDocument),
    "html": (b"<html>%PDF-1.7</html>", UnreadableDocument),
    "only a header": (b"%PDF-1.7\n", UnreadableDocument),
    "points to itself": (
        pdfs.pdf([
            b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>",
        ]),
        DomainError,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
async def test_what_holds_no_words_is_refused(name: str) -> None:
    document, error = BROKEN[name]
    with pytest.raises(error):
        await ConfinedDocuments().text(document)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
async def test_a_truncated_document_is_read_or_refused(share: float) -> None:
    whole = pdfs.written(JOB)
    try:
        text = await ConfinedDocuments().text(whole[: int(len(whole) * share)])
    except (UnreadableDocument, DocumentWithoutText):
        return
    assert text.split("\n") == JOB.split("\n")


async def test_a_bomb_hurts_only_its_child() -> None:
    bomb = pdfs.bomb(300_000_000)
    assert len(bomb) < 100_000
    with pytest.raises((UnreadableDocument, DocumentWithoutText, DocumentReaderBusy)):
        await ConfinedDocuments(Limits(memory_bytes=250 * 1024**2)).text(bomb)


def child(folder: Path, body: str) -> Path:
    script = folder / "child.py"
    script.write_text(body)
    return script


async def test_a_child_that_hangs_is_killed(tmp_path: Path) -> None:
    hanging = child(tmp_path, "import time\ntime.sleep(600)")
    with pytest.raises(DocumentReaderBusy):
        await ConfinedDocuments(Limits(seconds=0.5), child=hanging).text(b"")


@pytest.mark.parametrize(
    "said",
    [
        "print('{}')",
        "print('null')",
        "print('[' * 100000)",
        "print('{\"text\": 5}')",
        "print('{\"text\": \"' + 'x' * 11 + '\"}')",
        "print('x' * 10_000_000)",
        "raise SystemExit(3)",
    ],
)
async def test_a_child_that_was_taken_over_is_not_believed(said: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument):
        await ConfinedDocuments(Limits(characters=10), child=child(tmp_path, said)).text(b"")


PROBE = """
import json, sys
sys.path.insert(0, {folder!r})
import child as real
task = json.loads(sys.argv[1])
def reach(_pypdf, _task):
    found = []
    for name, act in (
        ("open", lambda: open("/etc/hostname")),
        ("socket", lambda: __import__("socket").socket()),
        ("process", lambda: __import__("os").fork()),
        ("memory", lambda: bytearray(10**9)),
    ):
        try:
            act() == 0 and __import__("os")._exit(0)
        except (OSError, MemoryError, ImportError):
            continue
        found.append(name)
    return {{"text": "reached " + " ".join(found)}}
real.words = reach
{change}
real.main()
"""


@pytest.mark.parametrize(
    ("change", "reached"),
    [("", ""), ("real.confine = lambda task: None", "open socket process memory")],
    ids=["confined", "broken variant"],
)
async def test_once_confined_it_reaches_nothing(change: str, reached: str, tmp_path: Path) -> None:
    script = child(tmp_path, PROBE.format(folder=str(CHILD.parent), change=change))
    text = await ConfinedDocuments(child=script.rename(tmp_path / "probe.py")).text(b"")
    assert text.removeprefix("reached").strip() == reached


async def test_documents_wait_for_their_turn(tmp_path: Path) -> None:
    hanging = child(tmp_path, "import time\ntime.sleep(600)")
    reader = ConfinedDocuments(Limits(seconds=5, at_once=1, wait_seconds=0.2), child=hanging)
    first = asyncio.ensure_future(reader.text(b""))
    await asyncio.sleep(0)
    with pytest.raises(DocumentReaderBusy):
        await reader.text(b"")
    first.cancel()
    await asyncio.wait({first})
    assert first.cancelled()
