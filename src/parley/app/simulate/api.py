"""A small client of the public API, as an outside developer would write it."""

import base64
import hashlib
import uuid
from typing import Any, Self

import httpx
import stamina

TUS = {"Tus-Resumable": "1.0.0"}


class Refused(Exception):
    """The API answered with an error."""

    def __init__(self, response: httpx.Response) -> None:
        """Keep what it said."""
        super().__init__(f"{response.request.method} {response.request.url.path}: "
                         f"{response.status_code} {response.text[:300]}")  # fmt: skip
        self.status = response.status_code


class UploadLocked(Refused):
    """A connection that broke still counts as the writer: it is let go in a moment."""


class Api:
    """Calls as one person."""

    def __init__(self, url: str, token: str | None = None) -> None:
        """Talk to the installation at `url`."""
        self._client = httpx.AsyncClient(
            base_url=url, timeout=30, verify=not url.startswith("https://127.")
        )
        self._token = token

    async def __aenter__(self) -> Self:
        """Open."""
        return self

    async def __aexit__(self, *_error: object) -> None:
        """Close the connections."""
        await self._client.aclose()

    def signed_in(self, token: str) -> None:
        """Use `token` from now on."""
        self._token = token

    async def call(self, method: str, path: str, body: object = None) -> Any:
        """One JSON call; a POST is safe to repeat, so a broken connection is tried again.

        Raises:
            Refused: The answer is an error.
        """
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        if method == "POST":
            headers["Idempotency-Key"] = str(uuid.uuid4())

        @stamina.retry(on=httpx.TransportError, attempts=8, timeout=30, wait_initial=0.2)
        async def send() -> httpx.Response:
            return await self._client.request(method, path, json=body, headers=headers)

        response = await send()
        if response.is_error:
            raise Refused(response)
        return response.json() if response.content else None

    async def upload(
        self, take_id: str, segment: int, content: bytes, piece: int, filetype: str
    ) -> dict[str, Any]:
        """Send one segment by tus while it "grows": deferred length, pieces in order.

        Returns:
            The finished upload with its `sha256` and `mediaUrl`.
        """
        metadata = ",".join(
            f"{name} {base64.b64encode(value.encode()).decode()}"
            for name, value in zip(
                ("takeId", "segment", "filetype"), (take_id, str(segment), filetype), strict=True
            )
        )  # fmt: skip
        made = await self._tus(
            "POST", "/api/v1/uploads", {"Upload-Defer-Length": "1", "Upload-Metadata": metadata}
        )
        location = made.headers["Location"]
        offset = 0
        while offset < len(content):
            part = content[offset : offset + piece]
            last = offset + len(part) == len(content)
            offset = await self._patch(location, offset, part, len(content) if last else None)
        upload: dict[str, Any] = await self.call("GET", httpx.URL(location).path)
        if upload["sha256"] != hashlib.sha256(content).hexdigest():
            raise AssertionError(f"stored bytes of {location} differ from those sent")
        return upload

    async def _patch(self, location: str, offset: int, part: bytes, length: int | None) -> int:
        headers = {
            "Content-Type": "application/offset+octet-stream",
            "Upload-Offset": str(offset),
            "Upload-Checksum": "sha256 " + base64.b64encode(hashlib.sha256(part).digest()).decode(),
        }
        if length is not None:
            headers["Upload-Length"] = str(length)
        try:
            done = await self._tus("PATCH", location, headers, part)
        except httpx.TransportError:
            # Ask where it stands and go on from there, as tus 1.0 says.
            done = await self._tus("HEAD", location, {})
        return int(done.headers["Upload-Offset"])

    async def _tus(
        self, method: str, path: str, headers: dict[str, str], content: bytes | None = None
    ) -> httpx.Response:
        everything = {**TUS, **headers, "Authorization": f"Bearer {self._token}"}

        @stamina.retry(on=UploadLocked, attempts=10, timeout=20, wait_initial=0.3, wait_max=1.0)
        async def send() -> httpx.Response:
            response = await self._client.request(method, path, content=content, headers=everything)
            if response.status_code == httpx.codes.LOCKED:
                raise UploadLocked(response)
            return response

        response = await send()
        if response.is_error:
            raise Refused(response)
        return response

    async def fetch(self, url: str, byte_range: str | None = None) -> httpx.Response:
        """A signed link, as a player would ask for it."""
        headers = {"Range": byte_range} if byte_range else {}
        response = await self._client.get(url, headers=headers)
        if response.is_error:
            raise Refused(response)
        return response
