"""A double of OpenAI's transcriptions endpoint: a real HTTP server on loopback."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

GOOD = {
    "task": "transcribe",
    "language": "english",
    "duration": 1.0,
    "text": "Hello, there.",
    "words": [
        {"word": "Hello", "start": 0.1, "end": 0.4},
        {"word": "there", "start": 0.5, "end": 0.9},
    ],
    "segments": [{"id": 0, "start": 0.0, "end": 1.0, "text": "Hello, there.", "avg_logprob": -0.1}],
}


@dataclass
class Reply:
    """What is answered: a status, a body, headers; or silence until the test ends."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    silent: bool = False

    @classmethod
    def json(cls, value: object, status: int = 200, **headers: str) -> "Reply":
        named = {name.replace("_", "-"): one for name, one in headers.items()}
        return cls(status, json.dumps(value).encode(), named)


@dataclass
class Asked:
    """One request: its form, by name, and its headers."""

    path: str
    headers: dict[str, str]
    form: dict[str, list[Any]]


@dataclass
class CloudServer:
    """Answers with `replies` in turn, the last one for ever."""

    replies: list[Reply] = field(default_factory=lambda: [Reply.json(GOOD)])
    asked: list[Asked] = field(default_factory=list)
    url: str = ""
    ending: threading.Event = field(default_factory=threading.Event)

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers["Content-Length"]))
        kind = request.headers["Content-Type"].encode()
        parts: Any = message_from_bytes(
            b"Content-Type: " + kind + b"\r\n\r\n" + body, policy=policy.HTTP
        )
        form: dict[str, list[Any]] = {}
        for part in parts.iter_parts():
            name = part.get_param("name", header="content-disposition")
            content = part.get_payload(decode=True)
            form.setdefault(name, []).append(content if name == "file" else content.decode())
        self.asked.append(Asked(request.path, dict(request.headers), form))
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if reply.silent:
            self.ending.wait()
            return
        request.send_response(reply.status)
        for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(reply.body)


@contextmanager
def serving() -> Iterator[CloudServer]:
    double = CloudServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            with suppress(OSError):  # whoever asked has gone
                double.answer(self)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    double.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield double
    finally:
        double.ending.set()
        server.shutdown()
        server.server_close()
        thread.join()
