"""What the model sends: strange messages, and the shortcut past the library's models."""

import json
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from google.genai import Client, types
from google.genai.live import AsyncSession

from parley.interviewer.clients.gemini_live.line import Line
from parley.interviewer.clients.gemini_live.shortcut import MIME
from tests.fakes import gemini_live as fake
from tests.interviewer.gemini_room import Enter, answers, greeted


def content(**content: Any) -> dict[str, Any]:
    return {"serverContent": content}


def part(**part: Any) -> dict[str, Any]:
    return content(modelTurn={"parts": [part]})


STRANGE: tuple[dict[str, Any], ...] = (
    part(inlineData={"mimeType": "audio/pcm;rate=1"}),
    part(inlineData={"mimeType": "audio/pcm;rate=4000", "data": "AAAA"}),
    part(inlineData={"mimeType": "image/png", "data": "AAAA"}),
    part(text="thought", thought=True),
    content(inputTranscription={}, outputTranscription={"text": ""}),
    {"usageMetadata": {"totalTokenCount": 5}},
    {"toolCall": {"functionCalls": [{"name": "next_question"}]}},
    {"toolCallCancellation": {"ids": ["c1"]}},
    {"goAway": {"timeLeft": "soon"}},
    {"sessionResumptionUpdate": {"resumable": False}},
    {"somethingNew": {"a": 1}},
    {},
)


@pytest.mark.parametrize("number", range(len(STRANGE)))
async def test_strange_messages_do_no_harm(number: int, double: fake.Double, enter: Enter) -> None:
    room = await enter()
    await greeted(room, await double.call(0))
    await double.calls[0].send(STRANGE[number])
    with suppress(OSError):
        await double.calls[0].voice(b"\x01" * 3)
    await double.calls[0].socket.send("not json")
    again = await double.call(1)
    await answers(room, again, "I read the plan.")
    await again.says("I see.")
    await again.done()
    await room.until(lambda r: len(r.entries) >= 3)
    assert room.said[-1] == ("AI", "I see.")


# The shortcut past the library's models


@dataclass
class Wire:
    """A socket that keeps what is sent, and gives what it is told to."""

    sent: list[str] = field(default_factory=list)
    coming: list[bytes] = field(default_factory=list)

    async def send(self, message: str) -> None:
        self.sent.append(message)

    async def recv(self, *, decode: bool = False) -> bytes:
        return self.coming.pop(0)

    async def close(self) -> None:
        """Nothing is open."""


def session_on(wire: Wire) -> Any:
    client = Client(api_key="k", vertexai=False)
    return AsyncSession(client._api_client, wire)  # type: ignore[arg-type]  # as far as it is used


async def test_the_shortcut_sends_what_the_library_would() -> None:
    pcm = bytes(range(256)) * 3
    wire = Wire()
    up = Line(session_on(wire))
    assert up._shortcut is not None, "the library has changed: look at shortcut.Shortcut"
    await up.sound(pcm)
    await session_on(wire).send_realtime_input(audio=types.Blob(data=pcm, mime_type=MIME))
    short, library = map(json.loads, wire.sent)
    assert short == library


MESSAGES: tuple[dict[str, Any], ...] = (
    part(inlineData={"mimeType": "audio/pcm;rate=24000", "data": "AAEC"}),
    part(inlineData={"mimeType": "audio/pcm;rate=16000", "data": "AAEC"}),
    part(inlineData={"mimeType": "audio/pcm", "data": "AAEC"}),
    part(inlineData={"mimeType": "image/png", "data": "AAEC"}),
    part(inlineData={"mimeType": "audio/pcm;rate=24000", "data": ""}),
    content(modelTurn={"parts": [{"inlineData": {"mimeType": "audio/pcm", "data": "AAEC"}}] * 2}),
    content(
        modelTurn={"parts": [{"inlineData": {"mimeType": "audio/pcm", "data": "AAEC"}}]},
        turnComplete=True,
    ),
    content(interrupted=True),
    content(inputTranscription={"text": "hello"}),
    {"goAway": {"timeLeft": "5.5s"}},
    {"sessionResumptionUpdate": {"newHandle": "h", "resumable": True}},
    {"toolCall": {"functionCalls": [{"id": "c", "name": "next_question", "args": {}}]}},
)


@pytest.mark.parametrize("number", range(len(MESSAGES)))
async def test_the_shortcut_understands_what_the_library_does(number: int) -> None:
    raw = json.dumps(MESSAGES[number]).encode()
    short, library = Line(session_on(Wire(coming=[raw]))), Line(session_on(Wire(coming=[raw])))
    library._shortcut = None
    assert list(await short.received()) == list(await library.received())


async def test_without_the_private_name_everything_goes_the_long_way() -> None:
    session = session_on(Wire())
    del session._ws
    assert Line(session)._shortcut is None
