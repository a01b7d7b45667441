"""`parley simulate voice`: N candidates talk with the AI interviewer, from invitation to score."""

import asyncio
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from parley.app.simulate import speech
from parley.app.simulate.api import Api, Refused
from parley.app.simulate.talker import RATE, Exchange, Talk, Talker

QUESTIONS: tuple[dict[str, Any], ...] = (
    {
        "text": "Tell us about an API you designed. What was hard about it?",
        "type": "video",
        "keyPoints": [
            "Clients retried requests and customers were charged twice",
            "We stored an idempotency key together with the payment",
            "As a result there were no more duplicate charges",
        ],
    },
    {
        "text": "What does idempotent mean, and when does it matter?",
        "type": "video",
        "keyPoints": [
            "Doing an operation twice has the same effect as doing it once",
            "It matters when a client can not know whether a request arrived and repeats it",
        ],
    },
)
NOTHING_MORE = "That is all I can say about it."
LONGEST_SECONDS = 15 * 60.0
SCORED_SECONDS = 120.0
POLL_SECONDS = 0.5
SETTLED = {"ready", "withheld"}


@dataclass(frozen=True, slots=True)
class Ask:
    """What to simulate.

    Attributes:
        url: Of the installation.
        email, password: Of somebody who may invite.
        count: Candidates.
        speech: A recording whose sound is every answer, or None: texts spoken by flite.
        parallel: How many at a time.
    """

    url: str
    email: str
    password: str
    count: int
    speech: Path | None = None
    parallel: int = 4


@dataclass(slots=True)
class Held:
    """One candidate's interview.

    Attributes:
        name: The candidate's.
        manner: How they answer.
        invitation_id: Of the invitation, and so of the session.
        talk: What was said and measured.
        seconds: From opening the link to SessionEnded.
        findings: The scores, line by line.
        problems: What was wrong, in sentences.
    """

    name: str
    manner: str
    invitation_id: str = ""
    talk: Talk = field(default_factory=Talk)
    seconds: float = 0.0
    findings: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class Recording:
    """Says the same recording in answer to everything."""

    manner = "recorded"

    def __init__(self, pcm: bytes) -> None:
        """Say `pcm`."""
        self._pcm = pcm

    async def answer(self, question: int, nth: int) -> bytes:
        """The recording."""
        del question, nth
        return self._pcm


class Texts:
    """Says prepared texts; a follow-up gets the next sentence of the same answer, if any."""

    def __init__(self, answers: speech.Answers) -> None:
        """Say these."""
        self.manner, self._texts = answers.manner, answers.texts

    async def answer(self, question: int, nth: int) -> bytes:
        """The text for this question, then that there is nothing more."""
        text = self._texts[(question - 1) % len(self._texts)] if nth == 0 else NOTHING_MORE
        return await speech.spoken(text, RATE)


async def run(ask: Ask) -> int:
    """Play all candidates; 0 when everything is right.

    Raises:
        OSError: There is nothing to speak with.
    """
    recording: Recording | None = None
    if ask.speech is not None:
        recording = Recording(await asyncio.to_thread(speech.samples_of, ask.speech, RATE))
    elif not speech.can_speak():
        raise OSError("Give --speech FILE, or install flite: candidates need a voice.")
    async with Api(ask.url) as hr:
        session = await hr.call(
            "POST", "/api/v1/auth/login", {"email": ask.email, "password": ask.password}
        )
        hr.signed_in(session["accessToken"])
        template = await make_template(hr)
        print(f"template   {ask.url}/templates/{template}")
        gate = asyncio.Semaphore(ask.parallel)

        async def one(number: int) -> Held:
            manner = speech.MANNERS[number % len(speech.MANNERS)]
            async with gate:
                return await play(hr, ask, template, number, recording or Texts(manner))

        results = await asyncio.gather(*(one(number) for number in range(ask.count)))
    for result in results:
        show(ask.url, result)
    bad = sum(bool(result.problems) for result in results)
    latencies = [seconds for result in results for seconds in result.talk.latencies]
    print(f"voice to voice   {spread(latencies)}")
    exchanges = [exchange for result in results for exchange in result.talk.exchanges]
    if exchanges:
        print(f"of it (p50)      {stages(exchanges)}")
    print(f"cut off          {sum(result.talk.cut_off for result in results)} answers")
    print(f"{ask.count - bad} of {ask.count} interviews whole")
    return 1 if bad else 0


async def make_template(hr: Api) -> str:
    """Make and publish the template of this run; its id."""
    made = await hr.call(
        "POST",
        "/api/v1/templates",
        {
            "title": "Backend engineer, by voice (simulated)",
            "settings": {"mode": "voice", "totalTimeLimit": 6},
        },
    )
    for question in QUESTIONS:
        await hr.call("POST", f"/api/v1/templates/{made['id']}/questions", question)
    await hr.call("POST", f"/api/v1/templates/{made['id']}/publish")
    return str(made["id"])


