"""What lies where in an embedded PostgreSQL's directory, and how to sign in to it.

- `lock`: held by the process that owns the directory
- `data/`: PostgreSQL's data directory
- `password`: of the role `parley`, mode 0600
- `socket`: the folder of the Unix socket, one line
- `run/`: that folder, where its path is short enough
- `server.log`: what PostgreSQL says
"""

import errno
import os
import stat
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self
from urllib.parse import quote, urlencode

from parley.kit.postgres.account import Account
from parley.kit.postgres.errors import AccountMissing, NotInitialised

ROLE = "parley"
PORT = 5432
OWNER = "owner"
# sun_path holds 104 bytes on macOS and 108 on Linux, with the final zero.
LONGEST_SOCKET_PATH = 100


@dataclass(frozen=True, slots=True)
class Login:
    """How to connect to an embedded PostgreSQL.

    Attributes:
        host: The folder of its Unix socket.
        user: The role, which owns the database and may create roles and databases.
        password: Its password.
        database: The database.
    """

    host: str
    user: str
    password: str
    database: str
    port: int = PORT

    @classmethod
    def read(cls, directory: Path) -> Self:
        """Returns the login of a cluster in a directory, whoever runs it.

        Args:
            directory: What `EmbeddedPostgres` was given.

        Raises:
            NotInitialised: There is no cluster there.
        """
        layout = Layout(directory)
        try:
            host = layout.socket.read_text().strip()
            return cls(host, ROLE, layout.password.read_text().strip(), ROLE)
        except FileNotFoundError:
            message = f"There is no database in {directory} yet: start Parley there first."
            raise NotInitialised(message) from None

    @property
    def connect_kwargs(self) -> dict[str, str | int]:
        """The login as arguments of `asyncpg.connect`."""
        return asdict(self)

    @property
    def dsn(self) -> str:
        """The login as an address that asyncpg, libpq and SQLAlchemy understand."""
        where = urlencode({"host": self.host, "port": self.port})
        return f"postgresql://{quote(self.user)}:{quote(self.password)}@/{self.database}?{where}"


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths in an embedded PostgreSQL's directory."""

    directory: Path

    @property
    def data(self) -> Path:
        """PostgreSQL's data directory."""
        return self.directory / "data"

    @property
    def draft(self) -> Path:
        """Where the cluster is made before it is moved to `data` complete."""
        return self.directory / "data.draft"

    @property
    def lock(self) -> Path:
        """The lock file."""
        return self.directory / "lock"

    @property
    def password(self) -> Path:
        """The password of the role `parley`."""
        return self.directory / "password"

    @property
    def socket(self) -> Path:
        """The file that says where the socket is."""
        return self.directory / "socket"

    @property
    def log(self) -> Path:
        """What PostgreSQL says."""
        return self.directory / "server.log"

    def prepare(self, account: Account | None) -> None:
        """Makes the directory and gives the account a way through it, and no further right.

        Raises:
            AccountMissing: This root can't give anything to the account.
        """
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not account:
            return
        try:
            os.chown(self.directory, -1, account.gid)
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.EPERM):
                raise
            message = (
                "PostgreSQL refuses to run as root, and this root can't become another user"
                " (a container with one user?): run this as an ordinary user, or set DATABASE_HOST"
                " to use a server of your own."
            )
            raise AccountMissing(message) from error
        self.directory.chmod(0o710)

    def socket_folder(self, account: Account | None) -> Path:
        """Returns the socket's folder: ours where the path is short enough, else one in /tmp.

        The choice is recorded, so that others find it and the same one is used again; the folder
        says in turn whose it is, because a directory may be a copy of another.
        """
        ours = self.directory / "run"
        if len(os.fsencode(ours / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET_PATH:
            ours.mkdir(mode=0o700, exist_ok=True)
            return self._settle(ours, account)
        if self.socket.exists():
            recorded = Path(self.socket.read_text().strip())
            if _private(recorded, account) and self._is_ours(recorded):
                return recorded
        folder = Path(tempfile.mkdtemp(prefix="parley-", dir="/tmp"))
        (folder / OWNER).write_text(str(self.directory))
        return self._settle(folder, account)

    def _is_ours(self, folder: Path) -> bool:
        try:
            return (folder / OWNER).read_text() == str(self.directory)
        except OSError:
            return False

    def _settle(self, folder: Path, account: Account | None) -> Path:
        if account:
            os.chown(folder, account.uid, account.gid)
        self.socket.write_text(f"{folder}\n")
        return folder


def _private(folder: Path, account: Account | None) -> bool:
    try:
        found = folder.lstat()
    except OSError:
        return False
    owner = account.uid if account else os.geteuid()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == owner and not found.st_mode & 0o077
