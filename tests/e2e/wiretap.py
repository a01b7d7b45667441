"""Everything that goes over a page's voice sockets, read by the schema's own messages."""

import array
import time
from collections.abc import Iterator
from dataclasses import dataclass

from google.protobuf.message import Message
from playwright.async_api import Page, WebSocket

from parley.wire_gen.preppal import interview_pb2 as pb

LOUD = 1500  # of 32768: above it somebody speaks
PAUSE = 0.5  # seconds without a loud chunk: what comes after is another beginning
PLACE = "/realtime/"


@dataclass(frozen=True, slots=True)
class Frame:
    """One message.

    Attributes:
        at: When the browser told of it, in monotonic seconds.
        connection: Which socket of the page, from 1.
        kind: The member of the payload.
        message: That member.
    """

    at: float
    connection: int
    kind: str
    message: Message

    @property
    def audio(self) -> bytes:
        """Its sound, if it has any."""
        content: bytes = getattr(self.message, "audio_content", b"")
        return content

    @property
    def loud(self) -> bool:
        """Whether its sound is more than noise."""
        return max(map(abs, array.array("h", self.audio)), default=0) > LOUD


class Wiretap:
    """The voice sockets of one tab, and of those in which its person goes on.

    Attributes:
        sent, received: In order.
        connections: How many were opened.
        texts: Frames that were no binary messages: there must be none.
    """

    def __init__(self, page: Page) -> None:
        """Listen from now on."""
        self.sent: list[Frame] = []
        self.received: list[Frame] = []
        self.connections = 0
        self.texts: list[str] = []
        self.listen(page)

    def listen(self, page: Page) -> None:
        """To another tab, too."""
        page.on("websocket", self._opened)

    def _opened(self, socket: WebSocket) -> None:
        if PLACE not in socket.url:
            return
        self.connections += 1
        number = self.connections

        def note(into: list[Frame], kind: type[Message], payload: bytes | str) -> None:
            if isinstance(payload, str):
                self.texts.append(payload)
                return
            whole = kind()
            whole.ParseFromString(payload)
            name = whole.WhichOneof("payload")
            assert name is not None, "an empty message"
            into.append(Frame(time.monotonic(), number, name, getattr(whole, name)))

        socket.on("framesent", lambda said: note(self.sent, pb.ClientToServerMessage, said))
        socket.on("framereceived", lambda said: note(self.received, pb.ServerToClientMessage, said))

    def got(self, kind: str) -> list[Frame]:
        """All of that kind that the page received."""
        return [frame for frame in self.received if frame.kind == kind]

    def gave(self, kind: str, since: int = 1) -> list[Frame]:
        """All of that kind that the page sent, from that connection on."""
        return [one for one in self.sent if one.kind == kind and one.connection >= since]

    def lines(self, speaker: str = "", since: int = 1) -> list[str]:
        """Final captions, of one side or of both, from that connection on."""
        return [text for who, text in self.conversation(since) if speaker in ("", who)]

    def conversation(self, since: int = 1) -> list[tuple[str, str]]:
        """Final captions with who said them, from that connection on."""
        return list(self._final(since))

    def _final(self, since: int) -> Iterator[tuple[str, str]]:
        for frame in self.got("transcript_update"):
            update = frame.message
            assert isinstance(update, pb.TranscriptUpdate)
            if update.is_final and frame.connection >= since:
                yield update.speaker, update.text

    def states(self, since: int = 1, until: int = 1000) -> list[pb.StateUpdate]:
        """What the server said about turns and questions, on those connections."""
        frames = self.got("state_update")
        found = [frame.message for frame in frames if since <= frame.connection <= until]
        return [state for state in found if isinstance(state, pb.StateUpdate)]

    def listens(self) -> bool:
        """Whether the AI has spoken since the person last did, and now waits for them."""
        turns: list[str] = []
        for frame in self.received:
            if isinstance(frame.message, pb.StateUpdate):
                turns.append(frame.message.state)
            elif isinstance(frame.message, pb.TranscriptUpdate):
                update = frame.message
                if update.is_final and update.speaker == "USER":
                    turns.clear()
        return "speaking" in turns and turns[-1] == "listening"

    def interruptions(self) -> list[float]:
        """For each FlushPlayback, the seconds since the person began to speak."""
        return [
            flush.at - began
            for flush in self.got("flush_playback")
            if (began := self._began_to_speak(flush.at)) is not None
        ]

    def _began_to_speak(self, before: float) -> float | None:
        """The first loud chunk of the speech that goes on at that moment."""
        began: float | None = None
        for frame in reversed(self.gave("audio_chunk")):
            if frame.at > before or not frame.loud:
                continue
            if began is not None and began - frame.at > PAUSE:
                break
            began = frame.at
        return began

    def heard_at(self) -> list[float]:
        """When captions of the person came, final or not."""
        frames = self.got("transcript_update")
        updates = [(frame.at, frame.message) for frame in frames]
        return [
            at
            for at, update in updates
            if isinstance(update, pb.TranscriptUpdate) and update.speaker == "USER"
        ]

    def ended(self) -> list[int]:
        """The reasons of SessionEnded: one, or none yet."""
        found = [frame.message for frame in self.got("session_ended")]
        return [int(end.reason) for end in found if isinstance(end, pb.SessionEnded)]
