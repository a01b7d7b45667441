"""Uploads while they are recorded: tus PATCH requests of one second each, against a bare loop.

Ours goes through the whole edge, with a token and a SHA-256 over each piece, in the real
process. The peer's handler writes, calls fdatasync and commits the offset, and does nothing else.
"""

import asyncio
import base64
import hashlib
import os
from collections.abc import Iterator
from typing import Any

import psutil

from benchmarks import peer
from benchmarks.figures import percentile, ratio, tell
from benchmarks.installation import Installation, own_cpu_seconds, running
from benchmarks.traffic import Request, send

ROUNDS = 9
PIECES = 60
PIECE_BYTES = 250_000  # a second of 720p at 2 Mbit/s
MEGABYTE, MILLI, MICRO = 1e6, 1e3, 1e6
# An EBML header with the DocType `webm`, and the beginning of a Segment (RFC 8794, RFC 9559).
WEBM = bytes.fromhex("1a45dfa3 97 4286 81 01 42f7 81 01 4282 84 7765626d 4287 81 04 4285 81 02")
WEBM += bytes.fromhex("18538067")
TUS = {"Tus-Resumable": "1.0.0"}


def main() -> None:
    """Measure and tell."""
    with running() as installation, peer.running(installation.data_dir) as (url, bare):
        token, take = candidate(installation)
        app = installation.app()
        ours, theirs, delays, bare_delays = [], [], [], []
        for number in range(ROUNDS + 1):
            path = opened(installation, token, take, number)
            mine, took = cost(installation.url, app, pieces(path, token))
            other, bare_took = cost(url, bare, pieces("/uploads", token))
            if number:  # the first round warms both up
                ours.append(mine)
                theirs.append(other)
                delays += took
                bare_delays += bare_took
    ratio("uploads.cpu", ours, theirs, "us_a_MB")
    for percent in (50, 99):
        here, there = percentile(delays, percent), percentile(bare_delays, percent)
        tell(f"uploads.delay_p{percent}", here * MILLI, "ms", peer=there * MILLI)


def candidate(installation: Installation) -> tuple[str, str]:
    """Somebody who has started a recorded interview: an access token, and an open take."""
    call, token = installation.call, installation.token()
    template = call("POST", "/api/v1/templates", {"title": "Bench"}, token)
    base = f"/api/v1/templates/{template['id']}"
    question = {"text": "Tell us about an API.", "type": "video", "timeLimit": 3600}
    call("POST", f"{base}/questions", question, token)
    call("POST", f"{base}/publish", None, token)
    invited = call(
        "POST",
        "/api/v1/invitations",
        {
            "templateId": template["id"],
            "candidateEmail": "bench@demo.parley",
            "candidateName": "Bo Bench",
        },
        token,
    )
    secret = invited["link"].rsplit("/", 1)[-1]
    opening = call("POST", "/api/v1/invitations/access", {"accessToken": secret})
    guest = str(opening["accessToken"])
    base = f"/api/v1/invitations/{invited['id']}"
    detail: dict[str, Any] = call("GET", base, None, guest)
    consent = {"version": detail["consent"]["version"], "accepted": True}
    call("POST", f"{base}/consent", consent, guest)
    call("POST", f"{base}/start", None, guest)
    item = detail["questions"][0]["id"]
    return guest, str(call("POST", f"{base}/questions/{item}/takes", None, guest)["takeId"])


def opened(installation: Installation, token: str, take: str, segment: int) -> str:
    """The path of a new upload of unknown length."""
    told = {"takeId": take, "segment": str(segment), "filetype": "video/webm"}
    metadata = ",".join(
        f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in told.items()
    )
    headers = {"Upload-Defer-Length": "1", "Upload-Metadata": metadata}
    made = installation.call("POST", "/api/v1/uploads", None, token, TUS | headers)
    return f"/api/v1/uploads/{made['id']}"


def pieces(path: str, token: str) -> Iterator[Request]:
    """A minute's PATCH requests."""
    body = WEBM + os.urandom(PIECE_BYTES - len(WEBM))
    checksum = "sha256 " + base64.b64encode(hashlib.sha256(body).digest()).decode()
    for number in range(PIECES):
        yield Request(
            "PATCH",
            path,
            TUS
            | {
                "Authorization": f"Bearer {token}",
                "Content-Type": "application/offset+octet-stream",
                "Upload-Offset": str(number * PIECE_BYTES),
                "Upload-Checksum": checksum,
            },
            body,
        )


def cost(url: str, process: psutil.Process, load: Iterator[Request]) -> tuple[float, list[float]]:
    """Microseconds of a server's CPU a megabyte, and the seconds each piece took."""
    before = own_cpu_seconds(process)
    took = asyncio.run(send(url, load, connections=1))
    used = own_cpu_seconds(process) - before
    return used * MICRO / (len(took) * PIECE_BYTES / MEGABYTE), took


if __name__ == "__main__":
    main()
