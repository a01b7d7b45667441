"""CPU of the server for the review of a one-hour interview, and the review's size.

Twenty recorded answers of 450 words each: 9,000 words with their times, put into the database as
speech keeps them, and scored by the offline scorer as an interview of the demo workspace is. The
page asks once when it opens; `review.list` is the list of invitations beside it, which asks
nobody for scores. What PostgreSQL uses is not in the figures.
"""

import asyncio
import gzip
import itertools
import json
import random
import time
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

import asyncpg
import psutil

from benchmarks.figures import percentile, tell
from benchmarks.installation import Installation, own_cpu_seconds, running
from benchmarks.traffic import Request, send
from parley.kit.postgres import Login

ANSWERS, WORDS, SEGMENT = 20, 450, 15  # an hour at 150 words a minute
ROUNDS, REQUESTS = 9, 5
WAIT_SECONDS = 120.0
MILLI, KILO = 1e3, 1e3
VOCABULARY = (
    "we", "had", "one", "service", "and", "then", "two", "because", "the", "queue", "grew",
    "faster", "than", "workers", "measured", "what", "each", "request", "cost", "wrote", "down",
    "which", "clients", "needed", "an", "answer", "at", "once", "for", "example",
)  # fmt: skip
COMPLETED = """
UPDATE hiring.invitations
SET status = 'completed', started_at = now() - interval '70 minutes', completed_at = now()
WHERE id = $1
"""
RESPONSE = """
INSERT INTO hiring.responses (invitation_id, question_id, type, media_url, duration)
VALUES ($1, $2, 'video', $3, 180)
"""
TRANSCRIPT = """
INSERT INTO speech.transcripts
    (take_id, media_url, evidence_id, item_id, language, duration_seconds, status, engine, quality,
     confidence, heard, created_at, settled_at)
VALUES ($1, $2, $3, $4, 'en', 180, 'ready', 'bench', 'full', 0.9, $5, now(), now())
"""


def main() -> None:
    """Measure and tell."""
    with running() as installation:
        token = installation.token()
        invitation, questions = invite(installation, token)
        asyncio.run(fill(installation, invitation, questions))
        began = time.perf_counter()
        scored(installation, token, invitation)
        tell("review.scored", time.perf_counter() - began, "s")
        bearer = {"Authorization": f"Bearer {token}"}
        product = (installation.url, installation.app())
        for name, path in (
            ("review.hour", f"/api/v1/invitations/{invitation}/review"),
            ("review.list", "/api/v1/invitations?sort=score"),
        ):
            costs = [cost(*product, path, bearer) for _ in range(ROUNDS + 1)][1:]
            tell(name, percentile(costs, 50), "ms", highest=max(costs))
        review = installation.call("GET", f"/api/v1/invitations/{invitation}/review", token=token)
        heard = [one["transcript"] for one in review["answers"]]
        words = sum(len(s["words"]) for one in heard for s in one["segments"])
        assert words == ANSWERS * WORDS, words  # noqa: S101 - else something else was measured
        body = json.dumps(review, separators=(",", ":")).encode()
        tell("review.size", len(body) / KILO, "KB", gzip=len(gzip.compress(body)) / KILO)


def invite(installation: Installation, token: str) -> tuple[str, list[str]]:
    """An invitation to twenty video questions with key points; its id, and theirs."""

    def post(path: str, body: object = None) -> Any:
        return installation.call("POST", f"/api/v1{path}", body, token)

    template = post("/templates", {"title": "An hour"})["id"]
    questions = [
        post(
            f"/templates/{template}/questions",
            {
                "text": f"Question {number}: how did you know?",
                "type": "video",
                "keyPoints": ["Measured what each request cost", "Wrote down which clients"],
            },
        )["id"]
        for number in range(ANSWERS)
    ]
    post(f"/templates/{template}/publish")
    sent = {
        "templateId": template,
        "candidateEmail": "bench@example.com",
        "candidateName": "Bench",
    }
    return post("/invitations", sent)["id"], questions


async def fill(installation: Installation, invitation: str, questions: Iterable[str]) -> None:
    """Put answers and transcripts where the contexts keep them, and complete the interview."""
    login = Login.read(installation.data_dir / "postgres")
    connection = await asyncpg.connect(login.dsn)
    chance = random.Random(1)  # noqa: S311 - the same words each time
    try:
        async with connection.transaction():
            for question in questions:
                take = str(uuid4())
                url = f"blob://takes/{take}"
                heard = json.dumps([segment(chance, n) for n in range(WORDS // SEGMENT)])
                await connection.execute(RESPONSE, invitation, question, url)
                await connection.execute(TRANSCRIPT, take, url, invitation, question, heard)
            await connection.execute(COMPLETED, invitation)
    finally:
        await connection.close()


def segment(chance: random.Random, number: int) -> list[Any]:
    """One utterance as speech keeps it."""
    start = number * 6.0
    words = [
        [chance.choice(VOCABULARY), start + place * 0.4, start + place * 0.4 + 0.35, 0.9]
        for place in range(SEGMENT)
    ]
    return [start, start + 6.0, 0.9, words]


def scored(installation: Installation, token: str, invitation: str) -> None:
    """Have it scored, and wait until it is."""
    path = f"/api/v1/invitations/{invitation}"
    installation.call("POST", f"{path}/analysis", token=token)
    until, state = time.monotonic() + WAIT_SECONDS, {}
    while time.monotonic() < until:
        state = installation.call("GET", f"{path}/review", token=token)["analysis"]
        if state["status"] in {"ready", "withheld"}:
            return
        time.sleep(0.2)
    raise TimeoutError(f"not scored in {WAIT_SECONDS:.0f} s: {state}")


def cost(url: str, process: psutil.Process, path: str, headers: dict[str, str]) -> float:
    """Milliseconds of the server's CPU a request, one after the other as a page asks."""
    before = own_cpu_seconds(process)
    load = itertools.repeat(Request("GET", path, headers), REQUESTS)
    done = asyncio.run(send(url, load, connections=1))
    return (own_cpu_seconds(process) - before) / len(done) * MILLI


if __name__ == "__main__":
    main()
