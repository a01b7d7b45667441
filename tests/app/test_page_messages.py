"""The pages' code for the voice socket is what proto/preppal says today."""

import subprocess
from pathlib import Path

from tests.requires import require

WEB = Path(__file__).resolve().parents[2] / "web"
WRITTEN = Path("preppal/interview_pb.ts")


def test_the_committed_messages_are_the_protos(tmp_path: Path) -> None:
    node = require("node")
    subprocess.run([node, WEB / "scripts/generate-messages.js", tmp_path], check=True)
    assert (WEB / "src/generated" / WRITTEN).read_text() == (tmp_path / WRITTEN).read_text(), (
        "run npm --prefix web run generate"
    )
