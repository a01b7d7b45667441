"""Both judges against servers that speak their protocol: real HTTP, and Gemini's own library."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Literal

import pytest

from parley.kit.resilience import Breaker
from parley.scoring.clients import calling
from parley.scoring.clients.gemini import GeminiJudge
from parley.scoring.clients.openai import OpenAiJudge
from parley.scoring.domain.judge import SCHEMA, SYSTEM
from parley.scoring.ports import Judge, JudgeSettings, JudgeUnavailable
from tests.fakes.scoring_llm import Model, serving

KINDS = ("openai", "gemini")
Kind = Literal["openai", "gemini"]
PROMPT = "What is the time?"


@pytest.fixture
async def model() -> AsyncIterator[Model]:
    async with serving(Model(say=lambda prompt, _turn: json.dumps({"heard": prompt}))) as served:
        yield served


def judge(kind: Kind, url: str, breaker: Breaker | None = None, deadline: float = 10) -> Judge:
    settings = JudgeSettings(kind, "m-1", "s3cret", url, deadline=deadline)
    return GeminiJudge(settings, breaker) if kind == "gemini" else OpenAiJudge(settings, breaker)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_question_arrives_and_its_answer_comes_back(kind: Kind, model: Model) -> None:
    said = await judge(kind, model.url).ask(SYSTEM, PROMPT, SCHEMA)
    assert json.loads(said) == {"heard": PROMPT}
    (asked,) = model.asked
    if kind == "openai":
        assert (asked["model"], asked["temperature"]) == ("m-1", 0)
        assert asked["messages"][0] == {"role": "system", "content": SYSTEM}
        assert asked["response_format"]["json_schema"]["schema"] == SCHEMA
    else:
        assert (asked["call"], asked["key"]) == ("m-1:generateContent", "s3cret")
        assert asked["systemInstruction"]["parts"][0]["text"] == SYSTEM
        assert asked["generationConfig"]["temperature"] == 0
        assert asked["generationConfig"]["responseMimeType"] == "application/json"


@pytest.mark.parametrize("kind", KINDS)
async def test_a_busy_server_is_asked_again(kind: Kind, model: Model) -> None:
    model.broken, model.headers = [429, 503], {"retry-after": "0"}
    assert await judge(kind, model.url).ask(SYSTEM, PROMPT, SCHEMA)
    assert len(model.asked) == 3


@pytest.mark.parametrize("kind", KINDS)
async def test_a_long_wait_is_left_to_the_job(kind: Kind, model: Model) -> None:
    model.broken, model.headers = [429], {"retry-after": "120"}
    with pytest.raises(JudgeUnavailable) as told:
        await judge(kind, model.url).ask(SYSTEM, PROMPT, SCHEMA)
    assert told.value.retry_after == 120
    assert len(model.asked) == 1


@pytest.mark.parametrize("kind", KINDS)
async def test_a_wrong_key_is_not_tried_again(kind: Kind, model: Model) -> None:
    model.broken = [401]
    with pytest.raises(JudgeUnavailable, match="401"):
        await judge(kind, model.url).ask(SYSTEM, PROMPT, SCHEMA)
    assert len(model.asked) == 1


@pytest.mark.parametrize("kind", KINDS)
async def test_what_keeps_failing_is_left_alone(kind: Kind, model: Model) -> None:
    model.broken = [500] * 9
    breaker = Breaker("The language model", failures=2)
    asked = judge(kind, model.url, breaker)
    for _ in range(2):
        with pytest.raises(JudgeUnavailable):
            await asked.ask(SYSTEM, PROMPT, SCHEMA)
    assert len(model.asked) == 2 * calling.ATTEMPTS
    with pytest.raises(JudgeUnavailable):
        await asked.ask(SYSTEM, PROMPT, SCHEMA)
    assert len(model.asked) == 2 * calling.ATTEMPTS
    with pytest.raises(Exception, match="not answering"):
        await asked.check()


@pytest.mark.parametrize("kind", KINDS)
async def test_nobody_listening_is_unavailable(kind: Kind, unused_tcp_port: int) -> None:
    with pytest.raises(JudgeUnavailable):
        await judge(kind, f"http://127.0.0.1:{unused_tcp_port}").ask(SYSTEM, PROMPT, SCHEMA)


@pytest.mark.parametrize(
    "raw", [b"", b"{}", b"[]", b'{"choices": [], "candidates": []}', b"<html>", b"null"]
)
@pytest.mark.parametrize("kind", KINDS)
async def test_what_is_no_completion_is_no_text(kind: Kind, raw: bytes, model: Model) -> None:
    model.raw = raw
    assert await judge(kind, model.url).ask(SYSTEM, PROMPT, SCHEMA) == ""


async def test_a_huge_reply_is_cut_off(model: Model) -> None:
    model.raw = b'{"choices": [{"message": {"content": "' + b"x" * 3_000_000 + b'"}}]}'
    assert await judge("openai", model.url).ask(SYSTEM, PROMPT, SCHEMA) == ""


async def test_a_server_without_schemas_is_asked_without(model: Model) -> None:
    model.knows_schema = False
    asked = judge("openai", model.url + "/v1/")
    for _ in range(2):
        assert await asked.ask(SYSTEM, PROMPT, SCHEMA)
    assert ["response_format" in body for body in model.asked] == [True, False, False]


@pytest.mark.parametrize("kind", KINDS)
async def test_a_slow_server_is_given_up_at_the_deadline(kind: Kind, model: Model) -> None:
    model.released = asyncio.Event()
    try:
        with pytest.raises(JudgeUnavailable):
            await judge(kind, model.url, deadline=1.5).ask(SYSTEM, PROMPT, SCHEMA)
    finally:
        model.released.set()
    assert model.asked
