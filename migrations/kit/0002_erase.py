"""Deletion in the kit's own tables, on behalf of the context that forgets somebody.

`idempotency.path` tells what a stored answer is about: an answer may hold a link and no id.
"""

from parley.kit.migrate import script

revision = "0002"
down_revision = "0001"

TABLES = """
ALTER TABLE kit.idempotency ADD COLUMN path VARCHAR;
"""

FUNCTIONS = """
CREATE FUNCTION kit.claim_idempotency(
    p_scope text, p_fingerprint text, p_subject text, p_keep interval, p_path text
) RETURNS TABLE (fresh boolean, fingerprint varchar, status integer, headers jsonb, body bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    DELETE FROM kit.idempotency i
    WHERE i.scope = p_scope AND i.created_at < pg_catalog.now() - p_keep;
    INSERT INTO kit.idempotency AS i (scope, fingerprint, subject_id, path)
    VALUES (p_scope, p_fingerprint, p_subject, p_path) ON CONFLICT DO NOTHING;
    RETURN QUERY SELECT i.status IS NULL, i.fingerprint, i.status, i.headers, i.body
    FROM kit.idempotency i WHERE i.scope = p_scope;
END $$;

-- Deletes what the kit keeps that names one of the ids: jobs, events with their deliveries, stored
-- answers. The way of a deletion itself stays while somebody has yet to hear of it, and a command
-- that is just running (it has no answer yet) keeps its key. Tells how many rows went.
-- Ids are UUIDs, so that nobody can delete by a pattern, nor everything by a short word.
CREATE FUNCTION kit.erase(ids text[])
RETURNS TABLE (jobs bigint, events bigint, answers bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    one text;
    words text;
BEGIN
    FOREACH one IN ARRAY ids LOOP
        IF one IS NULL OR one !~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN
            RAISE EXCEPTION 'kit.erase takes UUIDs' USING ERRCODE = 'invalid_parameter_value';
        END IF;
    END LOOP;
    -- UUIDs hold nothing that a regular expression takes for more than itself.
    words := pg_catalog.array_to_string(ids, '|');
    jobs := 0; events := 0; answers := 0;
    IF words = '' THEN
        RETURN NEXT;
        RETURN;
    END IF;
    DELETE FROM kit.jobs j
    WHERE j.key ~ words OR j.subject_id = ANY (ids) OR j.payload::text ~ words;
    GET DIAGNOSTICS jobs = ROW_COUNT;
    DELETE FROM kit.events e
    WHERE (e.key ~ words OR e.subject_id = ANY (ids) OR e.payload::text ~ words)
      AND NOT (e.topic = 'privacy-events' AND EXISTS (
          SELECT 1 FROM kit.deliveries d WHERE d.position = e.position AND d.status <> 'done'));
    GET DIAGNOSTICS events = ROW_COUNT;
    DELETE FROM kit.idempotency i
    WHERE i.status IS NOT NULL
      AND (i.subject_id = ANY (ids) OR i.path ~ words
           -- Byte by byte, since a body may be in any encoding.
           OR EXISTS (SELECT 1 FROM unnest(ids) AS u (id)
                      WHERE position(convert_to(u.id, 'UTF8') IN i.body) > 0));
    GET DIAGNOSTICS answers = ROW_COUNT;
    RETURN NEXT;
END $$;
"""


def upgrade() -> None:
    """Make column and functions."""
    script(TABLES)
    script(FUNCTIONS)


def downgrade() -> None:
    """Take them away."""
    script("""
    DROP FUNCTION kit.erase(text[]);
    DROP FUNCTION kit.claim_idempotency(text, text, text, interval, text);
    ALTER TABLE kit.idempotency DROP COLUMN path;
    """)
