"""CPU of the application's process for a REST read and a command, against the bare peer.

The read is `GET /api/v1/templates/:id`, the command `PUT /api/v1/templates/:id` of a draft with
four questions, with a real token, through the whole edge, in the real process. The peer does the
same SQL in a transaction of its own; `rest.read_alone` holds the same read against a peer that
doesn't even open a transaction.
"""

import asyncio
import itertools
import json
from collections.abc import Iterable

import psutil

from benchmarks import peer
from benchmarks.figures import ratio
from benchmarks.installation import Installation, own_cpu_seconds, running
from benchmarks.traffic import Request, send

ROUNDS = 9
REQUESTS = 600
CONNECTIONS = 8
MICRO = 1e6
QUESTIONS = 4


def main() -> None:
    """Measure and tell."""
    with running() as installation, peer.running(installation.data_dir) as (url, bare):
        token = installation.token()
        template = draft(installation, token)
        bearer = {"Authorization": f"Bearer {token}"}
        product = (installation.url, installation.app())
        for name, load, beside in (
            ("read", reads, ""),
            ("read_alone", reads, "/alone"),
            ("command", commands, ""),
        ):
            ours, theirs = [], []
            for number in range(ROUNDS + 1):
                mine = cost(*product, load(f"/api/v1/templates/{template}", bearer))
                other = cost(url, bare, load(f"/templates/{template}{beside}", {}))
                if number:  # the first round warms both up
                    ours.append(mine)
                    theirs.append(other)
            ratio(f"rest.{name}", ours, theirs, "us")


def draft(installation: Installation, token: str) -> str:
    """A template with some questions; its id."""
    made = installation.call("POST", "/api/v1/templates", {"title": "Bench"}, token)
    for number in range(QUESTIONS):
        question = {"text": f"Question {number}?", "type": "text"}
        path = f"/api/v1/templates/{made['id']}/questions"
        installation.call("POST", path, question, token)
    return str(made["id"])


def reads(path: str, headers: dict[str, str]) -> Iterable[Request]:
    """The reads of one round."""
    return itertools.repeat(Request("GET", path, headers), REQUESTS)


def commands(path: str, headers: dict[str, str]) -> Iterable[Request]:
    """The commands of one round."""
    typed = headers | {"Content-Type": "application/json"}
    for number in range(REQUESTS):
        body = json.dumps({"title": f"Bench {number}", "description": "A role with a story."})
        yield Request("PUT", path, typed, body.encode())


def cost(url: str, process: psutil.Process, load: Iterable[Request]) -> float:
    """Microseconds of a server's CPU a request."""
    before = own_cpu_seconds(process)
    done = asyncio.run(send(url, load, connections=CONNECTIONS))
    return (own_cpu_seconds(process) - before) / len(done) * MICRO


if __name__ == "__main__":
    main()
