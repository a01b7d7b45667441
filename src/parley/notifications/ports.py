"""What notifications needs from the world, and its settings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Literal, Protocol

from parley.kit.db import Unit
from parley.notifications.domain import Mail, Status


@dataclass(frozen=True, slots=True)
class Smtp:
    """A mail server.

    Attributes:
        host, port: Where it listens.
        user, password: What it asks for, or None.
        security: `starttls`, `tls` from the first byte, or `none`.
        ca_file: Certificates to trust instead of the system's.
        deadline: Seconds for one letter, from connecting to the last reply.

    Raises:
        ValueError: A password would travel in the clear.
    """

    host: str
    port: int = 587
    user: str | None = None
    password: str | None = None
    security: Literal["starttls", "tls", "none"] = "starttls"
    ca_file: Path | None = None
    deadline: float = 30.0

    def __post_init__(self) -> None:
        """Refuse what would give the password away."""
        if self.password is not None and self.security == "none":
            raise ValueError("A mail password needs starttls or tls.")


@dataclass(frozen=True, slots=True)
class Settings:
    """How notifications is configured.

    Attributes:
        mails_dir: Where the embedded transport puts .eml files.
        smtp: The server, or None for the folder.
        sender: Address that mails come from.
        sender_name: The name beside it.
        demo: A demo workspace: HR may read the folder's mails.
        max_attempts: How often sending is tried; waits grow to ten minutes, so 400 are about
            two days.
        concurrency: Letters sent at once.
        keep: For how long settled mails are remembered.
    """

    mails_dir: Path
    smtp: Smtp | None = None
    sender: str = "parley@localhost"
    sender_name: str = "Parley"
    demo: bool = False
    max_attempts: int = 400
    concurrency: int = 2
    keep: timedelta = timedelta(days=90)

    def describe(self) -> str:
        """Where mail goes, for `parley doctor`."""
        if self.smtp is None:
            return f"files in {self.mails_dir}; no server is configured"
        return f"SMTP by {self.smtp.host}:{self.smtp.port} ({self.smtp.security})"


class Transport(Protocol):
    """Takes letters."""

    async def send(self, mail_id: str, letter: EmailMessage) -> None:
        """Hand over one letter to its one recipient; handing over twice is bearable.

        Raises:
            MailRefused: This recipient or letter will never be taken.
            Exception: Not now; try again.
        """
        ...

    async def check(self) -> None:
        """Raise when letters are not being taken."""
        ...


class Letters(Protocol):
    """Letters that were sent and kept."""

    async def read(self, mail_id: str) -> bytes | None:
        """The letter as it was sent, or None."""
        ...

    async def forget(self, mail_ids: Sequence[str]) -> None:
        """Delete letters."""
        ...


class Store(Protocol):
    """Mails, each call inside the caller's transaction."""

    async def add(self, unit: Unit, mail: Mail) -> bool:
        """Store a new mail; False when its event has one already."""
        ...

    async def get(self, unit: Unit, mail_id: str) -> Mail | None:
        """The mail of that id."""
        ...

    async def sent(self, unit: Unit, page: int, page_size: int) -> tuple[list[Mail], int]:
        """A page of the mails that were sent, the newest first, and how many there are."""
        ...

    async def settle(
        self, unit: Unit, mail_id: str, status: Status, error: str | None, now: datetime
    ) -> None:
        """Note how it ended."""
        ...

    async def attempted(self, unit: Unit, mail_id: str, error: str) -> None:
        """Note that sending failed and will be tried again."""
        ...

    async def forget_settled(self, unit: Unit, before: datetime) -> list[str]:
        """Delete mails settled before that moment; their ids."""
        ...

    async def forget_subject(self, unit: Unit, subject_id: str) -> list[str]:
        """Delete the mails about somebody; their ids."""
        ...
