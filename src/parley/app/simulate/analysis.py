"""Waits for transcripts and scores as the review page does, and tells them line by line."""

import asyncio
import time
from typing import Any

from parley.app.simulate.api import Api

DEADLINE_S = 300.0
POLL_S = 0.5
SETTLED = {"ready", "withheld"}


async def read(hr: Api, invitation_id: str) -> list[str]:
    """What the review of this invitation says, once it is settled.

    Raises:
        AssertionError: It failed, took too long, or its spans don't fit the answers.
    """
    base = f"/api/v1/invitations/{invitation_id}"
    review = await _settled(hr, base)
    detail = await hr.call("GET", base)
    lines = []
    for number, (question, answer) in enumerate(
        zip(detail["questions"], review["answers"], strict=True), start=1
    ):
        lines += _told(number, question, answer)
    score = review["score"]
    if score is not None:
        lines.append(f"Overall {_number(score['overall'])}  {_why(score)}")
    return lines


async def _settled(hr: Api, base: str) -> dict[str, Any]:
    deadline = time.perf_counter() + DEADLINE_S
    while True:
        review: dict[str, Any] = await hr.call("GET", f"{base}/review")
        analysis = review["analysis"]
        if analysis["status"] in SETTLED:
            return review
        if analysis["status"] == "failed" or time.perf_counter() > deadline:
            raise AssertionError(
                f"the analysis is {analysis['status']} ({analysis['reason'] or analysis['stage']})"
            )
        await asyncio.sleep(POLL_S)


def _told(number: int, question: dict[str, Any], answer: dict[str, Any]) -> list[str]:
    transcript, score = answer["transcript"], answer["score"]
    lines = [f"Q{number} {question['text']}"]
    if transcript is not None:
        if transcript["status"] != "ready":
            raise AssertionError(f"the transcript of question {number} is {transcript['error']}")
        for segment in transcript["segments"]:
            if not 0 <= segment["start"] <= segment["end"] <= transcript["durationSeconds"] + 0.5:
                raise AssertionError(f"a segment of question {number} lies outside the recording")
            lines.append(f"   {segment['start']:6.1f} s  {segment['text']}")
    if score is not None:
        lines.append(f"   score {_number(score['score'])}  {_why(score)}")
        lines += [
            f"   rests on “{span['quote']}” ({span['reason']})" for span in score["spans"][:3]
        ]
    return lines


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.0f}"


def _why(score: dict[str, Any]) -> str:
    return score["status"] if score["reason"] is None else f"{score['status']}: {score['reason']}"
