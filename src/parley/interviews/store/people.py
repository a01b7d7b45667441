"""`users`: a projection of identity's accounts."""

from collections.abc import Collection

from parley.kit.db import Unit

UNKNOWN = """
SELECT wanted FROM unnest($1::varchar[]) AS wanted
WHERE NOT EXISTS (SELECT FROM interviews.users u WHERE u.user_id = wanted)
"""

# A guest and an account may have one address (decision 7), and the column takes it once: whoever
# comes second gets one that leads nowhere (RFC 2606). Names and addresses are cut to the column's
# length. The lock lets two of one address come one after the other.
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('interviews:email:' || $1, 0))"
SAVE = """
INSERT INTO interviews.users AS u (user_id, email, name)
VALUES (
    $1::varchar,
    CASE WHEN length($2) > 255
           OR EXISTS (SELECT FROM interviews.users o WHERE o.email = $2 AND o.user_id <> $1)
         THEN $1 || '@users.invalid' ELSE $2 END,
    left($3, 255)
)
ON CONFLICT (user_id) DO UPDATE
SET email = excluded.email, name = excluded.name, updated_at = now()
"""

FORGET = """
DELETE FROM interviews.users u WHERE user_id = $1
  AND NOT EXISTS (SELECT FROM interviews.participants p WHERE p.user_id = u.user_id)
"""
ANONYMISE = """
UPDATE interviews.users SET email = user_id || '@users.invalid', name = '', updated_at = now()
WHERE user_id = $1
"""


class UserRows:
    """Reads and writes `users`."""

    async def unknown(self, unit: Unit, user_ids: Collection[str]) -> list[str]:
        """Those that have no row yet."""
        return [row["wanted"] for row in await unit.fetch(UNKNOWN, sorted(set(user_ids)))]

    async def save_user(self, unit: Unit, user_id: str, email: str, name: str) -> None:
        """Add somebody, or change what is known of them."""
        await unit.execute(LOCK, email)
        await unit.execute(SAVE, user_id, email, name)

    async def forget_user(self, unit: Unit, user_id: str) -> int:
        """Delete somebody; who still takes part in an interview loses name and address instead."""
        return await unit.execute(FORGET, user_id) or await unit.execute(ANONYMISE, user_id)
