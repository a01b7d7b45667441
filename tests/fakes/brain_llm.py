"""Language models that speak OpenAI's and Gemini's protocols on loopback, whole and in a stream."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import StreamingResponse


@dataclass
class Model:
    """What the server behind both protocols does.

    Attributes:
        pieces: What it says; streamed one by one, or joined.
        broken: Statuses to answer instead, one a request, while there are any.
        headers: Of those answers.
        raw: The body of every answer instead.
        knows_schema, knows_thinking: Whether it takes `response_format`, `thinkingConfig`.
        released: Nothing is answered before.
        paused: Nothing is streamed after the first piece before.
        breaks_off: A stream ends in the middle of its second piece.
        asked: The requests it had.
        left: Set once a peer hung up in mid-stream.
        url: Where it listens, once it does.
    """

    pieces: tuple[str, ...] = ("ok",)
    broken: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    knows_schema: bool = True
    knows_thinking: bool = True
    released: asyncio.Event | None = None
    paused: asyncio.Event | None = None
    breaks_off: bool = False
    asked: list[dict[str, Any]] = field(default_factory=list)
    left: asyncio.Event = field(default_factory=asyncio.Event)
    url: str = ""

    async def trouble(self, body: dict[str, Any]) -> Response | None:
        self.asked.append(body)
        if self.released is not None:
            await self.released.wait()
        if self.broken:
            status = self.broken.pop(0)
            return Response(
                b'{"error": {"message": "no"}}', status, self.headers, "application/json"
            )
        return None if self.raw is None else Response(self.raw, media_type="application/json")

    def streamed(self, chunks: list[dict[str, Any]], end: str = "") -> Response:
        async def lines() -> AsyncIterator[str]:
            try:
                for at, chunk in enumerate(chunks):
                    if at == 1 and self.breaks_off:
                        yield "data: " + json.dumps(chunk)[:20]
                        raise ConnectionResetError
                    yield f"data: {json.dumps(chunk)}\r\n\r\n"
                    if at == 0 and self.paused is not None:
                        await self.paused.wait()
                yield end
            except asyncio.CancelledError:
                self.left.set()
                raise

        return StreamingResponse(lines(), media_type="text/event-stream")

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.post("/v1/chat/completions")
        async def completions(request: Request) -> Response:
            body = await request.json()
            if (answer := await self.trouble(body)) is not None:
                return answer
            if "response_format" in body and not self.knows_schema:
                return Response(b"{}", 400)
            if body.get("stream"):
                chunks = [{"choices": [{"delta": {"content": text}}]} for text in self.pieces]
                role = {"choices": [{"delta": {"role": "assistant"}}]}
                return self.streamed([*chunks[:1], role, *chunks[1:]], "data: [DONE]\n\n")
            made = {"choices": [{"message": {"content": "".join(self.pieces)}}]}
            return Response(json.dumps(made), media_type="application/json")

        @app.post("/v1/models/{call}")
        async def generate(call: str, request: Request) -> Response:
            body = await request.json()
            body |= {"call": call, "key": request.headers.get("x-goog-api-key")}
            if (answer := await self.trouble(body)) is not None:
                return answer
            if "thinkingConfig" in body["generationConfig"] and not self.knows_thinking:
                return Response(b'{"error": {"message": "no thinking", "code": 400}}', 400)
            if call.endswith("streamGenerateContent"):
                return self.streamed([_candidate(text) for text in self.pieces])
            return Response(
                json.dumps(_candidate("".join(self.pieces))), media_type="application/json"
            )

        return app


def _candidate(text: str) -> dict[str, Any]:
    return {"candidates": [{"content": {"role": "model", "parts": [{"text": text}]}}]}


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
