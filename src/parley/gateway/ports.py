"""What the gateway needs from the world."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

Check = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Settings:
    """How this installation shows itself.

    Attributes:
        version: Of Parley.
        demo: Whether this is a demo workspace.
        demo_accounts: (address, role) of the demo accounts, shown on the sign-in page.
        registration_open: Whether people may make an account themselves.
        pages: Folder of the built browser application.
        check_seconds: Longest that one health check may take.
    """

    version: str
    demo: bool
    demo_accounts: tuple[tuple[str, str], ...]
    registration_open: bool
    pages: Path
    check_seconds: float = 2.0
