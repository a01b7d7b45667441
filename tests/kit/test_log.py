import ast
import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from parley.kit import log as kit_log

SOURCES = Path(kit_log.__file__).resolve().parents[1]
LEVELS = {"debug", "info", "warning", "error", "critical", "exception", "log"}
CANARIES = ("Ada Canary", "canary@x.example", "eyJcanary.token", "my canary answer")


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What a logger in our format writes."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(kit_log.JsonFormatter())
    logger = logging.getLogger("tests.canary")
    logger.addHandler(handler)
    logger.setLevel("DEBUG")
    logger.propagate = False
    yield stream
    logger.removeHandler(handler)
    logger.propagate = True


log = logging.getLogger("tests.canary")


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.mark.parametrize("canary", CANARIES)
def test_no_personal_data_comes_out(written: io.StringIO, canary: str) -> None:
    extra = {"email": canary, "user": {"name": canary}, "token": canary, "answer": canary}
    log.info("from extra", extra=extra)
    log.info("from an argument %s", canary)
    log.info("a task died\nfuture: <Task exception=%s>", canary)
    log.info(f"a task died\nfuture: <Task exception=ValueError({canary!r})>")  # noqa: G004 - as asyncio does
    log.error(ValueError(canary))
    try:
        try:
            raise KeyError(canary)
        except KeyError as error:
            raise ValueError(canary) from error
    except ValueError:
        log.exception("from an exception")
    assert canary not in written.getvalue()
    assert len(lines(written)) == 6


def test_allowed_fields_come_out(written: io.StringIO) -> None:
    log.warning("job failed", extra={"job_id": "j", "attempt": 2, "email": "x"})
    [line] = lines(written)
    assert line["message"] == "job failed"
    assert (line["job_id"], line["attempt"], line["level"]) == ("j", 2, "warning")
    assert (line["logger"], "email" in line) == ("tests.canary", False)


def test_an_exception_is_its_type_and_frames(written: io.StringIO) -> None:
    try:
        raise ValueError(CANARIES[0])
    except ValueError:
        log.exception("broke")
    [line] = lines(written)
    assert line["error_type"] == "ValueError"
    assert line["frames"][-1].startswith("test_log.py:")


def test_the_request_id_is_on_the_line(written: io.StringIO) -> None:
    token = kit_log.request_id.set("r-7")
    log.info("inside")
    kit_log.request_id.reset(token)
    log.info("outside")
    inside, outside = lines(written)
    assert inside["requestId"] == "r-7"
    assert "requestId" not in outside


def test_configure_takes_over_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [logging.NullHandler()])
    monkeypatch.setattr(root, "level", root.level)
    kit_log.configure("warning")
    assert [type(handler.formatter) for handler in root.handlers] == [kit_log.JsonFormatter]
    assert root.level == logging.WARNING
    assert not logging.getLogger("uvicorn.access").isEnabledFor(logging.INFO)


def log_calls() -> Iterator[tuple[str, ast.Call]]:
    for path in sorted(SOURCES.rglob("*.py")):
        if "wire_gen" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in LEVELS
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id.strip("_").lower() in {"log", "logger", "logging"}
            ):
                yield f"{path.relative_to(SOURCES)}:{node.lineno}", node


def test_log_calls_have_constant_messages_and_known_fields() -> None:
    calls = list(log_calls())
    assert len(calls) > 5
    for place, call in calls:
        assert len(call.args) == 1, f"{place}: a message takes no arguments"
        assert isinstance(call.args[0], ast.Constant), f"{place}: a message is a constant"
        for keyword in call.keywords:
            if keyword.arg == "extra":
                assert isinstance(keyword.value, ast.Dict), f"{place}: name the fields"
                keys = {
                    key.value if isinstance(key, ast.Constant) else None
                    for key in keyword.value.keys
                }
                assert keys <= kit_log.FIELDS, f"{place}: {keys - kit_log.FIELDS} would be dropped"
