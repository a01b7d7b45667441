"""The reference client of tus 1.0, tus-js-client, over real sockets against our server."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from parley.kit.ids import new_id
from tests.media.conftest import House, sha256
from tests.media.recordings import webm
from tests.requires import require

JS = Path(__file__).with_name("js")
DATA = webm(4.0)


@pytest.fixture
def node() -> Path:
    found = require("node")
    if not (JS / "node_modules" / "tus-js-client").is_dir():
        pytest.skip("requires tus-js-client: npm ci in tests/media/js")
    return found


async def run(node: Path, **ask: Any) -> dict[str, Any]:
    process = await asyncio.create_subprocess_exec(
        str(node), "upload.mjs", json.dumps(ask), cwd=JS,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        out, err = await asyncio.wait_for(process.communicate(), 30)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0, err.decode()
    seen: dict[str, Any] = json.loads(out)
    return seen


@pytest.mark.parametrize("deferred", [False, True], ids=["known-length", "deferred-length"])
@pytest.mark.parametrize("break_after", [0, 20_000], ids=["through", "broken-off"])
async def test_it_uploads_and_resumes(
    house: House,
    node: Path,
    address: str,
    tmp_path: Path,
    deferred: bool,
    break_after: int,
) -> None:
    take = await house.take()
    file = tmp_path / "recording.webm"
    file.write_bytes(DATA)
    seen = await run(
        node,
        url=f"{address}/api/v1/uploads",
        token=house.identity.token(house.candidate),
        file=str(file),
        metadata={"takeId": take.take_id, "segment": "0", "filetype": "video/webm"},
        chunkSize=10_000,
        deferred=deferred,
        breakAfter=break_after,
    )
    assert "error" not in seen, seen
    assert seen["requests"][0] == "POST 201"
    assert ("HEAD 200" in seen["requests"]) == bool(break_after)
    assert set(seen["requests"]) <= {"POST 201", "PATCH 204", "HEAD 200"}
    upload = seen["uploadUrl"].removeprefix(address)
    state = (await house.client().http.get(upload)).json()
    assert (state["complete"], state["sha256"]) == (True, sha256(DATA))
    assert await house.media.submit_take(take.media_url, house.evidence_id, "q1") > 3.5


async def test_it_is_refused_in_words_it_understands(
    house: House, node: Path, address: str, tmp_path: Path
) -> None:
    file = tmp_path / "page.webm"
    file.write_bytes(b"<!doctype html>" * 100)
    take = await house.take()
    seen = await run(
        node,
        url=f"{address}/api/v1/uploads",
        token=house.identity.token(house.candidate),
        file=str(file),
        metadata={"takeId": take.take_id, "segment": "0"},
        chunkSize=1000,
        deferred=False,
        breakAfter=0,
    )
    assert (seen["status"], seen["requests"]) == (415, ["POST 201", "PATCH 415"])
    seen = await run(
        node,
        url=f"{address}/api/v1/uploads",
        token=house.identity.token(house.candidate),
        file=str(file),
        metadata={"takeId": new_id(), "segment": "0"},
        chunkSize=1000,
        deferred=False,
        breakAfter=0,
    )
    assert seen["status"] == 404
