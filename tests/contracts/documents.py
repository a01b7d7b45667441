"""Reads a contract document: every row that binds us, as a key that a test can name."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "contracts" / "interview-service.md"

_CELL = re.compile(r"`([^`]+)`")


def sections(text: str) -> dict[str, str]:
    """The body below each heading, by heading (the last one of a name wins)."""
    parts = re.split(r"^#{2,4} (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def table(body: str) -> Iterator[list[str]]:
    """The rows of the first Markdown table in `body`, without its head."""
    rows = [line for line in body.splitlines() if line.startswith("|")]
    for line in rows[2:]:
        yield [cell.strip() for cell in line.strip("|").split("|")]


def _code(cell: str) -> str:
    found = _CELL.search(cell)
    assert found, cell
    return found.group(1)


def rows(text: str) -> dict[str, list[str]]:
    """All keys of interview-service.md by kind."""
    part = sections(text)
    keys: dict[str, list[str]] = {}
    keys["command"] = [
        _code(row[0])
        for name in ("Template Commands", "Question Commands", "Invitation Commands")
        for row in table(part[name])
    ]
    keys["query"] = [_code(row[0]) for row in table(part["CQRS Queries"])]
    keys["endpoint"] = [
        f"{_code(row[0])} {_code(row[1])}"
        for name in ("Templates API", "Questions API", "Invitations API", "Health")
        for row in table(part[name])
    ]
    keys["event"] = [_code(row[1]) for row in table(part["Published Events (via OUTBOX)"])]
    keys["exception"] = [_code(row[0]) for row in table(part["Domain Exceptions"])]
    keys["metric"] = re.findall(r"^(interview_\w+)", part["Prometheus Metrics"], re.MULTILINE)
    keys["environment"] = re.findall(r"^([A-Z_]+)=", part["Environment Variables"], re.MULTILINE)
    keys["column"] = [
        f"{name}.{column}"
        for name, body in re.findall(r"\*\*(\w+)\*\*\n((?:\|.*\n)+)", part["Tables Detail"])
        for column in (_code(row[0]) for row in table(body))
    ]
    keys["status"] = [
        f"{name}.{word}"
        for name in ("TemplateStatus", "InvitationStatus", "QuestionType", "ResponseType")
        for word in re.findall(r"^- `(\w+)`", part[name], re.MULTILINE)
    ]
    keys["setting"] = re.findall(r"^  (\w+): ", part["InterviewSettings"], re.MULTILINE)
    return keys


def named_rows() -> dict[str, list[str]]:
    """Which tests say that they hold which row: key -> `file::test`, read from the sources."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        tree = ast.parse(path.read_text())
        for node in ast.walk(tree):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                continue
            for key in _keys(node.decorator_list):
                found.setdefault(key, []).append(f"{path.relative_to(ROOT)}::{node.name}")
    return found


def _keys(decorators: list[ast.expr]) -> Iterator[str]:
    for decorator in decorators:
        for call in ast.walk(decorator):
            if (
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Attribute)
                and call.func.attr == "contract"
            ):
                words = [a.value for a in call.args if isinstance(a, ast.Constant)]
                if words and words[0] == DOCUMENT.name:
                    yield from (str(word) for word in words[1:])
