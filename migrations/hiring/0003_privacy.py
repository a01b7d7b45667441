"""Privacy: the audit log, deletions with what each context answered, human looks, more time.

The audit log only grows: a trigger refuses everything else, and each entry's hash covers the one
before it. Its head is a row of its own, so that entries missing at the end show too, and so that
appending waits for one row and not for the table.

On invitations: `extra_time_percent` (added to every limit), `reminded_at` (the last reminder),
`deleted_at` (name, address and answers are gone since then).
"""

from parley.kit.migrate import script

revision = "0003"
down_revision = "0002"

TABLES = """
ALTER TABLE hiring.invitations
    ADD COLUMN extra_time_percent INTEGER NOT NULL DEFAULT 0
        CHECK (extra_time_percent BETWEEN 0 AND 300),
    ADD COLUMN reminded_at TIMESTAMPTZ,
    ADD COLUMN deleted_at TIMESTAMPTZ;

CREATE TABLE hiring.audit (
    position BIGINT PRIMARY KEY CHECK (position >= 1),
    at TIMESTAMPTZ NOT NULL,
    action VARCHAR NOT NULL,
    invitation_id UUID,
    actor_id UUID,
    details JSONB NOT NULL,
    previous VARCHAR NOT NULL,
    hash VARCHAR NOT NULL
);
CREATE INDEX audit_invitation ON hiring.audit (invitation_id, position DESC);
CREATE TABLE hiring.audit_head (
    one BOOLEAN PRIMARY KEY DEFAULT true CHECK (one),
    position BIGINT NOT NULL,
    hash VARCHAR NOT NULL
);
INSERT INTO hiring.audit_head (position, hash) VALUES (0, repeat('0', 64));

CREATE FUNCTION hiring.audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log only grows' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON hiring.audit
    FOR EACH STATEMENT EXECUTE FUNCTION hiring.audit_only_grows();

CREATE TABLE hiring.deletions (
    id UUID PRIMARY KEY,
    invitation_id UUID NOT NULL,
    subject_id VARCHAR NOT NULL,
    scope VARCHAR NOT NULL CHECK (scope IN ('recordings', 'evidence', 'person')),
    cause VARCHAR NOT NULL CHECK (cause IN ('candidate', 'team', 'withdrawal', 'retention')),
    asked_at TIMESTAMPTZ NOT NULL,
    done_at TIMESTAMPTZ,
    code_hash VARCHAR CONSTRAINT deletions_code UNIQUE
);
CREATE INDEX deletions_invitation ON hiring.deletions (invitation_id, asked_at DESC);
CREATE INDEX deletions_subject ON hiring.deletions (subject_id);
-- An interview is deleted once, held by the database too.
CREATE UNIQUE INDEX deletions_once ON hiring.deletions (invitation_id)
    WHERE scope <> 'recordings';
CREATE TABLE hiring.deletion_answers (
    deletion_id UUID NOT NULL REFERENCES hiring.deletions (id) ON DELETE CASCADE,
    context VARCHAR NOT NULL,
    removed JSONB NOT NULL,
    kept JSONB NOT NULL,
    answered_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (deletion_id, context)
);

CREATE TABLE hiring.human_looks (
    id UUID PRIMARY KEY,
    invitation_id UUID NOT NULL REFERENCES hiring.invitations (id) ON DELETE CASCADE,
    text TEXT,
    asked_at TIMESTAMPTZ NOT NULL,
    answer TEXT,
    answered_by UUID,
    answered_at TIMESTAMPTZ,
    subject_id VARCHAR
);
-- One at a time.
CREATE UNIQUE INDEX human_looks_open ON hiring.human_looks (invitation_id)
    WHERE answered_at IS NULL;
CREATE INDEX human_looks_invitation ON hiring.human_looks (invitation_id, asked_at DESC);
CREATE INDEX human_looks_subject ON hiring.human_looks (subject_id);
"""


def upgrade() -> None:
    """Add columns and tables."""
    script(TABLES)


def downgrade() -> None:
    """Take them away."""
    script("""
    DROP TABLE hiring.human_looks, hiring.deletion_answers, hiring.deletions, hiring.audit_head,
        hiring.audit;
    DROP FUNCTION hiring.audit_only_grows;
    ALTER TABLE hiring.invitations
        DROP COLUMN extra_time_percent, DROP COLUMN reminded_at, DROP COLUMN deleted_at;
    """)
