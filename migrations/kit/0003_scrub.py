"""Note that something was erased, so that PostgreSQL's own files are scrubbed after it."""

from parley.kit.migrate import script

revision = "0003"
down_revision = "0002"

# A row each time and no counter: transactions that erase must not wait for each other.
SQL = """
CREATE TABLE kit.erasures (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    asked_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
ALTER FUNCTION kit.erase(text[]) RENAME TO erase_rows;
CREATE FUNCTION kit.erase(ids text[])
RETURNS TABLE (jobs bigint, events bigint, answers bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    INSERT INTO kit.erasures DEFAULT VALUES;
    RETURN QUERY SELECT * FROM kit.erase_rows(ids);
END $$;
REVOKE ALL ON FUNCTION kit.erase_rows(text[]) FROM PUBLIC;
"""


def upgrade() -> None:
    """Make the table, and have `kit.erase` write to it."""
    script(SQL)


def downgrade() -> None:
    """Take it away."""
    script("""
    DROP FUNCTION kit.erase(text[]);
    ALTER FUNCTION kit.erase_rows(text[]) RENAME TO erase;
    GRANT EXECUTE ON FUNCTION kit.erase(text[]) TO PUBLIC;
    DROP TABLE kit.erasures;
    """)
