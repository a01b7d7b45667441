"""Whether the model owes something: who is mute for too long has lost its way, or its line."""

MUTE = 8.0  # seconds in which whoever owes something says nothing at all
PLENTY = 10.0  # seconds of voice that wait to be heard: nobody misses more of it


class Owing:
    """What was asked of the model, and when it last gave a sign."""

    def __init__(self) -> None:
        """It owes nothing."""
        self._since: float | None = None

    def told(self, now: float) -> None:
        """It was told something that calls for an answer."""
        if self._since is None:
            self._since = now

    def came(self, now: float, *, more: bool, over: bool) -> None:
        """It gave a sign.

        Args:
            now: The session's time.
            more: Its turn goes on.
            over: Its turn is over.
        """
        if over:
            self._since = None
        elif more or self._since is not None:
            self._since = now

    def mute(self, now: float, ahead: float) -> bool:
        """Whether it has been silent for too long.

        Args:
            now: The session's time.
            ahead: Seconds of its voice that wait to be heard.
        """
        if ahead >= PLENTY:
            self._since = None if self._since is None else now
        return self._since is not None and now - self._since >= MUTE
