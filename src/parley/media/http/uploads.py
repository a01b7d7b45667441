"""tus 1.0.0 at `/api/v1/uploads` (https://tus.io/protocols/resumable-upload).

Core, creation with known or deferred length, checksum by SHA-256, and the method override for
peers that can't PATCH. No termination: what was acknowledged is deleted by the owner of the
evidence, never by an upload's client. GET is ours: JSON for the page.
"""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from parley.contracts.identity import Principal
from parley.kit.part import Ground
from parley.kit.web import errors
from parley.kit.web.auth import authenticated, subject_of
from parley.kit.web.idempotency import idempotent_route
from parley.kit.web.paging import Camel
from parley.media.domain.uploads import (
    ALGORITHM,
    EXTENSIONS,
    VERSION,
    UnsupportedMedia,
    number,
    read_checksum,
    read_metadata,
)
from parley.media.http.body import RequestBody
from parley.media.ports import BodyBroken
from parley.media.service.uploads import Patch, Upload, Uploads

PATH = "/api/v1/uploads"
CONTENT_TYPE = "application/offset+octet-stream"
RESUMABLE = "Tus-Resumable"
OVERRIDE = "x-http-method-override"
CLIENT_GONE = 499  # nginx's word for it; nobody is there to read it, metrics are.

Caller = Callable[[Request], Awaitable[Principal]]
Handler = Callable[[Request, str, Principal], Awaitable[Response]]


class UploadCreated(Camel):
    """Answer to a creation."""

    id: str
    take_id: str
    segment: int
    media_url: str

    @classmethod
    def of(cls, upload: Upload) -> "UploadCreated":
        """From the service's."""
        return cls(
            id=upload.id,
            take_id=upload.take_id,
            segment=upload.segment.index,
            media_url=upload.media_url,
        )


class UploadState(UploadCreated):
    """How an upload stands."""

    offset: int
    length: int | None
    complete: bool
    sha256: str | None


def routers(ground: Ground, uploads: Uploads, max_bytes: int) -> list[APIRouter]:
    """Routes of the upload server."""
    caller = authenticated(ground.verifier, Principal.from_claims)
    keyed = idempotent_route(ground.db, "media", subject_of(ground.verifier))
    creation = APIRouter(tags=["uploads"], route_class=keyed)
    rest = APIRouter(tags=["uploads"])
    _creation(creation, uploads, caller)
    _abilities(rest, max_bytes)
    head = _looking(rest, uploads, caller)
    _appending(rest, uploads, caller, head)
    return [creation, rest]


def _creation(router: APIRouter, uploads: Uploads, caller: Caller) -> None:
    @router.post(
        PATH,
        status_code=HTTPStatus.CREATED,
        response_model=UploadCreated,
        responses={200: {"model": UploadCreated, "description": "It was created before."}},
    )
    async def create(request: Request, who: Annotated[Principal, Depends(caller)]) -> Response:
        """Create the upload of a segment (tus Creation); the same one again gives it back."""
        if wrong := _wrong_version(request):
            return wrong
        length = _announced_length(request, required=True)
        ask = read_metadata(request.headers.get("upload-metadata", ""))
        upload, created = await uploads.create(who, ask, length)
        return JSONResponse(
            UploadCreated.of(upload).model_dump(by_alias=True),
            HTTPStatus.CREATED if created else HTTPStatus.OK,
            {RESUMABLE: VERSION, "Location": f"{PATH}/{upload.id}"},
        )


def _abilities(router: APIRouter, max_bytes: int) -> None:
    @router.options(PATH, status_code=HTTPStatus.NO_CONTENT)
    @router.options(
        f"{PATH}/{{upload_id}}", status_code=HTTPStatus.NO_CONTENT, include_in_schema=False
    )
    async def options() -> Response:
        """What this server can do."""
        return Response(
            status_code=HTTPStatus.NO_CONTENT,
            headers={
                RESUMABLE: VERSION,
                "Tus-Version": VERSION,
                "Tus-Max-Size": str(max_bytes),
                "Tus-Extension": EXTENSIONS,
                "Tus-Checksum-Algorithm": ALGORITHM,
            },
        )


