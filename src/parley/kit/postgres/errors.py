"""What can go wrong with an embedded PostgreSQL, each with a sentence that says what to do."""


class PostgresError(Exception):
    """The embedded PostgreSQL failed."""


class BinariesMissing(PostgresError):
    """The PostgreSQL server binaries are not installed for this platform."""


class AccountMissing(PostgresError):
    """PostgreSQL refuses to run as root, and there is no unprivileged account to run it as."""


class DirectoryInUse(PostgresError):
    """Another process owns this data directory."""


class DirectoryForeign(PostgresError):
    """The data directory belongs to another user."""


class VersionMismatch(PostgresError):
    """The data directory was made by another major version of PostgreSQL."""


class DiskFull(PostgresError):
    """The disk is full."""


class StartFailed(PostgresError):
    """PostgreSQL did not start."""


class NotInitialised(PostgresError):
    """There is no cluster in this directory yet."""
