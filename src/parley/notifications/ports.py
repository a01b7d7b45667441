"""What notifications needs from the world, and its settings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Literal, Protocol

from parley.kit.db import Unit
from parley.notifications.domain import Mail, Status

# Seconds. A mail's row is held while its letter is handed over, so that nobody's letter goes out
# after they were forgotten; the database gives up on such a transaction after a minute.
LONGEST_HANDOVER = 45.0


@dataclass(frozen=True, slots=True)
class Smtp:
    """A mail server.

    Attributes:
        host, port: Where it listens.
        user, password: What it asks for, or None.
        security: `starttls`, `tls` from the first byte, or `none`.
        ca_file: Certificates to trust instead of the system's.
        deadline: Seconds for one letter, from connecting to the last reply; at most
            `LONGEST_HANDOVER`.

    Raises:
        ValueError: A password would travel in the clear, or the deadline is too long.
    """

    host: str
    port: int = 587
    user: str | None = None
    password: str | None = None
    security: Literal["starttls", "tls", "none"] = "starttls"
    ca_file: Path | None = None
    deadline: float = 30.0

    def __post_init__(self) -> None:
        """Refuse what would give the password away, or hold a row for too long."""
        if self.password is not None and self.security == "none":
            raise ValueError("A mail password needs starttls or tls.")
        if not 0 < self.deadline <= LONGEST_HANDOVER:
            raise ValueError(f"A letter is given up after at most {LONGEST_HANDOVER:.0f} seconds.")


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

    async def forget(self, mail_ids: Sequence[str]) -> int:
        """Delete letters; how many there were."""
        ...

    async def kept(self) -> list[str]:
        """The ids of the mails whose letters, or drafts of them, lie here."""
        ...


class Store(Protocol):
    """Mails, each call inside the caller's transaction."""

    async def add(self, unit: Unit, mail: Mail) -> bool:
        """Store a new mail; False when its event has one already."""
        ...

    async def get(self, unit: Unit, mail_id: str) -> Mail | None:
        """The mail of that id."""
        ...

    async def hold(self, unit: Unit, mail_id: str) -> bool:
        """Lock the mail to the end of the transaction; False when it is gone or settled."""
        ...

    async def told_candidate(self, unit: Unit, invitation_id: str) -> Mail | None:
        """The newest mail that went, or is to go, to this invitation's candidate."""
        ...

    async def sent(self, unit: Unit, page: int, page_size: int) -> tuple[list[Mail], int]:
        """A page of the mails that were sent, the newest first, and how many there are."""
        ...

    async def settle(
        self, unit: Unit, mail: Mail, status: Status, error: str | None, now: datetime
    ) -> None:
        """Note how it ended, and what its letter said to whom."""
        ...

    async def attempted(self, unit: Unit, mail_id: str, error: str) -> None:
        """Note that sending failed and will be tried again."""
        ...

    async def forget_settled(self, unit: Unit, before: datetime) -> list[str]:
        """Delete mails settled before that moment; their ids."""
        ...

    async def forget_about(
        self, unit: Unit, invitation_ids: Sequence[str], person_id: str | None
    ) -> list[str]:
        """Delete the mails of these invitations, and those about or to somebody; their ids."""
        ...

    async def forget_work(self, unit: Unit, ids: Sequence[str]) -> None:
        """Delete jobs, and what else the kit keeps, that is about these ids."""
        ...

    async def of(self, unit: Unit, mail_ids: Sequence[str]) -> set[str]:
        """Which of these mails are there."""
        ...

    async def claim(self, unit: Unit, ids: Sequence[str]) -> None:
        """Keep others from writing about these invitations and people until the commit."""
        ...

    async def note_erased(self, unit: Unit, ids: Sequence[str], now: datetime) -> None:
        """Remember that these invitations and people are to be forgotten."""
        ...

    async def erased(self, unit: Unit, ids: Sequence[str]) -> bool:
        """Whether any of these invitations and people is to be forgotten."""
        ...

    async def forget_erased(self, unit: Unit, before: datetime) -> None:
        """Forget which ids were erased before that moment."""
        ...

    async def unname(self, unit: Unit, person_id: str) -> None:
        """Take somebody's id off what stays: the note of which events were had."""
        ...
