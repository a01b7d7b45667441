"""Drafts: the service around any brain, and the route."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import httpx
import pytest
from fastapi import FastAPI, Request

from parley.contracts.identity import Principal, Role
from parley.interviewer.clients.documents import ConfinedDocuments
from parley.interviewer.clients.gemini import GeminiModel
from parley.interviewer.clients.openai import OpenAiModel
from parley.interviewer.domain import bank
from parley.interviewer.domain.mind import Brief, Draft, DraftAsk, DraftQuestion, Reading, Situation
from parley.interviewer.http import drafts
from parley.interviewer.ports import BrainUnavailable, ModelSettings, Settings
from parley.interviewer.service.drafting import Drafting
from parley.interviewer.wire import brains
from parley.kit.blobs import LocalBlobs
from parley.kit.clock import SystemClock
from parley.kit.db import Database
from parley.kit.errors import Forbidden
from parley.kit.jobs import JobQueue
from parley.kit.lease import Leases
from parley.kit.metrics import Metrics
from parley.kit.part import Ground
from parley.kit.ratelimit import RateLimiter
from parley.kit.web import errors
from tests.fakes.identity import FakeIdentity
from tests.interviewer import pdfs

JOB = "Data Engineer\nWe need SQL, Python and pipelines."
ASK = DraftAsk(JOB, "en", 3)
TEXTS = (
    "How have you made a slow query fast?",
    "Which data pipeline have you built from scratch?",
    "Tell me about a time when an import lost rows. How did you notice?",
)
STAFF = Principal("u1", Role.HR)


def question(text: str) -> DraftQuestion:
    return DraftQuestion(text, "SQL", ("Names the cause.", "Says what changed."))


@dataclass
class FakeBrain:
    """Drafts what it is told to."""

    made: Draft | Exception = field(
        default_factory=lambda: Draft("Data engineer", tuple(map(question, TEXTS)), "m-1")
    )
    released: asyncio.Event | None = None
    entered: asyncio.Semaphore | None = None
    asked: list[DraftAsk] = field(default_factory=list)
    title: str = "m-1"

    async def draft(self, ask: DraftAsk) -> Draft:
        self.asked.append(ask)
        if self.entered is not None:
            self.entered.release()
        if self.released is not None:
            await self.released.wait()
        if isinstance(self.made, Exception):
            raise self.made
        return self.made

    async def read(self, situation: Situation) -> Reading:
        raise NotImplementedError

    def word(self, brief: Brief) -> AsyncIterator[str]:
        raise NotImplementedError


async def test_a_good_draft_stands_as_it_is() -> None:
    brain = FakeBrain()
    assert await Drafting(brain, 5).draft(ASK, STAFF) == brain.made


async def test_without_a_model_the_bank_drafts() -> None:
    assert await Drafting(None, 5).draft(ASK, STAFF) == bank.drafted(ASK)


@pytest.mark.parametrize(
    "error", [BrainUnavailable(), RuntimeError("bug")], ids=["unavailable", "bug"]
)
async def test_where_the_model_fails_the_bank_drafts(error: Exception) -> None:
    made = await Drafting(FakeBrain(error), 5).draft(ASK, STAFF)
    assert made.source == bank.SOURCE
    assert len(made.questions) == 3


async def test_a_model_that_never_answers_is_not_waited_for() -> None:
    brain = FakeBrain(released=asyncio.Event())
    assert (await Drafting(brain, 0.05).draft(ASK, STAFF)).source == bank.SOURCE
    assert brain.asked


@pytest.mark.parametrize(
    "bad",
    [
        "Do you have children, and who looks after them?",
        "How old are you, and where do you come from?",
        "Wie finden Sie heraus, warum eine Abfrage zu lange dauert?",
    ],
)
async def test_what_nobody_may_ask_is_asked_by_nobody(bad: str) -> None:
    brain = FakeBrain(Draft("Data engineer", tuple(map(question, (bad, *TEXTS[:2]))), "m-1"))
    made = await Drafting(brain, 5).draft(ASK, STAFF)
    texts = [one.text for one in made.questions]
    assert len(set(texts)) == 3
    assert texts[:2] == list(TEXTS[:2])
    assert texts[2] in {one.text for one in bank.drafted(ASK).questions}
    assert made.source == f"m-1, {bank.SOURCE}"


async def test_a_draft_of_which_nothing_is_left_is_the_banks() -> None:
    bad = tuple(map(question, ("How old are you?", "Are you married?", "Do you have kids?")))
    made = await Drafting(FakeBrain(Draft("x", bad, "m-1")), 5).draft(ASK, STAFF)
    assert made == bank.drafted(ASK)


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.INTERVIEWER])
async def test_only_who_runs_interviews_drafts(role: Role) -> None:
    brain = FakeBrain()
    with pytest.raises(Forbidden):
        await Drafting(brain, 5).draft(ASK, Principal("u2", role))
    assert not brain.asked


@pytest.mark.parametrize("count", [1, 15])
async def test_a_plan_is_always_there(count: int) -> None:
    items = await Drafting(FakeBrain(BrainUnavailable()), 5).plan("", "de", count)
    assert len(items) == len({item.item_id for item in items}) == count
    assert all(item.key_points for item in items)


async def test_who_waits_for_a_first_question_waits_less(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parley.interviewer.service.drafting.PLAN_SECONDS", 0.05)
    brain = FakeBrain(released=asyncio.Event())
    assert len(await Drafting(brain, 600).plan(JOB, "en", 3)) == 3
    assert brain.asked


async def test_what_failed_is_not_told_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    await Drafting(FakeBrain(RuntimeError("canary words")), 5).draft(ASK, STAFF)
    assert "canary" not in caplog.text
    assert "failed" in caplog.text


@pytest.mark.parametrize(
    ("kind", "model"), [("gemini", GeminiModel), ("openai", OpenAiModel)], ids=["gemini", "openai"]
)
async def test_the_brain_that_is_configured_is_built(
    kind: Literal["gemini", "openai"], model: type
) -> None:
    made = brains.brain(Settings(brain=ModelSettings(kind, "m-1", "k", "http://127.0.0.1:9")))
    assert made is not None
    assert isinstance(made._model, model)
    assert made.title == "m-1"
    await made.close()
    assert brains.brain(Settings()) is None


# The route.


@dataclass
class Door:
    """The route, with a caller of one's choice."""

    client: httpx.AsyncClient
    brain: FakeBrain
    who: Principal = STAFF

    async def paste(self, **body: Any) -> httpx.Response:
        return await self.client.post("/api/ai/drafts", json=body)

    async def send(
        self, pdf: bytes, query: str = "", kind: str = "application/pdf"
    ) -> httpx.Response:
        return await self.client.post(
            f"/api/ai/drafts{query}", content=pdf, headers={"content-type": kind}
        )


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    brain = FakeBrain()
    app = FastAPI()
    errors.install(app)
    settings = replace(Settings(), document_bytes=4_000, description_characters=300)

    async def caller(_request: Request) -> Principal:
        return opened.who

    app.include_router(
        drafts.router(Drafting(brain, 5), ConfinedDocuments(), settings, caller, RateLimiter())
    )
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://parley.test") as client:
        opened = Door(client, brain)
        yield opened


