import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import requires

ROOT = Path(__file__).resolve().parents[2]


def test_generated_code_is_what_the_proto_files_give(tmp_path: Path) -> None:
    made = tmp_path / "wire_gen"
    subprocess.run([sys.executable, ROOT / "scripts/generate-proto", made], check=True)
    committed = ROOT / "src/parley/wire_gen"

    def contents(folder: Path) -> dict[str, str]:
        files = (path for suffix in ("py", "pyi") for path in folder.rglob(f"*.{suffix}"))
        return {str(path.relative_to(folder)): path.read_text() for path in files}

    assert contents(made) == contents(committed), "run scripts/generate-proto and commit"


@pytest.fixture
def buf() -> Path:
    """The pinned buf of proto/package.json: its program itself, which needs no Node to run."""
    installed = ROOT / "proto/node_modules/@bufbuild"
    if found := sorted(installed.glob("buf-*/bin/buf*")):
        return found[0]
    if "node" in requires.demanded():
        pytest.fail("buf is missing: npm install --prefix proto", pytrace=False)
    pytest.skip("requires buf: npm install --prefix proto")


def test_proto_files_pass_buf_lint(buf: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "BUF_CACHE_DIR": str(tmp_path)}
    ran = subprocess.run(
        [buf, "lint"],
        cwd=ROOT / "proto",
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_buf_lint_sees_a_broken_file(buf: Path, tmp_path: Path) -> None:
    (tmp_path / "buf.yaml").write_text((ROOT / "proto/buf.yaml").read_text())
    (tmp_path / "wrong.proto").write_text('syntax = "proto3";\npackage elsewhere;\n')
    environment = {**os.environ, "BUF_CACHE_DIR": str(tmp_path / "cache")}
    ran = subprocess.run(
        [buf, "lint"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode != 0
    assert "elsewhere" in ran.stdout
