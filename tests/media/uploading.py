"""Uploads by tus as many tests begin with them."""

import base64
import hashlib

from tests.media.conftest import House, Tus
from tests.media.recordings import webm

DATA = webm(1.0)
UNKNOWN = "/api/v1/uploads/" + "0" * 8 + "-0000-4000-8000-" + "0" * 12


async def started(house: House, tus: Tus, length: int | None = None) -> str:
    take = await house.take()
    return str((await tus.create(take.take_id, 0, length)).headers["Location"])


def checksum(data: bytes) -> str:
    return "sha256 " + base64.b64encode(hashlib.sha256(data).digest()).decode()


async def offset(tus: Tus, url: str) -> int:
    return int((await tus.head(url)).headers["Upload-Offset"])
