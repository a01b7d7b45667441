"""Every code of the voice socket: of closes (RFC 6455, section 7.4) and of `ErrorResponse`.

4001 and 4002 are realtime-session.md's; the others are ours, of the same range.
"""

from enum import IntEnum

NORMAL = 1000  # After `SessionEnded`.
FAILED = 1011  # After an `ErrorResponse` that says why.


class Code(IntEnum):
    """What is wrong; a page may connect again after those in `AGAIN`."""

    TOKEN = 4001  # No, a bad, or somebody else's token; a page that may not open this socket.
    ENGINE = 4002  # The interviewer can't begin or go on; 1011 follows.
    MALFORMED = 4003  # Text, too large, not of the schema, or half a sample.
    FLOOD = 4004  # Faster than real time for too long.
    BEHIND = 4005  # Reads too slowly.
    TAKEN_OVER = 4006  # Another connection has this interview now.
    NOT_OPEN = 4007  # The interview is over, or never was open to this socket.
    STOPPING = 4008  # This server stops.

    @property
    def sentence(self) -> str:
        """For people."""
        return _SENTENCES[self]


AGAIN = frozenset({Code.BEHIND, Code.STOPPING})

_SENTENCES = {
    Code.TOKEN: "This link into the interview is not valid any more: open the interview again.",
    Code.ENGINE: "The interviewer can't be reached just now: try again in a moment.",
    Code.MALFORMED: "The connection sent something that isn't understood.",
    Code.FLOOD: "The connection sent more than anybody can say.",
    Code.BEHIND: "The connection is too slow for sound just now.",
    Code.TAKEN_OVER: "This interview goes on in another window.",
    Code.NOT_OPEN: "This interview is over.",
    Code.STOPPING: "The server restarts: the interview goes on in a moment.",
}
