"""The bare peer: FastAPI and asyncpg alone, on the database of a running installation.

The same SQL and commits as the product's, the same uvicorn settings; no tokens, no roles, no
request ids, no limits, no metrics, no log. `python -m benchmarks.peer DATA_DIR` serves it and
says where.
"""

import asyncio
import json
import os
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import psutil
import uvicorn
import uvloop
from fastapi import FastAPI, HTTPException, Request, Response
from pydantic import BaseModel

from benchmarks.installation import ROOT
from parley.hiring.store.templates import LOCKED, QUESTIONS, SAVE, VIEW
from parley.kit.postgres import Login

CREATE_UPLOADS = """
CREATE TABLE IF NOT EXISTS public.bare_uploads (id int PRIMARY KEY, byte_offset bigint NOT NULL)
"""
RESET_UPLOAD = """
INSERT INTO public.bare_uploads VALUES (1, 0) ON CONFLICT (id) DO UPDATE SET byte_offset = 0
"""
HOLD_UPLOAD = "SELECT byte_offset FROM public.bare_uploads WHERE id = 1 FOR UPDATE"
ADVANCE_UPLOAD = "UPDATE public.bare_uploads SET byte_offset = $1 WHERE id = 1"


class Template(BaseModel):
    """A template as the product answers it."""

    id: UUID
    title: str
    description: str | None
    owner_id: UUID
    company_id: UUID | None
    status: str
    settings: dict[str, Any]
    questions_count: int
    created_at: datetime
    updated_at: datetime


class Change(BaseModel):
    """What a PUT may change."""

    title: str
    description: str | None = None


def application(login: Login, scratch: Path) -> FastAPI:
    """The whole peer.

    Args:
        login: Of the installation's database.
        scratch: The file that uploads are written to.
    """
    pools: list[asyncpg.Pool[asyncpg.Record]] = []

    @asynccontextmanager
    async def lifespan(_api: FastAPI) -> AsyncIterator[None]:
        async with asyncpg.create_pool(login.dsn, min_size=1, max_size=12, init=_prepare) as pool:
            await pool.execute(CREATE_UPLOADS)
            await pool.execute(RESET_UPLOAD)
            pools.append(pool)
            yield

    api = FastAPI(lifespan=lifespan)
    descriptor = os.open(scratch, os.O_RDWR | os.O_CREAT, 0o600)

    @api.get("/templates/{template_id}")
    async def read(template_id: UUID) -> Template:
        async with pools[0].acquire() as connection, connection.transaction():
            row = await connection.fetchrow(VIEW, template_id)
        if row is None:
            raise HTTPException(404)
        return Template(**row)

    @api.get("/templates/{template_id}/alone")
    async def read_alone(template_id: UUID) -> Template:
        row = await pools[0].fetchrow(VIEW, template_id)
        if row is None:
            raise HTTPException(404)
        return Template(**row)

    @api.put("/templates/{template_id}")
    async def change(template_id: UUID, body: Change) -> Template:
        async with pools[0].acquire() as connection, connection.transaction():
            row = await connection.fetchrow(LOCKED, template_id)
            if row is None:
                raise HTTPException(404)
            questions = await connection.fetch(QUESTIONS, template_id)
            told = dict(row) | {
                "title": body.title,
                "description": body.description,
                "updated_at": datetime.now(UTC),
                "questions_count": len(questions),
            }
            await connection.execute(
                SAVE,
                template_id,
                told["title"],
                told["description"],
                told["status"],
                told["settings"],
                told["updated_at"],
                f"{told['title']} {told['description']}".casefold(),
            )
        return Template(**told)

    @api.patch("/uploads", status_code=204)
    async def append(request: Request) -> Response:
        piece = await request.body()
        async with pools[0].acquire() as connection, connection.transaction():
            offset = await connection.fetchval(HOLD_UPLOAD)
            await asyncio.to_thread(_write, descriptor, piece, offset)
            await connection.execute(ADVANCE_UPLOAD, offset + len(piece))
        return Response(status_code=204, headers={"Upload-Offset": str(offset + len(piece))})

    return api


async def _prepare(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    await connection.set_type_codec(
        "jsonb", schema="pg_catalog", encoder=json.dumps, decoder=json.loads
    )


def _write(descriptor: int, piece: bytes, offset: int) -> None:
    os.pwrite(descriptor, piece, offset)
    os.fdatasync(descriptor)


@contextmanager
def running(data_dir: Path) -> Iterator[tuple[str, psutil.Process]]:
    """The peer in a process of its own: its address, and the process."""
    child = psutil.Popen(
        [sys.executable, "-m", "benchmarks.peer", str(data_dir)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
        stdout=-1,
        text=True,
    )
    try:
        yield child.stdout.readline().strip(), child
    finally:
        child.terminate()
        child.wait()


def main() -> None:
    """Serve until told to stop."""
    data_dir = Path(sys.argv[1])
    login = Login.read(data_dir / "postgres")
    config = uvicorn.Config(
        application(login, data_dir / "bare-upload"),
        http="httptools",
        log_config=None,
        access_log=False,
        server_header=False,
    )
    with socket.create_server(("127.0.0.1", 0)) as listener:
        sys.stdout.write(f"http://127.0.0.1:{listener.getsockname()[1]}\n")
        sys.stdout.flush()
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(uvicorn.Server(config).serve(sockets=[listener]))


if __name__ == "__main__":
    main()