async def test_a_pasted_description_is_drafted_from(door: Door) -> None:
    answer = await door.paste(jobDescription=JOB, questions=3)
    assert answer.status_code == 200
    assert answer.json() == {
        "title": "Data engineer",
        "source": "m-1",
        "questions": [
            {
                "text": text,
                "competency": "SQL",
                "keyPoints": ["Names the cause.", "Says what changed."],
            }
            for text in TEXTS
        ],
    }
    assert door.brain.asked == [ASK]


async def test_a_pdf_is_drafted_from(door: Door) -> None:
    answer = await door.send(pdfs.written(JOB), "?language=en&questions=3")
    assert answer.status_code == 200
    assert door.brain.asked == [ASK]


async def test_a_pdf_that_says_nothing_is_refused_with_what_to_do(door: Door) -> None:
    answer = await door.send(pdfs.scanned())
    assert (answer.status_code, answer.json()["error"]) == (422, "document_without_text")
    assert "paste" in answer.json()["details"]


@pytest.mark.parametrize(("characters", "status"), [(1, 200), (300, 200), (301, 422), (0, 422)])
async def test_a_description_has_bounds(characters: int, status: int, door: Door) -> None:
    answer = await door.paste(jobDescription="x" * characters)
    assert answer.status_code == status


@pytest.mark.parametrize(("more", "status"), [(0, 200), (1, 413)])
async def test_a_document_has_bounds(more: int, status: int, door: Door) -> None:
    document = pdfs.written(JOB)
    padding = 4_000 + more - len(document)
    assert (await door.send(document + b"%" * padding)).status_code == status


