"""Structured logs without personal data: JSON lines with an allow-list of fields.

A log call names its event and passes identifiers and figures in `extra`; a field that is not
listed here is dropped, so a name, an address, a token or an answer can't slip in by accident.
"""

import json
import logging
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)

FIELDS = frozenset({
    "attempt", "bytes", "code", "context", "count", "delay_s", "duration_ms", "event_id",
    "event_type", "group", "job_id", "job_kind", "method", "pid", "port", "progress", "queue",
    "route", "signal", "state", "status", "target", "topic", "version", "error_type",
})  # fmt: skip


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message, request id, allowed fields.

    Exceptions are written as type and frames only: their messages may carry what a person
    typed.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Render `record`."""
        out: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _event(record),
        }
        if (rid := request_id.get()) is not None:
            out["requestId"] = rid
        out.update({k: v for k, v in vars(record).items() if k in FIELDS})
        if record.exc_info and record.exc_info[0] is not None:
            out["error_type"] = record.exc_info[0].__name__
            frames = traceback.extract_tb(record.exc_info[2])[-6:]
            out["frames"] = [f"{f.filename.rsplit('/', 1)[-1]}:{f.lineno} {f.name}" for f in frames]
        return json.dumps(out, default=str)


def _event(record: logging.LogRecord) -> str:
    """The event's name: the constant template, first line, without its arguments.

    Libraries interpolate addresses, and asyncio appends the repr of a failed task, with the
    message of its exception.
    """
    if not isinstance(record.msg, str):
        return type(record.msg).__name__
    return record.msg.partition("\n")[0]


def configure(level: str = "info") -> None:
    """Send all logs to standard error in the one format; quiet what would repeat requests."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for noisy in ("uvicorn.access", "httpx", "httpcore", "alembic", "websockets"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
