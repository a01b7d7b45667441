"""Signed links: `GET /api/v1/media/{key}`, by ranges, and only what a row still stands behind."""

import hashlib
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from parley.kit.blobs import BlobStore
from parley.kit.web import errors
from parley.media.http.ranges import Slice, Unsatisfiable, names, parse_range, still_applies
from parley.media.service.playbacks import PATH, Playbacks, Served

# What is shown can run nothing, load nothing and frame nothing, whatever is in it.
CSP = "default-src 'none'; sandbox"


def router(playbacks: Playbacks, blobs: BlobStore) -> APIRouter:
    """The route of signed links."""
    routes = APIRouter(tags=["media"])

    @routes.head(f"{PATH}/{{key:path}}", include_in_schema=False)
    @routes.get(
        f"{PATH}/{{key:path}}",
        response_class=Response,
        responses={206: {"description": "A range"}, 304: {}, 403: {}, 404: {}, 416: {}},
    )
    async def media(
        request: Request,
        key: str,
        expires: Annotated[int, Query(ge=0, le=2**40)],
        content_type: Annotated[str, Query(alias="type", max_length=100)],
        signature: Annotated[str, Query(max_length=128, pattern=r"^[0-9a-f]*$")],
    ) -> Response:
        """The bytes behind a signed link, whole or by one range; ask for a new link on a 403."""
        served = await playbacks.serve(key, content_type, expires, signature)
        return answer(request, served, blobs)

    return routes


def answer(request: Request, served: Served, blobs: BlobStore) -> Response:
    """The response to a GET or HEAD of a blob (RFC 9110)."""
    headers = _headers(served)
    etag = headers["ETag"]
    if names(request.headers.get("if-none-match"), etag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    part = None
    # A range means something for GET alone (14.2).
    if request.method == "GET" and still_applies(request.headers.get("if-range"), etag):
        try:
            part = parse_range(request.headers.get("range"), served.size)
        except Unsatisfiable:
            return JSONResponse(
                errors.body("range_not_satisfiable", "The range lies outside the recording."),
                HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
                {"Content-Range": f"bytes */{served.size}", "Accept-Ranges": "bytes"},
            )
    whole = part or Slice(0, served.size)
    headers["Content-Length"] = str(whole.end - whole.start)
    status = HTTPStatus.OK
    if part is not None:
        headers["Content-Range"] = f"bytes {part.start}-{part.end - 1}/{served.size}"
        status = HTTPStatus.PARTIAL_CONTENT
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers, media_type=served.content_type)
    return StreamingResponse(
        _bytes(blobs, served.key, whole), status, headers, media_type=served.content_type
    )


async def _bytes(blobs: BlobStore, key: str, part: Slice) -> AsyncIterator[bytes]:
    async for data in blobs.read(key, part.start, part.end):
        yield data


def _headers(served: Served) -> dict[str, str]:
    headers = {
        # A key's bytes never change, so its name is a strong validator (8.8.3).
        "ETag": f'"{hashlib.sha256(served.key.encode()).hexdigest()[:32]}"',
        "Accept-Ranges": "bytes",
        "Content-Security-Policy": CSP,
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    }
    if not served.inline:
        name = f"recording.{served.key.rsplit('.', 1)[-1]}"
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return headers
