"""Consents."""

from collections.abc import Sequence
from datetime import datetime

from parley.contracts.media import Consent
from parley.kit.db import Unit
from parley.kit.ids import new_id

ADD_CONSENT = """
INSERT INTO media.consents (id, evidence_id, subject_id, version, text, given_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (evidence_id, version) WHERE withdrawn_at IS NULL DO NOTHING
"""
CONSENT = """
SELECT evidence_id, subject_id, version, text, given_at FROM media.consents
WHERE evidence_id = $1 AND withdrawn_at IS NULL ORDER BY given_at DESC, id LIMIT 1
"""
CONSENTS = """
SELECT evidence_id, subject_id, version, text, given_at, withdrawn_at FROM media.consents
WHERE evidence_id = $1 ORDER BY given_at DESC, id
"""
WITHDRAW = (
    "UPDATE media.consents SET withdrawn_at = $2 WHERE evidence_id = $1 AND withdrawn_at IS NULL"
)
# Taking the row that `open_take` takes first, so that no take is opened behind a deletion's back.
LOCK_CONSENTS = """
SELECT 1 FROM media.consents WHERE evidence_id = ANY($1) OR subject_id = $2 ORDER BY id FOR UPDATE
"""
FORGET_CONSENTS = "DELETE FROM media.consents WHERE evidence_id = ANY($1) OR subject_id = $2"
WITHDRAW_ALL = """
WITH ended AS (
    UPDATE media.consents SET withdrawn_at = $2
    WHERE evidence_id = ANY($1) AND withdrawn_at IS NULL
)
SELECT count(*) FROM media.consents WHERE evidence_id = ANY($1)
"""


class ConsentRows:
    """A part of `ports.Store`."""

    async def add_consent(self, unit: Unit, consent: Consent) -> None:
        """Store it, unless one of that version is in force."""
        await unit.execute(
            ADD_CONSENT, new_id(), consent.evidence_id, consent.subject_id, consent.version,
            list(consent.text), consent.given_at,
        )  # fmt: skip

    async def consent(self, unit: Unit, evidence_id: str, *, lock: bool = False) -> Consent | None:
        """The newest in force."""
        row = await unit.fetchrow(CONSENT + (" FOR UPDATE" if lock else ""), evidence_id)
        if row is None:
            return None
        return Consent(
            row["evidence_id"], row["subject_id"], row["version"], tuple(row["text"]),
            row["given_at"],
        )  # fmt: skip

    async def consents(self, unit: Unit, evidence_id: str) -> list[Consent]:
        """All, the withdrawn ones too, the newest first."""
        rows = await unit.fetch(CONSENTS, evidence_id)
        return [Consent(**dict(row) | {"text": tuple(row["text"])}) for row in rows]

    async def withdraw(self, unit: Unit, evidence_id: str, now: datetime) -> None:
        """End all of them."""
        await unit.execute(WITHDRAW, evidence_id, now)

    async def lock_consents(
        self, unit: Unit, evidence_ids: Sequence[str], subject_id: str | None = None
    ) -> None:
        """Hold them: from here on nobody opens a take of this evidence."""
        await unit.fetch(LOCK_CONSENTS, list(evidence_ids), subject_id)

    async def forget_consents(
        self, unit: Unit, evidence_ids: Sequence[str], subject_id: str | None = None
    ) -> int:
        """Delete consents; how many."""
        return await unit.execute(FORGET_CONSENTS, list(evidence_ids), subject_id)

    async def withdraw_all(self, unit: Unit, evidence_ids: Sequence[str], now: datetime) -> int:
        """End the consents of this evidence that are in force; how many are kept in all."""
        return int(await unit.fetchval(WITHDRAW_ALL, list(evidence_ids), now))
