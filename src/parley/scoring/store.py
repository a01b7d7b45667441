"""Evidence and scores in PostgreSQL."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pydantic import TypeAdapter

from parley.contracts.scoring import Evidence, EvidenceScore, Making
from parley.kit.db import Row, Unit
from parley.kit.ids import is_id
from parley.scoring.ports import Current

# A lock on the id and not on a row: a hand-in and an erasure may meet before there is a row.
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('scoring:' || $1, 0))"

CURRENT = """
SELECT s.digest, s.number, e.subject_id
FROM scoring.scores s JOIN scoring.evidence e USING (evidence_id, digest)
WHERE s.evidence_id = $1 ORDER BY s.number DESC LIMIT 1
"""

WAS_ERASED = "SELECT true FROM scoring.erased WHERE evidence_id = $1 AND erased_at >= $2"

ADD_EVIDENCE = """
INSERT INTO scoring.evidence (evidence_id, digest, subject_id, body, handed_in_at)
VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING
"""

ADD_SCORE = """
INSERT INTO scoring.scores (evidence_id, number, digest, status, requested_at, making)
VALUES ($1, $2, $3, 'pending', $4, $5)
"""

EVIDENCE = """
SELECT e.body FROM scoring.scores s JOIN scoring.evidence e USING (evidence_id, digest)
WHERE s.evidence_id = $1 AND s.number = $2 AND s.status = 'pending'
"""

# What was settled stays settled: another attempt of the same job changes nothing.
SETTLE = """
UPDATE scoring.scores s
SET status = $3, reason = $4, technical = $5, communication = $6, overall = $7, body = $8,
    making = $9, made_at = $10
FROM scoring.evidence e
WHERE s.evidence_id = $1 AND s.number = $2 AND s.status = 'pending'
  AND e.evidence_id = s.evidence_id AND e.digest = s.digest
