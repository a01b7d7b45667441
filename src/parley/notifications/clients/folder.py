"""The embedded transport: .eml files that only this user can read."""

import asyncio
import contextlib
import os
from collections.abc import Sequence
from email.message import EmailMessage
from pathlib import Path

LETTER, DRAFT = ".eml", ".draft"


class FolderTransport:
    """`ports.Transport` and `ports.Letters` on a folder; a letter sent twice is one file."""

    def __init__(self, folder: Path) -> None:
        """Keep letters in `folder`."""
        self._folder = folder

    async def send(self, mail_id: str, letter: EmailMessage) -> None:
        """Put the letter there, whole or not at all."""
        await asyncio.to_thread(self._write, mail_id, bytes(letter))

    async def check(self) -> None:
        """Raise when the folder can't be written to."""
        await asyncio.to_thread(self._check)

    async def read(self, mail_id: str) -> bytes | None:
        """The letter as it was sent, or None."""
        return await asyncio.to_thread(self._read, mail_id)

    async def forget(self, mail_ids: Sequence[str]) -> int:
        """Delete letters, and drafts that a crash left; how many letters there were."""
        return await asyncio.to_thread(self._forget, mail_ids)

    async def kept(self) -> list[str]:
        """The ids of the mails whose letters, or drafts of them, lie here."""
        return await asyncio.to_thread(self._kept)

    def _path(self, mail_id: str) -> Path:
        return self._folder / f"{mail_id}{LETTER}"

    def _draft(self, mail_id: str) -> Path:
        return self._folder / f".{mail_id}{DRAFT}"

    def _forget(self, mail_ids: Sequence[str]) -> int:
        found = 0
        for mail_id in mail_ids:
            self._draft(mail_id).unlink(missing_ok=True)
            with contextlib.suppress(FileNotFoundError):
                self._path(mail_id).unlink()
                found += 1
        return found

    def _kept(self) -> list[str]:
        if not self._folder.is_dir():
            return []
        letters = {p.name.removesuffix(LETTER) for p in self._folder.glob(f"*{LETTER}")}
        drafts = {p.name[1:].removesuffix(DRAFT) for p in self._folder.glob(f".*{DRAFT}")}
        return sorted(letters | drafts)

    def _open(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def _write(self, mail_id: str, content: bytes) -> None:
        self._open()
        draft = self._draft(mail_id)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._path(mail_id))

    def _read(self, mail_id: str) -> bytes | None:
        try:
            return self._path(mail_id).read_bytes()
        except FileNotFoundError:
            return None

    def _check(self) -> None:
        self._open()
        if not os.access(self._folder, os.W_OK):
            raise PermissionError("the folder of mails can't be written to")