async def test_a_body_of_undeclared_length_has_the_same_bounds(door: Door) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(5):
            yield b"%" * 1_000

    answer = await door.client.post(
        "/api/ai/drafts", content=pieces(), headers={"content-type": "application/pdf"}
    )
    assert (answer.status_code, answer.json()["error"]) == (413, "draft_too_large")


async def test_a_pasted_body_has_bounds_too(door: Door) -> None:
    answer = await door.paste(jobDescription="x" * 10_000)
    assert answer.status_code == 413


@pytest.mark.parametrize("kind", ["text/plain", "application/msword", "multipart/form-data", ""])
async def test_other_kinds_of_documents_are_not_taken(kind: str, door: Door) -> None:
    answer = await door.send(b"x", kind=kind)
    assert (answer.status_code, answer.json()["error"]) == (415, "draft_unsupported")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"jobDescription": 5},
        {"jobDescription": "  \n "},
        {"jobDescription": "x", "questions": 0},
        {"jobDescription": "x", "questions": 16},
        {"jobDescription": "x", "language": "English please"},
        {"jobDescription": "x", "colour": "blue"},
    ],
)
async def test_a_body_of_another_shape_is_malformed(body: dict[str, Any], door: Door) -> None:
    answer = await door.paste(**body)
    assert answer.status_code == 422
    assert answer.json()["details"]


async def test_what_is_no_json_is_malformed(door: Door) -> None:
    assert (await door.send(b"{", kind="application/json")).status_code == 422
    assert (await door.send(b"\xff", kind="application/json")).status_code == 422


@pytest.mark.parametrize("questions", [0, 16, "many"])
async def test_a_pdfs_question_count_has_bounds(questions: object, door: Door) -> None:
    answer = await door.send(pdfs.written(JOB), f"?questions={questions}")
    assert answer.status_code == 422


async def test_a_candidate_is_turned_away_before_anything_is_read(door: Door) -> None:
    door.who = Principal("u2", Role.CANDIDATE)
    answer = await door.send(b"not a pdf")
    assert (answer.status_code, answer.json()["error"]) == (403, "forbidden")


async def test_drafts_have_a_rate(door: Door) -> None:
    most = int(drafts.RATE.partition("/")[0])
    for _ in range(most):
        assert (await door.paste(jobDescription="x")).status_code == 200
    answer = await door.paste(jobDescription="x")
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) >= 1
    door.who = Principal("u3", Role.ADMIN)
    assert (await door.paste(jobDescription="x")).status_code == 200


def test_the_document_describes_both_bodies() -> None:
    assert set(drafts.OPENAPI["requestBody"]["content"]) == {"application/json", "application/pdf"}
    assert "jobDescription" in json.dumps(drafts.OPENAPI)


async def test_while_a_model_thinks_no_connection_is_held(db: Database, tmp_path: Path) -> None:
    identity = FakeIdentity()
    token = identity.token(identity.add(Role.HR))
    ground = Ground(
        db=db, jobs=JobQueue(db), leases=Leases(db), blobs=LocalBlobs(tmp_path),
        clock=SystemClock(), metrics=Metrics(), limiter=RateLimiter(),
        verifier=identity.verifier(), data_dir=tmp_path, public_url="https://parley.test",
        secure=True,
    )  # fmt: skip
    brain = FakeBrain(released=asyncio.Event(), entered=asyncio.Semaphore(0))
    app = FastAPI()
    errors.install(app)
    app.include_router(brains.drafts_router(ground, Settings(), Drafting(brain, 60)))
    transport = httpx.ASGITransport(app)
    keyed = {"authorization": f"Bearer {token}", "idempotency-key": "k"}
    async with httpx.AsyncClient(transport=transport, base_url="http://parley.test") as client:

        def draft() -> asyncio.Task[httpx.Response]:
            body = {"jobDescription": JOB, "questions": 3}
            return asyncio.ensure_future(client.post("/api/ai/drafts", json=body, headers=keyed))

        asked = draft()
        assert brain.entered is not None
        await asyncio.wait_for(brain.entered.acquire(), 10)
        assert db.pool.get_size() == db.pool.get_idle_size()
        assert brain.released is not None
        brain.released.set()
        first, again = await asked, await draft()
    assert (first.status_code, first.content) == (200, again.content)
    assert again.headers["idempotency-replayed"] == "true"
    assert len(brain.asked) == 1
