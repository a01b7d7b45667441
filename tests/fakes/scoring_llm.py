"""Language models that speak the real protocols on loopback: OpenAI's and Gemini's, over HTTP.

What they say is a function of the prompt, so that a test decides how well they judge, how they lie
and when they are away.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response

Say = Callable[[str, int], str]
_FENCED = re.compile(r"^(=== [0-9a-f]+ ===)\n(.*)\n\1$", re.DOTALL | re.MULTILINE)
_POINT = re.compile(r"^(\d+)\. (.*)$", re.MULTILINE)


def fenced(prompt: str) -> str:
    """The answer that a prompt holds."""
    found = _FENCED.search(prompt)
    assert found is not None
    return found[2]


def fair(prompt: str, _turn: int = 0, *, coverage: float = 0.8, clarity: float = 70) -> str:
    """A judge that quotes the whole answer for each key point."""
    points = _POINT.findall(prompt.partition("The answer is between")[0])
    answer = fenced(prompt)
    return json.dumps({
        "key_points": [
            {"index": int(at), "coverage": coverage, "quotes": [answer[:60]]} for at, _ in points
        ],
        "on_topic": 1, "clarity": clarity, "depth": 60,
    })  # fmt: skip


@dataclass
class Model:
    """What the server behind both protocols does.

    Attributes:
        say: Its text, from the prompt and how often it was asked before.
        broken: Statuses to answer instead, one a request, while there are any; 0 hangs up.
        headers: Of those answers.
        knows_schema: Whether it takes `response_format`.
        asked: The requests it had.
        url: Where it listens, once it does.
        raw: The body of every answer instead.
    """

    say: Say = fair
    broken: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    knows_schema: bool = True
    asked: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""
    raw: bytes | None = None
    released: asyncio.Event | None = None  # nothing is answered before

    async def trouble(self, body: dict[str, Any]) -> Response | None:
        self.asked.append(body)
        if self.released is not None:
            await self.released.wait()
        if self.broken:
            status = self.broken.pop(0)
            return Response(
                b'{"error": {"message": "no"}}', status, self.headers, "application/json"
            )
        if self.raw is not None:
            return Response(self.raw, media_type="application/json")
        return None

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.post("/v1/chat/completions")
        async def completions(request: Request) -> Response:
            body = await request.json()
            if (answer := await self.trouble(body)) is not None:
                return answer
            if "response_format" in body and not self.knows_schema:
                return Response(b"{}", 400)
            text = self.say(body["messages"][1]["content"], len(self.asked) - 1)
            made = {"choices": [{"message": {"role": "assistant", "content": text}}]}
            return Response(json.dumps(made), media_type="application/json")

        @app.post("/v1/models/{call}")
        async def generate(call: str, request: Request) -> Response:
            body = await request.json()
            body |= {"call": call, "key": request.headers.get("x-goog-api-key")}
            if (answer := await self.trouble(body)) is not None:
                return answer
            text = self.say(body["contents"][0]["parts"][0]["text"], len(self.asked) - 1)
            made = {"candidates": [{"content": {"role": "model", "parts": [{"text": text}]}}]}
            return Response(json.dumps(made), media_type="application/json")

        return app


@asynccontextmanager
async def serving(model: Model) -> AsyncIterator[Model]:
    """Serve it on a free port of loopback."""
    server = uvicorn.Server(
        uvicorn.Config(
            model.app(),
            host="127.0.0.1",
            port=0,
            log_config=None,
            lifespan="off",
            timeout_graceful_shutdown=1,
        )
    )
    task = asyncio.ensure_future(server.serve())
    try:
        while not server.started:
            await asyncio.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        model.url = f"http://127.0.0.1:{port}"
        yield model
    finally:
        server.should_exit = True
        await task
