"""What the pages are built from is what the server says today."""

from pathlib import Path

from parley.app.openapi import document

WRITTEN = Path(__file__).resolve().parents[2] / "web" / "openapi.json"


async def test_the_committed_document_is_the_servers() -> None:
    assert WRITTEN.read_text() == await document(), "run scripts/generate-api"