def _looking(router: APIRouter, uploads: Uploads, caller: Caller) -> Handler:
    @router.head(f"{PATH}/{{upload_id}}", status_code=HTTPStatus.OK)
    async def head(
        request: Request, upload_id: str, who: Annotated[Principal, Depends(caller)]
    ) -> Response:
        """Where an upload stands."""
        if wrong := _wrong_version(request):
            return wrong
        return Response(headers=_state_headers(await uploads.find(who, upload_id)))

    @router.get(f"{PATH}/{{upload_id}}")
    async def get(upload_id: str, who: Annotated[Principal, Depends(caller)]) -> UploadState:
        """How an upload stands, as JSON, with the SHA-256 of what is stored once it is whole."""
        upload = await uploads.find(who, upload_id, inspected=True)
        segment = upload.segment
        return UploadState(
            **UploadCreated.of(upload).model_dump(),
            offset=segment.offset,
            length=segment.length,
            complete=segment.complete,
            sha256=segment.sha256,
        )

    return head


def _appending(router: APIRouter, uploads: Uploads, caller: Caller, head: Handler) -> None:
    async def patch(
        request: Request, upload_id: str, who: Annotated[Principal, Depends(caller)]
    ) -> Response:
        """Append bytes at the offset; answered when they are on the disk and committed."""
        if wrong := _wrong_version(request):
            return wrong
        if request.headers.get("content-type", "").partition(";")[0].strip() != CONTENT_TYPE:
            raise UnsupportedMedia(f"Content-Type: {CONTENT_TYPE} is needed")
        size = request.headers.get("content-length")
        ask = Patch(
            number(request.headers.get("upload-offset"), "Upload-Offset"),
            _announced_length(request, required=False),
            read_checksum(request.headers.get("upload-checksum")),
            number(size, "Content-Length") if size is not None else None,
        )
        body = RequestBody(request.receive)
        try:
            upload = await uploads.append(who, upload_id, ask, body)
        except BodyBroken:
            return Response(status_code=CLIENT_GONE)
        finally:
            body.close()
        return Response(
            status_code=HTTPStatus.NO_CONTENT,
            headers={RESUMABLE: VERSION, "Upload-Offset": str(upload.segment.offset)},
        )

    router.patch(f"{PATH}/{{upload_id}}", status_code=HTTPStatus.NO_CONTENT)(patch)

    @router.post(f"{PATH}/{{upload_id}}", include_in_schema=False)
    async def override(
        request: Request, upload_id: str, who: Annotated[Principal, Depends(caller)]
    ) -> Response:
        """`X-HTTP-Method-Override` (tus 1.0.0, Core), for peers that can only POST."""
        match request.headers.get(OVERRIDE, "").upper():
            case "PATCH":
                return await patch(request, upload_id, who)
            case "HEAD":
                return await head(request, upload_id, who)
            case _:
                return JSONResponse(
                    errors.body("method_not_allowed", "Append with PATCH."),
                    HTTPStatus.METHOD_NOT_ALLOWED,
                    {"Allow": "GET, HEAD, PATCH, OPTIONS"},
                )


def _wrong_version(request: Request) -> Response | None:
    """412 with our version unless the request speaks it (tus 1.0.0, Core, Tus-Resumable)."""
    if request.headers.get(RESUMABLE) == VERSION:
        return None
    return JSONResponse(
        errors.body("tus_version_unsupported", f"{RESUMABLE}: {VERSION} is needed"),
        HTTPStatus.PRECONDITION_FAILED,
        {"Tus-Version": VERSION, RESUMABLE: VERSION},
    )


def _announced_length(request: Request, *, required: bool) -> int | None:
    """`Upload-Length`, or None where it is deferred."""
    length, deferred = (
        request.headers.get("upload-length"),
        request.headers.get("upload-defer-length"),
    )
    if length is None and (deferred == "1" or not required):
        return None
    if deferred is not None:
        # Both, or a value other than 1 (tus 1.0.0, Creation).
        return number(None, "Upload-Length or Upload-Defer-Length: 1")
    return number(length, "Upload-Length or Upload-Defer-Length: 1")


def _state_headers(upload: Upload) -> dict[str, str]:
    segment = upload.segment
    headers = {
        RESUMABLE: VERSION,
        "Upload-Offset": str(segment.offset),
        "Upload-Metadata": upload.metadata,
        "Cache-Control": "no-store",
    }
    if segment.length is None:
        headers["Upload-Defer-Length"] = "1"
    else:
        headers["Upload-Length"] = str(segment.length)
    return headers
