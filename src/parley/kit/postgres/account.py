"""The unprivileged account that PostgreSQL runs as when the supervisor is root."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from parley.kit.postgres.errors import AccountMissing, DirectoryForeign

CANDIDATES = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """A user that a child becomes.

    Attributes:
        uid: Its user id.
        gid: Its primary group id.
    """

    uid: int
    gid: int

    def can_reach(self, path: Path) -> bool:
        """Tells whether this user may pass every folder above a path and enter the path itself.

        Looks at the permission bits only: where an access list says more, we copy for nothing.
        """
        resolved = path.resolve()
        return all(self._may_pass(folder) for folder in (resolved, *resolved.parents))

    def _may_pass(self, folder: Path) -> bool:
        try:
            found = folder.stat()
        except OSError:
            return False
        if found.st_uid == self.uid:
            return bool(found.st_mode & stat.S_IXUSR)
        if found.st_gid == self.gid:
            return bool(found.st_mode & stat.S_IXGRP)
        return bool(found.st_mode & stat.S_IXOTH)


def account_for(cluster: Path) -> Account | None:
    """Returns the account to become for a cluster; None where we stay who we are.

    As root it is the owner of an existing cluster, so that one made by an ordinary user goes on
    working under sudo; else the system's `postgres` or `nobody`.

    Args:
        cluster: PostgreSQL's data directory, which need not exist yet.

    Raises:
        AccountMissing: We're root and the system has no such account.
        DirectoryForeign: We aren't root and somebody else owns the cluster.
    """
    owner = cluster.stat().st_uid if cluster.exists() else None
    if os.geteuid() != 0:
        if owner not in (None, os.geteuid()):
            message = (
                f"{cluster} belongs to user {owner}: run this as that user or as root,"
                " or choose another --data-dir."
            )
            raise DirectoryForeign(message)
        return None
    if owner:
        try:
            return Account(owner, pwd.getpwuid(owner).pw_gid)
        except KeyError:
            return Account(owner, cluster.stat().st_gid)
    for name in CANDIDATES:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        if found.pw_uid != 0:
            return Account(found.pw_uid, found.pw_gid)
    message = (
        "PostgreSQL refuses to run as root, and neither `postgres` nor `nobody` exists here:"
        " add one of these users, or run this as an ordinary user."
    )
    raise AccountMissing(message)
