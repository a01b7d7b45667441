"""`parley simulate recorded`: N candidates take a recorded interview with real uploads."""

import asyncio
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from parley.app.simulate import analysis, media, speech
from parley.app.simulate.api import Api, Refused

QUESTIONS: tuple[dict[str, Any], ...] = (
    {
        "text": "Tell us about an API you designed. What was hard about it?",
        "type": "video",
        "timeLimit": 120,
        "thinkingTime": 20,
        # As a good answer would put them: that is what answers are compared with.
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
    {"text": "Which part of your last project would you do differently?", "type": "text"},
    {
        "text": "Which status code fits a conflicting update?",
        "type": "multiple_choice",
        "options": ["200", "404", "409", "500"],
    },
)
PLAYBACK_DEADLINE_S = 120.0


@dataclass(slots=True)
class Played:
    """One candidate's interview.

    Attributes:
        name: The candidate's.
        invitation_id: The invitation.
        sent_bytes, sent_seconds: Of video.
        interview_seconds: From opening the link to done.
        playback_seconds: Until every answer could be watched.
        manner: How they answer.
        findings: Transcripts and scores, line by line.
        problems: What was wrong, in sentences.
    """

    name: str
    invitation_id: str = ""
    sent_bytes: int = 0
    sent_seconds: float = 0.0
    interview_seconds: float = 0.0
    playback_seconds: float = 0.0
    manner: str = ""
    findings: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Ask:
    """What to simulate.

    Attributes:
        url: Of the installation.
        email, password: Of somebody who may invite.
        count: Candidates.
        recording: A WebM or MP4 to send, or None for one made here.
        speech: A recording whose sound is what candidates say, or None: they speak texts of
            their own where a synthesiser is installed.
        parallel: How many at a time.
    """

    url: str
    email: str
    password: str
    count: int
    recording: Path | None
    speech: Path | None = None
    parallel: int = 4


async def run(ask: Ask) -> int:
    """Play all candidates; 0 when everything is right.

    Prints one line a candidate and where HR finds the result.
    """
    async with Api(ask.url) as hr:
        await sign_in(hr, ask)
        template = await make_template(hr)
        print(f"template   {ask.url}/templates/{template['id']}")
        gate = asyncio.Semaphore(ask.parallel)

        async def one(number: int) -> Played:
            async with gate:
                return await play(hr, ask, template["id"], number)

        results = await asyncio.gather(*(one(i) for i in range(ask.count)))
    for result in results:
        show(ask.url, result)
    bad = sum(bool(result.problems) for result in results)
    seconds = sum(result.sent_seconds for result in results)
    sent = sum(result.sent_bytes for result in results)
    print(
        f"{ask.count - bad} of {ask.count} interviews whole; {sent / 1e6:.1f} MB, "
        f"{seconds:.0f} s of video sent and byte-identical"
    )
    return 1 if bad else 0


async def sign_in(hr: Api, ask: Ask) -> None:
    """Sign in as HR."""
    session = await hr.call(
        "POST", "/api/v1/auth/login", {"email": ask.email, "password": ask.password}
    )
    hr.signed_in(session["accessToken"])


async def make_template(hr: Api) -> dict[str, Any]:
    """A published template with questions of every type."""
    template: dict[str, Any] = await hr.call(
        "POST",
        "/api/v1/templates",
        {
            "title": "Simulated interview",
            "description": "Made by parley simulate.",
            "settings": {"allowRetakes": True, "maxRetakes": 1, "questionTimeLimit": 180},
        },
    )
    for question in QUESTIONS:
        await hr.call("POST", f"/api/v1/templates/{template['id']}/questions", question)
    await hr.call("POST", f"/api/v1/templates/{template['id']}/publish")
    return template


async def play(hr: Api, ask: Ask, template_id: str, number: int) -> Played:
    """One candidate, from invitation to playable answers."""
    result = Played(f"Candidate {number + 1}", manner=_answers(number).manner)
    try:
        invitation = await hr.call(
            "POST",
            "/api/v1/invitations",
            {
                "templateId": template_id,
                "candidateEmail": f"candidate{number + 1}@simulate.example",
                "candidateName": result.name,
            },
        )
        result.invitation_id = invitation["id"]
        started = time.perf_counter()
        await answer_all(ask, invitation, result, number)
        result.interview_seconds = time.perf_counter() - started
        started = time.perf_counter()
        await watch_all(hr, result)
        result.playback_seconds = time.perf_counter() - started
        result.findings = await analysis.read(hr, result.invitation_id)
    except (Refused, AssertionError, KeyError, OSError) as error:
        result.problems.append(str(error) or type(error).__name__)
    return result


async def answer_all(ask: Ask, invitation: dict[str, Any], result: Played, number: int) -> None:
    """Open the link, agree, start, answer every question, complete."""
    token = invitation["link"].rsplit("/", 1)[-1]
    async with Api(ask.url) as candidate:
        spoken = iter(_answers(number).texts)
        opened = await candidate.call("POST", "/api/v1/invitations/access", {"accessToken": token})
        candidate.signed_in(opened["accessToken"])
        base = f"/api/v1/invitations/{invitation['id']}"
        detail = await candidate.call("GET", base)
        consent = {"version": detail["consent"]["version"], "accepted": True}
        await candidate.call("POST", f"{base}/consent", consent)
        await candidate.call("POST", f"{base}/start")
        for place, question in enumerate(detail["questions"]):
            body = {"questionId": question["id"]}
            if question["type"] == "video":
                segments = await recordings(ask, next(spoken, ""), number * 7 + place)
                body |= {"type": "video"} | await record(
                    candidate, base, question["id"], segments, result
                )
            elif question["type"] == "text":
                body |= {"type": "text", "content": "I would write the tests first."}
            else:
                body |= {"type": "choice", "content": question["options"][2]["id"]}
            await candidate.call("POST", f"{base}/responses", body)
        done = await candidate.call("POST", f"{base}/complete")
        if done["status"] != "completed":
            result.problems.append(f"status is {done['status']}, not completed")


def _answers(number: int) -> speech.Answers:
    return speech.MANNERS[number % len(speech.MANNERS)]


async def recordings(ask: Ask, text: str, hue: int) -> list[bytes]:
    """The segments of one answer: as given, spoken, or a tone in two parts as after a reload."""
    if ask.recording is not None:
        return [media.load(ask.recording)]
    if ask.speech is not None:
        said = await asyncio.to_thread(speech.samples_of, ask.speech)
    elif text and speech.can_speak():
        said = await speech.spoken(text)
    else:
        return [
            await asyncio.to_thread(media.synthesize, seconds, hue=hue) for seconds in (2.0, 1.5)
        ]
    half = len(said) // 4 * 2  # A whole sample.
    return [
        await asyncio.to_thread(media.synthesize, 0, hue=hue, speech=part)
        for part in (said[:half], said[half:])
    ]


async def record(
    candidate: Api, base: str, question_id: str, segments: list[bytes], result: Played
) -> dict[str, Any]:
    """Open a take and upload its segments, as after reloads."""
    take = await candidate.call("POST", f"{base}/questions/{question_id}/takes")
    filetype = "video/mp4" if segments[0][4:8] == b"ftyp" else "video/webm"
    upload: dict[str, Any] = {}
    for index, content in enumerate(segments):
        seconds = await asyncio.to_thread(media.seconds_of, content)
        piece = max(4096, int(len(content) / max(seconds, 1.0)))
        upload = await candidate.upload(take["takeId"], index, content, piece, filetype)
        result.sent_bytes += len(content)
        result.sent_seconds += seconds
    return {"mediaUrl": upload["mediaUrl"]}


async def watch_all(hr: Api, result: Played) -> None:
    """Wait until every recorded answer plays, with the right length and seeking by range."""
    base = f"/api/v1/invitations/{result.invitation_id}"
    detail = await hr.call("GET", base)
    played = 0.0
    for response in detail["responses"]:
        if response["type"] != "video":
            continue
        playback = await wait_ready(hr, f"{base}/responses/{response['id']}/playback")
        part = await hr.fetch(playback["playbackUrl"], "bytes=0-1023")
        if part.status_code != 206 or len(part.content) != 1024:  # noqa: PLR2004 - asked for 1 KiB
            result.problems.append("a range request was not answered by that range")
        played += playback["durationSeconds"]
    if abs(played - result.sent_seconds) > 0.5:  # noqa: PLR2004 - a frame or two a segment
        result.problems.append(f"sent {result.sent_seconds:.2f} s, plays {played:.2f} s")


async def wait_ready(hr: Api, path: str) -> dict[str, Any]:
    """Ask until the derived file is there.

    Raises:
        AssertionError: It failed, or took too long.
    """
    deadline = time.perf_counter() + PLAYBACK_DEADLINE_S
    while True:
        playback: dict[str, Any] = await hr.call("GET", path)
        if playback["status"] == "ready":
            return playback
        if playback["status"] == "failed" or time.perf_counter() > deadline:
            raise AssertionError(f"playback of {path} is {playback['status']}")
        await asyncio.sleep(0.3)


def show(url: str, result: Played) -> None:
    """One line, and one for each problem."""
    state = "problem" if result.problems else "whole"
    print(
        f"{result.name} ({result.manner})".ljust(26) + f"{state:<9}"
        f"{result.sent_bytes / 1e6:6.2f} MB {result.sent_seconds:6.1f} s "
        f"sent in {result.interview_seconds:5.1f} s, "
        f"playable after {result.playback_seconds:5.1f} s  "
        f"{url}/invitations/{result.invitation_id}"
    )
    for line in (*result.findings, *result.problems):
        print(f"  {line}")