RETURNING e.subject_id
"""

DELAYED = """
UPDATE scoring.scores SET reason = $3, body = body || jsonb_build_object('feedback', $4::text)
WHERE evidence_id = $1 AND number = $2 AND status = 'pending'
"""

COLUMNS = """
s.evidence_id, s.number, s.status, s.reason, s.making,
s.number < max(s.number) OVER (PARTITION BY s.evidence_id) AS superseded
"""
HISTORY = f"""
SELECT {COLUMNS}, s.body FROM scoring.scores s WHERE s.evidence_id = $1 ORDER BY s.number DESC
"""  # noqa: S608 - our own columns

# Answers and their spans make up nearly all of a body: a list of interviews doesn't need them.
NEWEST = f"""
SELECT DISTINCT ON (s.evidence_id) {COLUMNS}, s.body || '{{"answers": []}}' AS body
FROM scoring.scores s WHERE s.evidence_id = ANY($1) ORDER BY s.evidence_id, s.number DESC
"""  # noqa: S608 - our own columns

OF_SUBJECT = "SELECT DISTINCT evidence_id FROM scoring.evidence WHERE subject_id = $1"

ERASE_SCORES = "DELETE FROM scoring.scores WHERE evidence_id = ANY($1)"
ERASE_EVIDENCE = "DELETE FROM scoring.evidence WHERE evidence_id = ANY($1)"
ERASE_OUTBOX = """
DELETE FROM scoring.outbox WHERE key = ANY($1) OR ($2::varchar IS NOT NULL AND subject_id = $2)
"""
# The request itself stays in the inbox, so that it is answered once; it names nobody any more.
ERASE_INBOX = "UPDATE scoring.inbox SET subject_id = NULL WHERE subject_id = $1"
REMEMBER = """
INSERT INTO scoring.erased (evidence_id, erased_at) SELECT unnest($1::varchar[]), $2
ON CONFLICT (evidence_id) DO UPDATE SET erased_at = greatest(scoring.erased.erased_at, $2)
"""
# Jobs are the kit's rows: it deletes those that name one of these interviews. It takes UUIDs alone.
KIT_ERASES = "SELECT to_regprocedure('kit.erase(text[])') IS NOT NULL"
ERASE_JOBS = "SELECT kit.erase($1::text[])"

FORGET_ERASED = "DELETE FROM scoring.erased WHERE erased_at < $1"

COUNT = "SELECT status, count(*) AS n FROM scoring.scores GROUP BY status"

_EVIDENCE = TypeAdapter(Evidence)
_SCORE = TypeAdapter(EvidenceScore)
_MAKING: TypeAdapter[Making | None] = TypeAdapter(Making | None)


def _score(row: Row) -> EvidenceScore:
    making = _MAKING.validate_python(row["making"])
    read = _SCORE.validate_python(
        row["body"] | {name: row[name] for name in ("evidence_id", "number", "status", "reason")}
    )
    return replace(read, making=making, superseded=row["superseded"])


class PostgresStore:
    """`ports.Store` on schema `scoring`."""

    async def lock(self, unit: Unit, evidence_ids: Sequence[str]) -> None:
        """Let nobody else change these interviews until the transaction ends."""
        for evidence_id in sorted(set(evidence_ids)):
            await unit.execute(LOCK, evidence_id)

    async def current(self, unit: Unit, evidence_id: str) -> Current | None:
        """What was handed in last, or None."""
        row = await unit.fetchrow(CURRENT, evidence_id)
        return Current(**row) if row else None

    async def was_erased(self, unit: Unit, evidence_id: str, completed_at: datetime) -> bool:
        """Whether it was erased after the interview that is handed in was completed."""
        return bool(await unit.fetchval(WAS_ERASED, evidence_id, completed_at))

    async def add(
        self, unit: Unit, evidence: Evidence, digest: str, score: EvidenceScore, now: datetime
    ) -> None:
        """Keep evidence and its pending score."""
        body = _EVIDENCE.dump_python(evidence, mode="json")
        await unit.execute(
            ADD_EVIDENCE, evidence.evidence_id, digest, evidence.subject_id, body, now
        )
        await self.again(unit, score, digest, now)

    async def again(self, unit: Unit, score: EvidenceScore, digest: str, now: datetime) -> None:
        """Add a pending score of evidence that is kept."""
        making = _MAKING.dump_python(score.making, mode="json")
        await unit.execute(ADD_SCORE, score.evidence_id, score.number, digest, now, making)

    async def evidence(self, unit: Unit, evidence_id: str, number: int) -> Evidence | None:
        """What a score is made from, while it is pending; else None."""
        body = await unit.fetchval(EVIDENCE, evidence_id, number)
        return None if body is None else _EVIDENCE.validate_python(body)

    async def settle(self, unit: Unit, score: EvidenceScore, now: datetime) -> str | None:
        """Put a score in the place of its pending row; the subject, or None without such a row."""
        row = await unit.fetchrow(
            SETTLE, score.evidence_id, score.number, score.status.value, score.reason,
            score.technical, score.communication, score.overall,
            _SCORE.dump_python(score, mode="json"), _MAKING.dump_python(score.making, mode="json"),
            now,
        )  # fmt: skip
        return row["subject_id"] if row else None

    async def delayed(self, unit: Unit, score: EvidenceScore) -> None:
        """Note why a pending score isn't there yet."""
        await unit.execute(DELAYED, score.evidence_id, score.number, score.reason, score.feedback)

    async def history(self, unit: Unit, evidence_id: str) -> list[EvidenceScore]:
        """All scores of an interview, the newest first."""
        return [_score(row) for row in await unit.fetch(HISTORY, evidence_id)]

    async def newest(self, unit: Unit, evidence_ids: Sequence[str]) -> list[EvidenceScore]:
        """The newest score of each, without answers."""
        return [_score(row) for row in await unit.fetch(NEWEST, list(evidence_ids))]

    async def of_subject(self, unit: Unit, subject_id: str) -> list[str]:
        """Interviews about somebody."""
        return [row["evidence_id"] for row in await unit.fetch(OF_SUBJECT, subject_id)]

    async def erase(
        self, unit: Unit, evidence_ids: Sequence[str], subject_id: str | None, at: datetime
    ) -> dict[str, int]:
        """Delete interviews, and everything of a subject where one is given; how many of what."""
        ids = list(evidence_ids)
        scores = await unit.execute(ERASE_SCORES, ids)
        evidence = await unit.execute(ERASE_EVIDENCE, ids)
        await unit.execute(ERASE_OUTBOX, ids, subject_id)
        if subject_id is not None:
            await unit.execute(ERASE_INBOX, subject_id)
        if await unit.fetchval(KIT_ERASES):
            await unit.execute(ERASE_JOBS, [one for one in ids if is_id(one)])
        await unit.execute(REMEMBER, ids, at)
        return {"evidence": evidence, "scores": scores}

    async def forget_erased(self, unit: Unit, before: datetime) -> int:
        """Forget that something was erased long ago."""
        return await unit.execute(FORGET_ERASED, before)

    async def count(self, unit: Unit) -> dict[str, int]:
        """How many scores there are by status."""
        return {row["status"]: row["n"] for row in await unit.fetch(COUNT)}
