"""Accounts, their credentials, and families of refresh tokens.

Whom a row is about (`subject_id`): an account's own id, which the other tables carry as
`account_id`.
"""

from parley.kit.migrate import outbox_v1, script

revision = "0001"
down_revision = None

TABLES = """
CREATE TABLE identity.accounts (
    id UUID PRIMARY KEY,
    email VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    role VARCHAR NOT NULL CHECK (role IN ('admin', 'hr', 'interviewer', 'candidate')),
    company_id UUID,
    guest BOOLEAN NOT NULL,
    verified BOOLEAN NOT NULL,
    registration VARCHAR,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    CHECK (NOT (guest AND (verified OR role <> 'candidate')))
);
-- A guest and an account that only claims its address stand side by side (identity/domain.py).
CREATE UNIQUE INDEX accounts_email ON identity.accounts (email, guest);
CREATE TABLE identity.credentials (
    account_id UUID PRIMARY KEY REFERENCES identity.accounts (id) ON DELETE CASCADE,
    password_hash VARCHAR NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL
);
CREATE TABLE identity.refresh_families (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES identity.accounts (id) ON DELETE CASCADE,
    invitation_id VARCHAR,
    generation INTEGER NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    not_after TIMESTAMPTZ,
    revoked_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX refresh_families_account ON identity.refresh_families (account_id);
CREATE INDEX refresh_families_invitation ON identity.refresh_families (invitation_id)
    WHERE invitation_id IS NOT NULL;
CREATE INDEX refresh_families_end ON identity.refresh_families (expires_at);
CREATE TABLE identity.refresh_tokens (
    hash VARCHAR PRIMARY KEY,
    family_id UUID NOT NULL REFERENCES identity.refresh_families (id) ON DELETE CASCADE,
    generation INTEGER NOT NULL,
    issued_at TIMESTAMPTZ NOT NULL,
    rotated_at TIMESTAMPTZ,
    UNIQUE (family_id, generation)
);
-- One leaf a family, held by the database too.
CREATE UNIQUE INDEX refresh_tokens_leaf ON identity.refresh_tokens (family_id)
    WHERE rotated_at IS NULL;
"""


def upgrade() -> None:
    """Make the tables."""
    script(TABLES + outbox_v1("identity"))


def downgrade() -> None:
    """Take them away."""
    script("""
    DROP TABLE identity.outbox, identity.refresh_tokens, identity.refresh_families,
        identity.credentials, identity.accounts;
    """)