async def play(hr: Api, ask: Ask, template: str, number: int, mouth: Texts | Recording) -> Held:
    """One candidate from invitation to score; problems are collected, not raised."""
    result = Held(f"Candidate {number + 1}", mouth.manner)
    try:
        invitation = await hr.call(
            "POST",
            "/api/v1/invitations",
            {
                "templateId": template,
                "candidateEmail": f"voice{number + 1}@simulate.example",
                "candidateName": result.name,
            },
        )
        result.invitation_id = invitation["id"]
        started = time.perf_counter()
        result.talk = await talk(ask, invitation, mouth)
        result.seconds = time.perf_counter() - started
        check(result)
        result.findings = await scores(hr, result.invitation_id)
    except (Refused, AssertionError, KeyError, OSError) as error:
        result.problems.append(str(error) or type(error).__name__)
    return result


async def talk(ask: Ask, invitation: dict[str, Any], mouth: Texts | Recording) -> Talk:
    """Open the link, agree, begin, and talk to the end."""
    async with Api(ask.url) as candidate:
        secret = invitation["link"].rsplit("/", 1)[-1]
        opened = await candidate.call("POST", "/api/v1/invitations/access", {"accessToken": secret})
        candidate.signed_in(opened["accessToken"])
        base = f"/api/v1/invitations/{invitation['id']}"
        detail = await candidate.call("GET", base)
        consent = {"version": detail["consent"]["version"], "accepted": True}
        await candidate.call("POST", f"{base}/consent", consent)
        session_id = (await candidate.call("POST", f"{base}/start"))["sessionId"]

        async def token() -> str:
            answer = await candidate.call(
                "POST", "/trpc/interview.generateWorkerToken", {"interviewId": session_id}
            )
            return str(answer["result"]["data"]["token"])

        address = ask.url.replace("http", "ws", 1) + f"/realtime/{session_id}"
        return await Talker(address, token, mouth).hold(LONGEST_SECONDS)


def check(result: Held) -> None:
    """Note what a conversation must have and hasn't."""
    talked = result.talk
    if talked.ended is None:
        result.problems.append("the session never said that it ended")
    result.problems += [f"the server said: {error}" for error in talked.errors]
    for side in ("AI", "USER"):
        if not any(line.startswith(side) for line in talked.lines):
            result.problems.append(f"nothing of {side} stands in the captions")
    if not talked.latencies:
        result.problems.append("no answer was followed by an audible voice")


async def scores(hr: Api, invitation_id: str) -> list[str]:
    """What the review says, once it is settled.

    Raises:
        AssertionError: It failed or took too long, or the transcript is not there.
    """
    deadline = time.perf_counter() + SCORED_SECONDS
    while True:
        review = await hr.call("GET", f"/api/v1/invitations/{invitation_id}/review")
        status = review["analysis"]["status"]
        if status in SETTLED:
            break
        if status == "failed" or time.perf_counter() > deadline:
            raise AssertionError(f"the analysis is {status} ({review['analysis']['reason']})")
        await asyncio.sleep(POLL_SECONDS)
    if not review["conversation"]:
        raise AssertionError("the review has no transcript")
    lines = []
    for number, answer in enumerate(review["answers"], start=1):
        score = answer["score"]
        if score is None:
            continue
        value = "none" if score["score"] is None else f"{score['score']:.0f}"
        reason = f": {score['reason']}" if score["reason"] else ""
        lines.append(f"Q{number} score {value}  {score['status']}{reason}")
        lines += [
            f"   rests on “{span['quote']}” ({span['reason']})" for span in score["spans"][:2]
        ]
    score = review["score"]
    if score is not None:
        value = "none" if score["overall"] is None else f"{score['overall']:.0f}"
        lines.append(f"Overall {value}  {score['status']}")
    return lines


def spread(latencies: list[float]) -> str:
    """p50 and p95 of some seconds."""
    if not latencies:
        return "not measured"
    if len(latencies) == 1:
        return f"{latencies[0]:.2f} s (once)"
    high = statistics.quantiles(latencies, n=20, method="inclusive")[-1]
    middle = statistics.median(latencies)
    return f"p50 {middle:.2f} s, p95 {high:.2f} s ({len(latencies)} turns)"


def stages(exchanges: Sequence[Exchange]) -> str:
    """Where the time goes, in the median, from the end of an answer on."""
    steps = {
        "words known": [it.words for it in exchanges],
        "turn taken": [it.decided for it in exchanges],
        "first sound": [it.sound for it in exchanges],
        "audible": [it.audible for it in exchanges],
    }
    return ", ".join(f"{name} {statistics.median(at):.2f} s" for name, at in steps.items())


def show(url: str, result: Held) -> None:
    """What was said, how fast, and how it was scored."""
    state = "problem" if result.problems else "whole"
    print(
        f"{result.name} ({result.manner})".ljust(26) + f"{state:<9}"
        f"{result.seconds:6.1f} s, voice to voice {spread(result.talk.latencies)}  "
        f"{url}/invitations/{result.invitation_id}"
    )
    for line in (*result.talk.lines, *result.findings, *result.problems):
        print(f"  {line}")
