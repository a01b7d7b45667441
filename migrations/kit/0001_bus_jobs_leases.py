"""The ground of all contexts: event bus, jobs, leases, idempotency keys."""

from parley.kit.migrate import script

revision = "0001"
down_revision = None

TABLES = """
CREATE TABLE kit.subscriptions (
    consumer VARCHAR NOT NULL,
    topic VARCHAR NOT NULL,
    PRIMARY KEY (consumer, topic)
);
CREATE TABLE kit.events (
    position BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id VARCHAR NOT NULL UNIQUE,
    topic VARCHAR NOT NULL,
    event_type VARCHAR NOT NULL,
    key VARCHAR NOT NULL,
    payload JSONB NOT NULL,
    subject_id VARCHAR,
    published_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX events_subject ON kit.events (subject_id);
CREATE TABLE kit.deliveries (
    position BIGINT NOT NULL REFERENCES kit.events (position) ON DELETE CASCADE,
    consumer VARCHAR NOT NULL,
    key VARCHAR NOT NULL,
    status VARCHAR NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'done', 'dead')),
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    last_error VARCHAR,
    done_at TIMESTAMPTZ,
    PRIMARY KEY (position, consumer)
);
CREATE INDEX deliveries_open ON kit.deliveries (consumer, position) WHERE status = 'pending';
CREATE INDEX deliveries_key ON kit.deliveries (consumer, key, position) WHERE status <> 'done';
CREATE TABLE kit.jobs (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    queue VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    key VARCHAR NOT NULL,
    payload JSONB NOT NULL,
    subject_id VARCHAR,
    status VARCHAR NOT NULL DEFAULT 'queued'
        CHECK (status IN ('queued', 'running', 'done', 'dead')),
    progress DOUBLE PRECISION NOT NULL DEFAULT 0,
    stage VARCHAR,
    attempts INTEGER NOT NULL DEFAULT 0,
    max_attempts INTEGER NOT NULL DEFAULT 8,
    run_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    lease_until TIMESTAMPTZ,
    epoch BIGINT NOT NULL DEFAULT 0,
    last_error VARCHAR,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    started_at TIMESTAMPTZ,
    finished_at TIMESTAMPTZ,
    UNIQUE (queue, key)
);
CREATE INDEX jobs_due ON kit.jobs (queue, run_at) WHERE status IN ('queued', 'running');
CREATE INDEX jobs_subject ON kit.jobs (subject_id);
CREATE TABLE kit.leases (
    name VARCHAR PRIMARY KEY,
    holder VARCHAR NOT NULL,
    epoch BIGINT NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
);
CREATE TABLE kit.idempotency (
    scope VARCHAR PRIMARY KEY,
    fingerprint VARCHAR NOT NULL,
    status INTEGER,
    headers JSONB,
    body BYTEA,
    subject_id VARCHAR,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX idempotency_age ON kit.idempotency (created_at);
"""

# What a context may do in schema kit inside its own transaction, and nothing else.
FUNCTIONS = """
CREATE FUNCTION kit.enqueue_job(
    queue text, kind text, key text, payload jsonb, subject_id text, delay interval
) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    INSERT INTO kit.jobs (queue, kind, key, payload, subject_id, run_at)
    VALUES ($1, $2, $3, $4, $5, pg_catalog.now() + $6) ON CONFLICT DO NOTHING;
    SELECT pg_catalog.pg_notify('jobs', $1);
$$;
CREATE FUNCTION kit.hold_job(job uuid, held_epoch bigint)
RETURNS boolean LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT EXISTS (SELECT 1 FROM kit.jobs WHERE id = $1 AND epoch = $2 AND status = 'running'
                   FOR SHARE);
$$;
CREATE FUNCTION kit.hold_lease(lease text, held_epoch bigint)
RETURNS boolean LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT EXISTS (SELECT 1 FROM kit.leases WHERE name = $1 AND epoch = $2
                   AND expires_at > pg_catalog.now() FOR SHARE);
$$;
CREATE FUNCTION kit.claim_idempotency(
    p_scope text, p_fingerprint text, p_subject text, p_keep interval
) RETURNS TABLE (fresh boolean, fingerprint varchar, status integer, headers jsonb, body bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    DELETE FROM kit.idempotency i
    WHERE i.scope = p_scope AND i.created_at < pg_catalog.now() - p_keep;
    INSERT INTO kit.idempotency AS i (scope, fingerprint, subject_id)
    VALUES (p_scope, p_fingerprint, p_subject) ON CONFLICT DO NOTHING;
    RETURN QUERY SELECT i.status IS NULL, i.fingerprint, i.status, i.headers, i.body
    FROM kit.idempotency i WHERE i.scope = p_scope;
END $$;
CREATE FUNCTION kit.answer_idempotency(
    p_scope text, p_status integer, p_headers jsonb, p_body bytea
) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    UPDATE kit.idempotency SET status = $2, headers = $3, body = $4 WHERE scope = $1;
$$;
GRANT USAGE ON SCHEMA kit TO PUBLIC;
"""


def upgrade() -> None:
    """Make tables and functions."""
    script(TABLES)
    script(FUNCTIONS)


def downgrade() -> None:
    """Take them away."""
    script("""
    DROP FUNCTION kit.enqueue_job, kit.hold_job, kit.hold_lease, kit.claim_idempotency,
        kit.answer_idempotency;
    DROP TABLE kit.idempotency, kit.leases, kit.jobs, kit.deliveries, kit.events, kit.subscriptions;
    REVOKE USAGE ON SCHEMA kit FROM PUBLIC;
    """)
