"""Sentences cut from words as they come."""

import re
from collections.abc import Iterator

MOST = 400  # characters of a sentence; a longer one is none
MOST_TURN = 2_000  # characters of a turn, whatever they are
_END = re.compile(
    r"(?<=[.!?\u2026])"
    r"(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bz\.B\.)(?<!\bd\.h\.)(?<!\bbzw\.)(?<!\bDr\.)(?<!\bMr\.)"
    r"(?<!\bMs\.)(?<!\bz\.)(?<!\bd\.)[\"'\u201d\u201c)]*\s+|\n+"
)


class Cutter:
    """Takes pieces of text, gives whole sentences."""

    def __init__(self) -> None:
        """Begin a turn."""
        self._rest = ""
        self._taken = 0

    @property
    def overlong(self) -> bool:
        """Whether what came is no turn of an interview any more."""
        return len(self._rest) > MOST or self._taken > MOST_TURN

    def push(self, piece: str) -> Iterator[str]:
        """Sentences that are whole by now."""
        self._taken += len(piece)
        self._rest += piece[:MOST_TURN]
        while match := _END.search(self._rest):
            sentence, self._rest = self._rest[: match.end()].strip(), self._rest[match.end() :]
            if sentence:
                yield sentence

    def end(self) -> str:
        """What is left when no more comes."""
        rest, self._rest = self._rest.strip(), ""
        return rest
